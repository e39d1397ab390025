// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/dialogs/warnings_dialog.h"
#include "ui/models/packet_table_model.h"
#include "ui/models/text.h"
#include "ui/panels/bytes_panel.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/payload_panel.h"
#include "ui/panels/start_page.h"
#include "ui/panels/workspace.h"
#include "ui/shell/actions.h"
#include "ui/shell/annotation_actions.h"
#include "ui/shell/annotation_keeper.h"
#include "ui/shell/capture_actions.h"
#include "ui/shell/capture_watch.h"
#include "ui/shell/colouring_actions.h"
#include "ui/shell/details_actions.h"
#include "ui/shell/export_actions.h"
#include "ui/shell/filter_actions.h"
#include "ui/shell/find_actions.h"
#include "ui/shell/going_actions.h"
#include "ui/shell/help_actions.h"
#include "ui/shell/inspection_session.h"
#include "ui/shell/navigator_actions.h"
#include "ui/shell/preferences_actions.h"
#include "ui/shell/status_line.h"
#include "ui/shell/table_actions.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace mqttscope::ui {

namespace {

constexpr int kNoteTime = 4'000; // milliseconds a note stays in the status bar
const QSize kFirstSize(1280, 800);

QString titleOf(const QStringList& paths) {
    if (paths.first() == QStringLiteral("-")) return MainWindow::tr("standard input");
    const auto name = QFileInfo(paths.first()).fileName();
    return paths.size() == 1 ? name : MainWindow::tr("%1 and %2 more").arg(name).arg(paths.size() - 1);
}

QStringList localFiles(const QMimeData* data) {
    QStringList paths;
    for (const auto& url : data->urls())
        if (url.isLocalFile()) paths += url.toLocalFile();
    return paths;
}

base::RowId rowOf(qint64 number) {
    return number >= 0 && number < base::RowId::kNone ? base::RowId(static_cast<std::uint32_t>(number)) : base::RowId{};
}

} // namespace

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent)
    , m_actions(new Actions(this))
    , m_status(new StatusLine(this))
    , m_message(new MessageBar(this))
    , m_center(new QStackedWidget(this))
    , m_start(new StartPage(m_actions->open, bundledSamples(), this))
    , m_workspace(new Workspace(this)) {
    compose();
    connectActions();
    connectWorkspace();
    restore();
    updateRecent();
    updateState();
}

MainWindow::~MainWindow() {
    m_annotations->keeper()->flush();
}

void MainWindow::compose() {
    setWindowTitle(QStringLiteral("mqttscope"));
    setWindowIcon(QIcon(QStringLiteral(":/icons/mqttscope.svg")));
    setAcceptDrops(true);
    auto* center = new QWidget(this);
    auto* layout = new QVBoxLayout(center);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_message);
    layout->addWidget(m_center);
    m_center->addWidget(m_start);
    m_center->addWidget(m_workspace);
    setCentralWidget(center);
    setStatusBar(m_status);
    m_actions->setSamples(bundledSamples());
    m_filterActions = new FilterActions(*m_actions, *m_workspace, this);
    m_tableActions = new TableActions(*m_actions, *m_workspace, this);
    m_annotations = new AnnotationActions(*m_actions, *m_workspace, this);
    m_going = new GoingActions(*m_actions, *m_workspace, this);
    m_find = new FindActions(*m_actions, *m_workspace, this);
    connect(m_tableActions, &TableActions::menuAboutToShow, m_annotations, &AnnotationActions::fillCellMenu);
    m_detailsActions = new DetailsActions(*m_actions, *m_workspace, this);
    connect(m_tableActions, &TableActions::menuAboutToShow, m_filterActions, &FilterActions::fillCellMenu);
    connect(m_detailsActions, &DetailsActions::menuAboutToShow, m_filterActions, &FilterActions::fillFieldMenu);
    m_colouring = new ColouringActions(*m_actions, *m_workspace, *m_filterActions, m_annotations->undoStack(), this);
    connect(m_tableActions, &TableActions::menuAboutToShow, m_colouring, &ColouringActions::fillCellMenu);
    connect(m_detailsActions, &DetailsActions::menuAboutToShow, m_colouring, &ColouringActions::fillFieldMenu);
    m_decoding = new DecodingActions(*m_actions, *m_workspace, this);
    m_decoding->setDetection(settings::detection());
    auto* navigator = new NavigatorActions(*m_workspace, *m_decoding, this);
    connect(navigator, &NavigatorActions::menuAboutToShow, m_filterActions, &FilterActions::fillMenu);
    connect(navigator, &NavigatorActions::menuAboutToShow, m_colouring, &ColouringActions::fillMenu);
    auto* payload = m_workspace->bytes()->payload();
    connect(payload, &PayloadPanel::menuAboutToShow, m_filterActions, &FilterActions::fillMenu);
    connect(payload, &PayloadPanel::menuAboutToShow, m_colouring, &ColouringActions::fillMenu);
    new HelpActions(*m_actions, this); // the window owns it
    m_capturing = new CaptureActions(*m_actions, this);
    m_watch = new CaptureWatch(*m_capturing->live(), *m_workspace, this);
    m_exporting = new ExportActions(*m_actions, *m_workspace, this);
    connectCapturing();
    m_preferences = new PreferencesActions(*m_actions, *m_tableActions, *m_decoding, this);
}

