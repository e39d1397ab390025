// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/capture_actions.h"

#include "ui/dialogs/remote_dialog.h"
#include "ui/models/text.h"
#include "ui/shell/actions.h"
#include "ui/shell/settings.h"
#include "ui/views/icons.h"

#include <QAction>
#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

namespace {

constexpr int kStatusInterval = 250; // milliseconds

int numberOr(const QString& wish, int otherwise) {
    const auto known = settings::captureWish(wish).toInt();
    return known > 0 ? known : otherwise;
}

} // namespace

CaptureActions::CaptureActions(Actions& actions, QWidget* window)
    : QObject(window)
    , m_actions(actions)
    , m_window(window)
    , m_live(new LiveSession(this))
    , m_wishes(lastWishes()) {
    makeActions();
    connectLive();
    m_status.setInterval(kStatusInterval);
    connect(&m_status, &QTimer::timeout, this, &CaptureActions::tellStatus);
    update();
}

void CaptureActions::makeActions() {
    m_startStop =
        m_actions.make(QStringLiteral("captureStart"), tr("&Start"), QStringLiteral("capture"), {Qt::CTRL | Qt::Key_E});
    m_options = m_actions.make(QStringLiteral("captureOptions"), tr("&Options…"), {}, {Qt::CTRL | Qt::Key_K});
    m_restart = m_actions.make(QStringLiteral("captureRestart"), tr("&Restart"), {}, {Qt::CTRL | Qt::Key_R});
    m_remote = m_actions.make(QStringLiteral("captureRemote"), tr("On Another &Machine…"), {}, {});
    m_save = m_actions.make(QStringLiteral("captureSave"), tr("S&ave the Capture…"), QStringLiteral("save"),
                            {Qt::CTRL | Qt::Key_S});
    m_autoScroll = m_actions.make(QStringLiteral("autoScroll"), tr("&Follow New Packets"), {}, {});
    m_autoScroll->setCheckable(true);
    m_autoScroll->setChecked(true);
    m_autoScroll->setStatusTip(tr("Keep the latest packet in sight, unless you scroll up"));
    m_hold = m_actions.make(QStringLiteral("holdList"), tr("&Hold the List"), {}, {Qt::CTRL | Qt::SHIFT | Qt::Key_H});
    m_hold->setCheckable(true);
    m_hold->setStatusTip(tr("Show no new packets; capturing goes on"));
    m_actions.captureMenu->addActions({m_startStop, m_options, m_restart, m_remote});
    m_actions.captureMenu->addSeparator();
    m_actions.captureMenu->addActions({m_autoScroll, m_hold});
    m_actions.addToFile(m_save);
    m_actions.addToToolBar({m_save, m_startStop});
    connect(m_startStop, &QAction::triggered, this, &CaptureActions::toggle);
    connect(m_options, &QAction::triggered, this, [this] { askAndStart(m_wishes); });
    connect(m_remote, &QAction::triggered, this, &CaptureActions::askRemote);
    connect(m_restart, &QAction::triggered, this, [this] { start(m_wishes); });
    connect(m_save, &QAction::triggered, this, [this] { save({}); });
    connect(m_autoScroll, &QAction::toggled, this, &CaptureActions::autoScrollChanged);
    connect(m_hold, &QAction::toggled, this, &CaptureActions::held);
}

void CaptureActions::connectLive() {
    connect(m_live, &LiveSession::started, this, [this](const QString& path) {
        m_hold->setChecked(false);
        m_rate = {};
        m_status.start();
        update();
        emit captureBegan(path, m_title);
        tellStatus();
    });
    connect(m_live, &LiveSession::failed, this, [this](const QString& message) {
        m_whenSaved = {};
        update();
        emit failed(message);
    });
    connect(m_live, &LiveSession::ended, this, [this](const QString& message) {
        m_status.stop();
        m_hold->setChecked(false);
        update();
        tellStatus();
        emit captureEnded();
        if (const auto* remote = m_live->remote(); remote != nullptr) {
            const auto dropped = remote->dropped();
            emit noted(dropped ? tr("tcpdump there dropped %1 packets").arg(numberText(*dropped))
                               : tr("What tcpdump dropped there is not known"));
        }
        if (!message.isEmpty()) emit failed(message);
    });
    connect(m_live, &LiveSession::saved, this, [this](const QString& path) {
        settings::addRecentFile(path);
        update();
        emit noted(tr("Saved %1").arg(path));
        if (const auto then = std::exchange(m_whenSaved, {})) then();
    });
}

