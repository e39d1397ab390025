// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/packet_panel.h"

#include "ui/models/packet_table_model.h"
#include "ui/models/text.h"
#include "ui/panels/packet_columns.h"
#include "ui/views/packet_delegate.h"
#include "ui/views/row_table_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

PacketPanel::PacketPanel(PacketTableModel* model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_view(new RowTableView(this)) {
    m_view->setObjectName(QStringLiteral("packetTable"));
    m_view->setAccessibleName(tr("Packets"));
    m_view->setFrameShape(QFrame::NoFrame);
    auto* delegate = new PacketDelegate(m_view);
    m_view->setItemDelegate(delegate);
    m_view->setRowFill([this, delegate](const QModelIndex& row) { return delegate->rowFill(m_view->palette(), row); });
    m_view->setModel(model);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_columns = new PacketColumns(model, m_view);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFocusProxy(m_view);
    m_walking.setSingleShot(true);
    connect(&m_walking, &QTimer::timeout, this, &PacketPanel::walkOn);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &PacketPanel::currentRowChanged);
    connect(model, &QAbstractItemModel::rowsAboutToBeInserted, this, [this] { m_wasAtEnd = m_view->atEnd(); });
    connect(model, &QAbstractItemModel::rowsInserted, this, [this] {
        auto* bar = m_view->verticalScrollBar();
        if (m_following && m_wasAtEnd) bar->setValue(bar->maximum());
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &PacketPanel::tellDistance);
    connect(m_view, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        if (m_view->indexAt(at).isValid()) emit menuRequested(m_view->viewport()->mapToGlobal(at));
    });
}

void PacketPanel::currentRowChanged(const QModelIndex& current) {
    m_walk.reset(); // it began at another row
    if (m_replacing) return;
    const auto row = m_model->rowId(current);
    m_wanted = row;
    m_history.visit(row);
    show(row);
}

void PacketPanel::tellDistance() {
    if (selectedCount() != 2) return;
    const auto rows = selectedRows();
    if (rows.size() != 2) return;
    const auto& snapshot = m_model->snapshot();
    const auto [first, last] = std::minmax(rows[0], rows[1]);
    const auto from = snapshot.row(first).time;
    const auto to = snapshot.row(last).time;
    if (!from.known() || !to.known()) return;
    emit noted(
        tr("From row %1 to row %2: %3")
            .arg(numberText(first.value + 1), numberText(last.value + 1), toText(format::durationText(to - from))));
}

void PacketPanel::show(base::RowId row) {
    m_model->setSelected(row);
    emit currentChanged(row);
}

base::RowId PacketPanel::currentRow() const {
    return m_model->rowId(m_view->currentIndex());
}

void PacketPanel::startOver() {
    m_history.clear();
    m_wanted = {};
    m_walk.reset();
}

bool PacketPanel::goTo(base::RowId row) {
    return goToPosition(m_model->positionOf(row));
}

bool PacketPanel::goToPosition(qint64 position) {
    if (position < 0 || position >= m_model->rowCount()) return false;
    const auto index = m_model->index(static_cast<int>(position), PacketTableModel::Number);
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

void PacketPanel::goToFirst() {
    goToPosition(0);
}

void PacketPanel::goToLast() {
    goToPosition(m_model->rowCount() - 1);
}

void PacketPanel::goInConnection(int step) {
    const auto current = m_view->currentIndex();
    if (!m_model->rowId(current).valid()) return;
    // The key repeats faster than a far neighbour is found.
    if (m_walk && m_walk->step() == step) return;
    m_walk.emplace(m_model->snapshot(), m_model->order(), current.row(), step);
    walkOn();
}

void PacketPanel::walkOn() {
    if (!m_walk) return;
    const int step = m_walk->step();
    switch (m_walk->advance()) {
    case ConnectionWalk::State::Searching:
        return m_walking.start(0);
    case ConnectionWalk::State::Found:
        goToPosition(std::exchange(m_walk, std::nullopt)->position());
        return;
    case ConnectionWalk::State::End:
        m_walk.reset();
        emit noted(step > 0 ? tr("This is the last packet of the connection")
                            : tr("This is the first packet of the connection"));
        return;
    }
}

void PacketPanel::goBack() {
    if (m_history.canGoBack() && !goTo(m_history.back())) emit noted(tr("That packet is not shown at the moment"));
}

void PacketPanel::goForward() {
    if (m_history.canGoForward() && !goTo(m_history.forward()))
        emit noted(tr("That packet is not shown at the moment"));
}

void PacketPanel::setOrder(const std::shared_ptr<const RowOrder>& order, bool continues) {
    if (continues) return m_model->setOrder(order, true);
    m_walk.reset();
    const auto wanted = m_wanted;
    const int line = m_view->lineOf(m_view->currentIndex());
    m_replacing = true; // the selection goes and comes back: what is shown of it stays
    m_model->setOrder(order, false);
    const int position = m_model->positionOf(wanted);
    if (position >= 0) {
        m_view->selectionModel()->setCurrentIndex(m_model->index(position, PacketTableModel::Number),
                                                  QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        m_view->scrollToLine(position, line);
    }
    m_replacing = false;
    if (position < 0 && m_model->rowCount() > 0 && order && !order->sorted) {
        // The packet is not among them: go to the nearest, but come back to it when it is.
        const auto after = std::ranges::lower_bound(order->rows, wanted.valid() ? wanted.value : 0);
        const auto nearest = std::min<qint64>(after - order->rows.begin(), m_model->rowCount() - 1);
        goToPosition(nearest);
        m_wanted = wanted;
    }
}

std::vector<int> PacketPanel::selectedPositions(int atMost) const {
    auto ranges = m_view->selectionModel()->selection();
    std::ranges::sort(ranges, {}, &QItemSelectionRange::top);
    std::vector<int> positions;
    for (const auto& range : ranges)
        for (int row = range.top(); row <= range.bottom() && std::ssize(positions) < atMost; ++row)
            positions.push_back(row);
    return positions;
}

std::vector<base::RowId> PacketPanel::selectedRows(int atMost) const {
    std::vector<base::RowId> rows;
    for (const int position : selectedPositions(atMost)) rows.push_back(m_model->rowId(m_model->index(position, 0)));
    return rows;
}

qint64 PacketPanel::selectedCount() const {
    qint64 count = 0;
    for (const auto& range : m_view->selectionModel()->selection()) count += range.height();
    return count;
}

QString PacketPanel::selectedText() const {
    QString text;
    for (const int position : selectedPositions()) {
        QStringList cells;
        for (int visual = 0; visual < m_model->columnCount(); ++visual) {
            const int column = m_view->header()->logicalIndex(visual);
            if (!m_view->header()->isSectionHidden(column) && column != PacketTableModel::Mark)
                cells += m_model->index(position, column).data().toString();
        }
        text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return text;
}

void PacketPanel::copyCell() {
    const auto index = m_view->currentIndex();
    if (!index.isValid()) return;
    QGuiApplication::clipboard()->setText(index.data().toString());
    emit noted(tr("Copied the cell"));
}

void PacketPanel::copySelection() {
    const auto selected = selectedCount();
    if (selected == 0) return;
    QGuiApplication::clipboard()->setText(selectedText());
    if (selected > kMaxCopiedRows)
        emit noted(tr("Copied the first %1 of %2 selected rows").arg(numberText(kMaxCopiedRows), numberText(selected)));
    else
        emit noted(selected == 1 ? tr("Copied 1 row") : tr("Copied %1 rows").arg(numberText(selected)));
}

} // namespace mqttscope::ui
