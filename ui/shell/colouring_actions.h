// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/colouring_rule.h"

#include <QObject>

class QAction;
class QMenu;
class QUndoStack;

namespace mqttscope::ui {

class Actions;
class FilterActions;
class Workspace;

/// The commands of colouring rules. Those of one capture are kept with what else was said about it, those of all with
/// the settings; both are undone with it.
class ColouringActions : public QObject {
    Q_OBJECT

public:
    ColouringActions(Actions& actions, Workspace& workspace, const FilterActions& filters, QUndoStack& undo,
                     QObject* parent);

    /// They make sense while a capture is shown.
    void setEnabled(bool enabled);

    /// Adds what colours rows that fulfil a condition; disabled without one.
    void fillMenu(QMenu* menu, const QString& condition);
    /// The same of the clicked cell, or of the selected field.
    void fillCellMenu(QMenu* menu);
    void fillFieldMenu(QMenu* menu);

    /// Those of the capture, then those of all.
    [[nodiscard]] ColouringRules rules() const;
    /// Can be undone.
    void change(const ColouringRules& rules);

private:
    friend class ColouringCommand;
    void apply(const ColouringRules& rules);
    void update();
    void edit();

    Workspace& m_workspace;
    const FilterActions& m_filters;
    QUndoStack& m_undo;
    ColouringRules m_everywhere;
    QAction* m_edit;
};

} // namespace mqttscope::ui
