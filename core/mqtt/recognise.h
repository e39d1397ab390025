// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <optional>

namespace mqttscope::mqtt {

/// Whether some bytes begin a stream that a client sends: CONNECT is the first packet of it (MQTT-3.1.0-1).
enum class StreamStart : std::uint8_t { No, NeedMore, Connect };

/// Asks for a CONNECT with the name of MQTT or of MQTT 3.1; a level that nobody knows and a length that cannot be are
/// what the user wants to see, so they do not matter. Decides within the first 13 bytes; NeedMore only if there are
/// fewer.
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
/// Where the start of the connection was captured the first bytes decide: a CONNECT or not. Otherwise packets are
/// looked for from the beginning of every piece and, in the first two KiB, from every byte, and what speaks for them is
/// added up. No single end may reach the sum by saying the same thing again; an acknowledgement that answers the other
/// end, such as PINGRESP to PINGREQ, counts for much.
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
    bool m_startSeen;
    Recognised m_result{};
};

} // namespace mqttscope::mqtt
