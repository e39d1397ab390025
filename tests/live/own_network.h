// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mqttscope::test {

/// Takes this process into a network namespace of its own, with nothing but a loopback interface that is up: nobody
/// else is heard there, and nothing reaches the machine. False where the system does not allow that. Call it before any
/// thread begins; processes started later are in it, too.
[[nodiscard]] bool enterOwnNetwork();

/// Sends whole frames out of an interface; false where that cannot be.
[[nodiscard]] bool sendFrames(const std::string& interface, const std::vector<std::vector<std::uint8_t>>& frames);

/// A TCP connection over loopback: client and server are this process.
class LoopbackConnection {
public:
    explicit LoopbackConnection(std::uint16_t port);
    ~LoopbackConnection();
    LoopbackConnection(const LoopbackConnection&) = delete;
    LoopbackConnection& operator=(const LoopbackConnection&) = delete;

    /// Sends and waits until the other side has it.
    void toServer(const std::vector<std::uint8_t>& bytes) const;
    void toClient(const std::vector<std::uint8_t>& bytes) const;

private:
    static void pass(int from, int to, const std::vector<std::uint8_t>& bytes);

    int m_listener = -1;
    int m_client = -1;
    int m_server = -1;
};

} // namespace mqttscope::test
