// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/table_actions.h"

#include "ui/models/packet_table_model.h"
#include "ui/models/text.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/navigator.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/actions.h"
#include "ui/shell/settings.h"

#include <QAction>
#include <QActionGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

#include <array>
#include <utility>

namespace mqttscope::ui {

TableActions::TableActions(Actions& actions, Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_actions(actions)
    , m_workspace(workspace) {
    makeEdit();
    makeView();
    makeTimes();
    makeGo();
    connect(m_workspace.packets(), &PacketPanel::menuRequested, this, &TableActions::showMenu);
    setEnabled(false);
}

QAction* TableActions::add(QMenu* menu, const QString& name, const QString& text, const QList<QKeySequence>& keys) {
    auto* action = m_actions.make(name, text, {}, keys);
    menu->addAction(action);
    m_all.push_back(action);
    return action;
}

QAction* TableActions::addChoice(QMenu* menu, QActionGroup* group, const QString& name, const QString& text,
                                 bool checked) {
    auto* action = m_actions.make(name, text, {}, {});
    action->setCheckable(true);
    action->setChecked(checked);
    group->addAction(action);
    menu->addAction(action);
    return action;
}

void TableActions::makeEdit() {
    auto* menu = m_actions.editMenu;
    m_copyCell = add(menu, QStringLiteral("copyCell"), tr("Copy C&ell"), {Qt::CTRL | Qt::SHIFT | Qt::Key_C});
    auto* as = menu->addMenu(tr("Copy Rows &As"));
    m_copyText = add(as, QStringLiteral("copyText"), tr("&Text"), {});
    m_copyCsv = add(as, QStringLiteral("copyCsv"), tr("&CSV"), {});
    m_copyJson = add(as, QStringLiteral("copyJson"), tr("&JSON"), {});
    connect(m_copyCell, &QAction::triggered, m_workspace.packets(), &PacketPanel::copyCell);
    connect(m_copyText, &QAction::triggered, this, [this] { copyAs(RowCopyFormat::Text); });
    connect(m_copyCsv, &QAction::triggered, this, [this] { copyAs(RowCopyFormat::Csv); });
    connect(m_copyJson, &QAction::triggered, this, [this] { copyAs(RowCopyFormat::Json); });
}

void TableActions::makeView() {
    auto* menu = m_actions.viewMenu;
    menu->addSeparator();
    auto* navigator = add(menu, QStringLiteral("showNavigator"), tr("&Navigator"), {Qt::Key_F9});
    navigator->setCheckable(true);
    navigator->setChecked(true);
    connect(navigator, &QAction::toggled, m_workspace.navigator(), &QWidget::setVisible);
    connect(menu, &QMenu::aboutToShow, navigator,
            [this, navigator] { navigator->setChecked(!m_workspace.navigator()->isHidden()); });
    auto* events = add(menu, QStringLiteral("showEvents"), tr("&Events"), {});
    events->setCheckable(true);
    events->setChecked(true);
    events->setStatusTip(tr("Show what happened on connections beside packets: FIN, resets, retransmissions, gaps"));
    connect(events, &QAction::toggled, m_workspace.table(), &NarrowedTable::showEvents);
    connect(m_workspace.table(), &NarrowedTable::eventsShownChanged, events, &QAction::setChecked);
    m_narrow = add(menu, QStringLiteral("narrowToConnection"), tr("Only This &Connection"),
                   {Qt::CTRL | Qt::SHIFT | Qt::Key_F});
    connect(m_narrow, &QAction::triggered, this, &TableActions::narrowToSelected);
    m_showAll = add(menu, QStringLiteral("showAll"), tr("Show &All Rows"), {Qt::CTRL | Qt::SHIFT | Qt::Key_A});
    connect(m_showAll, &QAction::triggered, m_workspace.table(), &NarrowedTable::showAll);
}

void TableActions::makeTimes() {
    auto* menu = m_actions.viewMenu->addMenu(tr("&Time Format"));
    auto* group = new QActionGroup(this);
    const std::array<std::pair<QString, format::TimeFormat>, 7> choices{
        std::pair{tr("&Time of Day"), format::TimeFormat::TimeOfDay},
        std::pair{tr("UTC Time of Da&y"), format::TimeFormat::UtcTimeOfDay},
        std::pair{tr("&Date and Time"), format::TimeFormat::DateAndTime},
        std::pair{tr("&UTC Date and Time"), format::TimeFormat::UtcDateAndTime},
        std::pair{tr("Seconds Since the &First or a Reference"), format::TimeFormat::SinceFirst},
        std::pair{tr("Seconds Since the &Previous Row"), format::TimeFormat::SincePrevious},
        std::pair{tr("Seconds Since &1970"), format::TimeFormat::Epoch}};
    for (const auto& [text, format] : choices) {
        auto* action = addChoice(menu, group, QStringLiteral("time%1").arg(static_cast<int>(format)), text,
                                 format == settings::timeFormat());
        m_timeFormats.push_back(action);
        connect(action, &QAction::triggered, this, [this, chosen = format] { setTimeFormat(chosen); });
    }
    menu->addSeparator();
    auto* digits = new QActionGroup(this);
    const std::array<std::pair<QString, int>, 3> precisions{
        std::pair{tr("&Milliseconds"), 3}, std::pair{tr("M&icroseconds"), 6}, std::pair{tr("&Nanoseconds"), 9}};
    for (const auto& [text, count] : precisions) {
        auto* action =
            addChoice(menu, digits, QStringLiteral("digits%1").arg(count), text, count == settings::timeDigits());
        m_timeDigits.push_back(action);
        connect(action, &QAction::triggered, this, [this, chosen = count] {
            auto times = m_workspace.model()->times();
            times.digits = chosen;
            m_workspace.model()->setTimes(times);
            settings::setTimeDigits(chosen);
        });
    }
    auto times = m_workspace.model()->times();
    times.format = settings::timeFormat();
    times.digits = settings::timeDigits();
    m_workspace.model()->setTimes(times);
}

void TableActions::makeGo() {
    auto* menu = m_actions.goMenu;
    auto* packets = m_workspace.packets();
    menu->addSeparator();
    m_previousInConnection = add(menu, QStringLiteral("previousInConnection"), tr("Previous in the C&onnection"),
                                 {Qt::CTRL | Qt::Key_Comma});
    m_nextInConnection =
        add(menu, QStringLiteral("nextInConnection"), tr("Next in the Co&nnection"), {Qt::CTRL | Qt::Key_Period});
    connect(m_previousInConnection, &QAction::triggered, packets, [packets] { packets->goInConnection(-1); });
    connect(m_nextInConnection, &QAction::triggered, packets, [packets] { packets->goInConnection(+1); });
    auto* back = add(menu, QStringLiteral("back"), tr("&Back"), {Qt::ALT | Qt::Key_Left});
    auto* forward = add(menu, QStringLiteral("forward"), tr("For&ward"), {Qt::ALT | Qt::Key_Right});
    connect(back, &QAction::triggered, packets, &PacketPanel::goBack);
    connect(forward, &QAction::triggered, packets, &PacketPanel::goForward);
    menu->addSeparator();
    auto* connections = add(menu, QStringLiteral("focusConnections"), tr("Connections"), {Qt::ALT | Qt::Key_4});
    auto* findings = add(menu, QStringLiteral("focusFindings"), tr("Findings"), {Qt::ALT | Qt::Key_5});
    const auto open = [this](void (Navigator::*show)()) {
        m_workspace.navigator()->show();
        (m_workspace.navigator()->*show)();
    };
    connect(connections, &QAction::triggered, this, [open] { open(&Navigator::showConnections); });
    connect(findings, &QAction::triggered, this, [open] { open(&Navigator::showFindings); });
}

void TableActions::setEnabled(bool enabled) {
    for (auto* action : m_all) action->setEnabled(enabled);
}

void TableActions::showMenu(const QPoint& at) {
    auto* menu = new QMenu(&m_workspace);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("packetMenu"));
    menu->addActions({m_actions.copy, m_copyCell});
    auto* as = menu->addMenu(tr("Copy Rows &As"));
    as->addActions({m_copyText, m_copyCsv, m_copyJson});
    menu->addSeparator();
    menu->addActions({m_narrow, m_showAll});
    menu->addActions({m_previousInConnection, m_nextInConnection});
    emit menuAboutToShow(menu);
    menu->popup(at);
}

void TableActions::copyAs(RowCopyFormat format) {
    const auto rows = m_workspace.packets()->selectedRows();
    const auto* inspection = m_workspace.inspection();
    if (rows.empty() || inspection == nullptr) return;
    QGuiApplication::clipboard()->setText(
        copyRows(*inspection, m_workspace.model()->snapshot(), rows, format, m_workspace.secretsShown()));
    emit m_workspace.noted(rows.size() == 1 ? tr("Copied 1 row") : tr("Copied %1 rows").arg(numberText(rows.size())));
}

void TableActions::setTimeFormat(format::TimeFormat format) {
    auto times = m_workspace.model()->times();
    times.format = format;
    m_workspace.model()->setTimes(times);
    settings::setTimeFormat(format);
}

void TableActions::narrowToSelected() {
    const auto row = m_workspace.packets()->currentRow();
    if (!row.valid()) return;
    const auto connection = m_workspace.model()->snapshot().row(row).connection;
    if (connection.valid()) m_workspace.table()->narrowToConnection(connection);
}

} // namespace mqttscope::ui
