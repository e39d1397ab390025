// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/live/capture_files.h"
#include "core/capture/live/control_socket.h"

#include <sys/types.h>

#include <functional>
#include <string>

namespace mqttscope::capture::live {

/// A capture that mqttscope-capture makes for this process, which has no privilege: this side gives it files and hears
/// how it stands. One thread.
class HelperCapture {
public:
    using Told = std::function<void(const CaptureStatus&)>;

    /// Starts mqttscope-capture and waits until it captures. `files` must live as long as this.
    [[nodiscard]] static base::Result<HelperCapture> start(const CaptureOptions& options, CaptureFiles& files,
                                                           Told told);
    HelperCapture(HelperCapture&&) noexcept = default;
    HelperCapture& operator=(HelperCapture&&) = delete;
    ~HelperCapture();

    /// Until it has ended, by itself or because `stopDescriptor` is readable. An error where something else ended it,
    /// or it died.
    [[nodiscard]] base::Result<void> run(int stopDescriptor);

private:
    /// A process that is waited for when this goes; killed if it does not end.
    class Process {
    public:
        explicit Process(pid_t id)
            : m_id(id) {}

        Process(Process&& other) noexcept
            : m_id(std::exchange(other.m_id, -1)) {}

        Process& operator=(Process&&) = delete;

        ~Process() { (void)wait(); }

        /// How it ended, in words.
        [[nodiscard]] std::string wait();

    private:
        pid_t m_id;
    };

    HelperCapture(std::string program, ControlSocket socket, Process process, CaptureFiles& files, Told told);
    [[nodiscard]] static base::Result<HelperCapture> launch(const std::string& program, CaptureFiles& files, Told told);

    /// Takes one message. Gives its kind; an error for an end with an error, and when it is gone.
    [[nodiscard]] base::Result<MessageKind> serve();
    void giveFile();
    [[nodiscard]] base::Error died();

    std::string m_program;
    Process m_process; ///< goes after the socket, whose end tells it to end
    ControlSocket m_socket;
    CaptureFiles* m_files;
    Told m_told;
};

} // namespace mqttscope::capture::live
