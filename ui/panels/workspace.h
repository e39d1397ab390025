// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"
#include "ui/models/packet_details.h"

#include <QWidget>

#include <memory>

class QSplitter;
class QStackedWidget;

namespace mqttscope::ui {

class Annotations;
class BytesPanel;
class DetailsPanel;
class EmptyPage;
class FilterBar;
class FindBar;
class NarrowedTable;
class Navigator;
class PacketPanel;
class PacketTableModel;
class RowTints;

/// The panes of an open capture and what links them: a packet shows its fields and bytes, a field lights its bytes, a
/// byte selects its field.
class Workspace : public QWidget {
    Q_OBJECT

public:
    explicit Workspace(QWidget* parent = nullptr);

    /// Shows a capture; rows come with adopt().
    void show(std::shared_ptr<engine::Inspection> inspection);
    /// Lets go of the capture.
    void clear();
    void adopt(const store::Snapshot& snapshot);
    /// Bytes that are shown may be gone: looks at them again.
    void refresh();
    /// The capture was read and has no MQTT in it.
    void showEmpty(const engine::Report& report);

    void setSecretsShown(bool shown);
    /// The fonts of the panes, so many steps larger or smaller than the application's.
    void setZoom(int steps);
    /// Copies from the pane that has the focus.
    void copy();

    [[nodiscard]] PacketPanel* packets() const { return m_packets; }

    [[nodiscard]] NarrowedTable* table() const { return m_table; }

    [[nodiscard]] FilterBar* filter() const { return m_filter; }

    [[nodiscard]] FindBar* find() const { return m_find; }

    /// What the panes show of the selected row; null where none is.
    [[nodiscard]] const PacketDetails* shown() const { return m_shown.get(); }

    [[nodiscard]] Navigator* navigator() const { return m_navigator; }

    [[nodiscard]] PacketTableModel* model() const { return m_model; }

    [[nodiscard]] RowTints* tints() const { return m_tints; }

    /// What the user said about rows of the capture that is open.
    [[nodiscard]] Annotations* annotations() const { return m_annotations; }

    /// Null while nothing is open.
    [[nodiscard]] const engine::Inspection* inspection() const { return m_inspection.get(); }

    /// The same, for who works beside the window's thread.
    [[nodiscard]] const std::shared_ptr<engine::Inspection>& sharedInspection() const { return m_inspection; }

    [[nodiscard]] bool secretsShown() const { return m_secretsShown; }

    [[nodiscard]] DetailsPanel* details() const { return m_details; }

    [[nodiscard]] BytesPanel* bytes() const { return m_bytes; }

    /// Sizes of the panes and columns, to be remembered.
    [[nodiscard]] QByteArray saveState() const;
    void restoreState(const QByteArray& state);

signals:
    /// The key of the field that is selected or below the pointer, and how many bytes it takes; may be empty.
    void keyChanged(const QString& key, quint32 size);
    void noted(const QString& text);
    void portChosen(quint16 port);
    /// Rows that the table shows, and of how many; the milliseconds that a filter took, or 0.
    void narrowed(quint64 shown, quint64 total, qint64 took);

private:
    void connectPanes();
    void showRow(base::RowId row);
    void hoverByte(ByteSpace space, qint64 byte);

    std::shared_ptr<engine::Inspection> m_inspection;
    std::shared_ptr<const PacketDetails> m_shown;
    QString m_selectedKey;
    quint32 m_selectedSize = 0;
    bool m_secretsShown = false;
    Annotations* m_annotations;
    RowTints* m_tints;
    PacketTableModel* m_model;
    FilterBar* m_filter;
    FindBar* m_find;
    NarrowedTable* m_table;
    PacketPanel* m_packets;
    Navigator* m_navigator;
    DetailsPanel* m_details;
    BytesPanel* m_bytes;
    EmptyPage* m_empty;
    QStackedWidget* m_pages;
    QSplitter* m_columns;
    QSplitter* m_rows;
    QSplitter* m_lower;
};

} // namespace mqttscope::ui
