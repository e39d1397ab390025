// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/duplicates.h"

#include "core/base/hash.h"
#include "core/net/sequence.h"

#include <bit>

namespace mqttscope::net {
namespace {

/// Two rounds of multiply and fold; quick, and every bit of the input reaches every bit of the result.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15;
    const auto mixed = (a ^ std::rotl(b, 32)) * kOdd;
    return (mixed ^ (mixed >> 29)) + b;
}

std::uint64_t printOf(std::uint32_t connection, const Segment& segment) {
    const auto& header = segment.header;
    const auto proof =
        segment.hasIdentification ? segment.identification : base::hashBytes(base::asText(segment.options));
    auto print =
        mix(std::uint64_t{header.sequence} << 32 | header.acknowledgment, std::uint64_t{connection} << 32 | proof);
    print = mix(print, std::uint64_t{header.sourcePort} << 48 | std::uint64_t{header.destinationPort} << 32 |
                           std::uint64_t{header.flags} << 16 | header.window);
    print = mix(print, segment.size);
    // 0 is an entry that was never used.
    return mix(print, 0) | 1;
}

} // namespace

bool DuplicateTable::seen(std::uint32_t connection, const Segment& segment) {
    const auto print = printOf(connection, segment);
    auto& entry = m_entries[(print >> 32) % kEntries];
    const auto limit = segment.hasIdentification ? m_options.duplicateTime : m_options.duplicateTimeWithoutId;
    if (entry.print == print && timeDistance(segment.now.time, entry.time) <= limit) return true;
    entry = {print, segment.now.time};
    return false;
}

} // namespace mqttscope::net
