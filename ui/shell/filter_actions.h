// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/filter_terms.h"

#include <QObject>

#include <vector>

class QAction;
class QMenu;

namespace mqttscope::ui {

class Actions;
class Workspace;

/// The commands of the display filter: writing it, removing it, making one of a value that is seen, the recent ones.
class FilterActions : public QObject {
    Q_OBJECT

public:
    FilterActions(Actions& actions, Workspace& workspace, QObject* parent);

    /// They make sense while a capture is shown.
    void setEnabled(bool enabled);

    /// Adds what makes a filter of a condition; disabled without one.
    void fillMenu(QMenu* menu, const QString& condition);
    /// The same of the clicked cell, or of the selected field.
    void fillCellMenu(QMenu* menu);
    void fillFieldMenu(QMenu* menu);

    /// What the clicked cell, or the selected field, fulfils; empty if that says nothing.
    [[nodiscard]] QString cellCondition() const;
    [[nodiscard]] QString fieldCondition() const;

private:
    void makeOwn();
    /// "Apply as Filter" and "Prepare as Filter", with every way to join; disabled without a condition.
    void addMakers(QMenu* menu, const QString& condition);
    /// Of the pane that has the keyboard.
    [[nodiscard]] QString currentTerm() const;
    void use(const QString& condition, FilterJoin join, bool apply);
    void remember(const QString& filter);
    /// Asks for a name for what is written.
    void save();

    Actions& m_actions;
    Workspace& m_workspace;
    std::vector<QAction*> m_all;
    std::vector<QAction*> m_made; ///< entries of the menu bar's menu that belong to the current value
};

} // namespace mqttscope::ui