void MainWindow::connectActions() {
    connect(m_actions->open, &QAction::triggered, this, &MainWindow::chooseFile);
    connect(m_actions->close, &QAction::triggered, this,
            [this] { m_capturing->unlessUnsaved([this] { closeCapture(); }); });
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions, &Actions::fileChosen, this, [this](const QString& path) { open({.paths = {path}}); });
    connect(m_actions, &Actions::recentCleared, this, [this] {
        settings::clearRecentFiles();
        updateRecent();
    });
    connect(m_actions, &Actions::appearanceChosen, this, [](Appearance appearance) {
        settings::setAppearance(appearance);
        applyAppearance(appearance);
    });
    const auto stop = [this] {
        if (m_session) m_session->cancel();
    };
    connect(m_actions->stop, &QAction::triggered, this, stop);
    connect(m_status, &StatusLine::cancelRequested, this, stop);
    connect(m_status, &StatusLine::warningsRequested, this, &MainWindow::showWarnings);
    connect(m_start, &StartPage::removed, this, [this](const QString& path) {
        settings::removeRecentFile(path);
        updateRecent();
    });
    connect(m_start, &StartPage::chosen, this, [this](const QString& path) { open({.paths = {path}}); });
    connect(m_actions->showSecrets, &QAction::toggled, m_workspace, &Workspace::setSecretsShown);
    connect(m_actions->zoomIn, &QAction::triggered, this, [this] { setZoom(m_zoom + 1); });
    connect(m_actions->zoomOut, &QAction::triggered, this, [this] { setZoom(m_zoom - 1); });
    connect(m_actions->zoomReset, &QAction::triggered, this, [this] { setZoom(0); });
    connect(m_preferences, &PreferencesActions::zoomChosen, this, &MainWindow::setZoom);
    connect(m_preferences, &PreferencesActions::portsChanged, this, &MainWindow::takePorts);
}

void MainWindow::connectWorkspace() {
    connect(m_actions->copy, &QAction::triggered, m_workspace, &Workspace::copy);
    connect(m_workspace, &Workspace::keyChanged, m_status, &StatusLine::setKey);
    connect(m_workspace, &Workspace::noted, this,
            [this](const QString& text) { m_status->showMessage(text, kNoteTime); });
    connect(m_workspace, &Workspace::narrowed, m_status, &StatusLine::setDisplayed);
    connect(m_workspace, &Workspace::portChosen, this, [this](quint16 port) { decodePort(port, DecodeAs::Mqtt); });
    connect(m_annotations, &AnnotationActions::markedChanged, m_status, &StatusLine::setMarked);
    connect(m_annotations->keeper(), &AnnotationKeeper::failed, m_message, &MessageBar::showError);
    connect(m_annotations->keeper(), &AnnotationKeeper::noted, m_workspace, &Workspace::noted);
    connect(m_capturing->live(), &LiveSession::saved, m_annotations->keeper(), &AnnotationKeeper::savedAs);
    connect(m_decoding, &DecodingActions::portChosen, this, &MainWindow::decodePort);
    connect(m_decoding, &DecodingActions::detectionChosen, this, &MainWindow::setDetection);
}

