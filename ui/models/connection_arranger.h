// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/background_job.h"
#include "ui/models/connection_order.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace mqttscope::ui {

/// Keeps the order of connections up to date beside the window's thread, as RowArranger does that of rows. Counts
/// change all the time while a capture grows, so a sorted order is made again now and then only.
class ConnectionArranger : public QObject {
    Q_OBJECT

public:
    explicit ConnectionArranger(QObject* parent = nullptr);

    /// Another capture is shown; the choice stays.
    void clear();
    void adopt(const store::Snapshot& snapshot);
    void choose(const ConnectionChoice& choice);

    [[nodiscard]] const ConnectionChoice& choice() const { return m_choice; }

    [[nodiscard]] bool isBusy() const { return m_job->isBusy(); }

signals:
    /// Null: all of them as they were opened.
    void arranged(const std::shared_ptr<const mqttscope::ui::ConnectionOrder>& order);

private:
    void start();

    BackgroundJob* m_job;
    store::Snapshot m_snapshot;
    ConnectionChoice m_choice;
    QTimer m_later; ///< until an order that is out of date is made again
    bool m_outdated = false;
};

} // namespace mqttscope::ui
