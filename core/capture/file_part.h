// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/capture_reader.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

// What the readers of the file formats have in common.

namespace mqttscope::capture {

/// What a reader's attempt to read a record came to.
enum class ReadStep : std::uint8_t {
    Frame,    ///< read
    NeedMore, ///< the record is not whole: more bytes, or the capture was cut here
    Broken,   ///< the file contradicts itself; see problem()
};

/// Where and why a file cannot be read on.
struct Problem {
    std::uint64_t offset = 0;
    std::string text;
};

/// libpcap's bound on a snapshot length: no honest record is longer unless its file announces that it may be.
inline constexpr std::uint32_t kUsualLongestRecord = 262'144;
/// Beyond this a length is damage, whatever a file announces (libpcap's bound for USB).
inline constexpr std::uint32_t kLongestRecord = 128U << 20;

[[nodiscard]] inline std::uint32_t longestRecord(std::uint32_t snapLength) {
    return std::clamp(snapLength, kUsualLongestRecord, kLongestRecord);
}

[[nodiscard]] inline std::uint32_t read32(const std::uint8_t* at, bool bigEndian) {
    std::uint32_t value = 0;
    std::memcpy(&value, at, sizeof value);
    constexpr bool kHostIsBig = std::endian::native == std::endian::big;
    return bigEndian == kHostIsBig ? value : __builtin_bswap32(value);
}

[[nodiscard]] inline std::uint16_t read16(const std::uint8_t* at, bool bigEndian) {
    return bigEndian ? static_cast<std::uint16_t>(at[0] << 8 | at[1]) : static_cast<std::uint16_t>(at[1] << 8 | at[0]);
}

} // namespace mqttscope::capture
