// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/colouring_actions.h"

#include "ui/dialogs/colouring_dialog.h"
#include "ui/models/annotations.h"
#include "ui/models/filter_completion.h"
#include "ui/models/packet_table_model.h"
#include "ui/models/row_tints.h"
#include "ui/panels/workspace.h"
#include "ui/shell/actions.h"
#include "ui/shell/filter_actions.h"
#include "ui/shell/settings.h"

#include <QAction>
#include <QMenu>
#include <QUndoCommand>
#include <QUndoStack>

#include <utility>

namespace mqttscope::ui {

class ColouringCommand : public QUndoCommand {
public:
    ColouringCommand(ColouringActions& actions, ColouringRules after)
        : QUndoCommand(ColouringActions::tr("Colouring"))
        , m_actions(actions)
        , m_before(actions.rules())
        , m_after(std::move(after)) {}

    void redo() override { m_actions.apply(m_after); }

    void undo() override { m_actions.apply(m_before); }

private:
    ColouringActions& m_actions;
    ColouringRules m_before;
    ColouringRules m_after;
};

ColouringActions::ColouringActions(Actions& actions, Workspace& workspace, const FilterActions& filters,
                                   QUndoStack& undo, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_filters(filters)
    , m_undo(undo)
    , m_everywhere(settings::colouringRules())
    , m_edit(actions.make(QStringLiteral("colouring"), tr("Colouring &Rules…"), {}, {})) {
    actions.viewMenu->addAction(m_edit);
    connect(m_edit, &QAction::triggered, this, &ColouringActions::edit);
    connect(m_workspace.annotations(), &Annotations::colouringChanged, this, &ColouringActions::update);
    update();
    setEnabled(false);
}

void ColouringActions::setEnabled(bool enabled) {
    m_edit->setEnabled(enabled);
}

ColouringRules ColouringActions::rules() const {
    return m_workspace.annotations()->colouring() + m_everywhere;
}

void ColouringActions::change(const ColouringRules& rules) {
    const ColouringRules sorted = rulesOf(rules, false) + rulesOf(rules, true);
    if (sorted != this->rules()) m_undo.push(new ColouringCommand(*this, sorted));
}

void ColouringActions::apply(const ColouringRules& rules) {
    if (const auto everywhere = rulesOf(rules, true); everywhere != m_everywhere) {
        m_everywhere = everywhere;
        settings::setColouringRules(m_everywhere);
    }
    m_workspace.annotations()->setColouring(rulesOf(rules, false));
    update();
}

void ColouringActions::update() {
    m_workspace.tints()->setRules(rules());
}

void ColouringActions::fillCellMenu(QMenu* menu) {
    fillMenu(menu, m_filters.cellCondition());
}

void ColouringActions::fillFieldMenu(QMenu* menu) {
    fillMenu(menu, m_filters.fieldCondition());
}

void ColouringActions::fillMenu(QMenu* menu, const QString& condition) {
    auto* tints = menu->addMenu(tr("Colo&ur Such Rows"));
    tints->setObjectName(QStringLiteral("colourRows"));
    tints->setEnabled(!condition.isEmpty());
    for (const auto tint : kTints)
        tints->addAction(tintIcon(tint, m_workspace.palette()), tintText(tint), this, [this, condition, tint] {
            auto all = rules();
            // The latest choice for a value is the one that is meant.
            all.removeIf([&](const ColouringRule& rule) { return !rule.everywhere && rule.filter == condition; });
            all.prepend({.name = {}, .filter = condition, .tint = tint});
            change(all);
        });
    tints->addSeparator();
    tints->addAction(m_edit);
}

void ColouringActions::edit() {
    auto* dialog = new ColouringDialog(rules(), m_workspace.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setCompletion([this](const QString& text, int cursor) {
        auto made = suggestForFilter(text, cursor, m_workspace.model()->snapshot());
        return Completion{made.from, made.length, std::move(made.words)};
    });
    connect(dialog, &ColouringDialog::chosen, this, &ColouringActions::change);
    dialog->open();
}

} // namespace mqttscope::ui
