// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/navigator.h"

#include "ui/models/connections_model.h"
#include "ui/models/findings_model.h"
#include "ui/models/text.h"
#include "ui/panels/connection_list.h"
#include "ui/views/findings_delegate.h"

#include <QTabWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace mqttscope::ui {

namespace {

enum Tab { kConnections, kFindings };

} // namespace

Navigator::Navigator(QWidget* parent)
    : QWidget(parent)
    , m_connections(new ConnectionList(this))
    , m_findingsModel(new FindingsModel(this))
    , m_tabs(new QTabWidget(this)) {
    m_tabs->setObjectName(QStringLiteral("navigatorTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_connections, {});
    m_tabs->addTab(makeFindings(), {});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    setFocusProxy(m_tabs);
    connect(m_connections, &ConnectionList::chosen, this, &Navigator::connectionChosen);
    updateTitles();
}

QWidget* Navigator::makeFindings() {
    m_findings = new QTreeView(this);
    m_findings->setObjectName(QStringLiteral("findings"));
    m_findings->setAccessibleName(tr("Findings by rule"));
    m_findings->setFrameShape(QFrame::NoFrame);
    m_findings->setUniformRowHeights(true);
    m_findings->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_findings->setHeaderHidden(true);
    m_findings->setTextElideMode(Qt::ElideRight);
    m_findings->setModel(m_findingsModel);
    m_findings->setItemDelegate(new FindingsDelegate(m_findings));
    connect(m_findings->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) { findingActivated(current); });
    connect(m_findings, &QTreeView::clicked, this, &Navigator::findingActivated);
    connect(m_findings, &QTreeView::activated, this,
            [this](const QModelIndex& index) { emit ruleChosen(m_findingsModel->rule(index)); });
    m_findings->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_findings, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        // From the keyboard, `at` may be anywhere: the menu belongs to the current line.
        const auto below = m_findings->indexAt(at);
        const auto index = below.isValid() ? below : m_findings->currentIndex();
        if (!index.isValid()) return;
        emit findingMenuRequested(m_findingsModel->rule(index), m_findingsModel->row(index),
                                  m_findings->viewport()->mapToGlobal(at));
    });
    return m_findings;
}

void Navigator::findingActivated(const QModelIndex& index) {
    if (const auto row = m_findingsModel->row(index); row.valid()) emit rowChosen(row);
}

void Navigator::clear() {
    m_connections->clear();
    m_findingsModel->clear();
    m_connectionCount = 0;
    updateTitles();
}

void Navigator::adopt(const store::Snapshot& snapshot) {
    m_connections->adopt(snapshot);
    m_connectionCount = snapshot.connections();
    m_findingsModel->adopt(snapshot);
    updateTitles();
}

QString Navigator::title(base::ConnectionId connection) const {
    return m_connections->model()->title(connection);
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
    m_connections->clearChoice();
}

void Navigator::updateTitles() {
    const auto count = [](std::uint64_t number) {
        return number == 0 ? QString() : QStringLiteral(" %1").arg(numberText(number));
    };
    m_tabs->setTabText(kConnections, tr("Connections") + count(m_connectionCount));
    m_tabs->setTabText(kFindings, tr("Findings") + count(m_findingsModel->count()));
}

} // namespace mqttscope::ui
