// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/background_job.h"
#include "ui/models/export_wishes.h"

#include <QObject>
#include <QPointer>

#include <memory>

class QAction;
class QProgressDialog;
class QWidget;

namespace mqttscope::ui {

class Actions;
class Workspace;

/// Exporting packets: asks what and where, writes beside the window's thread, shows how far it is.
class ExportActions : public QObject {
    Q_OBJECT

public:
    ExportActions(Actions& actions, Workspace& workspace, QWidget* window);
    ~ExportActions() override;

    /// What is shown, to be exported; null: nothing is.
    void setInspection(std::shared_ptr<engine::Inspection> inspection);
    void setEnabled(bool enabled);

    /// Begins at once.
    void run(const ExportWishes& wishes);

signals:
    void noted(const QString& text);
    void failed(const QString& text);

private:
    void ask();
    [[nodiscard]] ShownRows shownRows() const;
    void showProgress(const QString& name);
    void finished(const QString& path, const base::Result<exporter::ExportResult>& result);

    Workspace& m_workspace;
    QWidget* m_window;
    QAction* m_export;
    std::shared_ptr<engine::Inspection> m_inspection;
    ExportWishes m_last;
    BackgroundJob m_job;
    QPointer<QProgressDialog> m_progress;
};

} // namespace mqttscope::ui
