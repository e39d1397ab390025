// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/live/capture_files.h"
#include "core/capture/live/capture_loop.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace mqttscope::capture::live {

/// A capture from interfaces to a growing pcapng file, on a thread of its own: one path for packets from the wire and
/// from files, and nothing is lost if the reader dies. Where this process may not capture, mqttscope-capture does it.
/// Every member may be called from any thread. Destroying it stops it and waits, 100 ms at the most.
///
/// A window uses it like this: checkPermission() (permission.h) for what to say before; `path` from
/// chooseSpoolPath() and start(); an engine::Inspection that follows paths().front(); status() a few times a second
/// while it is shown; in `ended`, which must not block, endFollowing() of that inspection. Saving is a copy of the
/// files behind each other, at any time. What nobody saved before a crash, leftCaptures() finds.
class LiveCapture {
public:
    /// Opens the interfaces and makes the file; frames are captured from then on. Errors are told here where they can
    /// be: no such interface, no permission, a filter that is none, a file that is there already. `ended` is called on
    /// the capture's thread once everything is in the file.
    [[nodiscard]] static base::Result<std::unique_ptr<LiveCapture>> start(const CaptureOptions& options,
                                                                          std::function<void()> ended = {});
    ~LiveCapture();
    LiveCapture(const LiveCapture&) = delete;
    LiveCapture& operator=(const LiveCapture&) = delete;

    /// Asks it to end; returns at once.
    void stop();
    /// Blocks until it has ended.
    void wait();

    [[nodiscard]] CaptureStatus status() const;
    [[nodiscard]] bool hasEnded() const;
    /// What ended it, if that was neither stop() nor a stop condition: no more room on the disk. Once it has ended.
    [[nodiscard]] std::optional<base::Error> error() const;

    /// Whether mqttscope-capture does it. Then one of several interfaces that was removed stays lost: the privilege to
    /// open it again is given up as soon as the capture begins. Once all are lost, another mqttscope-capture goes on
    /// when they are back.
    [[nodiscard]] bool usesHelper() const { return m_usesHelper; }

    /// The files that are kept, the oldest first; more than one for a ring.
    [[nodiscard]] std::vector<std::string> paths() const { return m_files->sequence()->paths(); }

    /// The same files, held open. It may outlive the capture.
    [[nodiscard]] std::shared_ptr<const FileSequence> files() const { return m_files->sequence(); }

private:
    /// Captures until the descriptor is readable or something else ends it.
    using Runner = std::move_only_function<base::Result<void>(int stopDescriptor)>;

    LiveCapture(std::unique_ptr<CaptureFiles> files, FileDescriptor stop, bool usesHelper);
    [[nodiscard]] base::Result<Runner> withinProcess(const CaptureOptions& options);
    [[nodiscard]] base::Result<Runner> withHelper(const CaptureOptions& options);
    void run(Runner& runner, const std::function<void()>& ended);
    void keep(const CaptureStatus& status);

    std::unique_ptr<CaptureFiles> m_files;
    FileDescriptor m_stop; ///< an eventfd
    bool m_usesHelper;
    mutable std::mutex m_mutex;
    CaptureStatus m_status;             // guarded
    std::optional<base::Error> m_error; // guarded
    bool m_ended = false;               // guarded
    std::jthread m_thread;
};

} // namespace mqttscope::capture::live
