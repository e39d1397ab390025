// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "ui/models/details_model.h"

#include <QWidget>

class QTreeView;

namespace mqttscope::ui {

class DetailsExpansion;

/// The decoded fields of the selected packet.
class DetailsPanel : public QWidget {
    Q_OBJECT

public:
    /// What of the current line goes to the clipboard.
    enum class Copy : std::uint8_t {
        Line,
        Value,
        Key,
        Path,    ///< the labels from the top down to the line
        Subtree, ///< the line and all below it, indented
        Visible, ///< every line that is not folded away, indented
    };

    explicit DetailsPanel(QWidget* parent = nullptr);

    [[nodiscard]] QTreeView* view() const { return m_view; }

    [[nodiscard]] DetailsModel* model() const { return m_model; }

    [[nodiscard]] DetailsExpansion* expansion() const { return m_expansion; }

    void show(std::shared_ptr<const PacketDetails> details);
    void setSecretsShown(bool shown);
    /// Selects the field that holds a byte.
    void selectByte(ByteSpace space, std::uint32_t byte);
    /// Selects a line of the packet that is shown.
    void selectLine(std::uint32_t line);
    void copy(Copy what);
    /// The key of the selected field; empty if none is selected.
    [[nodiscard]] QString currentKey() const;
    /// Shows the value of the current line, if it is masked.
    void revealCurrent();
    /// Goes where the current line leads, if it leads somewhere.
    void followCurrent();

signals:
    /// The selected line speaks of these bytes; `key` names its field, or is empty.
    void selected(mqttscope::ui::ByteSpace space, mqttscope::base::ByteRange range, const QString& key);
    void hovered(mqttscope::ui::ByteSpace space, mqttscope::base::ByteRange range);
    /// A line leads to this row.
    void rowChosen(base::RowId row);
    /// The current line was right-clicked, or its menu was asked for by key, at this place of the screen.
    void menuRequested(const QPoint& at);
    /// Something the status bar should tell once.
    void noted(const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void currentChanged(const QModelIndex& index);
    void follow(const QModelIndex& index);
    void requestMenu(const QPoint& at);
    [[nodiscard]] bool handleKey(int key);
    [[nodiscard]] QString copied(Copy what) const;
    void appendLines(const QModelIndex& index, int depth, bool folded, QString& text) const;

    DetailsModel* m_model;
    QTreeView* m_view;
    DetailsExpansion* m_expansion;
    QString m_path; ///< of what was selected: the next packet opens on the same field
};

} // namespace mqttscope::ui
