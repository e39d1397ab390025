// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/capture_dialog.h"
#include "ui/models/frame_rate.h"
#include "ui/shell/live_session.h"

#include <QObject>
#include <QTimer>

#include <functional>

class QAction;
class QWidget;

namespace mqttscope::ui {

class Actions;

/// Capturing from the window: the commands, what they ask, and the capture that runs.
class CaptureActions : public QObject {
    Q_OBJECT

public:
    CaptureActions(Actions& actions, QWidget* window);

    [[nodiscard]] LiveSession* live() const { return m_live; }

    /// Starts with what was wished for last, on these interfaces.
    void startOn(const QStringList& interfaces);
    /// Asks first where that would replace a file.
    void start(const CaptureWishes& wishes);
    void askAndStart();
    void askRemote();
    void startRemote(const RemoteWishes& wishes);
    void askAndStart(const CaptureWishes& wishes);

    /// Of the capture that runs, or ran last.
    [[nodiscard]] const CaptureWishes& wishes() const { return m_wishes; }

    [[nodiscard]] bool autoScrolls() const;

    /// Whether the dialog is to measure what share of the traffic is MQTT.
    void setMeasuring(bool on) { m_measuring = on; }

    /// Does something that ends with the capture in the window: asks before, if nobody saved it.
    void unlessUnsaved(const std::function<void()>& then);

    [[nodiscard]] static CaptureWishes lastWishes();

signals:
    /// The file of a capture is to be followed in place of what is shown.
    void captureBegan(const QString& path, const QString& title);
    /// Nothing more comes into it.
    void captureEnded();
    void failed(const QString& message);
    void noted(const QString& text);
    /// "eth0: 1,234 frames, none dropped"; empty when nothing is captured.
    void statusChanged(const QString& text, bool dropped);
    void autoScrollChanged(bool on);
    /// The list is to stay as it is, though packets arrive.
    void held(bool on);

private:
    void makeActions();
    void connectLive();
    void begin(const CaptureWishes& wishes, bool overwrite);
    void toggle();
    void save(const std::function<void()>& then);
    void update();
    void tellStatus();
    static void remember(const CaptureWishes& wishes);

    Actions& m_actions;
    QWidget* m_window;
    LiveSession* m_live;
    CaptureWishes m_wishes;
    bool m_measuring = false;
    QString m_title; ///< of the capture that runs
    QTimer m_status;
    FrameRate m_rate; ///< of the capture that runs
    std::function<void()> m_whenSaved;
    QAction* m_startStop = nullptr;
    QAction* m_options = nullptr;
    QAction* m_restart = nullptr;
    QAction* m_remote = nullptr;
    QAction* m_save = nullptr;
    QAction* m_autoScroll = nullptr;
    QAction* m_hold = nullptr;
};

} // namespace mqttscope::ui
