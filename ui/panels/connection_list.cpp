// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/connection_list.h"

#include "ui/models/connection_arranger.h"
#include "ui/models/connections_model.h"
#include "ui/views/row_table_view.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace mqttscope::ui {

ConnectionList::ConnectionList(QWidget* parent)
    : QWidget(parent)
    , m_model(new ConnectionsModel(this))
    , m_arranger(new ConnectionArranger(this))
    , m_search(new QLineEdit(this))
    , m_view(new RowTableView(this)) {
    m_search->setObjectName(QStringLiteral("connectionSearch"));
    m_search->setPlaceholderText(tr("Search clients and servers"));
    m_search->setAccessibleName(tr("Search connections"));
    m_search->setClearButtonEnabled(true);
    makeView();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_search);
    layout->addWidget(m_view);
    setFocusProxy(m_view);
    connect(m_search, &QLineEdit::textChanged, this, &ConnectionList::search);
    connect(m_arranger, &ConnectionArranger::arranged, this,
            [this](const std::shared_ptr<const ConnectionOrder>& order) {
                const auto current = m_model->connection(m_view->currentIndex());
                const int line = m_view->lineOf(m_view->currentIndex());
                const QScopedValueRollback restoring(m_restoring, true);
                m_model->setOrder(order);
                const int position = m_model->positionOf(current);
                if (position < 0) return;
                select(m_model->index(position, 0));
                m_view->scrollToLine(position, line);
            });
}

void ConnectionList::makeView() {
    m_view->setObjectName(QStringLiteral("connections"));
    m_view->setAccessibleName(tr("Connections"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setModel(m_model);
    m_view->header()->setSectionsClickable(true);
    m_view->header()->setSortIndicatorShown(false);
    setWidths();
    const auto choose = [this](const QModelIndex& index) {
        if (index.isValid() && !m_restoring) emit chosen(m_model->connection(index));
    };
    connect(m_view->header(), &QHeaderView::sectionClicked, this, &ConnectionList::sortBy);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, choose);
    connect(m_view, &QAbstractItemView::clicked, this, choose);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ConnectionList::requestMenu);
}

void ConnectionList::setWidths() {
    const auto digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const std::array<std::pair<int, int>, ConnectionsModel::kColumns> widths{
        std::pair{ConnectionsModel::Client, 15}, std::pair{ConnectionsModel::Packets, 9},
        std::pair{ConnectionsModel::Span, 10},   std::pair{ConnectionsModel::Version, 8},
        std::pair{ConnectionsModel::Server, 18}, std::pair{ConnectionsModel::Bytes, 10}};
    for (const auto& [column, digits] : widths) m_view->header()->resizeSection(column, digit * digits);
}

void ConnectionList::sortBy(int column) {
    // One way, the other, and back to the order of the capture; of numbers, the largest first.
    auto choice = m_arranger->choice();
    const bool first = ConnectionsModel::isFigure(column);
    if (column != m_sortedBy) {
        choice.by = ConnectionsModel::sortingOf(column);
        choice.descending = first;
        m_sortedBy = column;
    } else if (choice.descending == first) {
        choice.descending = !first;
    } else {
        choice.by = ConnectionChoice::By::Opening;
        choice.descending = false;
        m_sortedBy = -1;
    }
    auto* header = m_view->header();
    if (m_sortedBy >= 0)
        header->setSortIndicator(m_sortedBy, choice.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    header->setSortIndicatorShown(m_sortedBy >= 0);
    m_arranger->choose(choice);
}

void ConnectionList::search(const QString& text) {
    auto choice = m_arranger->choice();
    choice.search = text;
    m_arranger->choose(choice);
}

void ConnectionList::select(const QModelIndex& index) {
    m_view->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void ConnectionList::requestMenu(const QPoint& at) {
    const auto index = m_view->indexAt(at);
    if (index.isValid()) emit menuRequested(m_model->connection(index), m_view->viewport()->mapToGlobal(at));
}

void ConnectionList::clear() {
    m_search->clear();
    m_arranger->clear();
    m_model->clear();
}

void ConnectionList::adopt(const store::Snapshot& snapshot) {
    m_model->adopt(snapshot);
    m_arranger->adopt(snapshot);
}

void ConnectionList::clearChoice() {
    m_view->selectionModel()->clear();
}

bool ConnectionList::isBusy() const {
    return m_arranger->isBusy();
}

QByteArray ConnectionList::saveState() const {
    return m_view->header()->saveState();
}

void ConnectionList::restoreState(const QByteArray& state) {
    if (state.isEmpty() || !m_view->header()->restoreState(state)) return;
    // What it was sorted by belongs to a capture, not to the window.
    m_view->header()->setSortIndicatorShown(false);
}

} // namespace mqttscope::ui
