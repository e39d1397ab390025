// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/file_sequence.h"
#include "core/capture/live/live_capture.h"
#include "ui/shell/remote_capture.h"

#include <QObject>

#include <memory>

namespace mqttscope::ui {

class BackgroundJob;

/// The capture that runs, or ran last, and its files: one, or those of a ring. Without a name they are the user's only
/// once they are saved: until then they lie among the spool files, and go when they are discarded.
class LiveSession : public QObject {
    Q_OBJECT

public:
    explicit LiveSession(QObject* parent = nullptr);
    ~LiveSession() override;

    /// Opens the interfaces beside the window's thread; started() or failed() follows. Without a path it goes to spool
    /// files, up to capture::live::kSpoolLimit unless the options say otherwise or it is a ring.
    void start(capture::live::CaptureOptions options);
    /// The same on another machine.
    void startRemote(const RemoteWishes& wishes);
    void stop();
    /// Takes hold of a capture that a crash left behind; false where none of its files is there.
    bool recover(const QStringList& paths);

    [[nodiscard]] bool isRunning() const { return (m_capture != nullptr || m_remote != nullptr) && !m_ended; }

    /// tcpdump on another machine captures: what passes there is counted there.
    [[nodiscard]] const RemoteCapture* remote() const { return m_remote.get(); }

    [[nodiscard]] bool isStarting() const;

    /// There are files that nobody saved.
    [[nodiscard]] bool isUnsaved() const { return m_files != nullptr && !m_saved && !m_named; }

    /// The oldest file that is kept; empty where nothing was captured.
    [[nodiscard]] QString path() const;

    /// All that are kept; null where nothing was captured.
    [[nodiscard]] const std::shared_ptr<const capture::FileSequence>& files() const { return m_files; }

    [[nodiscard]] capture::live::CaptureStatus status() const;

    /// Copies what is kept of the capture so far into one file, whole or not at all, beside the window's thread;
    /// saved() or failed() follows.
    void save(const QString& path);
    /// Ends it and lets go. Files without a name are deleted; a copy that was saved stays.
    void discard();

signals:
    void started(const QString& path);
    void failed(const QString& message);
    /// Everything is in the file. The message is empty unless something ended it that nobody asked for.
    void ended(const QString& message);
    void saved(const QString& path);

private:
    void startOver();
    void captureEnded();
    void remoteEnded(const QString& message);

    BackgroundJob* m_opening;
    BackgroundJob* m_copying;
    std::shared_ptr<const capture::FileSequence> m_files; ///< as long as there is anything to save or to discard
    bool m_ended = false;
    bool m_saved = false;
    bool m_named = false;   ///< the user chose where it is written
    bool m_limited = false; ///< it ends at kSpoolLimit
    std::unique_ptr<capture::live::LiveCapture> m_capture;
    std::unique_ptr<RemoteCapture> m_remote;
};

} // namespace mqttscope::ui
