// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/port_set.h"
#include "ui/shell/decoding_actions.h"
#include "ui/shell/settings.h"

#include <QMainWindow>
#include <QPointer>

#include <memory>
#include <optional>

class QStackedWidget;

namespace mqttscope::capture {
class FileSequence;
} // namespace mqttscope::capture

namespace mqttscope::ui {

class Actions;
class AnnotationActions;
class CaptureActions;
class CaptureWatch;
class ColouringActions;
class InspectionSession;
class MessageBar;
class StartPage;
class StatusLine;
class DetailsActions;
class ExportActions;
class FilterActions;
class FindActions;
class GoingActions;
class PreferencesActions;
class TableActions;
class WarningsDialog;
class Workspace;

/// What to open, and how.
struct OpenRequest {
    QStringList paths; ///< several files of one capture are merged by time; "-" is standard input
    engine::PortSet ports = settings::portSet();
    bool detect = true; ///< look for MQTT on other ports too, unless the settings forbid it
    bool follow = false;
    std::optional<qint64> goTo{}; ///< row to select when it comes, counted from 0
    QString title{};              ///< of a live capture, whose files have no names of their own
    /// In place of paths: the files of a capture that this window makes.
    std::shared_ptr<const capture::FileSequence> files{};
};

/// The window: it composes panes and commands, and owns the capture that is open.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens a capture in place of the one that is open. Returns at once; reading goes on beside the window.
    void open(const OpenRequest& request);
    void closeCapture();

    /// Whether interfaces are shown with the share of MQTT in their traffic, which takes a capture of headers.
    void setMeasuring(bool on);

    [[nodiscard]] Workspace* workspace() const { return m_workspace; }

    [[nodiscard]] CaptureActions* capturing() const { return m_capturing; }

    [[nodiscard]] ExportActions* exporting() const { return m_exporting; }

    [[nodiscard]] InspectionSession* session() const { return m_session.get(); }

signals:
    /// The capture was read to its end, failed or was stopped.
    void readingEnded();

protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void compose();
    void connectActions();
    void connectWorkspace();
    void connectSession();
    void connectCapturing();
    void showCapture(const OpenRequest& request);
    void reopen(OpenRequest request);
    void hold(bool on);
    /// What is shown is being captured.
    [[nodiscard]] bool isLive() const;
    void restore();

    void chooseFile();
    void decodePort(quint16 port, DecodeAs as);
    void setDetection(bool on);
    void takePorts();
    void adopted();
    void ended();
    void cutLater();
    void selectPending();
    void remember();
    void showWarnings();
    void countWarnings();
    void setZoom(int steps);
    void updateState();
    void updateRecent();

    Actions* m_actions;
    TableActions* m_tableActions = nullptr;
    DetailsActions* m_detailsActions = nullptr;
    FilterActions* m_filterActions = nullptr;
    ColouringActions* m_colouring = nullptr;
    FindActions* m_find = nullptr;
    GoingActions* m_going = nullptr;
    AnnotationActions* m_annotations = nullptr;
    DecodingActions* m_decoding = nullptr;
    CaptureActions* m_capturing = nullptr;
    CaptureWatch* m_watch = nullptr;
    ExportActions* m_exporting = nullptr;
    PreferencesActions* m_preferences = nullptr;
    StatusLine* m_status;
    MessageBar* m_message;
    QStackedWidget* m_center;
    StartPage* m_start;
    Workspace* m_workspace;
    QPointer<WarningsDialog> m_warnings;
    OpenRequest m_request;
    bool m_remembered = false;
    bool m_held = false;    ///< rows that come are not shown for now
    bool m_closing = false; ///< the user was asked about an unsaved capture
    int m_zoom = 0;
    std::unique_ptr<InspectionSession> m_session;
};

} // namespace mqttscope::ui
