// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/export_actions.h"

#include "ui/dialogs/export_dialog.h"
#include "ui/models/annotations.h"
#include "ui/models/packet_table_model.h"
#include "ui/models/text.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/actions.h"
#include "ui/shell/settings.h"

#include <QAction>
#include <QFileInfo>
#include <QProgressDialog>
#include <QTimer>

#include <atomic>

namespace mqttscope::ui {

namespace {

constexpr int kPatience = 400;    // milliseconds before progress is shown
constexpr int kRefresh = 100;     // milliseconds between two looks at it
constexpr int kThousandth = 1000; // of all rows: what the bar counts

} // namespace

ExportActions::ExportActions(Actions& actions, Workspace& workspace, QWidget* window)
    : QObject(window)
    , m_workspace(workspace)
    , m_window(window)
    , m_export(actions.make(QStringLiteral("exportPackets"), tr("E&xport Packets…"), QStringLiteral("export"),
                            {Qt::CTRL | Qt::Key_H})) {
    actions.addToFile(m_export);
    actions.addToToolBar({m_export});
    connect(m_export, &QAction::triggered, this, &ExportActions::ask);
    m_last.rows = ExportRows::Displayed;
    setEnabled(false);
}

ExportActions::~ExportActions() = default;

void ExportActions::setInspection(std::shared_ptr<engine::Inspection> inspection) {
    m_inspection = std::move(inspection);
}

void ExportActions::setEnabled(bool enabled) {
    m_export->setEnabled(enabled);
}

ShownRows ExportActions::shownRows() const {
    const auto* const model = m_workspace.model();
    ShownRows shown{.order = model->order(),
                    .selected = m_workspace.packets()->selectedRows(),
                    .marked = m_workspace.annotations()->markedRows(),
                    .connection = {}};
    if (const auto row = m_workspace.packets()->currentRow(); row.valid())
        shown.connection = model->snapshot().row(row).connection;
    return shown;
}

void ExportActions::ask() {
    if (!m_inspection) return;
    const auto shown = shownRows();
    const auto& snapshot = m_workspace.model()->snapshot();
    ExportCounts counts{.all = snapshot.rowCount(),
                        .last = snapshot.rows(),
                        .displayed = static_cast<quint32>(m_workspace.model()->rowCount()),
                        .selected = static_cast<quint32>(shown.selected.size()),
                        .marked = static_cast<quint32>(shown.marked.size()),
                        .client = {}};
    if (shown.connection) counts.client = toText(format::visibleText(snapshot.clientId(*shown.connection)));
    auto* dialog = new ExportDialog(counts, m_last, settings::directory(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { run(dialog->wishes()); });
    dialog->open();
}

void ExportActions::run(const ExportWishes& wishes) {
    if (!m_inspection) return;
    m_last = wishes;
    m_last.secrets = false;
    m_last.overwrite = false;
    settings::setDirectory(QFileInfo(wishes.path).absolutePath());
    showProgress(QFileInfo(wishes.path).fileName());
    const auto done = std::make_shared<std::atomic<std::uint32_t>>(0);
    auto snapshot = m_workspace.model()->snapshot();
    const auto rows = snapshot.rowCount();
    const auto first = snapshot.firstRow();
    auto* look = new QTimer(m_progress);
    connect(look, &QTimer::timeout, m_progress, [this, done, rows, first] {
        if (rows != 0)
            m_progress->setValue(
                static_cast<int>(quint64{done->load() - std::min(done->load(), first)} * kThousandth / rows));
    });
    look->start(kRefresh);
    m_job.start([this, wishes, shown = shownRows(), snapshot = std::move(snapshot), inspection = m_inspection,
                 done](const std::stop_token& stop) -> std::function<void()> {
        auto request = exportRequest(wishes, shown, snapshot);
        request.inputs = inspection->report().files;
        auto result = exporter::exportPackets(*inspection, snapshot, request,
                                              {.stop = stop, .progress = [done](std::uint32_t written) {
                                                   done->store(written, std::memory_order_relaxed);
                                               }});
        return [this, path = wishes.path, result = std::move(result)] { finished(path, result); };
    });
}

void ExportActions::showProgress(const QString& name) {
    delete m_progress;
    m_progress = new QProgressDialog(tr("Writing %1…").arg(name), tr("&Cancel"), 0, kThousandth, m_window);
    m_progress->setObjectName(QStringLiteral("exportProgress"));
    m_progress->setWindowTitle(tr("Export"));
    m_progress->setMinimumDuration(kPatience);
    m_progress->setAutoClose(false);
    m_progress->setAutoReset(false);
    connect(m_progress, &QProgressDialog::canceled, this, [this] {
        m_job.cancel();
        m_progress->deleteLater();
        emit noted(tr("The export was cancelled; nothing was written"));
    });
}

void ExportActions::finished(const QString& path, const base::Result<exporter::ExportResult>& result) {
    delete m_progress;
    if (!result) return emit failed(toText(result.error().message()));
    auto text = tr("%1 packets were written to %2").arg(numberText(result->packets), path);
    for (const auto& note : result->notes) text += QStringLiteral("; ") + toText(note);
    emit noted(text);
}

} // namespace mqttscope::ui
