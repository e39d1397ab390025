// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/background_job.h"
#include "ui/models/row_order.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>

namespace mqttscope::ui {

/// Keeps the order of rows up to date beside the window's thread: while a capture grows, and when another narrowing or
/// sorting is asked for. What runs is replaced at once by what was asked for later.
class RowArranger : public QObject {
    Q_OBJECT

public:
    explicit RowArranger(QObject* parent = nullptr);

    /// Another capture, or none; narrowing and sorting are forgotten.
    void show(std::shared_ptr<engine::Inspection> inspection);
    void adopt(const store::Snapshot& snapshot);

    void setNarrowing(const Narrowing& narrowing);
    void setSorting(const Sorting& sorting);

    [[nodiscard]] const Narrowing& narrowing() const { return m_narrowing; }

    [[nodiscard]] const Sorting& sorting() const { return m_sorting; }

    [[nodiscard]] bool isBusy() const { return m_job->isBusy(); }

    /// Milliseconds from the moment that the narrowing or sorting was asked for until all rows were there.
    [[nodiscard]] qint64 took() const { return m_took; }

signals:
    /// A new order, null for every row as it came. `continues`: rows were only added behind those that were there, or
    /// left at the beginning.
    void arranged(const std::shared_ptr<const mqttscope::ui::RowOrder>& order, bool continues);
    /// Work began or ended.
    void busyChanged(bool busy);

private:
    void leave();
    void restart();
    void start(bool continues);
    /// Whether rows can be added to the order that is there.
    [[nodiscard]] bool canContinue() const;
    void finished(const std::shared_ptr<const RowOrder>& order, bool continues);
    [[nodiscard]] bool isOutdated() const;

    std::shared_ptr<engine::Inspection> m_inspection;
    store::Snapshot m_snapshot;
    Narrowing m_narrowing;
    Sorting m_sorting;
    std::shared_ptr<const RowOrder> m_order;
    BackgroundJob* m_job;
    QElapsedTimer m_asked;
    qint64 m_took = 0;
    bool m_first = true; ///< nothing of what was asked for has been shown
    QTimer m_later;      ///< until an order that is out of date is made again
};

} // namespace mqttscope::ui
