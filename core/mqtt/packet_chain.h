// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/mqtt/boundary_witness.h"
#include "core/mqtt/packet.h"
#include "core/mqtt/packet_set.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mqttscope::mqtt {

/// Follows packets from an assumed boundary through the pieces of one end of a connection and adds up what speaks for
/// them. Any contradiction ends it. A packet whose beginning was seen before adds little; a short one, such as PINGREQ,
/// that was seen before as a whole adds nothing: some other protocol may send the same bytes for ever.
class PacketChain {
public:
    /// Packet types that only one end may send (MQTT 5.0 §2.1.2).
    static constexpr PacketSet kOfClient =
        in(PacketType::Connect, PacketType::Subscribe, PacketType::Unsubscribe, PacketType::Pingreq);
    static constexpr PacketSet kOfServer =
        in(PacketType::Connack, PacketType::Suback, PacketType::Unsuback, PacketType::Pingresp);

    /// The next bytes, which came together. Keeps at most 256 of them, of a packet that is cut. `peer`: what the other
    /// end sends, for answers to it; may be null. False: they contradict the chain, which is over then.
    bool feed(base::ByteView piece, const PacketChain* peer);

    /// In bits: chance bytes look like this once in 2^evidence times.
    [[nodiscard]] std::uint32_t evidence() const { return m_evidence; }

    /// Whole packets.
    [[nodiscard]] std::uint32_t packets() const { return m_packets; }

    /// Packets that answer the peer, such as PINGRESP, or PUBACK with the identifier of its PUBLISH.
    [[nodiscard]] std::uint32_t answers() const { return m_answers; }

    /// The bytes so far end where a packet does.
    [[nodiscard]] bool atBoundary() const { return m_left == 0 && m_kept.empty(); }

    /// Only a client may have sent these packets; only a server.
    [[nodiscard]] bool isClient() const { return (m_types.bits & kOfClient.bits) != 0; }

    [[nodiscard]] bool isServer() const { return (m_types.bits & kOfServer.bits) != 0; }

private:
    struct Sent {
        PacketType type = PacketType::Reserved;
        std::uint16_t packetIdentifier = 0;
    };

    static constexpr std::size_t kMemory = 8;

    std::size_t examineNext(base::ByteView bytes, const PacketChain* peer);
    void count(base::ByteView packet, const Testimony& testimony, const PacketChain* peer);
    [[nodiscard]] bool isNew(std::array<std::uint32_t, kMemory>& known, std::uint32_t hash) const;
    [[nodiscard]] bool answers(Sent sent, const PacketChain& peer) const;

    std::vector<std::uint8_t> m_kept; ///< the beginning of a packet that is cut
    std::uint64_t m_left = 0;         ///< bytes of the packet in progress that are still to come and need no look
    std::uint32_t m_evidence = 0;
    std::uint32_t m_packets = 0;
    std::uint32_t m_answers = 0;
    PacketSet m_types{};
    bool m_fresh = false; ///< the packet in progress, or the last one, says something that the ones before did not
    std::array<std::uint32_t, kMemory> m_heads{};
    std::array<std::uint32_t, kMemory> m_wholes{};
    std::array<Sent, kMemory> m_sent{};
};

} // namespace mqttscope::mqtt
