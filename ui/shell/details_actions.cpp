// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/details_actions.h"

#include "ui/panels/details_expansion.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/packet_columns.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/actions.h"

#include <QAction>
#include <QMenu>
#include <QTreeView>

#include <array>
#include <tuple>
#include <utility>

namespace mqttscope::ui {

DetailsActions::DetailsActions(Actions& actions, Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_actions(actions)
    , m_workspace(workspace) {
    makeCopies();
    makeOpening();
    m_asColumn = m_actions.make(QStringLiteral("applyAsColumn"), tr("Apply Field as Co&lumn"), {},
                                {Qt::CTRL | Qt::SHIFT | Qt::Key_I});
    m_all.push_back(m_asColumn);
    m_actions.viewMenu->addAction(m_asColumn);
    m_reveal = add(QStringLiteral("revealSecret"), tr("&Show This Secret"));
    m_follow = add(QStringLiteral("followLink"), tr("&Go to This Packet"));
    auto* details = m_workspace.details();
    connect(m_asColumn, &QAction::triggered, this, &DetailsActions::applyAsColumn);
    connect(m_reveal, &QAction::triggered, details, &DetailsPanel::revealCurrent);
    connect(m_follow, &QAction::triggered, details, &DetailsPanel::followCurrent);
    connect(details, &DetailsPanel::menuRequested, this, &DetailsActions::showMenu);
    m_actions.viewMenu->addAction(m_reveal);
    m_actions.goMenu->addAction(m_follow);
    setEnabled(false);
}

QAction* DetailsActions::add(const QString& name, const QString& text, const QKeySequence& key) {
    auto* action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut);
    m_workspace.details()->view()->addAction(action);
    m_all.push_back(action);
    return action;
}

void DetailsActions::makeCopies() {
    using Copy = DetailsPanel::Copy;
    auto* menu = m_actions.editMenu->addMenu(tr("Copy &Field"));
    const std::array<std::tuple<QString, QString, Copy>, 6> copies{
        std::tuple{QStringLiteral("copyFieldLine"), tr("&Line"), Copy::Line},
        std::tuple{QStringLiteral("copyFieldValue"), tr("&Value"), Copy::Value},
        std::tuple{QStringLiteral("copyFieldKey"), tr("&Key"), Copy::Key},
        std::tuple{QStringLiteral("copyFieldPath"), tr("&Path"), Copy::Path},
        std::tuple{QStringLiteral("copyFieldSubtree"), tr("Field and All &Below It"), Copy::Subtree},
        std::tuple{QStringLiteral("copyVisibleFields"), tr("All &Open Lines"), Copy::Visible}};
    for (const auto& [name, text, what] : copies) {
        auto* action = add(name, text);
        connect(action, &QAction::triggered, m_workspace.details(),
                [details = m_workspace.details(), chosen = what] { details->copy(chosen); });
        m_copies.push_back(action);
        menu->addAction(action);
    }
}

void DetailsActions::makeOpening() {
    auto* expansion = m_workspace.details()->expansion();
    auto* view = m_workspace.details()->view();
    auto* menu = m_actions.viewMenu->addMenu(tr("&Details"));
    auto* open = add(QStringLiteral("expandSubtree"), tr("&Expand Subtree"), Qt::SHIFT | Qt::Key_Right);
    auto* close = add(QStringLiteral("collapseSubtree"), tr("&Collapse Subtree"), Qt::SHIFT | Qt::Key_Left);
    auto* openAll = add(QStringLiteral("expandAll"), tr("Expand &All"), Qt::CTRL | Qt::Key_Right);
    auto* closeAll = add(QStringLiteral("collapseAll"), tr("Collapse A&ll"), Qt::CTRL | Qt::Key_Left);
    connect(open, &QAction::triggered, this, [expansion, view] { expansion->setSubtree(view->currentIndex(), true); });
    connect(close, &QAction::triggered, this,
            [expansion, view] { expansion->setSubtree(view->currentIndex(), false); });
    connect(openAll, &QAction::triggered, this, [expansion] { expansion->setAll(true); });
    connect(closeAll, &QAction::triggered, this, [expansion] { expansion->setAll(false); });
    m_opening = {open, close, openAll, closeAll};
    for (auto* action : m_opening) menu->addAction(action);
}

void DetailsActions::setEnabled(bool enabled) {
    for (auto* action : m_all) action->setEnabled(enabled);
}

void DetailsActions::showMenu(const QPoint& at) {
    const auto* details = m_workspace.details();
    const auto current = details->view()->currentIndex();
    auto* menu = new QMenu(&m_workspace);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("detailsMenu"));
    if (current.data(DetailsModel::LinkRole).isValid()) menu->addAction(m_follow);
    if (details->model()->isMasked(current)) menu->addAction(m_reveal);
    if (!details->currentKey().isEmpty()) menu->addAction(m_asColumn);
    menu->addSeparator();
    auto* copies = menu->addMenu(tr("&Copy"));
    for (auto* action : m_copies) copies->addAction(action);
    menu->addSeparator();
    for (auto* action : m_opening) menu->addAction(action);
    emit menuAboutToShow(menu);
    menu->popup(at);
}

void DetailsActions::applyAsColumn() {
    const auto key = m_workspace.details()->currentKey();
    if (key.isEmpty() || !m_workspace.packets()->columns()->addField(key))
        emit m_workspace.noted(tr("Select a field in the details first"));
}

} // namespace mqttscope::ui
