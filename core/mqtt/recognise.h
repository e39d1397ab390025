// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/mqtt/packet_chain.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace mqttscope::mqtt {

/// Whether some bytes begin a stream that a client sends: CONNECT is the first packet of it (MQTT-3.1.0-1).
enum class StreamStart : std::uint8_t { No, NeedMore, Connect };

/// Asks for a CONNECT with the name of MQTT or of MQTT 3.1. Flags, a level or a length that no version has are what the
/// user wants to see, so they do not matter. Decides within 13 bytes; NeedMore only if there are fewer.
[[nodiscard]] StreamStart streamStart(base::ByteView bytes);

/// The two ends of a connection whose client is still to be found out.
enum class StreamEnd : std::uint8_t { Initiator, Responder };

/// What is known of a connection by its first bytes.
struct Recognised {
    enum class Verdict : std::uint8_t { NeedMore, No, Mqtt };

    Verdict verdict = Verdict::NeedMore;
    std::optional<StreamEnd> client{}; ///< which end is the client, where that can be told
    std::uint32_t evidence = 0;        ///< in bits: chance bytes look like this once in 2^evidence times
};

/// Tells from the first bytes of both ends of one connection whether it carries MQTT, whatever its port. Feed it the
/// pieces as they come until the verdict is no longer NeedMore; it then stays. It keeps no more than 256 bytes for each
/// end, looks at each byte a bounded number of times, and says No after 16 KiB or 64 pieces from one end.
///
/// Where the start of the connection was captured the first bytes of the initiator decide: a CONNECT or not. Otherwise
/// packets are looked for from the beginning of every piece and, in the first two KiB, from every byte, and what speaks
/// for them is added up for both ends together (PacketChain). Enough is 56 bits from at least three packets, or two if
/// one answers the other: PINGREQ and PINGRESP are enough if each is a segment by itself, and a PINGREQ again and again
/// that nothing answers never is. Inside a piece packets are believed that follow each other up to its end.
class Recogniser {
public:
    /// `startSeen`: the first piece of the initiator is the very first of the connection. The end named Initiator need
    /// not have opened the connection otherwise.
    explicit Recogniser(bool startSeen);

    /// Bytes of one end that came together (a segment), following what came before.
    const Recognised& feed(StreamEnd from, base::ByteView piece);

    /// Bytes of this end are missing here.
    const Recognised& gap(StreamEnd from);

    [[nodiscard]] const Recognised& result() const { return m_result; }

private:
    /// What one end sent.
    struct Stream {
        PacketChain chain{};
        bool alive = false; ///< the chain is one
        std::uint32_t bytes = 0;
        std::uint32_t pieces = 0;
        std::vector<std::uint8_t> beginning{}; ///< until it can be told whether it is a CONNECT
    };

    void begin(StreamEnd from, base::ByteView piece);
    void follow(StreamEnd from, base::ByteView piece);
    void lookInside(Stream& stream, base::ByteView piece);
    void judge();
    void decide(Recognised::Verdict verdict);

    [[nodiscard]] Stream& streamOf(StreamEnd end) { return m_streams[static_cast<std::size_t>(end)]; }

    std::array<Stream, 2> m_streams{};
    bool m_atStart;
    Recognised m_result{};
};

} // namespace mqttscope::mqtt
