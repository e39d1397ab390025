// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/background_job.h"
#include "ui/models/row_find.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>
#include <vector>

class QAction;

namespace mqttscope::ui {

class Actions;
class Workspace;

/// Finding packets: the bar where one says what to find, and going from hit to hit beside the window's thread.
class FindActions : public QObject {
    Q_OBJECT

public:
    FindActions(Actions& actions, Workspace& workspace, QObject* parent);

    /// They make sense while a capture is shown.
    void setEnabled(bool enabled);

private:
    void find(int step);
    void cancel();
    [[nodiscard]] FindScope scope() const;
    void tellProgress();
    void show(const std::optional<FoundRow>& found, int step);

    Workspace& m_workspace;
    BackgroundJob m_job;
    QTimer m_progress;
    std::shared_ptr<std::atomic<std::uint32_t>> m_looked;
    quint32 m_total = 0; ///< rows that may have to be looked at
    std::vector<QAction*> m_all;
};

} // namespace mqttscope::ui