CaptureWishes CaptureActions::lastWishes() {
    return {.interfaces = settings::captureWish(QStringLiteral("interfaces")).toStringList(),
            .filter = settings::captureWish(QStringLiteral("filter")).toString(),
            .recentFilters = settings::captureWish(QStringLiteral("recentFilters")).toStringList(),
            .allTcp = settings::captureWish(QStringLiteral("allTcp")).toBool(),
            .promiscuous = !settings::captureWish(QStringLiteral("notPromiscuous")).toBool(),
            .nextFile = static_cast<CaptureWishes::NextFile>(
                std::clamp(settings::captureWish(QStringLiteral("nextFile")).toInt(), 0, 2)),
            .fileMegabytes = numberOr(QStringLiteral("fileMegabytes"), CaptureWishes().fileMegabytes),
            .fileMinutes = numberOr(QStringLiteral("fileMinutes"), CaptureWishes().fileMinutes),
            .keptFiles = numberOr(QStringLiteral("keptFiles"), CaptureWishes().keptFiles)};
}

void CaptureActions::remember(const CaptureWishes& wishes) {
    settings::setCaptureWish(QStringLiteral("interfaces"), wishes.interfaces);
    settings::setCaptureWish(QStringLiteral("filter"), wishes.filter);
    settings::setCaptureWish(QStringLiteral("recentFilters"), wishes.recentFilters);
    settings::setCaptureWish(QStringLiteral("allTcp"), wishes.allTcp);
    settings::setCaptureWish(QStringLiteral("notPromiscuous"), !wishes.promiscuous);
    settings::setCaptureWish(QStringLiteral("nextFile"), static_cast<int>(wishes.nextFile));
    settings::setCaptureWish(QStringLiteral("fileMegabytes"), wishes.fileMegabytes);
    settings::setCaptureWish(QStringLiteral("fileMinutes"), wishes.fileMinutes);
    settings::setCaptureWish(QStringLiteral("keptFiles"), wishes.keptFiles);
}

void CaptureActions::startOn(const QStringList& interfaces) {
    auto wishes = m_wishes;
    wishes.interfaces = interfaces;
    start(wishes);
}

