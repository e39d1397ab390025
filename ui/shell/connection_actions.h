// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"

#include <QObject>
#include <QPoint>

class QMenu;

namespace mqttscope::ui {

class DecodingActions;
class Workspace;

/// The menu of a connection in the navigator.
class ConnectionActions : public QObject {
    Q_OBJECT

public:
    ConnectionActions(Workspace& workspace, DecodingActions& decoding, QObject* parent);

private:
    void showMenu(base::ConnectionId connection, const QPoint& at);
    void fillCopies(QMenu* menu, base::ConnectionId connection);
    void fillDecoding(QMenu* menu, base::ConnectionId connection);
    void copy(const QString& text);

    Workspace& m_workspace;
    DecodingActions& m_decoding;
};

} // namespace mqttscope::ui
