// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/packet_json.h"

#include "core/format/field_text.h"
#include "core/format/text.h"
#include "core/mqtt/field_table.h"
#include "core/mqtt/fields.h"
#include "core/mqtt/utf8_check.h"

#include <algorithm>
#include <array>

namespace mqttscope::exporter {
namespace {

using mqtt::fieldId;

/// Values that stand for themselves: one field, one member, named by the last part of the field's key.
constexpr std::array kSimple{
    fieldId("mqtt.dup"),
    fieldId("mqtt.qos"),
    fieldId("mqtt.retain"),
    fieldId("mqtt.connect.protocol_name"),
    fieldId("mqtt.connect.protocol_level"),
    fieldId("mqtt.connect.bridge"),
    fieldId("mqtt.connect.clean_start"),
    fieldId("mqtt.connect.keep_alive"),
    fieldId("mqtt.connect.client_id"),
    fieldId("mqtt.connect.user_name"),
    fieldId("mqtt.connect.password"),
    fieldId("mqtt.connack.session_present"),
};

/// One code: `reason_code` and its name.
constexpr std::array kSingleCodes{
    fieldId("mqtt.connack.return_code"), fieldId("mqtt.connack.reason_code"),    fieldId("mqtt.puback.reason_code"),
    fieldId("mqtt.pubrec.reason_code"),  fieldId("mqtt.pubrel.reason_code"),     fieldId("mqtt.pubcomp.reason_code"),
    fieldId("mqtt.auth.reason_code"),    fieldId("mqtt.disconnect.reason_code"),
};

/// A code for each topic filter: `reason_codes`.
constexpr std::array kCodeLists{
    fieldId("mqtt.suback.return_code"),
    fieldId("mqtt.suback.reason_code"),
    fieldId("mqtt.unsuback.reason_code"),
};

template <std::size_t N>
bool isOneOf(const std::array<base::FieldId, N>& fields, base::FieldId field) {
    return std::ranges::find(fields, field) != fields.end();
}

std::string_view lastPart(std::string_view key) {
    return key.substr(key.rfind('.') + 1);
}

std::string_view codeName(const base::FieldInfo& info, std::uint64_t code) {
    const auto found = std::ranges::find(info.names, code, &base::CodeName::code);
    return found == info.names.end() ? std::string_view{} : found->name;
}

/// Longer ones are written a piece at a time.
constexpr std::uint32_t kLongPayload = std::uint32_t{1} << 20;

/// Bytes of well-formed UTF-8 in front of a character that is not whole yet.
std::size_t wholeCharacters(std::string_view text) {
    auto lead = text.size();
    while (lead > 0 && (static_cast<std::uint8_t>(text[lead - 1]) & 0xC0U) == 0x80) --lead;
    if (lead == 0) return text.size();
    const auto byte = static_cast<std::uint8_t>(text[lead - 1]);
    const std::size_t size = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4; // RFC 3629 §3
    return text.size() - (lead - 1) >= size ? text.size() : lead - 1;
}

} // namespace

void PacketJson::write(const PacketRecord& record) {
    m_record = &record;
    m_fields = RecordFields(record);
    m_tree = &m_fields.tree();
    m_json.beginObject();
    simpleMembers();
    topicAndIdentifier();
    reasonCodes();
    properties(fieldId("mqtt.properties"));
    will();
    subscriptions();
    payload();
    masked();
    m_json.endObject();
}

void PacketJson::simpleMembers() {
    for (const auto& node : m_tree->nodes) {
        if (!isOneOf(kSimple, node.field)) continue;
        m_json.key(lastPart(mqtt::fieldOf(node.field).key));
        value(node);
    }
}

void PacketJson::topicAndIdentifier() {
    const auto type = mqtt::packetType(m_record->row().head);
    const auto& row = m_record->row();
    if (type == mqtt::PacketType::Publish) {
        // The topic behind an alias is the topic; that it was sent as an alias stands among the properties.
        if (row.text.valid() || m_record->summary().headWhole) {
            const auto topic = row.text.valid() ? m_record->snapshot().text(row.text) : std::string_view{};
            m_json.member("topic", topic);
            if (!format::isUtf8(topic)) m_json.member("topic_base64", base64(topic));
        } else {
            m_json.key("topic");
            m_json.null();
        }
    }
    if (const auto* node = m_fields.find(fieldId("mqtt.packet_identifier")))
        m_json.member("packet_identifier", node->number);
}

void PacketJson::reasonCodes() {
    const auto first =
        std::ranges::find_if(m_tree->nodes, [](const auto& node) { return isOneOf(kCodeLists, node.field); });
    if (first != m_tree->nodes.end()) {
        m_json.key("reason_codes");
        m_json.beginArray();
        for (auto node = first; node != m_tree->nodes.end(); ++node) {
            if (isOneOf(kCodeLists, node->field)) m_json.number(node->number);
        }
        m_json.endArray();
        m_json.key("reasons");
        m_json.beginArray();
        for (auto node = first; node != m_tree->nodes.end(); ++node) {
            if (isOneOf(kCodeLists, node->field)) m_json.text(codeName(mqtt::fieldOf(node->field), node->number));
        }
        m_json.endArray();
    }
    for (const auto& node : m_tree->nodes) {
        if (!isOneOf(kSingleCodes, node.field)) continue;
        m_json.member("reason_code", node.number);
        m_json.member("reason", codeName(mqtt::fieldOf(node.field), node.number));
    }
}

void PacketJson::properties(base::FieldId group) {
    const auto* const found = m_fields.find(group);
    if (found == nullptr) return;
    m_json.key("properties");
    m_json.beginArray();
    const auto first = static_cast<std::uint32_t>(found - m_tree->nodes.data()) + 1;
    for (auto i = first; i < found->end; i = m_tree->nodes[i].end) {
        const auto field = m_tree->nodes[i].field;
        if (field != fieldId("mqtt.property_length") && field != fieldId("mqtt.undecoded") &&
            field != fieldId("mqtt.undecoded_secret"))
            property(i);
    }
    m_json.endArray();
}

void PacketJson::property(std::uint32_t index) {
    const auto& node = m_tree->nodes[index];
    const auto& info = mqtt::fieldOf(node.field);
    m_json.beginObject();
    m_json.member("name", lastPart(info.key));
    if (info.type == base::FieldType::Group) {
        // A pair: its name and its value are the texts below it.
        bool name = true;
        for (auto i = index + 1; i < node.end; ++i) {
            const auto& part = m_tree->nodes[i];
            if (mqtt::fieldOf(part.field).type != base::FieldType::Text) continue;
            m_json.member(name ? "key" : "value", m_fields.text(part));
            name = false;
        }
    } else if (info.type == base::FieldType::Binary && !format::isMasked(info, m_shown)) {
        encoded(m_fields.bytes(node), "value");
    } else {
        m_json.key("value");
        value(node);
    }
    m_json.endObject();
}

void PacketJson::will() {
    const auto* const flag = m_fields.find(fieldId("mqtt.connect.will_flag"));
    if (flag == nullptr || flag->number == 0) return;
    m_json.key("will");
    m_json.beginObject();
    for (const auto field : {fieldId("mqtt.connect.will_qos"), fieldId("mqtt.connect.will_retain")}) {
        const auto* const node = m_fields.find(field);
        if (node == nullptr) continue;
        m_json.key(field == fieldId("mqtt.connect.will_qos") ? "qos" : "retain");
        value(*node);
    }
    if (const auto* node = m_fields.find(fieldId("mqtt.will.topic"))) m_json.member("topic", m_fields.text(*node));
    properties(fieldId("mqtt.will.properties"));
    if (const auto* node = m_fields.find(fieldId("mqtt.will.payload"))) {
        m_json.key("payload");
        m_json.beginObject();
        m_json.member("size", node->content.size);
        encoded(m_fields.bytes(*node), "data");
        m_json.endObject();
    }
    m_json.endObject();
}

void PacketJson::subscriptions() {
    const auto type = mqtt::packetType(m_record->row().head);
    if (type == mqtt::PacketType::Subscribe) {
        m_json.key("subscriptions");
        m_json.beginArray();
        for (std::uint32_t i = 0; i < m_tree->nodes.size(); ++i) {
            if (m_tree->nodes[i].field != fieldId("mqtt.subscription")) continue;
            m_json.beginObject();
            for (auto part = i + 1; part < m_tree->nodes[i].end; ++part) {
                const auto& info = mqtt::fieldOf(m_tree->nodes[part].field);
                const auto name = lastPart(info.key);
                if (name == "options" || name == "reserved" || name == "unused") continue;
                m_json.key(name);
                value(m_tree->nodes[part]);
            }
            m_json.endObject();
        }
        m_json.endArray();
    }
    if (type == mqtt::PacketType::Unsubscribe) {
        m_json.key("filters");
        m_json.beginArray();
        for (const auto& node : m_tree->nodes) {
            if (node.field == fieldId("mqtt.unsubscribe.filter")) m_json.text(m_fields.text(node));
        }
        m_json.endArray();
    }
}

void PacketJson::payload() {
    if (mqtt::packetType(m_record->row().head) != mqtt::PacketType::Publish || m_record->packet().head().empty())
        return;
    if (!m_record->payloadKnown()) {
        m_json.key("payload");
        return m_json.null();
    }
    if (m_record->payloadSize() > kLongPayload) return longPayload();
    const auto bytes = m_record->payload(m_scratch);
    m_json.key("payload");
    m_json.beginObject();
    m_json.member("size", m_record->payloadSize());
    encoded(bytes, "data");
    if (const auto json = m_compact.of(base::asText(bytes)); !json.empty()) {
        m_json.key("json");
        m_json.raw(json);
    }
    m_json.endObject();
}

/// From where it lies, a piece at a time. Whether so much is one JSON value is not looked at: that would take a copy.
void PacketJson::longPayload() {
    const auto offset = m_record->summary().payloadOffset;
    mqtt::Utf8Check check;
    m_record->eachPiece(offset, m_record->payloadSize(), [&](base::ByteView piece) { check.feed(piece); });
    const bool utf8 = !check.finish();
    m_json.key("payload");
    m_json.beginObject();
    m_json.member("size", m_record->payloadSize());
    m_json.member("encoding", utf8 ? "utf-8" : "base64");
    m_json.key("data");
    m_json.beginText();
    std::string held; // the part of a character, or of a group of three bytes, that a piece ends with
    m_record->eachPiece(offset, m_record->payloadSize(), [&](base::ByteView piece) {
        held += base::asText(piece);
        const auto whole = utf8 ? wholeCharacters(held) : held.size() - held.size() % 3;
        const auto now = std::string_view(held).substr(0, whole);
        utf8 ? m_json.textPiece(now) : m_json.plainPiece(base64(now));
        held.erase(0, whole);
        if (m_spill) m_spill();
    });
    if (!held.empty()) m_json.plainPiece(base64(held));
    m_json.endText();
    m_json.endObject();
}

void PacketJson::value(const base::FieldNode& node) {
    const auto& info = mqtt::fieldOf(node.field);
    if (format::isMasked(info, m_shown)) return m_json.text(format::kMask);
    switch (info.type) {
    case base::FieldType::Boolean:
        return m_json.boolean(node.number != 0);
    case base::FieldType::Text:
    case base::FieldType::Binary:
        return m_json.text(m_fields.text(node));
    case base::FieldType::Group:
    case base::FieldType::Unsigned:
    case base::FieldType::Ipv4:
    case base::FieldType::Ipv6:
    case base::FieldType::Mac:
    case base::FieldType::Time:
    case base::FieldType::Duration:
        return m_json.number(node.number);
    }
}

void PacketJson::encoded(base::ByteView bytes, std::string_view key) {
    const auto text = base::asText(bytes);
    const bool utf8 = format::isUtf8(text);
    m_json.member("encoding", utf8 ? "utf-8" : "base64");
    m_json.key(key);
    utf8 ? m_json.text(text) : m_json.text(base64(text));
}

void PacketJson::masked() {
    const auto isMasked = [this](const base::FieldNode& node) {
        return node.range.size != 0 && format::isMasked(mqtt::fieldOf(node.field), m_shown);
    };
    if (std::ranges::none_of(m_tree->nodes, isMasked)) return;
    m_json.key("masked");
    m_json.beginArray();
    for (const auto& node : m_tree->nodes) {
        if (isMasked(node)) m_json.text(lastPart(mqtt::fieldOf(node.field).key));
    }
    m_json.endArray();
}

} // namespace mqttscope::exporter
