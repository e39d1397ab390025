// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigator_actions.h"

#include "core/format/row_text.h"
#include "ui/models/connections_model.h"
#include "ui/models/filter_terms.h"
#include "ui/models/text.h"
#include "ui/panels/connection_list.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/navigator.h"
#include "ui/panels/workspace.h"
#include "ui/shell/decoding_actions.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

#include <array>
#include <utility>

namespace mqttscope::ui {

NavigatorActions::NavigatorActions(Workspace& workspace, DecodingActions& decoding, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_decoding(decoding) {
    connect(m_workspace.navigator()->connections(), &ConnectionList::menuRequested, this,
            &NavigatorActions::showConnectionMenu);
    connect(m_workspace.navigator(), &Navigator::findingMenuRequested, this, &NavigatorActions::showFindingMenu);
}

QMenu* NavigatorActions::makeMenu(const QString& name) {
    auto* menu = new QMenu(&m_workspace);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(name);
    return menu;
}

void NavigatorActions::showConnectionMenu(base::ConnectionId connection, const QPoint& at) {
    auto* table = m_workspace.table();
    const auto& record = m_workspace.navigator()->connections()->model()->snapshot().connection(connection);
    const base::RowId first(record.firstRow);
    const base::RowId last(record.lastRow);
    auto* menu = makeMenu(QStringLiteral("connectionMenu"));
    menu->addAction(tr("&Only This Connection"), table, [table, connection] { table->narrowToConnection(connection); });
    menu->addAction(tr("&Show All Rows"), table, &NarrowedTable::showAll);
    menu->addSeparator();
    menu->addAction(tr("Go to Its &First Row"), table, [table, first] { table->reveal(first); });
    menu->addAction(tr("Go to Its &Last Row"), table, [table, last] { table->reveal(last); });
    menu->addSeparator();
    fillCopies(menu->addMenu(tr("&Copy")), connection);
    fillDecoding(menu->addMenu(tr("&Decode Port %1 As").arg(record.server.port)), connection);
    emit menuAboutToShow(menu, narrowingFilter({.connection = connection}));
    menu->popup(at);
}

void NavigatorActions::showFindingMenu(base::RuleId rule, base::RowId row, const QPoint& at) {
    auto* table = m_workspace.table();
    const auto title = m_workspace.navigator()->title(rule);
    auto* menu = makeMenu(QStringLiteral("findingMenu"));
    menu->addAction(tr("&Only Rows That Break This Rule"), table, [table, rule] { table->narrowToRule(rule); });
    menu->addAction(tr("&Show All Rows"), table, &NarrowedTable::showAll);
    menu->addSeparator();
    menu->addAction(tr("&Go to Its Row"), table, [table, row] { table->reveal(row); })->setEnabled(row.valid());
    menu->addAction(tr("&Copy Rule"), this, [this, title] { copy(title); });
    emit menuAboutToShow(menu, narrowingFilter({.rule = rule}));
    menu->popup(at);
}

void NavigatorActions::fillCopies(QMenu* menu, base::ConnectionId connection) {
    const auto* model = m_workspace.navigator()->connections()->model();
    const auto& record = model->snapshot().connection(connection);
    const std::array<std::pair<QString, QString>, 4> copies{
        std::pair{tr("&Client"), model->title(connection)},
        std::pair{tr("Client's &Address"), toText(format::endpointText(record.client))},
        std::pair{tr("&Server's Address"), toText(format::endpointText(record.server))},
        std::pair{tr("&Line"), model->lineText(model->positionOf(connection))}};
    for (const auto& [title, text] : copies) menu->addAction(title, this, [this, copied = text] { copy(copied); });
}

void NavigatorActions::fillDecoding(QMenu* menu, base::ConnectionId connection) {
    const std::array<std::pair<QString, DecodeAs>, 3> choices{
        std::pair{tr("&MQTT"), DecodeAs::Mqtt}, std::pair{tr("MQTT over &WebSocket"), DecodeAs::MqttOverWebSocket},
        std::pair{tr("&Not MQTT"), DecodeAs::Nothing}};
    for (const auto& [title, as] : choices)
        menu->addAction(title, this, [this, connection, chosen = as] { m_decoding.decode(connection, chosen); });
}

void NavigatorActions::copy(const QString& text) {
    QGuiApplication::clipboard()->setText(text);
    emit m_workspace.noted(tr("Copied"));
}

} // namespace mqttscope::ui
