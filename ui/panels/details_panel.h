// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/details_model.h"

#include <QWidget>

class QTreeView;

namespace mqttscope::ui {

/// The decoded fields of the selected packet.
class DetailsPanel : public QWidget {
    Q_OBJECT

public:
    explicit DetailsPanel(QWidget* parent = nullptr);

    [[nodiscard]] QTreeView* view() const { return m_view; }

    [[nodiscard]] DetailsModel* model() const { return m_model; }

    void show(std::shared_ptr<const PacketDetails> details);
    void setSecretsShown(bool shown);
    /// Selects the field that holds a byte.
    void selectByte(ByteSpace space, std::uint32_t byte);
    void copyCurrent();
    /// The key of the selected field; empty if none is selected.
    [[nodiscard]] QString currentKey() const;

signals:
    /// The selected line speaks of these bytes; `key` names its field, or is empty.
    void selected(mqttscope::ui::ByteSpace space, mqttscope::base::ByteRange range, const QString& key);
    void hovered(mqttscope::ui::ByteSpace space, mqttscope::base::ByteRange range);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void expandParts();
    void currentChanged(const QModelIndex& index);
    void restore(const QString& key);

    DetailsModel* m_model;
    QTreeView* m_view;
    QString m_key; ///< what was selected: the next packet opens on the same field
    bool m_frameExpanded = false;
};

} // namespace mqttscope::ui
