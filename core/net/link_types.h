// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace mqttscope::net {

/// LINKTYPE_ values that net understands (https://www.tcpdump.org/linktypes.html).
namespace link {
inline constexpr std::uint32_t kNull = 0;
inline constexpr std::uint32_t kEthernet = 1;
inline constexpr std::uint32_t kPpp = 9;
inline constexpr std::uint32_t kRawBsd = 12; ///< DLT_RAW of most systems, which some writers put into files
inline constexpr std::uint32_t kRawOpenBsd = 14;
inline constexpr std::uint32_t kPppHdlc = 50;
inline constexpr std::uint32_t kPppEther = 51;
inline constexpr std::uint32_t kRaw = 101;
inline constexpr std::uint32_t kCiscoHdlc = 104;
inline constexpr std::uint32_t kLoop = 108;
inline constexpr std::uint32_t kLinuxCooked = 113;
inline constexpr std::uint32_t kIpv4 = 228;
inline constexpr std::uint32_t kIpv6 = 229;
inline constexpr std::uint32_t kNflog = 239;
inline constexpr std::uint32_t kLinuxCooked2 = 276;
} // namespace link

/// The name without its LINKTYPE_ prefix ("ETHERNET"), or empty where the number has none.
[[nodiscard]] std::string_view linkTypeName(std::uint32_t linkType);

} // namespace mqttscope::net
