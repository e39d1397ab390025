// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/summary.h"

#include "core/mqtt/decoder.h"
#include "core/mqtt/plain_text.h"

#include <algorithm>
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
    // Only to tell whether the packet deserves a check.
    Text,
    ResponseTopic,
    CorrelationData,
    PayloadFormat,
    SubscriptionIdentifier,
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
    {"mqtt.prop.content_type", Wanted::Text},
    {"mqtt.prop.reason_string", Wanted::Text},
    {"mqtt.prop.response_topic", Wanted::ResponseTopic},
    {"mqtt.prop.correlation_data", Wanted::CorrelationData},
    {"mqtt.prop.payload_format_indicator", Wanted::PayloadFormat},
    {"mqtt.prop.subscription_identifier", Wanted::SubscriptionIdentifier},
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

/// Packets that are checked in any case: they are few, and much can be wrong with them.
constexpr PacketSet kAlwaysChecked =
    in(PacketType::Reserved, PacketType::Connect, PacketType::Connack, PacketType::Subscribe, PacketType::Suback,
       PacketType::Unsubscribe, PacketType::Unsuback, PacketType::Disconnect, PacketType::Auth);

/// Whether a code is legal in a packet type, whoever sends it.
constexpr auto kSureCodes = [] {
    std::array<std::array<bool, 256>, 16> sure{};
    for (const auto& reason : detail::kReasons)
        for (unsigned type = 0; type < sure.size(); ++type)
            if (const auto packet = static_cast<PacketType>(type);
                reason.packets.has(packet) && !reason.serverOnly.has(packet) && !reason.clientOnly.has(packet))
                sure[type][reason.code] = true;
    return sure;
}();

/// What of a PUBLISH decides whether it is checked, beside its summary.
struct PublishDoubts {
    bool response = false;    ///< has a Response Topic
    bool correlation = false; ///< has Correlation Data
    bool text = false;        ///< promises a payload of UTF-8
};

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

    /// Name and value of a pair, of which only their characters matter.
    [[gnu::always_inline]] void pair(base::ByteRange name, base::ByteRange value) {
        m_summary.suspicious |= !isPlainText(text({.content = name})) || !isPlainText(text({.content = value}));
    }

    void leave() {}

    void problem(const ProblemReport& report) {
        m_summary.malformed |= breaksLayout(report.problem);
        m_summary.suspicious |= report.problem != Problem::NotCaptured;
    }

    [[nodiscard]] const PublishDoubts& doubts() const { return m_doubts; }

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
        case Wanted::Text:
            m_summary.suspicious |= !isPlainText(text(value));
            break;
        case Wanted::ResponseTopic:
            m_summary.suspicious |= value.content.size == 0 || !isPlainTopic(text(value));
            m_doubts.response = true;
            break;
        case Wanted::CorrelationData:
            m_doubts.correlation = true;
            break;
        case Wanted::PayloadFormat:
            m_doubts.text = value.number == 1;
            break;
        case Wanted::SubscriptionIdentifier:
            m_summary.suspicious = true; // legal from a server only
            break;
        }
    }

    [[nodiscard]] std::string_view text(const Value& value) const {
        return base::asText(m_head.subspan(value.content.offset, value.content.size));
    }

    base::ByteView m_head;
    PacketSummary& m_summary;
    PublishDoubts m_doubts{};
};

/// Longer topics are a fault in MQTT 3.1.
constexpr std::size_t kLongestSureTopic = 32'767;

[[gnu::always_inline]] inline bool isSuspicious(const PacketSummary& summary, const PublishDoubts& doubts) {
    const auto qos = summary.firstByte >> 1 & 3U;
    if (qos == 0 ? (summary.firstByte & 8U) != 0 : qos == 3 || summary.packetIdentifier == 0) return true;
    if (summary.topic.empty() ? summary.topicAlias == 0 : !isPlainTopic(summary.topic)) return true;
    return (doubts.correlation && !doubts.response) || summary.topic.size() > kLongestSureTopic;
}

} // namespace

PacketSummary summarise(base::ByteView head, std::uint32_t length, Version version) {
    PacketSummary summary;
    if (head.empty()) return summary;
    summary.firstByte = head[0];
    SummarySink sink(head, summary);
    Decoder decoder(sink, head, length);
    decoder.packet(version);
    summary.payloadOffset = decoder.payloadOffset();
    summary.headWhole = decoder.headWhole();

    const auto type = packetType(summary.firstByte);
    if ((type == PacketType::Suback || type == PacketType::Unsuback) && summary.hasReasonCode) {
        const auto end = std::min<std::size_t>(head.size(), length);
        summary.reasonCodes = head.first(end).subspan(std::min<std::size_t>(summary.payloadOffset, end));
    }
    if (type == PacketType::Publish) {
        summary.suspicious |= isSuspicious(summary, sink.doubts());
        if (sink.doubts().text && summary.payloadOffset < length) {
            const auto captured = std::min<std::size_t>(head.size(), length);
            summary.payloadIsText = captured < length;
            summary.suspicious |= !isAscii(base::asText(head.first(captured).subspan(summary.payloadOffset)));
        }
    } else if (kAlwaysChecked.has(type)) {
        summary.suspicious = true;
    } else if (type >= PacketType::Puback && type <= PacketType::Pubcomp) {
        summary.suspicious |= summary.packetIdentifier == 0 || !kSureCodes[summary.firstByte >> 4][summary.reasonCode];
    }
    return summary;
}

} // namespace mqttscope::mqtt
