// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/file_descriptor.h"
#include "core/capture/live/control_message.h"

#include <optional>

namespace mqttscope::capture::live {

/// A message as it arrived.
struct Received {
    Message message{};
    FileDescriptor descriptor{}; ///< what came with it; mostly none
};

/// One end of the Unix socket (SOCK_SEQPACKET) between mqttscope-capture and the program that started it.
class ControlSocket {
public:
    explicit ControlSocket(FileDescriptor socket)
        : m_socket(std::move(socket)) {}

    [[nodiscard]] int descriptor() const { return m_socket.get(); }

    /// Sends a message, with a descriptor if that is one. False: the other side is gone.
    [[nodiscard]] bool send(base::ByteView message, int descriptor = -1) const;
    /// Sends it unless the other side is behind: what is told again soon.
    void offer(base::ByteView message) const;
    /// Waits for a message. None: the other side is gone, or what came is no message; more than one descriptor counts
    /// as none.
    [[nodiscard]] std::optional<Received> receive() const;

    /// Whether this is such a socket.
    [[nodiscard]] bool valid() const;

private:
    FileDescriptor m_socket;
};

} // namespace mqttscope::capture::live