void MainWindow::restore() {
    resize(kFirstSize.boundedTo(screen()->availableSize()));
    restoreGeometry(settings::state(QStringLiteral("window")));
    restoreState(settings::state(QStringLiteral("bars")));
    // Columns are remembered as wide as they were at their zoom.
    m_zoom = settings::zoom();
    m_workspace->setZoom(m_zoom);
    m_workspace->restoreState(settings::state(QStringLiteral("workspace")));
    m_actions->setAppearance(settings::appearance());
    m_workspace->setSecretsShown(m_actions->showSecrets->isChecked());
}

void MainWindow::connectCapturing() {
    connect(m_capturing, &CaptureActions::captureBegan, this, [this](const QString& path, const QString& title) {
        showCapture({.paths = {path}, .follow = true, .title = title, .files = m_capturing->live()->files()});
    });
    connect(m_capturing, &CaptureActions::captureEnded, this, [this] {
        if (m_session && !m_request.title.isEmpty()) m_session->inspection()->endFollowing();
        updateState();
    });
    connect(m_capturing, &CaptureActions::failed, m_message, &MessageBar::showError);
    connect(m_watch, &CaptureWatch::came, m_message, &MessageBar::showNote);
    connect(m_watch, &CaptureWatch::markWanted, m_annotations, &AnnotationActions::mark);
    connect(m_exporting, &ExportActions::failed, m_message, &MessageBar::showError);
    connect(m_exporting, &ExportActions::noted, m_workspace, &Workspace::noted);
    connect(m_capturing, &CaptureActions::noted, this, [this](const QString& text) {
        m_status->showMessage(text, kNoteTime);
        updateRecent();
    });
    connect(m_capturing, &CaptureActions::statusChanged, m_status, &StatusLine::setCapture);
    connect(m_capturing, &CaptureActions::statusChanged, this, &MainWindow::countWarnings);
    connect(m_capturing, &CaptureActions::autoScrollChanged, m_workspace->packets(), &PacketPanel::setFollowing);
    connect(m_capturing, &CaptureActions::held, this, &MainWindow::hold);
    connect(m_start, &StartPage::interfaceChosen, this,
            [this](const QString& name) { m_capturing->startOn(QStringList(name)); });
    connect(m_start, &StartPage::leftCaptureChosen, this, [this](const QStringList& paths) {
        if (m_capturing->live()->recover(paths)) showCapture({.paths = paths, .title = tr("Recovered capture")});
    });
}

void MainWindow::open(const OpenRequest& request) {
    if (request.paths.isEmpty()) return;
    m_capturing->unlessUnsaved([this, request] { showCapture(request); });
}

void MainWindow::setMeasuring(bool on) {
    m_start->setMeasuring(on);
    m_capturing->setMeasuring(on);
}

bool MainWindow::isLive() const {
    return m_session != nullptr && !m_request.title.isEmpty() && m_capturing->live()->isRunning();
}

void MainWindow::hold(bool on) {
    m_held = on;
    if (!on && m_session) adopted();
}

