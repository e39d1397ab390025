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

/// A capture from interfaces to a growing pcapng file, on a thread of its own. Whoever wants to see the packets follows
/// the file (engine::Inspection with `follow`), and calls endFollowing() there once this has ended: one path for
/// packets from the wire and from files, and nothing is lost if the reader dies. Every member may be called from any
/// thread. Destroying it stops it and waits, 100 ms at the most.
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

    /// The files that are kept, the oldest first; more than one for a ring.
    [[nodiscard]] std::vector<std::string> paths() const { return m_files->paths(); }

private:
    LiveCapture(std::unique_ptr<CaptureFiles> files, FileDescriptor stop);
    void run(CaptureLoop& loop, const std::function<void()>& ended);

    std::unique_ptr<CaptureFiles> m_files;
    FileDescriptor m_stop; ///< an eventfd
    mutable std::mutex m_mutex;
    CaptureStatus m_status;             // guarded
    std::optional<base::Error> m_error; // guarded
    bool m_ended = false;               // guarded
    std::jthread m_thread;
};

} // namespace mqttscope::capture::live
