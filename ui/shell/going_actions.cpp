// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/going_actions.h"

#include "ui/dialogs/go_to_dialog.h"
#include "ui/models/row_place.h"
#include "ui/panels/bytes_panel.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/actions.h"

#include <QAction>

namespace mqttscope::ui {

GoingActions::GoingActions(Actions& actions, Workspace& workspace, QWidget* window)
    : QObject(window)
    , m_workspace(workspace)
    , m_window(window) {
    auto* packets = workspace.packets();
    connect(actions.previous, &QAction::triggered, packets, [packets] { packets->goBy(-1); });
    connect(actions.next, &QAction::triggered, packets, [packets] { packets->goBy(+1); });
    connect(actions.first, &QAction::triggered, packets, [packets] { packets->goToFirst(); });
    connect(actions.last, &QAction::triggered, packets, &PacketPanel::goToLast);
    connect(actions.goTo, &QAction::triggered, this, &GoingActions::askForPlace);
    focus(actions.focusPackets, packets);
    focus(actions.focusDetails, workspace.details());
    focus(actions.focusBytes, workspace.bytes());
}

void GoingActions::focus(QAction* action, QWidget* pane) {
    connect(action, &QAction::triggered, pane, [pane] { pane->setFocus(Qt::ShortcutFocusReason); });
}

void GoingActions::adopt(const store::Snapshot& snapshot) {
    m_snapshot = snapshot;
    if (m_dialog) m_dialog->setCount(m_snapshot.rows());
}

void GoingActions::clear() {
    m_snapshot = {};
    if (m_dialog) m_dialog->close();
}

void GoingActions::askForPlace() {
    if (!m_dialog) {
        const auto find = [this](const RowPlace& place) {
            return rowAt(m_snapshot, place, m_workspace.packets()->currentRow());
        };
        m_dialog = new GoToDialog(find, m_window);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_dialog, &GoToDialog::chosen, m_workspace.table(), &NarrowedTable::reveal);
    }
    m_dialog->setCount(m_snapshot.rows());
    m_dialog->open();
}

} // namespace mqttscope::ui
