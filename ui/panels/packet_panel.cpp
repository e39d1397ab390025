// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/packet_panel.h"

#include "ui/models/packet_table_model.h"
#include "ui/models/text.h"
#include "ui/views/packet_delegate.h"
#include "ui/views/row_table_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace mqttscope::ui {

PacketPanel::PacketPanel(PacketTableModel* model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_view(new RowTableView(this)) {
    m_view->setObjectName(QStringLiteral("packetTable"));
    m_view->setAccessibleName(tr("Packets"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setItemDelegate(new PacketDelegate(m_view));
    m_view->setModel(model);
    sizeColumns();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFocusProxy(m_view);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) { emit currentChanged(PacketTableModel::rowId(current)); });
}

void PacketPanel::sizeColumns() {
    // In digits of the font, so that it fits at any size.
    constexpr std::array<double, PacketTableModel::kColumns> widths{3.2, 9, 14, 20, 4.5, 15, 46, 24, 7, 8, 10};
    const auto digit = m_view->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_view->setFillingColumn(PacketTableModel::Payload);
    for (int column = 0; column < PacketTableModel::kColumns; ++column)
        m_view->header()->resizeSection(column, static_cast<int>(widths[static_cast<std::size_t>(column)] * digit));
}

base::RowId PacketPanel::currentRow() const {
    return PacketTableModel::rowId(m_view->currentIndex());
}

bool PacketPanel::goTo(qint64 row) {
    if (row < 0 || row >= m_model->rowCount()) return false;
    const auto index = m_model->index(static_cast<int>(row), PacketTableModel::Number);
    const bool inSight = m_view->viewport()->rect().contains(m_view->visualRect(index));
    select(index);
    if (!inSight) m_view->scrollTo(index, QAbstractItemView::PositionAtCenter);
    return true;
}

void PacketPanel::goBy(qint64 rows) {
    const auto current = m_view->currentIndex();
    const qint64 to = current.isValid() ? current.row() + rows : 0;
    const auto index = m_model->index(static_cast<int>(std::clamp<qint64>(to, 0, std::max(0, m_model->rowCount() - 1))),
                                      PacketTableModel::Number);
    if (index.isValid()) select(index);
}

void PacketPanel::select(const QModelIndex& index) {
    // Not the view's own setCurrentIndex(): with Ctrl held for the shortcut, it would add to the selection.
    m_view->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_view->scrollTo(index);
}

void PacketPanel::goToLast() {
    goTo(m_model->rowCount() - 1);
}

QString PacketPanel::selectedText() const {
    QString text;
    int rows = 0;
    for (const auto& range : m_view->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            if (++rows > kMaxCopiedRows) return text;
            QStringList cells;
            for (int visual = 0; visual < m_model->columnCount(); ++visual) {
                const int column = m_view->header()->logicalIndex(visual);
                if (!m_view->header()->isSectionHidden(column) && column != PacketTableModel::Mark)
                    cells += m_model->index(row, column).data().toString();
            }
            text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
        }
    }
    return text;
}

void PacketPanel::copySelection() {
    qint64 selected = 0;
    for (const auto& range : m_view->selectionModel()->selection()) selected += range.height();
    if (selected == 0) return;
    QGuiApplication::clipboard()->setText(selectedText());
    if (selected > kMaxCopiedRows)
        emit noted(tr("Copied the first %1 of %2 selected rows").arg(numberText(kMaxCopiedRows), numberText(selected)));
    else
        emit noted(selected == 1 ? tr("Copied 1 row") : tr("Copied %1 rows").arg(numberText(selected)));
}

} // namespace mqttscope::ui
