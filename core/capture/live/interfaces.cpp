// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/interfaces.h"

#include "core/capture/file_descriptor.h"
#include "core/capture/live/capture_filter.h"
#include "core/capture/live/link_type.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>

namespace mqttscope::capture::live {
namespace {

std::string addressText(const sockaddr* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address == nullptr) return {};
    // The family says what kind of structure it is.
    if (address->sa_family == AF_INET)
        ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, text.data(), text.size());
    if (address->sa_family == AF_INET6)
        ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, text.data(), text.size());
    return text.data();
}

/// Wherever TCP may be found: not on the buses and logs that libpcap lists, too.
bool isNetwork(const pcap_if_t& device, const std::optional<int>& linkType) {
    return linkType.has_value() || device.addresses != nullptr;
}

NetworkInterface described(const pcap_if_t& device, std::optional<int> linkType) {
    NetworkInterface interface{
        .name = device.name,
        .description = device.description == nullptr ? "" : device.description,
        .addresses = {},
        .up = (device.flags & PCAP_IF_UP) != 0,
        .running = (device.flags & PCAP_IF_RUNNING) != 0,
        .loopback = (device.flags & PCAP_IF_LOOPBACK) != 0,
        .wireless = (device.flags & PCAP_IF_WIRELESS) != 0,
        .linkType = linkType,
        .unusable = {},
    };
    for (const auto* address = device.addresses; address != nullptr; address = address->next) {
        if (auto text = addressText(address->addr); !text.empty()) interface.addresses.push_back(std::move(text));
    }
    if (!interface.up)
        interface.unusable = "it is down; 'ip link set " + interface.name + " up' switches it on, as root";
    return interface;
}

} // namespace

base::Result<std::vector<NetworkInterface>> listInterfaces() {
    std::array<char, PCAP_ERRBUF_SIZE> error{};
    pcap_if_t* first = nullptr;
    if (::pcap_findalldevs(&first, error.data()) != 0) {
        return std::unexpected(
            base::Error{.tried = "list the network interfaces", .subject = {}, .cause = error.data(), .advice = {}});
    }
    const std::unique_ptr<pcap_if_t, decltype(&::pcap_freealldevs)> all(first, ::pcap_freealldevs);
    std::vector<NetworkInterface> interfaces;
    for (const auto* device = first; device != nullptr; device = device->next) {
        const auto linkType = expectedLinkType(device->name);
        if (isNetwork(*device, linkType)) interfaces.push_back(described(*device, linkType));
    }
    return interfaces;
}

bool isUp(const std::string& interface) {
    ifreq request{};
    interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
    const FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    return ::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0 || (request.ifr_flags & IFF_UP) != 0;
}

bool areUp(const std::vector<std::string>& interfaces) {
    return std::ranges::all_of(interfaces, [](const auto& name) {
        return name == kAnyInterface || (::if_nametoindex(name.c_str()) != 0 && isUp(name));
    });
}

} // namespace mqttscope::capture::live
