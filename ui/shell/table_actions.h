// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/time.h"
#include "ui/models/row_copy.h"

#include <QObject>
#include <QPoint>

#include <vector>

class QAction;
class QActionGroup;
class QMenu;

namespace mqttscope::ui {

class Actions;
class Workspace;

/// The commands of the packet table beyond going up and down: copying, times, narrowing, back and forward.
class TableActions : public QObject {
    Q_OBJECT

public:
    TableActions(Actions& actions, Workspace& workspace, QObject* parent);

    /// They make sense while a capture is shown.
    void setEnabled(bool enabled);

    [[nodiscard]] const std::vector<QAction*>& timeFormats() const { return m_timeFormats; }

    [[nodiscard]] const std::vector<QAction*>& timeDigits() const { return m_timeDigits; }

signals:
    /// The menu was filled, and others may add what they know.
    void menuAboutToShow(QMenu* menu);

private:
    void makeEdit();
    void makeView();
    void makeTimes();
    void makeGo();
    QAction* add(QMenu* menu, const QString& name, const QString& text, const QList<QKeySequence>& keys);
    void showMenu(const QPoint& at);
    void copyAs(RowCopyFormat format);
    QAction* addChoice(QMenu* menu, QActionGroup* group, const QString& name, const QString& text, bool checked);
    void setTimeFormat(format::TimeFormat format);
    void narrowToSelected();

    Actions& m_actions;
    Workspace& m_workspace;
    std::vector<QAction*> m_all;
    std::vector<QAction*> m_timeFormats; // preferences: they make sense without a capture, too
    std::vector<QAction*> m_timeDigits;
    QAction* m_copyCell = nullptr;
    QAction* m_copyText = nullptr;
    QAction* m_copyCsv = nullptr;
    QAction* m_copyJson = nullptr;
    QAction* m_narrow = nullptr;
    QAction* m_showAll = nullptr;
    QAction* m_previousInConnection = nullptr;
    QAction* m_nextInConnection = nullptr;
};

} // namespace mqttscope::ui
