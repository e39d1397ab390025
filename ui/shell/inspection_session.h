// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>

namespace mqttscope::ui {

/// One open capture: its inspection, whose worker's news arrive here as signals on the window's thread. News are taken
/// over at a rate that leaves the window its time, the slower the more rows there are.
class InspectionSession : public QObject {
    Q_OBJECT

public:
    explicit InspectionSession(engine::InspectionOptions options, QObject* parent = nullptr);
    /// Does not wait for the worker: it ends on a thread of its own.
    ~InspectionSession() override;

    [[nodiscard]] const engine::InspectionOptions& options() const { return m_options; }

    [[nodiscard]] const std::shared_ptr<engine::Inspection>& inspection() const { return m_inspection; }

    [[nodiscard]] const store::Snapshot& snapshot() const { return m_snapshot; }

    [[nodiscard]] engine::Progress progress() const { return m_inspection->progress(); }

    [[nodiscard]] bool isOver() const { return m_over; }

    void cancel();

    /// Milliseconds between two adoptions at so many rows (STYLE.md §5 measured what an append costs).
    [[nodiscard]] static int adoptionInterval(std::uint32_t rows);

signals:
    /// A later state is in snapshot().
    void adopted();
    /// Bytes were read; comes a few times a second while there is something to read.
    void progressed();
    /// A file that was read turned out to be cut since: what is shown of it may be gone.
    void cutLater();
    /// It has finished, failed or was cancelled; snapshot() is final.
    void ended();

private:
    struct Relay;

    void scheduleAdoption();
    void adopt();

    engine::InspectionOptions m_options;
    std::shared_ptr<Relay> m_relay;
    std::shared_ptr<engine::Inspection> m_inspection;
    store::Snapshot m_snapshot;
    QTimer m_adoption;
    QTimer m_progress;
    QElapsedTimer m_sinceAdoption;
    bool m_over = false;
};

} // namespace mqttscope::ui
