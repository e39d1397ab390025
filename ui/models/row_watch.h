// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"
#include "core/filter/filter.h"
#include "ui/models/background_job.h"

#include <QObject>

#include <memory>
#include <optional>

namespace mqttscope::ui {

/// Waits in a capture that grows for the first row that a display filter accepts, or the first finding of a severity.
/// Rows are looked at once, as they come, beside the window's thread: a filter that asks for what later packets tell
/// is answered by what is known then.
class RowWatch : public QObject {
    Q_OBJECT

public:
    explicit RowWatch(QObject* parent = nullptr);

    void watchFor(const filter::Filter& filter, std::shared_ptr<engine::Inspection> inspection);
    /// A finding that is at least so severe.
    void watchFor(base::Severity severity);
    /// Waits for nothing any more.
    void end();

    void adopt(const store::Snapshot& snapshot);

signals:
    /// Once; then it waits for nothing any more.
    void found(base::RowId row);

private:
    void look();
    void lookForFindings();
    void tell(base::RowId row);

    std::shared_ptr<engine::Inspection> m_inspection;
    store::Snapshot m_snapshot;
    std::optional<filter::Filter> m_filter;
    std::optional<base::Severity> m_severity;
    base::RowId m_next{0};        ///< the first row that was not looked at
    std::uint32_t m_findings = 0; ///< that were
    BackgroundJob m_job;
};

} // namespace mqttscope::ui
