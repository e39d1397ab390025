// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "core/base/rule.h"

#include <QObject>
#include <QPoint>

class QMenu;

namespace mqttscope::ui {

class DecodingActions;
class Workspace;

/// The menus of the navigator: of a connection, and of a finding.
class NavigatorActions : public QObject {
    Q_OBJECT

public:
    NavigatorActions(Workspace& workspace, DecodingActions& decoding, QObject* parent);

signals:
    /// A menu was filled, and others may add what they know. The chosen line fulfils the condition.
    void menuAboutToShow(QMenu* menu, const QString& condition);

private:
    void showConnectionMenu(base::ConnectionId connection, const QPoint& at);
    void showFindingMenu(base::RuleId rule, base::RowId row, const QPoint& at);
    [[nodiscard]] QMenu* makeMenu(const QString& name);
    void fillCopies(QMenu* menu, base::ConnectionId connection);
    void fillDecoding(QMenu* menu, base::ConnectionId connection);
    void copy(const QString& text);

    Workspace& m_workspace;
    DecodingActions& m_decoding;
};

} // namespace mqttscope::ui
