// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/actions.h"

#include "ui/models/text.h"
#include "ui/views/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QDir>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>

#include <array>
#include <utility>

namespace mqttscope::ui {

namespace {

// A menu takes an ampersand for a shortcut; a file name means it.
QString menuText(QString text) {
    return text.replace(QLatin1Char('&'), QStringLiteral("&&"));
}

} // namespace

Actions::Actions(QMainWindow* window)
    : QObject(window)
    , m_window(window) {
    makeFileActions();
    makeOtherActions();
    fillToolBar();
    fillMenus();
    setState(false, false);
}

QAction* Actions::make(const QString& name, const QString& text, const QString& icon, const QList<QKeySequence>& keys) {
    auto* action = new QAction(text, this);
    action->setObjectName(name);
    if (!icon.isEmpty()) action->setIcon(lineIcon(icon));
    action->setShortcuts(keys);
    m_window->addAction(action);
    return action;
}

void Actions::makeFileActions() {
    open = make(QStringLiteral("open"), tr("&Open…"), QStringLiteral("open"), {QKeySequence::Open});
    close = make(QStringLiteral("close"), tr("&Close"), QStringLiteral("close"), {Qt::CTRL | Qt::Key_W});
    stop = make(QStringLiteral("stop"), tr("&Stop Reading"), QStringLiteral("stop"), {});
    quit = make(QStringLiteral("quit"), tr("&Quit"), {}, {Qt::CTRL | Qt::Key_Q});
    quit->setMenuRole(QAction::QuitRole);
    copy = make(QStringLiteral("copy"), tr("&Copy"), QStringLiteral("copy"), {QKeySequence::Copy});
}

void Actions::makeOtherActions() {
    previous =
        make(QStringLiteral("previous"), tr("&Previous Packet"), QStringLiteral("previous"), {Qt::CTRL | Qt::Key_Up});
    next = make(QStringLiteral("next"), tr("&Next Packet"), QStringLiteral("next"), {Qt::CTRL | Qt::Key_Down});
    first = make(QStringLiteral("first"), tr("&First Packet"), QStringLiteral("first"), {Qt::CTRL | Qt::Key_Home});
    last = make(QStringLiteral("last"), tr("&Last Packet"), QStringLiteral("last"), {Qt::CTRL | Qt::Key_End});
    goTo = make(QStringLiteral("goTo"), tr("&Go to Packet…"), QStringLiteral("goto"), {Qt::CTRL | Qt::Key_G});
    focusPackets = make(QStringLiteral("focusPackets"), tr("Packets"), {}, {Qt::ALT | Qt::Key_1});
    focusDetails = make(QStringLiteral("focusDetails"), tr("Details"), {}, {Qt::ALT | Qt::Key_2});
    focusBytes = make(QStringLiteral("focusBytes"), tr("Bytes"), {}, {Qt::ALT | Qt::Key_3});
    zoomIn = make(QStringLiteral("zoomIn"), tr("Zoom &In"), {},
                  {QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::CTRL | Qt::Key_Equal)});
    zoomOut = make(QStringLiteral("zoomOut"), tr("Zoom &Out"), {}, {Qt::CTRL | Qt::Key_Minus});
    zoomReset = make(QStringLiteral("zoomReset"), tr("&Normal Size"), {}, {Qt::CTRL | Qt::Key_0});
    showSecrets = make(QStringLiteral("showSecrets"), tr("Show &Secrets"), {}, {});
    showSecrets->setCheckable(true);
    showSecrets->setStatusTip(tr("Show passwords and authentication data, which are masked otherwise"));
    shortcuts = make(QStringLiteral("shortcuts"), tr("Commands and &Keys"), {}, {Qt::Key_F1});
    about = make(QStringLiteral("about"), tr("&About mqttscope"), {}, {});
    about->setMenuRole(QAction::AboutRole);
}

