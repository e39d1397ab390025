// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/annotations.h"

#include <QObject>
#include <QUndoStack>

#include <vector>

class QAction;
class QMenu;

namespace mqttscope::ui {

class Actions;
class AnnotationKeeper;
class Workspace;

/// What a person says about rows: marks, rows to ignore, time references and notes, with undo and redo.
class AnnotationActions : public QObject {
    Q_OBJECT

public:
    AnnotationActions(Actions& actions, Workspace& workspace, QObject* parent);

    /// Reads and writes what was said of the capture that is shown.
    [[nodiscard]] AnnotationKeeper* keeper() const { return m_keeper; }

    /// What can be undone of the capture that is shown.
    [[nodiscard]] QUndoStack& undoStack() { return m_stack; }

    /// They make sense while a capture is shown.
    void setEnabled(bool enabled);
    /// Another capture is shown, or none: nothing of this one can be undone any more.
    void startOver(const QStringList& paths);

    void fillCellMenu(QMenu* menu);
    /// Can be undone.
    void mark(base::RowId row);

signals:
    void markedChanged(quint64 count);

private:
    QAction* add(QMenu* menu, const QString& name, const QString& text, const QList<QKeySequence>& keys);
    void makeUndo();
    void makeEdit();
    void makeGo();
    void changed(Annotations::Kind kind);
    /// Of all chosen rows: says it, or takes it back where it is said of all of them.
    void toggle(Annotations::Kind kind);
    void toggleReference();
    void markDisplayed();
    void unmarkAll();
    void push(Annotations::Kind kind, Annotations::Rows rows, bool on);
    void askNote();
    void goToMark(int step);
    [[nodiscard]] bool tooMany(qint64 rows);

    Actions& m_actions;
    Workspace& m_workspace;
    Annotations& m_annotations;
    AnnotationKeeper* m_keeper;
    QUndoStack m_stack;
    std::vector<QAction*> m_all;
    QAction* m_mark = nullptr;
    QAction* m_ignore = nullptr;
    QAction* m_reference = nullptr;
    QAction* m_note = nullptr;
};

} // namespace mqttscope::ui
