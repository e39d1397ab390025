// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/narrowed_table.h"

#include "ui/models/packet_table_model.h"
#include "ui/models/row_arranger.h"
#include "ui/models/text.h"
#include "ui/panels/narrowing_bar.h"
#include "ui/panels/packet_columns.h"
#include "ui/panels/packet_panel.h"

#include <QVBoxLayout>

#include <utility>

namespace mqttscope::ui {

NarrowedTable::NarrowedTable(PacketTableModel* model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_packets(new PacketPanel(model, this))
    , m_bar(new NarrowingBar(this))
    , m_arranger(new RowArranger(this)) {
    m_bar->setObjectName(QStringLiteral("narrowingBar"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_packets);
    setFocusProxy(m_packets);
    connect(m_arranger, &RowArranger::arranged, this,
            [this](const std::shared_ptr<const RowOrder>& order, bool continues) {
                m_packets->setOrder(order, continues);
                if (m_revealed.valid() && m_packets->goTo(m_revealed)) m_revealed = {};
                updateResult();
            });
    connect(m_arranger, &RowArranger::busyChanged, this, &NarrowedTable::updateResult);
    connect(m_packets->columns(), &PacketColumns::sortRequested, this, &NarrowedTable::sort);
    connect(m_bar, &NarrowingBar::removed, this, [this](NarrowingBar::Part part) {
        auto narrowing = m_arranger->narrowing();
        switch (part) {
        case NarrowingBar::Part::Filter:
            narrowing.filter = {};
            break;
        case NarrowingBar::Part::Connection:
            narrowing.connection.reset();
            break;
        case NarrowingBar::Part::Rule:
            narrowing.rule = {};
            break;
        case NarrowingBar::Part::Events:
            narrowing.events = true;
            break;
        }
        change(narrowing);
    });
}

const Narrowing& NarrowedTable::narrowing() const {
    return m_arranger->narrowing();
}

bool NarrowedTable::isBusy() const {
    return m_arranger->isBusy();
}

void NarrowedTable::setTitles(std::function<QString(base::ConnectionId)> connections,
                              std::function<QString(base::RuleId)> rules) {
    m_connectionTitle = std::move(connections);
    m_ruleTitle = std::move(rules);
}

void NarrowedTable::show(std::shared_ptr<engine::Inspection> inspection) {
    // Without events is how some people always work; everything else belongs to one capture.
    const bool events = m_arranger->narrowing().events;
    const bool filtered = !m_arranger->narrowing().filter.acceptsAll();
    m_arranger->show(std::move(inspection));
    m_packets->columns()->clearSorting();
    m_packets->startOver();
    m_revealed = {};
    change({.events = events});
    if (filtered) emit filterChanged({});
}

void NarrowedTable::adopt(const store::Snapshot& snapshot) {
    m_arranger->adopt(snapshot);
    updateResult();
}

void NarrowedTable::narrowToConnection(base::ConnectionId connection) {
    auto narrowing = m_arranger->narrowing();
    narrowing.connection = connection;
    change(narrowing);
}

void NarrowedTable::narrowToRule(base::RuleId rule) {
    auto narrowing = m_arranger->narrowing();
    narrowing.rule = rule;
    change(narrowing);
}

void NarrowedTable::showEvents(bool shown) {
    auto narrowing = m_arranger->narrowing();
    narrowing.events = shown;
    change(narrowing);
}

void NarrowedTable::narrowToFilter(const filter::Filter& filter) {
    auto narrowing = m_arranger->narrowing();
    narrowing.filter = filter;
    change(narrowing);
}

void NarrowedTable::showAll() {
    change({});
}

void NarrowedTable::setIgnored(const std::shared_ptr<const std::vector<std::uint32_t>>& rows) {
    m_ignored = rows;
    change(m_arranger->narrowing());
}

void NarrowedTable::reveal(base::RowId row) {
    if (m_packets->goTo(row)) return;
    if (row.value < m_model->snapshot().firstRow())
        return emit m_packets->noted(tr("That packet left with the oldest file"));
    m_revealed = row;
    change({});
    if (m_packets->goTo(row)) m_revealed = {};
}

void NarrowedTable::change(Narrowing narrowing) {
    narrowing.ignored = m_ignored;
    const auto before = m_arranger->narrowing();
    const auto text = toText(narrowing.filter.text());
    m_arranger->setNarrowing(narrowing);
    updateBar();
    updateResult();
    if (before.connection && !narrowing.connection) emit connectionReleased();
    if (before.filter.text() != narrowing.filter.text()) emit filterChanged(text);
    if (before.events != narrowing.events) emit eventsShownChanged(narrowing.events);
}

void NarrowedTable::sort(int column, bool descending) {
    auto sorting = column < 0 ? Sorting{} : m_model->sortingOf(column);
    sorting.descending = descending;
    m_arranger->setSorting(sorting);
    updateResult();
}

void NarrowedTable::updateBar() {
    const auto& narrowing = m_arranger->narrowing();
    m_bar->clear();
    // Alone, the filter is seen where it is written.
    auto others = narrowing;
    others.filter = {};
    if (!narrowing.filter.acceptsAll() && !others.isNone())
        m_bar->add(NarrowingBar::Part::Filter, toText(narrowing.filter.text()));
    if (narrowing.connection)
        m_bar->add(NarrowingBar::Part::Connection,
                   tr("connection %1: %2")
                       .arg(numberText(narrowing.connection->value), m_connectionTitle(*narrowing.connection)));
    if (narrowing.rule.valid()) m_bar->add(NarrowingBar::Part::Rule, tr("rule %1").arg(m_ruleTitle(narrowing.rule)));
    if (!narrowing.events) m_bar->add(NarrowingBar::Part::Events, tr("packets, no events"));
}

void NarrowedTable::updateResult() {
    const auto total = m_model->snapshot().rowCount();
    const auto shown = static_cast<quint64>(m_model->rowCount());
    m_bar->setResult(m_arranger->isBusy() ? tr("Working …")
                                          : tr("%1 of %2 rows").arg(numberText(shown), numberText(total)));
    const bool filtered = !m_arranger->narrowing().filter.acceptsAll() && !m_arranger->isBusy();
    emit narrowed(shown, total, filtered ? m_arranger->took() : 0);
}

} // namespace mqttscope::ui