void CaptureActions::start(const CaptureWishes& wishes) {
    if (wishes.interfaces.isEmpty()) return askAndStart();
    // Files of a ring get names of their own.
    if (wishes.nextFile != CaptureWishes::NextFile::Never || wishes.path.isEmpty() || !QFile::exists(wishes.path))
        return begin(wishes, false);
    auto* box = new QMessageBox(QMessageBox::Warning, tr("Replace the File?"),
                                tr("%1 is there already.").arg(wishes.path), QMessageBox::NoButton, m_window);
    box->setObjectName(QStringLiteral("replaceBox"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(tr("What it holds is lost when the capture begins."));
    const auto* const replace = box->addButton(tr("&Replace"), QMessageBox::DestructiveRole);
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    connect(box, &QMessageBox::finished, this, [this, box, replace, wishes] {
        if (box->clickedButton() == replace) begin(wishes, true);
    });
    box->open();
}

void CaptureActions::begin(const CaptureWishes& wishes, bool overwrite) {
    unlessUnsaved([this, wishes, overwrite] {
        m_wishes = wishes;
        remember(wishes);
        m_title = tr("Capture on %1").arg(wishes.interfaces.join(QStringLiteral(", ")));
        auto options = wishes.options();
        options.overwrite = overwrite;
        options.application = "mqttscope " + QApplication::applicationVersion().toStdString();
        m_live->start(std::move(options));
        update();
    });
}

void CaptureActions::askAndStart() {
    askAndStart(m_wishes);
}

void CaptureActions::askAndStart(const CaptureWishes& wishes) {
    auto* dialog = new CaptureDialog(wishes, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setMeasuring(m_measuring);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { start(dialog->wishes()); });
    dialog->open();
}

void CaptureActions::askRemote() {
    const auto wish = [](const char* name) { return settings::captureWish(QLatin1String(name)); };
    RemoteWishes wishes{.host = wish("remoteHost").toString(), .sudo = wish("remoteSudo").toBool()};
    if (const auto interface = wish("remoteInterface").toString(); !interface.isEmpty()) wishes.interface = interface;
    if (const auto filter = wish("remoteFilter"); filter.isValid()) wishes.filter = filter.toString();
    auto* dialog = new RemoteDialog(wishes, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { startRemote(dialog->wishes()); });
    dialog->open();
}

void CaptureActions::startRemote(const RemoteWishes& wishes) {
    unlessUnsaved([this, wishes] {
        settings::setCaptureWish(QStringLiteral("remoteHost"), wishes.host);
        settings::setCaptureWish(QStringLiteral("remoteInterface"), wishes.interface);
        settings::setCaptureWish(QStringLiteral("remoteFilter"), wishes.filter);
        settings::setCaptureWish(QStringLiteral("remoteSudo"), wishes.sudo);
        m_title = tr("Capture on %1 of %2").arg(wishes.interface, wishes.host);
        m_live->startRemote(wishes);
        update();
    });
}

void CaptureActions::toggle() {
    if (m_live->isRunning()) return m_live->stop();
    start(m_wishes);
}

bool CaptureActions::autoScrolls() const {
    return m_autoScroll->isChecked();
}

void CaptureActions::unlessUnsaved(const std::function<void()>& then) {
    const bool empty = m_live->remote() == nullptr && m_live->status().frames == 0 && m_live->isRunning();
    if (!m_live->isUnsaved() || empty) {
        m_live->discard();
        return then();
    }
    auto* box = new QMessageBox(QMessageBox::Question, tr("Save the Capture?"), tr("The capture has not been saved."),
                                QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, m_window);
    box->setObjectName(QStringLiteral("unsavedBox"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(
        tr("%1 frames were captured. What is not saved is deleted.").arg(numberText(m_live->status().frames)));
    box->setDefaultButton(QMessageBox::Save);
    connect(box, &QMessageBox::finished, this, [this, then](int button) {
        if (button == QMessageBox::Cancel) return;
        m_live->stop();
        if (button == QMessageBox::Save) return save(then);
        m_live->discard();
        update();
        then();
    });
    box->open();
}

void CaptureActions::save(const std::function<void()>& then) {
    if (m_live->path().isEmpty()) return;
    auto* dialog = new QFileDialog(m_window, tr("Save the Capture"), settings::directory());
    dialog->setObjectName(QStringLiteral("saveCaptureDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("pcapng"));
    dialog->setNameFilters({tr("Captures (*.pcapng)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, then](const QString& path) {
        settings::setDirectory(dialog->directory().absolutePath());
        m_whenSaved = then;
        m_live->save(path);
    });
    dialog->open();
}

void CaptureActions::update() {
    const bool running = m_live->isRunning();
    m_startStop->setText(running ? tr("&Stop Capturing") : tr("&Start Capturing"));
    m_startStop->setIcon(lineIcon(running ? QStringLiteral("stop") : QStringLiteral("capture")));
    m_startStop->setEnabled(!m_live->isStarting());
    m_restart->setEnabled(!m_wishes.interfaces.isEmpty() && !m_live->isStarting());
    m_save->setEnabled(!m_live->path().isEmpty());
    m_hold->setEnabled(running);
}

void CaptureActions::tellStatus() {
    if (!m_live->isRunning()) return emit statusChanged({}, false);
    if (m_live->remote() != nullptr)
        return emit statusChanged(tr("Capturing on another machine: what it drops is told at its end, if at all"),
                                  false);
    const auto status = m_live->status();
    std::uint64_t dropped = 0;
    QStringList waiting;
    QStringList gone;
    for (const auto& interface : status.interfaces) {
        dropped += interface.counts.droppedByKernel + interface.counts.droppedByInterface;
        if (!interface.lost.empty()) (interface.returns ? waiting : gone) += toText(interface.name);
    }
    const auto rate = m_rate.sample(status.frames, std::chrono::steady_clock::now());
    auto text = tr("Capturing: %1 frames, %2/s, %3 dropped")
                    .arg(numberText(status.frames), numberText(rate), numberText(dropped));
    if (!waiting.isEmpty()) text += tr(" (waiting for %1)").arg(waiting.join(QStringLiteral(", ")));
    if (!gone.isEmpty()) text += tr(" (%1 is lost: start anew when it is back)").arg(gone.join(QStringLiteral(", ")));
    emit statusChanged(text, dropped != 0 || !waiting.isEmpty() || !gone.isEmpty());
}

} // namespace mqttscope::ui
