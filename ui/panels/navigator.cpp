// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/navigator.h"

#include "ui/models/connections_model.h"
#include "ui/models/findings_model.h"
#include "ui/models/text.h"
#include "ui/views/findings_delegate.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTabWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace mqttscope::ui {

namespace {

enum Tab { kConnections, kFindings };

QTreeView* makeView(const QString& name, const QString& accessibleName) {
    auto* view = new QTreeView;
    view->setObjectName(name);
    view->setAccessibleName(accessibleName);
    view->setFrameShape(QFrame::NoFrame);
    view->setUniformRowHeights(true);
    view->setAllColumnsShowFocus(true);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    return view;
}

} // namespace

Navigator::Navigator(QWidget* parent)
    : QWidget(parent)
    , m_connectionsModel(new ConnectionsModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_findingsModel(new FindingsModel(this))
    , m_tabs(new QTabWidget(this)) {
    m_tabs->setObjectName(QStringLiteral("navigatorTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(makeConnections(), {});
    m_tabs->addTab(makeFindings(), {});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    setFocusProxy(m_tabs);
    updateTitles();
}

QWidget* Navigator::makeConnections() {
    auto* page = new QWidget(this);
    m_search = new QLineEdit(page);
    m_search->setObjectName(QStringLiteral("connectionSearch"));
    m_search->setPlaceholderText(tr("Search clients and servers"));
    m_search->setAccessibleName(tr("Search connections"));
    m_search->setClearButtonEnabled(true);
    m_connections = makeView(QStringLiteral("connections"), tr("Connections"));
    m_connections->setRootIsDecorated(false);
    m_sorted->setSourceModel(m_connectionsModel);
    m_sorted->setSortRole(ConnectionsModel::kSortRole);
    m_sorted->setDynamicSortFilter(false); // counts change all the time: lines must not jump about
    m_sorted->setFilterKeyColumn(-1);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_connections->setModel(m_sorted);
    m_connections->setSortingEnabled(true);
    m_connections->header()->setSortIndicator(-1, Qt::AscendingOrder); // as they were opened
    m_connections->header()->setStretchLastSection(false);
    const auto digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const std::array<std::pair<int, int>, ConnectionsModel::kColumns> widths{
        std::pair{ConnectionsModel::Client, 17}, std::pair{ConnectionsModel::Packets, 9},
        std::pair{ConnectionsModel::Span, 11},   std::pair{ConnectionsModel::Version, 8},
        std::pair{ConnectionsModel::Server, 18}, std::pair{ConnectionsModel::Bytes, 10}};
    for (const auto& [column, digits] : widths) m_connections->header()->resizeSection(column, digit * digits);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_search);
    layout->addWidget(m_connections);
    connect(m_search, &QLineEdit::textChanged, m_sorted, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_connections->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) { connectionActivated(current); });
    connect(m_connections, &QTreeView::clicked, this, &Navigator::connectionActivated);
    return page;
}

QWidget* Navigator::makeFindings() {
    m_findings = makeView(QStringLiteral("findings"), tr("Findings by rule"));
    m_findings->setHeaderHidden(true);
    m_findings->setTextElideMode(Qt::ElideRight);
    m_findings->setModel(m_findingsModel);
    m_findings->setItemDelegate(new FindingsDelegate(m_findings));
    connect(m_findings->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) { findingActivated(current); });
    connect(m_findings, &QTreeView::clicked, this, &Navigator::findingActivated);
    connect(m_findings, &QTreeView::activated, this,
            [this](const QModelIndex& index) { emit ruleChosen(m_findingsModel->rule(index)); });
    return m_findings;
}

void Navigator::connectionActivated(const QModelIndex& index) {
    if (index.isValid()) emit connectionChosen(m_connectionsModel->connection(m_sorted->mapToSource(index)));
}

void Navigator::findingActivated(const QModelIndex& index) {
    if (const auto row = m_findingsModel->row(index); row.valid()) emit rowChosen(row);
}

void Navigator::clear() {
    m_connectionsModel->clear();
    m_findingsModel->clear();
    m_connectionCount = 0;
    m_search->clear();
    updateTitles();
}

void Navigator::adopt(const store::Snapshot& snapshot) {
    m_connectionsModel->adopt(snapshot);
    m_connectionCount = snapshot.connections();
    m_findingsModel->adopt(snapshot);
    updateTitles();
}

QString Navigator::title(base::ConnectionId connection) const {
    return m_connectionsModel->title(connection);
}

QString Navigator::title(base::RuleId rule) const {
    return m_findingsModel->title(rule);
}

void Navigator::showConnections() {
    m_tabs->setCurrentIndex(kConnections);
    m_connections->setFocus();
}

void Navigator::showFindings() {
    m_tabs->setCurrentIndex(kFindings);
    m_findings->setFocus();
}

void Navigator::clearChoice() {
    m_connections->selectionModel()->clear();
}

void Navigator::updateTitles() {
    const auto count = [](std::uint64_t number) {
        return number == 0 ? QString() : QStringLiteral(" %1").arg(numberText(number));
    };
    m_tabs->setTabText(kConnections, tr("Connections") + count(m_connectionCount));
    m_tabs->setTabText(kFindings, tr("Findings") + count(m_findingsModel->count()));
}

} // namespace mqttscope::ui