void MainWindow::showCapture(const OpenRequest& request) {
    closeCapture();
    m_held = false;
    m_request = request;
    m_remembered = false;
    engine::InspectionOptions options;
    for (const auto& path : request.paths) options.paths.push_back(QFile::encodeName(path).toStdString());
    options.files = request.files;
    options.ports = request.ports;
    options.detect = request.detect && settings::detection();
    options.follow = request.follow;
    m_session = std::make_unique<InspectionSession>(std::move(options));
    m_workspace->show(m_session->inspection());
    m_exporting->setInspection(m_session->inspection());
    m_annotations->startOver(request.title.isEmpty() ? request.paths : QStringList());
    m_center->setCurrentWidget(m_workspace);
    const auto title = request.title.isEmpty() ? titleOf(request.paths) : request.title;
    setWindowTitle(tr("%1 — mqttscope").arg(title));
    m_status->setOpened(title, request.title.isEmpty() ? request.paths : QStringList());
    m_workspace->packets()->setFollowing(request.follow && m_capturing->autoScrolls());
    connectSession();
    if (request.follow && !request.title.isEmpty()) m_watch->begin(m_capturing->wishes());
    updateState();
    m_workspace->packets()->setFocus();
}

void MainWindow::connectSession() {
    connect(m_session.get(), &InspectionSession::adopted, this, [this] {
        adopted();
        m_watch->adopt(m_session->snapshot()); // also while the list is held
    });
    connect(m_session.get(), &InspectionSession::progressed, this, [this] {
        // What a running capture does its own line tells.
        m_status->setProgress(isLive() ? engine::Progress{.state = engine::State::Finished} : m_session->progress());
    });
    connect(m_session.get(), &InspectionSession::ended, this, &MainWindow::ended);
    connect(m_session.get(), &InspectionSession::cutLater, this, &MainWindow::cutLater);
}

void MainWindow::countWarnings() {
    if (m_session)
        m_status->setWarnings(static_cast<std::size_t>(warningLines(m_session->inspection()->report()).size()));
}

void MainWindow::cutLater() {
    countWarnings();
    if (const auto warnings = m_session->inspection()->warnings(); !warnings.empty())
        m_message->showError(tr("%1: %2").arg(toText(warnings.back().file), toText(warnings.back().text)));
    m_workspace->refresh();
}

void MainWindow::closeCapture() {
    m_watch->end();
    m_annotations->startOver({});
    m_workspace->clear();
    m_exporting->setInspection(nullptr);
    m_session.reset();
    m_message->hide();
    m_status->clear();
    if (m_warnings) m_warnings->close();
    m_going->clear();
    m_center->setCurrentWidget(m_start);
    setWindowTitle(QStringLiteral("mqttscope"));
    updateState();
}

void MainWindow::adopted() {
    const auto& shown = m_workspace->model()->snapshot();
    const bool left = shown.firstRow() != m_session->snapshot().firstRow();
    if (m_held && !left) return;
    if (m_held) m_workspace->noted(tr("Packets left with the oldest file: the list shows what there is now"));
    m_status->setSince(m_session->snapshot().counts().since);
    m_workspace->adopt(m_session->snapshot());
    m_annotations->keeper()->adopt(m_session->snapshot());
    m_going->adopt(m_session->snapshot());
    selectPending();
    if (m_session->snapshot().rows() > 0) remember();
}

void MainWindow::selectPending() {
    auto* packets = m_workspace->packets();
    if (m_request.goTo && packets->goTo(rowOf(*m_request.goTo))) m_request.goTo.reset();
    // In a live capture the latest packets are looked at, until one is chosen; so they are when that one has left.
    const bool live = isLive() || m_session->snapshot().firstRow() != 0;
    if (!m_request.goTo && !live && !packets->currentRow().valid()) packets->goToFirst();
}

void MainWindow::ended() {
    const auto report = m_session->inspection()->report();
    m_status->setMemory(report.indexBytes);
    // Of a ring, events that left are among those that were counted.
    const auto& snapshot = m_session->snapshot();
    m_status->setPackets(snapshot.firstRow() == 0 ? snapshot.rows() - report.events : 0);
    countWarnings();
    m_annotations->keeper()->finish();
    const auto rows = m_session->snapshot().rows();
    if (m_request.goTo && rows > 0) {
        m_status->showMessage(
            tr("There is no packet %1: the capture has %2").arg(numberText(*m_request.goTo + 1), numberText(rows)),
            kNoteTime);
        m_request.goTo.reset();
        selectPending();
    }
    if (const auto error = m_session->inspection()->error()) {
        m_message->showError(toText(error->message()));
        if (rows == 0) m_center->setCurrentWidget(m_start);
    } else {
        remember();
        if (rows == 0) m_workspace->showEmpty(report);
    }
    updateState();
    emit readingEnded();
}