void Actions::fillToolBar() {
    auto* bar = m_bar = m_window->addToolBar(tr("Toolbar"));
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonIconOnly);
    bar->setIconSize(QSize(18, 18));
    bar->addActions({open, stop});
    bar->addSeparator();
    bar->addActions({first, previous, next, last, goTo});
    showToolBar = bar->toggleViewAction();
    showToolBar->setText(tr("&Toolbar"));
}

void Actions::fillMenus() {
    auto* menus = m_window->menuBar();
    auto* file = m_file = menus->addMenu(tr("&File"));
    file->addAction(open);
    m_recent = file->addMenu(tr("Open &Recent"));
    m_samples = file->addMenu(tr("Sa&mples"));
    file->addSeparator();
    file->addActions({stop, close});
    file->addSeparator();
    file->addAction(quit);

    editMenu = menus->addMenu(tr("&Edit"));
    editMenu->addAction(copy);

    auto* view = viewMenu = menus->addMenu(tr("&View"));
    view->addActions({showToolBar, showSecrets});
    view->addSeparator();
    view->addActions({zoomIn, zoomOut, zoomReset});
    auto* appearance = view->addMenu(tr("&Appearance"));
    m_appearances = new QActionGroup(this);
    const std::array<std::pair<QString, Appearance>, 3> choices{std::pair{tr("As the &System"), Appearance::System},
                                                                std::pair{tr("&Light"), Appearance::Light},
                                                                std::pair{tr("&Dark"), Appearance::Dark}};
    for (const auto& [text, choice] : choices) {
        auto* action = m_appearances->addAction(text);
        action->setCheckable(true);
        action->setData(static_cast<int>(choice));
        appearance->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = choice] { emit appearanceChosen(chosen); });
    }

    auto* go = goMenu = menus->addMenu(tr("&Go"));
    go->addActions({previous, next, first, last});
    go->addSeparator();
    go->addAction(goTo);
    go->addSeparator();
    go->addActions({focusPackets, focusDetails, focusBytes});

    filterMenu = menus->addMenu(tr("F&ilter"));
    captureMenu = menus->addMenu(tr("&Capture"));

    helpMenu = menus->addMenu(tr("&Help"));
    helpMenu->addAction(shortcuts);
    helpMenu->addSeparator();
    helpMenu->addAction(about);
}

void Actions::addToFile(QAction* action) {
    m_file->insertAction(stop, action);
}

void Actions::addToToolBar(const QList<QAction*>& actions) {
    m_bar->insertActions(stop, actions);
}

void Actions::setRecent(const QStringList& paths) {
    m_recent->clear();
    for (const auto& path : paths) {
        auto* action = m_recent->addAction(menuText(QDir::toNativeSeparators(path)));
        connect(action, &QAction::triggered, this, [this, path] { emit fileChosen(path); });
    }
    if (!paths.isEmpty()) {
        m_recent->addSeparator();
        connect(m_recent->addAction(tr("&Clear List")), &QAction::triggered, this, &Actions::recentCleared);
    }
    m_recent->menuAction()->setEnabled(!paths.isEmpty());
}

void Actions::setSamples(const std::vector<Sample>& samples) {
    m_samples->clear();
    m_samples->setToolTipsVisible(true);
    for (const auto& sample : samples) {
        auto* action = m_samples->addAction(menuText(sample.title));
        action->setToolTip(plainToolTip(sample.lesson));
        action->setStatusTip(sample.lesson);
        connect(action, &QAction::triggered, this, [this, path = sample.path] { emit fileChosen(path); });
    }
    m_samples->menuAction()->setVisible(!samples.empty());
}

void Actions::setAppearance(Appearance appearance) {
    for (auto* action : m_appearances->actions())
        if (action->data().toInt() == static_cast<int>(appearance)) action->setChecked(true);
}

std::vector<QAction*> Actions::appearances() const {
    const auto actions = m_appearances->actions();
    return {actions.begin(), actions.end()};
}

void Actions::setState(bool hasCapture, bool isReading) {
    for (auto* action : {copy, previous, next, first, last, goTo, focusPackets, focusDetails, focusBytes})
        action->setEnabled(hasCapture);
    stop->setEnabled(isReading);
}

} // namespace mqttscope::ui
