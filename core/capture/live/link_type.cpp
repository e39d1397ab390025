// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/link_type.h"

#include "core/capture/file_descriptor.h"

#include <net/if.h>
#include <net/if_arp.h>
#include <pcap/pcap.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>

namespace mqttscope::capture::live {

std::optional<int> expectedLinkType(const std::string& interface) {
    if (interface == kAnyInterface) return DLT_LINUX_SLL2;
    ifreq request{};
    if (interface.size() >= sizeof request.ifr_name) return std::nullopt;
    std::memcpy(request.ifr_name, interface.data(), interface.size());
    const FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket.valid() || ::ioctl(socket.get(), SIOCGIFHWADDR, &request) != 0) return std::nullopt;
    switch (request.ifr_hwaddr.sa_family) {
    case ARPHRD_ETHER:
    case ARPHRD_LOOPBACK:
        return DLT_EN10MB;
    case ARPHRD_IEEE80211:
        return DLT_IEEE802_11;
    case ARPHRD_IEEE80211_RADIOTAP:
        return DLT_IEEE802_11_RADIO;
    case ARPHRD_NONE: // TUN devices and WireGuard
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
        return DLT_RAW;
    default: // so many kinds that only libpcap can say
        return std::nullopt;
    }
}

std::uint32_t fileLinkType(int dlt) {
    // Where operating systems disagreed about a DLT_ value, files have one of their own (pcap-linktype(7)).
    if (dlt == DLT_RAW) return 101;
    if (dlt == DLT_ATM_RFC1483) return 100;
    return static_cast<std::uint32_t>(dlt);
}

std::string linkTypeText(int dlt) {
    const char* text = ::pcap_datalink_val_to_description(dlt);
    return text == nullptr ? "link type " + std::to_string(dlt) : text;
}

} // namespace mqttscope::capture::live