void MainWindow::remember() {
    if (m_remembered) return;
    m_remembered = true;
    if (!m_request.title.isEmpty()) return; // it has no name yet
    if (m_request.paths.size() != 1 || m_request.paths.first() == QStringLiteral("-")) return;
    settings::addRecentFile(m_request.paths.first());
    updateRecent();
}

void MainWindow::decodePort(quint16 port, DecodeAs as) {
    auto request = m_request;
    switch (as) {
    case DecodeAs::Mqtt:
        request.ports.add(port);
        break;
    case DecodeAs::MqttOverWebSocket:
        request.ports.addWebSocket(port, port);
        break;
    case DecodeAs::Nothing:
        request.ports.exclude(port, port);
        break;
    }
    reopen(request);
}

/// The same capture, read in another way; one that runs goes on.
void MainWindow::reopen(OpenRequest request) {
    if (!request.title.isEmpty()) request.follow = m_capturing->live()->isRunning();
    showCapture(request);
}

void MainWindow::setDetection(bool on) {
    settings::setDetection(on);
    if (!m_session) return;
    auto request = m_request;
    request.detect = on;
    reopen(request);
}

void MainWindow::takePorts() {
    if (!m_session) return;
    auto request = m_request;
    request.ports = settings::portSet();
    reopen(request);
}

void MainWindow::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("Open a Capture"), settings::directory());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("Captures (*.pcap *.pcapng *.cap *.pcap.gz *.pcapng.gz *.pcap.zst *.pcapng.zst *.ntar)"),
                            tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, [this, dialog](const QStringList& paths) {
        settings::setDirectory(dialog->directory().absolutePath());
        open({.paths = paths});
    });
    dialog->open();
}

void MainWindow::showWarnings() {
    if (!m_session) return;
    if (!m_warnings) {
        m_warnings = new WarningsDialog(this);
        m_warnings->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_warnings->setLines(warningLines(m_session->inspection()->report()));
    m_warnings->show();
    m_warnings->raise();
}

void MainWindow::setZoom(int steps) {
    settings::setZoom(steps);
    m_zoom = settings::zoom();
    m_workspace->setZoom(m_zoom);
    m_preferences->setZoom(m_zoom);
}

void MainWindow::updateState() {
    m_actions->close->setEnabled(m_session != nullptr);
    const bool shown = m_session != nullptr && m_center->currentWidget() == m_workspace;
    m_actions->setState(shown, m_session != nullptr && !m_session->isOver() && !isLive());
    m_actions->stop->setVisible(!isLive());
    m_tableActions->setEnabled(shown);
    m_detailsActions->setEnabled(shown);
    m_filterActions->setEnabled(shown);
    m_find->setEnabled(shown);
    m_colouring->setEnabled(shown);
    m_exporting->setEnabled(shown);
    m_annotations->setEnabled(shown);
    m_decoding->setEnabled(m_session != nullptr);
}

void MainWindow::updateRecent() {
    const auto paths = settings::recentFiles();
    m_actions->setRecent(paths);
    m_start->setRecent(paths);
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    // The system went from light to dark or back: what was repaired for the one may not suit the other.
    if (event->type() == QEvent::ThemeChange && settings::appearance() == Appearance::System)
        applyAppearance(Appearance::System);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!m_closing && m_capturing->live()->isUnsaved()) {
        event->ignore();
        return m_capturing->unlessUnsaved([this] {
            m_closing = true;
            close();
        });
    }
    settings::setState(QStringLiteral("window"), saveGeometry());
    settings::setState(QStringLiteral("bars"), saveState());
    settings::setState(QStringLiteral("workspace"), m_workspace->saveState());
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localFiles(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const auto paths = localFiles(event->mimeData());
    if (paths.isEmpty()) return;
    event->acceptProposedAction();
    open({.paths = paths});
}

} // namespace mqttscope::ui
