// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/mqtt/packet.h"

#include <array>
#include <cstdint>

namespace mqttscope::mqtt {

struct Testimony;

/// Weighs the packets of a connection whose CONNECT was not captured: do they follow the layouts of 3.x or of 5.0? Adds
/// up bits, the logarithm of how much likelier one is than the other, within bounds, so that what comes later can
/// always correct it.
///
/// A packet that only one of the two could have so weighs 12 bits: a CONNACK or UNSUBACK of 3.x, a reason code, an
/// AUTH, a PUBLISH that has no place for properties (any text as payload, or none at all). A PUBLISH that both could
/// have weighs what a property block like its own would be by chance, once: a sender that begins its payloads with the
/// same bytes says nothing new by doing it again. An empty block, a 0x00, is one bit for at most four packets, for that
/// is how binary numbers begin; three bits where a text follows, which seldom begins with 0x00; one or
/// two where it is a word or number of up to three characters that none of the last ones was.
class VersionEvidence {
public:
    /// A whole packet. `head` holds it up to its payload, properties that it may have included, or all of it.
    void packet(base::Direction direction, base::ByteView head);

    /// What speaks for 5.0 (above 0) or 3.x (below), in bits, at most 24.
    [[nodiscard]] int bits() const { return m_bits; }

    /// Unknown until 8 bits speak for one; that then stands until as many speak for the other.
    [[nodiscard]] Version version() const { return m_version; }

    /// As sure as it gets: only packets that contradict the version need to be weighed any more.
    [[nodiscard]] bool settled() const { return m_bits <= -kMostBits || m_bits >= kMostBits; }

private:
    static constexpr int kMostBits = 24;

    [[nodiscard]] int weigh(base::Direction direction, base::ByteView head);
    [[nodiscard]] int weighPublish(base::ByteView head, const Testimony& five);
    [[nodiscard]] bool isNew(base::ByteView block);
    void add(int bits);

    int m_bits = 0;
    int m_weak = 0;                          ///< packets that were counted though they say little
    std::array<std::uint32_t, 4> m_blocks{}; ///< hashes of the property blocks and short words that were weighed last
    std::uint8_t m_nextBlock = 0;
    bool m_flagsOf31 = false; ///< PUBREL, SUBSCRIBE or UNSUBSCRIBE with flags that only 3.1 has
    Version m_version = Version::Unknown;
};

} // namespace mqttscope::mqtt
