// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/filter_actions.h"

#include "ui/models/packet_table_model.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/filter_buttons.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/actions.h"
#include "ui/shell/settings.h"
#include "ui/views/row_table_view.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QInputDialog>
#include <QMenu>
#include <QTreeView>

#include <array>
#include <utility>

namespace mqttscope::ui {

FilterActions::FilterActions(Actions& actions, Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_actions(actions)
    , m_workspace(workspace) {
    makeOwn();
    auto* bar = m_workspace.filter();
    bar->setRecent(settings::recentFilters());
    connect(bar, &FilterBar::applied, this,
            [this](const filter::Filter& filter) { remember(QString::fromStdString(filter.text())); });
    connect(bar, &FilterBar::recentCleared, this, [bar] {
        settings::clearRecentFilters();
        bar->setRecent({});
    });
    bar->buttons()->setFilters(settings::savedFilters());
    connect(bar->buttons(), &FilterButtons::changed, this,
            [](const SavedFilters& filters) { settings::setSavedFilters(filters); });
    setEnabled(false);
}

void FilterActions::makeOwn() {
    auto* menu = m_actions.filterMenu;
    auto* bar = m_workspace.filter();
    const auto add = [&](const QString& name, const QString& text, const QList<QKeySequence>& keys) {
        auto* action = m_actions.make(name, text, {}, keys);
        menu->addAction(action);
        m_all.push_back(action);
        return action;
    };
    auto* focus = add(QStringLiteral("focusFilter"), tr("&Write a Filter"), {Qt::CTRL | Qt::Key_Slash});
    auto* clear = add(QStringLiteral("clearFilter"), tr("&Remove the Filter"), {});
    connect(focus, &QAction::triggered, bar, [bar] {
        bar->setFocus(Qt::ShortcutFocusReason);
        bar->edit()->selectAll();
    });
    connect(clear, &QAction::triggered, bar, &FilterBar::clear);
    auto* save = add(QStringLiteral("saveFilter"), tr("&Save the Filter with a Name…"), {});
    connect(save, &QAction::triggered, this, &FilterActions::save);
    auto* copy = add(QStringLiteral("copyFilter"), tr("&Copy All That Narrows as a Filter"), {});
    connect(copy, &QAction::triggered, this, [this] {
        const auto text = narrowingFilter(m_workspace.table()->narrowing());
        if (text.isEmpty()) return emit m_workspace.noted(tr("All rows are shown: there is no filter to copy"));
        QGuiApplication::clipboard()->setText(text);
        emit m_workspace.noted(tr("Copied, for mqttscope-cli -Y: %1").arg(text));
    });
    menu->addSeparator();
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        for (auto* action : std::exchange(m_made, {})) action->deleteLater();
        const auto count = menu->actions().size();
        addMakers(menu, m_workspace.filter()->isEnabled() ? currentTerm() : QString());
        for (auto i = count; i < menu->actions().size(); ++i) m_made.push_back(menu->actions()[i]);
    });
}

void FilterActions::setEnabled(bool enabled) {
    for (auto* action : m_all) action->setEnabled(enabled);
    m_workspace.filter()->setEnabled(enabled);
}

void FilterActions::addMakers(QMenu* menu, const QString& condition) {
    const std::array<std::pair<QString, FilterJoin>, 6> joins{std::pair{tr("&Selected"), FilterJoin::Replace},
                                                              std::pair{tr("&Not Selected"), FilterJoin::ReplaceNot},
                                                              std::pair{tr("… &and Selected"), FilterJoin::And},
                                                              std::pair{tr("… &or Selected"), FilterJoin::Or},
                                                              std::pair{tr("… and No&t Selected"), FilterJoin::AndNot},
                                                              std::pair{tr("… or Not S&elected"), FilterJoin::OrNot}};
    for (const bool apply : {true, false}) {
        auto* made = menu->addMenu(apply ? tr("&Apply as Filter") : tr("&Prepare as Filter"));
        made->setObjectName(apply ? QStringLiteral("applyAsFilter") : QStringLiteral("prepareAsFilter"));
        made->setEnabled(!condition.isEmpty());
        for (const auto& [text, join] : joins)
            made->addAction(text, this, [this, condition, apply, how = join] { use(condition, how, apply); });
    }
}

void FilterActions::fillMenu(QMenu* menu, const QString& condition) {
    menu->addSeparator();
    addMakers(menu, condition);
    auto* copy = menu->addAction(tr("Copy as &Filter"), this, [this, condition] {
        QGuiApplication::clipboard()->setText(condition);
        emit m_workspace.noted(tr("Copied: %1").arg(condition));
    });
    copy->setObjectName(QStringLiteral("copyAsFilter"));
    copy->setEnabled(!condition.isEmpty());
}

void FilterActions::fillCellMenu(QMenu* menu) {
    fillMenu(menu, cellCondition());
}

void FilterActions::fillFieldMenu(QMenu* menu) {
    fillMenu(menu, fieldCondition());
}

QString FilterActions::currentTerm() const {
    return m_workspace.details()->view()->hasFocus() ? fieldCondition() : cellCondition();
}

QString FilterActions::cellCondition() const {
    const auto* shown = m_workspace.shown();
    const auto cell = m_workspace.packets()->view()->currentIndex();
    if (shown == nullptr || !cell.isValid()) return {};
    const bool secrets = m_workspace.secretsShown();
    const auto& columns = m_workspace.model()->fieldColumns();
    if (cell.column() >= PacketTableModel::kColumns)
        return keyTerm(*shown, columns[static_cast<std::size_t>(cell.column() - PacketTableModel::kColumns)].key,
                       secrets);
    return cellTerm(m_workspace.model()->snapshot(), *shown, cell.column(), secrets);
}

QString FilterActions::fieldCondition() const {
    const auto* details = m_workspace.details();
    return details->model()->filterTerm(details->view()->currentIndex());
}

void FilterActions::use(const QString& condition, FilterJoin join, bool apply) {
    auto* bar = m_workspace.filter();
    bar->prepare(joinFilter(bar->text(), join, condition));
    if (apply) return bar->apply();
    bar->setFocus(Qt::OtherFocusReason);
}

void FilterActions::save() {
    auto* bar = m_workspace.filter();
    if (bar->text().trimmed().isEmpty() || !bar->isValid())
        return emit m_workspace.noted(tr("Write a filter first: there is nothing to save"));
    auto* dialog = new QInputDialog(bar);
    dialog->setObjectName(QStringLiteral("saveFilterDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save the Filter"));
    dialog->setLabelText(tr("Name of its button:"));
    connect(dialog, &QInputDialog::textValueSelected, this, [bar, text = bar->text()](const QString& name) {
        if (name.trimmed().isEmpty()) return;
        const auto filters = withFilter(bar->buttons()->filters(), {name.trimmed(), text});
        settings::setSavedFilters(filters);
        bar->buttons()->setFilters(filters);
    });
    dialog->open();
}

void FilterActions::remember(const QString& filter) {
    settings::addRecentFilter(filter);
    m_workspace.filter()->setRecent(settings::recentFilters());
}

} // namespace mqttscope::ui
