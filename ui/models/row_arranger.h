// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/row_order.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>
#include <stop_token>

namespace mqttscope::ui {

/// Keeps the order of rows up to date beside the window's thread: while a capture grows, and when another narrowing or
/// sorting is asked for. What runs is replaced at once by what was asked for later.
class RowArranger : public QObject {
    Q_OBJECT

public:
    explicit RowArranger(QObject* parent = nullptr);
    ~RowArranger() override;

    /// Another capture, or none; narrowing and sorting are forgotten.
    void show(std::shared_ptr<engine::Inspection> inspection);
    void adopt(const store::Snapshot& snapshot);

    void setNarrowing(const Narrowing& narrowing);
    void setSorting(const Sorting& sorting);

    [[nodiscard]] const Narrowing& narrowing() const { return m_narrowing; }

    [[nodiscard]] const Sorting& sorting() const { return m_sorting; }

    [[nodiscard]] bool isBusy() const { return m_busy; }

signals:
    /// A new order, null for every row as it came. `continues`: rows were only added behind those that were there.
    void arranged(const std::shared_ptr<const mqttscope::ui::RowOrder>& order, bool continues);
    /// Work began or ended.
    void busyChanged(bool busy);

private:
    struct Job;

    void restart();
    void start(bool continues);
    void finished(const Job& job, const std::shared_ptr<const RowOrder>& order);
    void setBusy(bool busy);
    [[nodiscard]] bool isOutdated() const;

    std::shared_ptr<engine::Inspection> m_inspection;
    store::Snapshot m_snapshot;
    Narrowing m_narrowing;
    Sorting m_sorting;
    std::shared_ptr<const RowOrder> m_order;
    std::stop_source m_stop;
    std::uint64_t m_jobs = 0; ///< number of the latest job: older ones are nobody's business any more
    QElapsedTimer m_clock;    ///< runs since the latest job began
    QTimer m_later;           ///< until an order that is out of date is made again
    bool m_busy = false;
};

} // namespace mqttscope::ui
