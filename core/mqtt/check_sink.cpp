// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/check_sink.h"

#include "core/mqtt/check_text.h"
#include "core/mqtt/utf8_check.h"

#include <algorithm>

namespace mqttscope::mqtt {
namespace {

using base::ByteRange;
using base::FieldId;

/// MQTT 3.1 §2.5 allows 32,767 bytes for a topic.
constexpr std::uint32_t kLongestTopic31 = 32'767;

/// `part` of some bytes that begin at `whole`.
ByteRange within(ByteRange whole, ByteRange part) {
    return {whole.offset + part.offset, part.size};
}

} // namespace

void Breaches::add(RuleId rule, ByteRange range, FieldId field, Problem problem, Severity atMost) {
    const auto severity = severityOf(*findRule(rule), m_version);
    if (!severity) return;
    const auto least = std::min(*severity, atMost);
    const auto count = m_out.size() - m_first;
    if (count < kMostBreaches) {
        m_out.push_back({rule, least, range, field, problem});
    } else if (count == kMostBreaches) {
        m_out.push_back({kMoreBreaches, least, range, field, problem});
    } else {
        m_out.back().severity = std::max(m_out.back().severity, least);
    }
}

void CheckSink::add(RuleId rule, ByteRange range, FieldId field, Problem problem, Severity atMost) {
    // What is missing has no bytes: those of the length that leaves no room for it stand for it.
    if (range.size == 0) range = seen(fieldId("mqtt.len")).range;
    m_breaches.add(rule, range, field, problem, atMost);
}

void CheckSink::addAt(RuleId rule, FieldId field, Severity atMost) {
    add(rule, seen(field).range, field, Problem::BrokenRule, atMost);
}

/// A property of other packets: what it would mean there, it does not mean here.
bool CheckSink::isForeign(FieldId id) const {
    const auto origin = propertyOrigin(id);
    return origin.valid() && !kProperties[origin.row].places.has(m_inWill ? kWill : m_type);
}

void CheckSink::field(FieldId id, ByteRange range, const Value& value) {
    if (id == fieldId("mqtt.will.properties")) m_inWill = true;
    if (!isForeign(id)) m_seen[id.value] = {true, range, value};
    if (!m_hasMeaning) return;
    if (id == fieldId("mqtt.property_id")) sender(range);
    switch (fieldOf(id).type) {
    case base::FieldType::Boolean:
    case base::FieldType::Unsigned:
        return number(id, range, value.number);
    case base::FieldType::Text:
        return text(id, range, value.content);
    case base::FieldType::Group:
    case base::FieldType::Binary:
    case base::FieldType::Ipv4:
    case base::FieldType::Ipv6:
    case base::FieldType::Mac:
    case base::FieldType::Time:
    case base::FieldType::Duration:
        break;
    }
    if (id == fieldId("mqtt.publish.payload"))
        payload(fieldId("mqtt.prop.payload_format_indicator"), id, value.content);
    if (id == fieldId("mqtt.will.payload"))
        payload(fieldId("mqtt.will.prop.payload_format_indicator"), id, value.content);
}

void CheckSink::problem(const ProblemReport& report) {
    const auto payloadOnly = report.problem == Problem::NotCaptured && report.field == fieldId("mqtt.payload");
    if (breaksLayout(report.problem) || (report.problem == Problem::NotCaptured && !payloadOnly)) m_whole = false;
    if (!m_hasMeaning) return;
    auto broken = ruleOf(report, m_type);
    if (report.problem == Problem::LeftoverBytes && m_type == PacketType::Connect) broken = leftover(report.range);
    if (broken.valid()) add(broken, report.range, report.field, report.problem);
    m_hasMeaning = report.problem != Problem::ReservedType;
}

void CheckSink::number(FieldId id, ByteRange range, std::uint64_t value) {
    // Whether a message of QoS 3 has an identifier at all cannot be told.
    constexpr auto kIdentifier = fieldId("mqtt.packet_identifier");
    if (id == kIdentifier && m_type == PacketType::Publish && seen(fieldId("mqtt.qos")).value.number == 3) return;
    for (const auto& row : kValueRules) {
        if (row.field != id || !row.packets.has(m_type) || !covers(row.versions, m_breaches.version())) continue;
        if (value < row.smallest || value > row.largest) return add(ruleFor(row), range, id, Problem::ValueNotAllowed);
    }
    for (const auto& row : kCodeRules)
        if (row.field == id) code(id, range, value, row.rule);
    // MQTT-3.8.3-4.
    if (id == fieldId("mqtt.subscribe.no_local") && value != 0 &&
        base::asText(bytes(m_filter)).starts_with(kSharePrefix))
        add(rule(142), range, id);
}

/// The server's PUBLISH has a number of its own (MQTT-2.2.1-4).
RuleId CheckSink::ruleFor(const ValueRule& broken) const {
    if (broken.rule != rule(107) || m_type != PacketType::Publish || !fromServer()) return broken.rule;
    return rule(314);
}

void CheckSink::code(FieldId id, ByteRange range, std::uint64_t value, RuleId rule) {
    if (nameOf(fieldOf(id).names, value).empty()) return add(rule, range, id, Problem::ValueNotAllowed);
    const auto* reason = m_breaches.version() == Version::V5 ? findReason(m_type, value) : nullptr;
    if (reason == nullptr) return;
    if (reason->serverOnly.has(m_type) ? fromClient() : reason->clientOnly.has(m_type) && fromServer())
        problem({Problem::WrongSender, range, id});
}

/// Of the property that was entered last, by its identifier's bytes.
void CheckSink::sender(ByteRange identifier) {
    const auto origin = propertyOrigin(m_around);
    if (!origin.valid()) return;
    const auto& row = kProperties[origin.row];
    if (row.serverOnly.has(m_type) ? fromClient() : row.clientOnly.has(m_type) && fromServer())
        problem({Problem::WrongSender, identifier, m_around});
}

void CheckSink::text(FieldId id, ByteRange range, ByteRange content) {
    const auto row = textRule(id);
    const auto faults = findTextFaults(bytes(content));
    if (faults.notUtf8.size != 0) add(row.notUtf8, within(content, faults.notUtf8), id, Problem::NotUtf8);
    if (faults.zero.size != 0) add(rule(2), within(content, faults.zero), id);
    if (faults.control.size != 0) add(rule(4), within(content, faults.control), id);
    if (faults.mark.size != 0) add(rule(3), within(content, faults.mark), id);
    if (content.size == 0 && row.empty.valid()) add(row.empty, {content.offset - 2, 2}, id);
    switch (row.kind) {
    case TextKind::Plain:
        return;
    case TextKind::TopicName:
        topicName(row, content);
        break;
    case TextKind::TopicFilter:
        topicFilter(id, content);
        break;
    }
    if (content.size > kLongestTopic31 && m_breaches.version() == Version::V31) add(rule(98), range, id);
}

void CheckSink::topicName(const TextRule& row, ByteRange content) {
    const auto wildcard = findWildcard(base::asText(bytes(content)));
    if (wildcard.size != 0) add(row.wildcard, within(content, wildcard), row.field);
}

void CheckSink::topicFilter(FieldId id, ByteRange content) {
    m_filter = content;
    const auto faults = findFilterFaults(base::asText(bytes(content)), m_breaches.version() == Version::V5);
    if (faults.share.size != 0) add(faults.shareRule, within(content, faults.share), id);
    if (faults.hash.size != 0) add(rule(159), within(content, faults.hash), id);
    if (faults.plus.size != 0) add(rule(160), within(content, faults.plus), id);
}

/// MQTT 5.0 §3.3.2.3.2: as far as the payload lies in the head.
void CheckSink::payload(FieldId format, FieldId id, ByteRange content) {
    if (seen(format).value.number != 1 || content.end() > m_head.size()) return;
    const auto message = bytes(content);
    Utf8Check check;
    check.feed(message);
    const auto cut = m_type == PacketType::Publish &&
                     m_available < seen(fieldId("mqtt.len")).range.end() + seen(fieldId("mqtt.len")).value.number;
    const auto fault = cut ? check.fault() : check.finish();
    if (fault) add(rule(30), within(content, findNotUtf8(message)), id, Problem::NotUtf8);
}

void CheckSink::finish() {
    if (!m_hasMeaning) return;
    switch (m_type) {
    case PacketType::Connect:
        return connect();
    case PacketType::Connack:
        return connack();
    case PacketType::Publish:
        return publish();
    case PacketType::Subscribe:
        return subscriptions(fieldId("mqtt.subscribe.filter"), rule(140));
    case PacketType::Unsubscribe:
        return subscriptions(fieldId("mqtt.unsubscribe.filter"), rule(152));
    case PacketType::Auth:
        return authentication();
    case PacketType::Reserved:
    case PacketType::Puback:
    case PacketType::Pubrec:
    case PacketType::Pubrel:
    case PacketType::Pubcomp:
    case PacketType::Suback:
    case PacketType::Unsuback:
    case PacketType::Pingreq:
    case PacketType::Pingresp:
    case PacketType::Disconnect:
        break;
    }
}

void CheckSink::connack() {
    constexpr auto kPresent = fieldId("mqtt.connack.session_present");
    const auto refused = isSet(fieldId("mqtt.connack.return_code")) || isSet(fieldId("mqtt.connack.reason_code"));
    if (refused && isSet(kPresent)) addAt(rule(65), kPresent);
    authentication();
}

void CheckSink::publish() {
    constexpr auto kTopic = fieldId("mqtt.publish.topic");
    const auto& topic = seen(kTopic);
    if (isSet(fieldId("mqtt.dup")) && !isSet(fieldId("mqtt.qos"))) addAt(rule(93), fieldId("mqtt.dup"));
    if (m_whole && topic.present && topic.value.content.size == 0 && !seen(fieldId("mqtt.prop.topic_alias")).present)
        addAt(rule(97), kTopic);
    correlation(fieldId("mqtt.prop.correlation_data"), fieldId("mqtt.prop.response_topic"));
    if (!topic.present || !fromClient()) return;
    switch (dollarTopic(base::asText(bytes(topic.value.content)))) {
    case DollarTopic::No:
        break;
    case DollarTopic::Vendor:
        return addAt(rule(106), kTopic, Severity::Information);
    case DollarTopic::Server:
        // Brokers tell each other the state of their bridges below $SYS.
        return addAt(rule(106), kTopic, m_context.bridge ? Severity::Information : Severity::Warning);
    }
}

void CheckSink::subscriptions(FieldId filter, RuleId none) {
    if (m_whole && !seen(filter).present) add(none, {}, filter);
}

/// MQTT 5.0 §3.1.2.11.10; an AUTH without properties and with code 0 is the same as an empty one (§3.15.2.1).
void CheckSink::authentication() {
    constexpr auto kMethod = fieldId("mqtt.prop.authentication_method");
    constexpr auto kData = fieldId("mqtt.prop.authentication_data");
    if (!m_whole || seen(kMethod).present) return;
    if (seen(kData).present) return addAt(rule(26), kData);
    const auto someProperty = seen(fieldId("mqtt.property_id")).present;
    if (m_type == PacketType::Auth && (isSet(fieldId("mqtt.auth.reason_code")) || someProperty))
        add(rule(301), seen(fieldId("mqtt.property_length")).range, kMethod);
}

/// MQTT 5.0 §3.3.2.3.6. Whether a message is a request cannot be told.
void CheckSink::correlation(FieldId data, FieldId topic) {
    if (m_whole && seen(data).present && !seen(topic).present) addAt(rule(31), data);
}

} // namespace mqttscope::mqtt
