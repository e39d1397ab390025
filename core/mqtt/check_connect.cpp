// SPDX-License-Identifier: GPL-3.0-or-later
// What several fields of a CONNECT say together.
#include "core/base/byte_reader.h"
#include "core/mqtt/check_sink.h"

#include <algorithm>

namespace mqttscope::mqtt {
namespace {

constexpr std::string_view kName = "MQTT";
constexpr std::string_view kName31 = "MQIsdp";

/// What every server must accept in 3.1.1 (MQTT-3.1.3-5).
constexpr std::size_t kLongestSureIdentifier = 23;

bool isSureIdentifier(std::string_view id) {
    return !id.empty() && id.size() <= kLongestSureIdentifier && std::ranges::all_of(id, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
}

} // namespace

void CheckSink::connect() {
    constexpr auto kWillFlag = fieldId("mqtt.connect.will_flag");
    constexpr auto kWillQos = fieldId("mqtt.connect.will_qos");
    constexpr auto kWillRetain = fieldId("mqtt.connect.will_retain");
    protocol();
    if (!isSet(kWillFlag) && isSet(kWillQos)) addAt(rule(38), kWillQos);
    if (!isSet(kWillFlag) && isSet(kWillRetain)) addAt(rule(40), kWillRetain);
    credentials();
    clientIdentifier();
    authentication();
    correlation(fieldId("mqtt.will.prop.correlation_data"), fieldId("mqtt.will.prop.response_topic"));
}

void CheckSink::protocol() {
    constexpr auto kNameField = fieldId("mqtt.connect.protocol_name");
    constexpr auto kLevelField = fieldId("mqtt.connect.protocol_level");
    if (!seen(kNameField).present || !seen(kLevelField).present) return;
    const auto content = seen(kNameField).value.content;
    const auto name = base::asText(bytes(content));
    const auto level = static_cast<Version>(seen(kLevelField).value.number);
    const auto known = level == Version::V31 || level == Version::V311 || level == Version::V5;
    if (!known) addAt(rule(35), kLevelField);
    if (name != kName && name != kName31) {
        add(level == Version::V31 ? rule(315) : rule(34), content, kNameField);
    } else if (known && (name == kName31) != (level == Version::V31)) {
        add(rule(302), content, kNameField);
    }
}

void CheckSink::credentials() {
    constexpr auto kUserName = fieldId("mqtt.connect.user_name_flag");
    constexpr auto kPassword = fieldId("mqtt.connect.password_flag");
    if (isSet(kPassword) && !isSet(kUserName)) addAt(rule(45), kPassword);
    // In 3.1 the length decides, not the flags: the packet is sound, and strange (MQTT 3.1 §3.1).
    if (m_breaches.version() != Version::V31 || !m_whole) return;
    const auto userName = seen(fieldId("mqtt.connect.user_name")).present;
    if (isSet(kUserName) && !userName) addAt(rule(42), kUserName);
    if (isSet(kPassword) && !seen(fieldId("mqtt.connect.password")).present) addAt(rule(44), kPassword);
}

void CheckSink::clientIdentifier() {
    constexpr auto kId = fieldId("mqtt.connect.client_id");
    if (!seen(kId).present) return;
    const auto content = seen(kId).value.content;
    const auto id = base::asText(bytes(content));
    // MQTT-3.1.3-7.
    const auto lasting = seen(fieldId("mqtt.connect.flags")).present && !isSet(fieldId("mqtt.connect.clean_start"));
    if (id.empty() && lasting) addAt(rule(50), kId);
    if (isSureIdentifier(id)) return;
    // In 3.1 a client identifier of another length is not optional but wrong (MQTT 3.1 §3.1).
    const auto wrong31 = m_breaches.version() == Version::V31 && (id.empty() || id.size() > kLongestSureIdentifier);
    if (wrong31) return addAt(rule(313), kId);
    addAt(rule(49), kId);
}

/// Bytes after the last field that the flags announce: a text or two of them are what the flags keep quiet about.
RuleId CheckSink::leftover(base::ByteRange range) const {
    base::ByteReader reader(bytes(range));
    reader.skip(reader.u16());
    const auto one = reader.ok() && reader.atEnd();
    reader.skip(reader.u16());
    const auto two = reader.ok() && reader.atEnd();
    const auto userName = isSet(fieldId("mqtt.connect.user_name_flag"));
    const auto password = isSet(fieldId("mqtt.connect.password_flag"));
    if (!userName && (one || (two && !password))) return rule(41);
    if (userName && !password && one) return rule(43);
    return rule(17);
}

} // namespace mqttscope::mqtt
