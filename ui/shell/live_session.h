// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/live/live_capture.h"
#include "core/capture/spool_files.h"
#include "ui/shell/remote_capture.h"

#include <QObject>

#include <memory>
#include <optional>

namespace mqttscope::ui {

class BackgroundJob;

/// The capture that runs, or ran last, and its file. The file is the user's only once it is saved: until then it lies
/// among the spool files, and goes when it is discarded.
class LiveSession : public QObject {
    Q_OBJECT

public:
    explicit LiveSession(QObject* parent = nullptr);
    ~LiveSession() override;

    /// Opens the interfaces beside the window's thread; started() or failed() follows.
    void start(capture::live::CaptureOptions options);
    /// The same on another machine.
    void startRemote(const RemoteWishes& wishes);
    void stop();
    /// Takes hold of a capture that a crash left behind.
    bool recover(const QString& path);

    [[nodiscard]] bool isRunning() const { return (m_capture != nullptr || m_remote != nullptr) && !m_ended; }

    /// tcpdump on another machine captures: what passes there is counted there.
    [[nodiscard]] const RemoteCapture* remote() const { return m_remote.get(); }

    [[nodiscard]] bool isStarting() const;

    /// There is a file that nobody saved.
    [[nodiscard]] bool isUnsaved() const { return m_spool.has_value() && !m_saved; }

    [[nodiscard]] QString path() const;
    [[nodiscard]] capture::live::CaptureStatus status() const;

    /// Copies what was captured so far, whole or not at all, beside the window's thread; saved() or failed() follows.
    void save(const QString& path);
    /// Deletes the file, unless it was saved under another name before: then only the copy of it.
    void discard();

signals:
    void started(const QString& path);
    void failed(const QString& message);
    /// Everything is in the file. The message is empty unless something ended it that nobody asked for.
    void ended(const QString& message);
    void saved(const QString& path);

private:
    void captureEnded();
    void remoteEnded(const QString& message);

    BackgroundJob* m_opening;
    BackgroundJob* m_copying;
    std::optional<capture::SpoolFile> m_spool;
    bool m_ended = false;
    bool m_saved = false;
    std::unique_ptr<capture::live::LiveCapture> m_capture;
    std::unique_ptr<RemoteCapture> m_remote;
};

} // namespace mqttscope::ui
