// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_tints.h"

#include "core/filter/evaluator.h"

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

namespace {

// Some screens of rows, so that scrolling back asks nothing again.
constexpr qsizetype kRemembered = 4096;
// Rows that are looked at together: more than a tall screen shows.
constexpr std::size_t kMostAsked = 512;

} // namespace

RowTints::RowTints(QObject* parent)
    : QObject(parent)
    , m_compiled(std::make_shared<const std::vector<Compiled>>())
    , m_known(kRemembered) {
    // A screen asks row by row: all of it is looked at in one go.
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &RowTints::look);
}

void RowTints::show(std::shared_ptr<engine::Inspection> inspection) {
    m_job.cancel();
    m_inspection = std::move(inspection);
    m_snapshot = {};
    m_known.clear();
    m_asked.clear();
}

void RowTints::adopt(const store::Snapshot& snapshot) {
    m_snapshot = snapshot;
    if (m_ages) ++m_age;
}

void RowTints::setRules(const ColouringRules& rules) {
    if (rules == m_rules) return;
    m_job.cancel();
    m_rules = rules;
    m_known.clear();
    m_asked.clear();
    m_ages = false;
    std::vector<Compiled> compiled;
    for (int i = 0; i < static_cast<int>(rules.size()); ++i) {
        if (!rules[i].on) continue;
        auto made = filter::Filter::read(rules[i].filter.toStdString());
        if (!made) continue;
        m_ages = m_ages || made->dependsOnLaterFacts();
        compiled.push_back({i, std::move(*made)});
    }
    m_compiled = std::make_shared<const std::vector<Compiled>>(std::move(compiled));
    emit changed();
}

const ColouringRule* RowTints::ruleOf(base::RowId row) {
    if (m_compiled->empty() || !m_inspection) return nullptr;
    const auto* known = m_known.object(row.value);
    if (known == nullptr || known->age != m_age) {
        // Of very many, those that were asked for last are in sight.
        if (m_asked.size() >= kMostAsked) m_asked.erase(m_asked.begin(), m_asked.begin() + kMostAsked / 2);
        if (std::ranges::find(m_asked, row.value) == m_asked.end()) m_asked.push_back(row.value);
        if (!m_job.isBusy() && !m_soon.isActive()) m_soon.start();
    }
    return known != nullptr && known->rule >= 0 ? &m_rules[known->rule] : nullptr;
}

void RowTints::look() {
    if (m_asked.empty() || !m_inspection || m_job.isBusy()) return;
    m_job.start([this, rows = std::exchange(m_asked, {}), age = m_age, compiled = m_compiled, snapshot = m_snapshot,
                 inspection = m_inspection](const std::stop_token& stop) -> std::function<void()> {
        const auto source = inspection->packetSource(snapshot);
        std::vector<int> found(rows.size(), -1);
        std::vector<filter::Evaluator> evaluators;
        evaluators.reserve(compiled->size());
        for (const auto& rule : *compiled) evaluators.emplace_back(rule.filter.program(), *source);
        for (std::size_t i = 0; i < rows.size() && !stop.stop_requested(); ++i) {
            if (!snapshot.has(base::RowId(rows[i]))) continue;
            for (std::size_t rule = 0; rule < evaluators.size() && found[i] < 0; ++rule)
                if (evaluators[rule].accepts(snapshot, base::RowId(rows[i]))) found[i] = (*compiled)[rule].rule;
        }
        return [this, rows, found, age] { take(rows, found, age); };
    });
}

void RowTints::take(const std::vector<std::uint32_t>& rows, const std::vector<int>& found, std::uint32_t age) {
    bool differs = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto* before = m_known.object(rows[i]);
        differs = differs || (before != nullptr ? before->rule : -1) != found[i];
        m_known.insert(rows[i], new Known{found[i], age}); // the cache owns it
    }
    if (differs) emit changed();
    if (!m_asked.empty()) m_soon.start();
}

} // namespace mqttscope::ui
