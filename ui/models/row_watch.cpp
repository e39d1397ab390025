// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_watch.h"

#include "core/filter/scan.h"

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

RowWatch::RowWatch(QObject* parent)
    : QObject(parent) {}

void RowWatch::watchFor(const filter::Filter& filter, std::shared_ptr<engine::Inspection> inspection) {
    end();
    m_filter = filter;
    m_inspection = std::move(inspection);
}

void RowWatch::watchFor(base::Severity severity) {
    end();
    m_severity = severity;
}

void RowWatch::end() {
    m_job.cancel();
    m_inspection.reset();
    m_snapshot = {};
    m_filter.reset();
    m_severity.reset();
    m_next = base::RowId(0);
    m_findings = 0;
}

void RowWatch::adopt(const store::Snapshot& snapshot) {
    if (!m_filter && !m_severity) return;
    m_snapshot = snapshot;
    m_severity ? lookForFindings() : look();
}

void RowWatch::lookForFindings() {
    if (!m_severity) return;
    m_findings = std::max(m_findings, m_snapshot.counts().firstFinding);
    for (; m_findings < m_snapshot.findings(); ++m_findings) {
        const auto& finding = m_snapshot.finding(base::FindingId(m_findings));
        if (finding.severity >= *m_severity && m_snapshot.has(finding.row)) return tell(finding.row);
    }
}

void RowWatch::look() {
    if (!m_filter || m_job.isBusy() || m_next.value >= m_snapshot.rows()) return;
    m_job.start([this, filter = *m_filter, snapshot = m_snapshot, inspection = m_inspection,
                 from = m_next](const std::stop_token& stop) -> std::function<void()> {
        base::RowId hit{};
        const auto source = inspection->packetSource(snapshot);
        const auto next = filter::scan(filter, snapshot, *source, from, stop,
                                       [&hit](std::span<const base::RowId> accepted, base::RowId, base::RowId) {
                                           if (!accepted.empty()) hit = accepted.front();
                                           return accepted.empty();
                                       });
        return [this, hit, next] {
            m_next = next;
            hit.valid() ? tell(hit) : look();
        };
    });
}

void RowWatch::tell(base::RowId row) {
    end();
    emit found(row);
}

} // namespace mqttscope::ui
