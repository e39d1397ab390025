// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mqtt/summary.h"
#include "core/session/awaited_answers.h"
#include "core/store/store.h"

#include <cstdint>

namespace mqttscope::session {

/// Links the packets of one connection that belong together: a request and what answers it, by packet identifier and
/// sender (MQTT 5.0 §2.2.1, §4.3); PINGREQ and PINGRESP in their order; CONNECT and CONNACK. Packets must come in the
/// order they were sent in each direction, and an answer after its request; one that comes before it stays alone.
class ExchangeTracker {
public:
    explicit ExchangeTracker(store::Store& store)
        : m_store(store) {}

    /// The next packet, before its row is appended: says in its flags whether it belongs to an exchange. Call
    /// appended() next.
    void packet(base::Direction direction, const mqtt::PacketSummary& summary, store::Row& row) {
        m_step = stepOf(direction, summary);
        if (m_step.action != Action::None) row.flags |= store::RowFlag::kExchange;
        if (refuses(summary)) [[unlikely]]
            row.flags |= store::RowFlag::kRefused;
    }

    /// The row of that packet.
    void appended(base::RowId row) {
        if (m_step.action != Action::None) link(row);
    }

    /// Bytes are missing: which PINGRESP answers which PINGREQ is not known any more.
    void interrupted();
    /// The connection is over: what is not complete stays so.
    void end();

    /// More packets than this in one exchange can only be repetitions: then another one begins.
    static constexpr std::uint8_t kMostPackets = 64;

private:
    enum class Action : std::uint8_t { None, Begin, Continue, Complete };
    /// What kind of packet began it: answers must fit.
    enum class Kind : std::uint8_t { AtLeastOnce, ExactlyOnce, Subscribe, Unsubscribe, Ping, Connect };

    struct Step {
        Action action = Action::None;
        Kind kind{};
        std::uint32_t key = 0;
        AwaitedAnswers::Entry* awaited = nullptr; ///< what it goes on with, where that was looked for
    };

    [[nodiscard]] Step stepOf(base::Direction direction, const mqtt::PacketSummary& summary);
    [[nodiscard]] Step request(base::Direction sender, const mqtt::PacketSummary& summary, Kind kind);
    [[nodiscard]] Step answer(base::Direction sender, std::uint16_t identifier, Kind kind);
    [[nodiscard]] Step between(base::Direction requester, std::uint16_t identifier);
    [[nodiscard]] static bool refuses(const mqtt::PacketSummary& summary);
    void link(base::RowId row);
    void giveUp(const AwaitedAnswers::Entry& entry);

    store::Store& m_store;
    AwaitedAnswers m_awaited;
    Step m_step;
    std::uint16_t m_pingsSent = 0;
    std::uint16_t m_pingsAnswered = 0;
};

} // namespace mqttscope::session
