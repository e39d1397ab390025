// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <optional>
#include <string>
#include <vector>

namespace mqttscope::capture::live {

/// An interface of this machine on which packets may be captured.
struct NetworkInterface {
    std::string name;
    std::string description;            ///< libpcap's words, mostly empty
    std::vector<std::string> addresses; ///< IPv4 and IPv6 as text
    bool up = false;
    bool running = false; ///< a cable or a peer is there
    bool loopback = false;
    bool wireless = false;
    std::optional<int> linkType{}; ///< DLT_ value; unknown without asking libpcap with a privilege
    std::string unusable;          ///< why nothing can be captured on it now; empty if it can
};

/// The network interfaces that libpcap knows, "any" included; no privilege is needed. Devices that are no network (USB,
/// Bluetooth, netfilter logs) are left out.
[[nodiscard]] base::Result<std::vector<NetworkInterface>> listInterfaces();

/// Whether an interface that is there is switched on; where nobody can be asked, it is taken for that.
[[nodiscard]] bool isUp(const std::string& interface);
/// Whether all of them are there and switched on.
[[nodiscard]] bool areUp(const std::vector<std::string>& interfaces);

} // namespace mqttscope::capture::live
