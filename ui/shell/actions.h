// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/samples.h"
#include "ui/shell/settings.h"

#include <QObject>
#include <QStringList>

#include <vector>

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;
class QToolBar;

namespace mqttscope::ui {

/// Every command of the window: its words, key, icon, menu entry and place in the toolbar. The window says what they
/// do.
class Actions : public QObject {
    Q_OBJECT

public:
    explicit Actions(QMainWindow* window);

    QAction* open;
    QAction* close;
    QAction* stop;
    QAction* quit;
    QAction* copy;
    QAction* previous;
    QAction* next;
    QAction* first;
    QAction* last;
    QAction* goTo;
    QAction* focusPackets;
    QAction* focusDetails;
    QAction* focusBytes;
    QAction* zoomIn;
    QAction* zoomOut;
    QAction* zoomReset;
    QAction* showSecrets;
    QAction* showToolBar;
    QAction* shortcuts;
    QAction* about;

    /// A command with its key, reachable from wherever the focus is. It still wants a place in a menu.
    QAction* make(const QString& name, const QString& text, const QString& icon, const QList<QKeySequence>& keys);

    QMenu* editMenu = nullptr;
    QMenu* viewMenu = nullptr;
    QMenu* goMenu = nullptr;
    QMenu* filterMenu = nullptr;
    QMenu* captureMenu = nullptr;
    QMenu* helpMenu = nullptr;

    /// Behind the commands that open.
    void addToFile(QAction* action);
    void addToToolBar(const QList<QAction*>& actions);

    void setRecent(const QStringList& paths);
    void setSamples(const std::vector<Sample>& samples);
    void setAppearance(Appearance appearance);
    [[nodiscard]] std::vector<QAction*> appearances() const;
    /// Which of them make sense: with a capture open, and while one is being read.
    void setState(bool hasCapture, bool isReading);

signals:
    void fileChosen(const QString& path);
    void recentCleared();
    void appearanceChosen(mqttscope::ui::Appearance appearance);

private:
    void makeFileActions();
    void makeOtherActions();
    void fillMenus();
    void fillToolBar();

    QMainWindow* m_window;
    QMenu* m_file = nullptr;
    QToolBar* m_bar = nullptr;
    QMenu* m_recent = nullptr;
    QMenu* m_samples = nullptr;
    QActionGroup* m_appearances = nullptr;
};

} // namespace mqttscope::ui
