// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/decoding_actions.h"

#include "ui/models/packet_table_model.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/actions.h"

#include <QAction>
#include <QInputDialog>
#include <QMenu>

namespace mqttscope::ui {

namespace {

constexpr int kMostPorts = 65'535;
constexpr int kFirstGuess = 8883; // what is asked for most beside the standard port

} // namespace

DecodingActions::DecodingActions(Actions& actions, Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_detect(actions.make(QStringLiteral("detect"), tr("Recognise MQTT on &Any Port"), {}, {}))
    , m_port(actions.make(QStringLiteral("decodePort"), tr("&Decode a Port as MQTT…"), {},
                          {Qt::CTRL | Qt::SHIFT | Qt::Key_U}))
    , m_asMqtt(actions.make(QStringLiteral("decodeAsMqtt"), tr("&MQTT"), {}, {}))
    , m_asWebSocket(actions.make(QStringLiteral("decodeAsWebSocket"), tr("MQTT over &WebSocket"), {}, {}))
    , m_asNothing(actions.make(QStringLiteral("decodeAsNothing"), tr("&Not MQTT"), {}, {})) {
    m_detect->setCheckable(true);
    m_detect->setChecked(true);
    m_detect->setStatusTip(tr("Look for MQTT by its content in every TCP connection, not only on port 1883"));
    auto* menu = actions.editMenu;
    menu->addSeparator();
    menu->addActions({m_detect, m_port});
    auto* as = menu->addMenu(tr("Decode This Co&nnection's Port As"));
    as->addActions({m_asMqtt, m_asWebSocket, m_asNothing});
    connect(m_detect, &QAction::triggered, this, &DecodingActions::detectionChosen);
    connect(m_port, &QAction::triggered, this, &DecodingActions::choosePort);
    connect(m_asMqtt, &QAction::triggered, this, [this] { decodeSelected(DecodeAs::Mqtt); });
    connect(m_asWebSocket, &QAction::triggered, this, [this] { decodeSelected(DecodeAs::MqttOverWebSocket); });
    connect(m_asNothing, &QAction::triggered, this, [this] { decodeSelected(DecodeAs::Nothing); });
    setEnabled(false);
}

void DecodingActions::setEnabled(bool enabled) {
    for (auto* action : {m_port, m_asMqtt, m_asWebSocket, m_asNothing}) action->setEnabled(enabled);
}

void DecodingActions::setDetection(bool on) {
    m_detect->setChecked(on);
}

void DecodingActions::choosePort() {
    auto* dialog = new QInputDialog(&m_workspace);
    dialog->setObjectName(QStringLiteral("portDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Decode a Port as MQTT"));
    dialog->setLabelText(tr("TCP port of the server:"));
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(1, kMostPorts);
    dialog->setIntValue(kFirstGuess);
    connect(dialog, &QInputDialog::intValueSelected, this,
            [this](int port) { emit portChosen(static_cast<quint16>(port), DecodeAs::Mqtt); });
    dialog->open();
}

void DecodingActions::decodeSelected(DecodeAs as) {
    const auto row = m_workspace.packets()->currentRow();
    if (!row.valid()) return;
    decode(m_workspace.model()->snapshot().row(row).connection, as);
}

void DecodingActions::decode(base::ConnectionId connection, DecodeAs as) {
    const auto& snapshot = m_workspace.model()->snapshot();
    if (connection.valid()) emit portChosen(snapshot.connection(connection).server.port, as);
}

} // namespace mqttscope::ui
