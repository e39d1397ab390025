// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/summary.h"

#include "core/mqtt/decoder.h"

#include <array>

namespace mqttscope::mqtt {
namespace {

/// What each field of a packet becomes in its summary.
enum class Wanted : std::uint8_t {
    No,
    PacketIdentifier,
    TopicAlias,
    Topic,
    ClientId,
    Level,
    Bridge,
    ReasonCode,
    KeepAlive,
    SessionPresent,
    CleanStart,
    Will,
    UserName,
    Password,
};

struct WantedKey {
    std::string_view key;
    Wanted what;
};

constexpr auto kWantedKeys = std::to_array<WantedKey>({
    {"mqtt.packet_identifier", Wanted::PacketIdentifier},
    {"mqtt.prop.topic_alias", Wanted::TopicAlias},
    {"mqtt.publish.topic", Wanted::Topic},
    {"mqtt.subscribe.filter", Wanted::Topic},
    {"mqtt.unsubscribe.filter", Wanted::Topic},
    {"mqtt.connect.client_id", Wanted::ClientId},
    {"mqtt.prop.assigned_client_identifier", Wanted::ClientId},
    {"mqtt.connect.protocol_level", Wanted::Level},
    {"mqtt.connect.bridge", Wanted::Bridge},
    {"mqtt.connack.return_code", Wanted::ReasonCode},
    {"mqtt.connack.reason_code", Wanted::ReasonCode},
    {"mqtt.puback.reason_code", Wanted::ReasonCode},
    {"mqtt.pubrec.reason_code", Wanted::ReasonCode},
    {"mqtt.pubrel.reason_code", Wanted::ReasonCode},
    {"mqtt.pubcomp.reason_code", Wanted::ReasonCode},
    {"mqtt.suback.return_code", Wanted::ReasonCode},
    {"mqtt.suback.reason_code", Wanted::ReasonCode},
    {"mqtt.unsuback.reason_code", Wanted::ReasonCode},
    {"mqtt.disconnect.reason_code", Wanted::ReasonCode},
    {"mqtt.auth.reason_code", Wanted::ReasonCode},
    {"mqtt.connect.keep_alive", Wanted::KeepAlive},
    {"mqtt.connack.session_present", Wanted::SessionPresent},
    {"mqtt.connect.clean_start", Wanted::CleanStart},
    {"mqtt.connect.will_flag", Wanted::Will},
    {"mqtt.connect.user_name_flag", Wanted::UserName},
    {"mqtt.connect.password_flag", Wanted::Password},
});

constexpr auto kWanted = [] {
    std::array<Wanted, kFields.size()> wanted{};
    std::size_t found = 0;
    for (const auto& info : kFields) {
        for (const auto& row : kWantedKeys) {
            if (row.key != info.key) continue;
            wanted[info.id.value] = row.what;
            ++found;
        }
    }
    if (found != kWantedKeys.size()) throw "a key is not in the field table";
    return wanted;
}();

/// Fills a summary. Its branches are chosen while compiling wherever the layout names the field.
class SummarySink {
public:
    SummarySink(base::ByteView head, PacketSummary& summary)
        : m_head(head)
        , m_summary(summary) {}

    static constexpr bool wants(base::FieldId id) { return kWanted[id.value] != Wanted::No; }

    [[gnu::always_inline]] void field(base::FieldId id, base::ByteRange, Value value) {
        take(kWanted[id.value], value);
    }

    [[gnu::always_inline]] void enter(base::FieldId id, base::ByteRange, Value value) {
        take(kWanted[id.value], value);
    }

    void leave() {}

    void problem(const ProblemReport& report) { m_summary.malformed |= breaksLayout(report.problem); }

private:
    [[gnu::always_inline]] void take(Wanted what, const Value& value) {
        switch (what) {
        case Wanted::No:
            break;
        case Wanted::PacketIdentifier:
            m_summary.packetIdentifier = static_cast<std::uint16_t>(value.number);
            break;
        case Wanted::TopicAlias:
            m_summary.topicAlias = static_cast<std::uint16_t>(value.number);
            break;
        case Wanted::Topic:
            if (m_summary.topic.data() == nullptr) {
                m_summary.topic = text(value);
            } else {
                m_summary.moreFilters = true;
            }
            break;
        case Wanted::ClientId:
            m_summary.clientId = text(value);
            break;
        case Wanted::Level:
            m_summary.protocolLevel |= static_cast<std::uint8_t>(value.number);
            break;
        case Wanted::Bridge:
            m_summary.protocolLevel |= static_cast<std::uint8_t>(value.number << 7);
            break;
        case Wanted::ReasonCode:
            if (!m_summary.hasReasonCode) m_summary.reasonCode = static_cast<std::uint8_t>(value.number);
            m_summary.hasReasonCode = true;
            break;
        case Wanted::KeepAlive:
            m_summary.keepAlive = static_cast<std::uint16_t>(value.number);
            break;
        case Wanted::SessionPresent:
            m_summary.sessionPresent = value.number != 0;
            break;
        case Wanted::CleanStart:
            m_summary.cleanStart = value.number != 0;
            break;
        case Wanted::Will:
            m_summary.will = value.number != 0;
            break;
        case Wanted::UserName:
            m_summary.userName = value.number != 0;
            break;
        case Wanted::Password:
            m_summary.password = value.number != 0;
            break;
        }
    }

    [[nodiscard]] std::string_view text(const Value& value) const {
        return base::asText(m_head.subspan(value.content.offset, value.content.size));
    }

    base::ByteView m_head;
    PacketSummary& m_summary;
};

} // namespace

PacketSummary summarise(base::ByteView head, std::uint32_t length, Version version) {
    PacketSummary summary;
    if (head.empty()) return summary;
    summary.firstByte = head[0];
    SummarySink sink(head, summary);
    Decoder decoder(sink, head, length);
    decoder.packet(version);
    summary.payloadOffset = decoder.payloadOffset();
    return summary;
}

} // namespace mqttscope::mqtt
