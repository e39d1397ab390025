// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace mqttscope::capture::live {

/// The name of libpcap's device that captures on every interface at once.
inline constexpr const char* kAnyInterface = "any";

/// The DLT_ value that libpcap will most likely give for an interface, asked of the kernel without any privilege; none
/// where that is not known.
[[nodiscard]] std::optional<int> expectedLinkType(const std::string& interface);

/// What files call a DLT_ value: LINKTYPE_ (they differ for a few).
[[nodiscard]] std::uint32_t fileLinkType(int dlt);

/// "Ethernet", "Linux cooked v2": libpcap's words.
[[nodiscard]] std::string linkTypeText(int dlt);

} // namespace mqttscope::capture::live
