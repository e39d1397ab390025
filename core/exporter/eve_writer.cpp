// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/connection_name.h"
#include "core/exporter/json.h"
#include "core/exporter/packet_writer.h"
#include "core/exporter/record_fields.h"
#include "core/exporter/waiting_rows.h"
#include "core/format/field_text.h"
#include "core/mqtt/field_table.h"
#include "core/mqtt/fields.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

namespace mqttscope::exporter {
namespace {

using mqtt::fieldId;
using mqtt::PacketType;

constexpr std::size_t kBlock = std::size_t{64} << 10;
constexpr std::uint8_t kFailure = 0x80; // MQTT 5.0 §2.4

/// Suricata's max-msg-length: of longer messages only the length is told.
constexpr std::uint32_t kLongestMessage = std::uint32_t{1} << 20;

/// "2026-11-22T23:58:41.012068+0000"
std::string eveTime(base::Timestamp time) {
    const auto micros = (time.nanoseconds >= 0 ? time.nanoseconds : 0) / 1000;
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}+0000", fmt::gmtime(static_cast<std::time_t>(micros / 1'000'000)),
                       micros % 1'000'000);
}

std::string lowerName(PacketType type) {
    std::string name(mqtt::name(type));
    std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    return name;
}

/// The members of `mqtt` for one packet, named as Suricata names them.
class EvePacket {
public:
    EvePacket(JsonWriter& json, const WriterOptions& options)
        : m_json(json)
        , m_options(options) {}

    void write(const PacketRecord& record) {
        m_fields = RecordFields(record);
        const auto type = mqtt::packetType(record.row().head);
        const auto head = record.row().head;
        m_json.key(lowerName(type));
        m_json.beginObject();
        m_json.member("qos", std::uint64_t{head >> 1 & 3U});
        m_json.member("retain", (head & 0x01) != 0);
        m_json.member("dup", (head & 0x08) != 0);
        switch (type) {
        case PacketType::Connect:
            connect();
            break;
        case PacketType::Connack:
            m_json.member("session_present", m_fields.number(fieldId("mqtt.connack.session_present")).value_or(0) != 0);
            m_json.member("return_code", std::uint64_t{record.summary().reasonCode});
            properties(fieldId("mqtt.properties"));
            break;
        case PacketType::Publish:
            publish(record);
            break;
        case PacketType::Puback:
        case PacketType::Pubrec:
        case PacketType::Pubrel:
        case PacketType::Pubcomp:
            identifier();
            m_json.member("reason_code", std::uint64_t{record.summary().reasonCode});
            break;
        case PacketType::Subscribe:
            identifier();
            subscriptions();
            break;
        case PacketType::Suback:
            identifier();
            codes("qos_granted", record.summary().reasonCodes);
            break;
        case PacketType::Unsubscribe:
            identifier();
            unsubscriptions();
            break;
        case PacketType::Unsuback:
            identifier();
            codes("reason_codes", record.summary().reasonCodes);
            break;
        case PacketType::Disconnect:
        case PacketType::Auth:
            m_json.member("reason_code", std::uint64_t{record.summary().reasonCode});
            properties(fieldId("mqtt.properties"));
            break;
        case PacketType::Reserved:
        case PacketType::Pingreq:
        case PacketType::Pingresp:
            break;
        }
        m_json.endObject();
    }

private:
    void connect() {
        text("protocol_string", fieldId("mqtt.connect.protocol_name"));
        if (const auto level = m_fields.number(fieldId("mqtt.connect.protocol_level")))
            m_json.member("protocol_version", *level);
        m_json.key("flags");
        m_json.beginObject();
        flag("username", fieldId("mqtt.connect.user_name_flag"));
        flag("password", fieldId("mqtt.connect.password_flag"));
        flag("will_retain", fieldId("mqtt.connect.will_retain"));
        flag("will", fieldId("mqtt.connect.will_flag"));
        flag("clean_session", fieldId("mqtt.connect.clean_start"));
        m_json.endObject();
        text("client_id", fieldId("mqtt.connect.client_id"));
        text("username", fieldId("mqtt.connect.user_name"));
        text("password", fieldId("mqtt.connect.password"));
        if (m_fields.number(fieldId("mqtt.connect.will_flag")).value_or(0) != 0) {
            m_json.key("will");
            m_json.beginObject();
            text("topic", fieldId("mqtt.will.topic"));
            text("message", fieldId("mqtt.will.payload"));
            properties(fieldId("mqtt.will.properties"));
            m_json.endObject();
        }
        properties(fieldId("mqtt.properties"));
    }

    void publish(const PacketRecord& record) {
        const auto& row = record.row();
        m_json.member("topic", row.text.valid() ? record.snapshot().text(row.text) : std::string_view{});
        if (row.packetIdentifier != 0) identifier();
        if (record.payloadSize() <= kLongestMessage) {
            m_json.member("message", base::asText(record.payload(m_scratch)));
        } else {
            m_json.member("truncated", true);
            m_json.member("skipped_length", record.payloadSize());
        }
        properties(fieldId("mqtt.properties"));
    }

    void subscriptions() {
        m_json.key("topics");
        m_json.beginArray();
        std::string_view topic;
        for (const auto& node : m_fields.tree().nodes) {
            if (node.field == fieldId("mqtt.subscribe.filter")) topic = m_fields.text(node);
            if (node.field != fieldId("mqtt.subscribe.qos")) continue;
            m_json.beginObject();
            m_json.member("topic", topic);
            m_json.member("qos", node.number);
            m_json.endObject();
        }
        m_json.endArray();
    }

    void unsubscriptions() {
        m_json.key("topics");
        m_json.beginArray();
        for (const auto& node : m_fields.tree().nodes) {
            if (node.field == fieldId("mqtt.unsubscribe.filter")) m_json.text(m_fields.text(node));
        }
        m_json.endArray();
    }

    void codes(std::string_view name, base::ByteView codes) {
        m_json.key(name);
        m_json.beginArray();
        for (const auto code : codes) m_json.number(std::uint64_t{code});
        m_json.endArray();
    }

    /// Each name once: what stands there several times becomes an array, and a user property never takes the place of
    /// one of the standard's.
    void properties(base::FieldId group) {
        const auto* const found = m_fields.find(group);
        if (found == nullptr) return;
        const auto& nodes = m_fields.tree().nodes;
        const auto first = static_cast<std::uint32_t>(found - nodes.data()) + 1;
        std::map<std::string, std::vector<std::uint32_t>> values; // by name: nodes
        for (auto i = first; i < found->end; i = nodes[i].end) {
            const auto& info = mqtt::fieldOf(nodes[i].field);
            const auto name = info.key.substr(info.key.rfind('.') + 1);
            if (!info.key.contains(".prop.") || format::isMasked(info, m_options.text())) continue;
            if (info.type == base::FieldType::Group) {
                userProperty(i, values);
            } else {
                values[std::string(name)].push_back(i);
            }
        }
        if (values.empty()) return;
        m_json.key("properties");
        m_json.beginObject();
        for (const auto& [name, places] : values) {
            m_json.key(name);
            if (places.size() > 1) m_json.beginArray();
            for (const auto place : places) value(nodes[place]);
            if (places.size() > 1) m_json.endArray();
        }
        m_json.endObject();
    }

    void userProperty(std::uint32_t index, std::map<std::string, std::vector<std::uint32_t>>& values) {
        const auto& nodes = m_fields.tree().nodes;
        std::vector<std::uint32_t> texts;
        for (auto i = index + 1; i < nodes[index].end; ++i) {
            if (mqtt::fieldOf(nodes[i].field).type == base::FieldType::Text) texts.push_back(i);
        }
        if (texts.size() != 2) return;
        auto name = mendUtf8(m_fields.text(nodes[texts[0]]));
        if (session::findKey("mqtt.prop." + name).size() + session::findKey("mqtt.will.prop." + name).size() != 0)
            name.insert(0, "user_property_");
        values[std::move(name)].push_back(texts[1]);
    }

    void value(const base::FieldNode& node) {
        const auto type = mqtt::fieldOf(node.field).type;
        if (type == base::FieldType::Text || type == base::FieldType::Binary) return m_json.text(m_fields.text(node));
        if (type == base::FieldType::Boolean) return m_json.boolean(node.number != 0);
        m_json.number(node.number);
    }

    void identifier() { m_json.member("message_id", m_fields.number(fieldId("mqtt.packet_identifier")).value_or(0)); }

    void flag(std::string_view name, base::FieldId field) {
        m_json.member(name, m_fields.number(field).value_or(0) != 0);
    }

    /// Only where it is there and may be shown.
    void text(std::string_view name, base::FieldId field) {
        const auto* const node = m_fields.find(field);
        if (node == nullptr || format::isMasked(mqtt::fieldOf(field), m_options.text())) return;
        m_json.member(name, m_fields.text(*node));
    }

    JsonWriter& m_json;
    const WriterOptions& m_options;
    RecordFields m_fields;
    std::vector<std::uint8_t> m_scratch;
};

/// Suricata's EVE: one record for each exchange, written when it is over.
class EveWriter final : public PacketWriter {
public:
    explicit EveWriter(WriterOptions options)
        : m_options(std::move(options))
        , m_packet(m_json, m_options) {}

    void packet(const PacketRecord& record, std::string& out) override { see(record, true, out); }

    [[nodiscard]] bool wantsAll() const override { return true; }

    void passedOver(const PacketRecord& record, std::string& out) override { see(record, false, out); }

    void end(const engine::Inspection& inspection, const store::Snapshot& snapshot, std::string& out) override {
        for (const auto& rows : m_waiting.takeAll()) {
            write({inspection, snapshot, rows.front()}, rows, out);
            if (out.size() >= kBlock && m_options.spill) m_options.spill(out);
        }
    }

    [[nodiscard]] bool rewind() override { return false; }

private:
    void see(const PacketRecord& record, bool chosen, std::string& out) {
        if (store::isEvent(record.row())) return;
        const auto type = mqtt::packetType(record.row().head);
        switch (type) {
        case PacketType::Connect:
            return ask(record, type, chosen, out);
        case PacketType::Publish:
            if ((record.row().head >> 1 & 3) == 0) return alone(record, chosen, out);
            return ask(record, type, chosen, out);
        case PacketType::Subscribe:
        case PacketType::Unsubscribe:
            return ask(record, type, chosen, out);
        case PacketType::Connack:
            return answer(record, PacketType::Connect, true, chosen, out);
        case PacketType::Puback:
        case PacketType::Pubcomp:
            return answer(record, PacketType::Publish, true, chosen, out);
        case PacketType::Pubrec:
            return answer(record, PacketType::Publish, record.summary().reasonCode >= kFailure, chosen, out);
        case PacketType::Pubrel:
            return answer(record, PacketType::Publish, false, chosen, out);
        case PacketType::Suback:
            return answer(record, PacketType::Subscribe, true, chosen, out);
        case PacketType::Unsuback:
            return answer(record, PacketType::Unsubscribe, true, chosen, out);
        case PacketType::Reserved:
            return;
        case PacketType::Pingreq:
        case PacketType::Pingresp:
        case PacketType::Disconnect:
        case PacketType::Auth:
            return alone(record, chosen, out);
        }
    }

    static WaitingRows::Key keyOf(const PacketRecord& record, PacketType kind) {
        const auto type = mqtt::packetType(record.row().head);
        const auto direction = store::direction(record.row());
        // PUBREL comes from the side that published, the other answers from its peer.
        const bool own = type == kind || type == PacketType::Pubrel;
        return {.connection = record.row().connection,
                .sender = own ? direction : base::opposite(direction),
                .kind = static_cast<std::uint8_t>(kind),
                .packetIdentifier = record.row().packetIdentifier};
    }

    void alone(const PacketRecord& record, bool chosen, std::string& out) {
        if (chosen) write(record, {record.id()}, out);
    }

    void ask(const PacketRecord& record, PacketType kind, bool chosen, std::string& out) {
        if (!chosen) return;
        // Sent again: it is the one that waits already.
        if ((record.row().head & 0x08) != 0 && m_waiting.contains(keyOf(record, kind))) return;
        const auto before = m_waiting.begin(keyOf(record, kind), record.id());
        if (!before.empty()) write(record.other(before.front()), before, out);
    }

    void answer(const PacketRecord& record, PacketType kind, bool last, bool chosen, std::string& out) {
        const auto key = keyOf(record, kind);
        if (!m_waiting.add(key, record.id())) return alone(record, chosen, out);
        if (last) write(record, m_waiting.take(key), out);
    }

    /// `any`: a packet of the exchange.
    void write(const PacketRecord& any, const std::vector<base::RowId>& rows, std::string& out) {
        const auto first = any.other(rows.front());
        const auto& row = first.row();
        const auto& connection = first.connection();
        const bool toServer = store::direction(row) == base::Direction::ToServer;
        const auto& from = toServer ? connection.client : connection.server;
        const auto& to = toServer ? connection.server : connection.client;
        m_json.clear();
        m_json.beginObject();
        m_json.member("timestamp", eveTime(row.time));
        m_json.member("flow_id", connectionNumber(connection));
        m_json.member("pcap_cnt", any.other(rows.back()).row().frame.value + std::uint64_t{1});
        m_json.member("event_type", "mqtt");
        m_json.member("src_ip", addressText(from.address));
        m_json.member("src_port", std::uint64_t{from.port});
        m_json.member("dest_ip", addressText(to.address));
        m_json.member("dest_port", std::uint64_t{to.port});
        m_json.member("proto", "TCP");
        m_json.key("mqtt");
        m_json.beginObject();
        std::uint32_t written = 0; // types: what was sent again stands there once
        for (const auto id : rows) {
            const auto record = any.other(id);
            const auto type = std::uint32_t{1} << (record.row().head >> 4);
            if ((std::exchange(written, written | type) & type) != 0) continue;
            m_packet.write(record);
            noteBeside(record);
        }
        m_json.endObject();
        exactBytes(first);
        writeBeside();
        m_json.endObject();
        out += m_json.finish();
        out += '\n';
    }

    /// What is masked, and properties that are no text.
    void noteBeside(const PacketRecord& record) {
        const auto type = mqtt::packetType(record.row().head);
        const bool mayMask = mqtt::carriesSecrets(type);
        if (!mayMask && record.connection().version.load(std::memory_order_relaxed).version != mqtt::Version::V5)
            return;
        const RecordFields fields(record);
        for (const auto& node : fields.tree().nodes) {
            const auto& info = mqtt::fieldOf(node.field);
            if (mayMask && node.range.size != 0 && format::isMasked(info, m_options.text()))
                m_masked.push_back(info.key.substr(info.key.rfind('.') + 1));
            const bool correlation = info.key.ends_with(".correlation_data");
            if (correlation && !format::isUtf8(fields.text(node)))
                m_beside.emplace_back("correlation_data_base64", base64(fields.text(node)));
        }
    }

    void writeBeside() {
        if (m_beside.empty() && m_masked.empty()) return;
        m_json.key("mqttscope");
        m_json.beginObject();
        for (const auto& [name, value] : m_beside) m_json.member(name, std::string_view(value));
        if (!m_masked.empty()) {
            m_json.key("masked");
            m_json.beginArray();
            for (const auto name : m_masked) m_json.text(name);
            m_json.endArray();
        }
        m_json.endObject();
        m_beside.clear();
        m_masked.clear();
    }

    /// What Suricata's members cannot hold stands beside them: its schema allows no others in `mqtt`.
    void exactBytes(const PacketRecord& record) {
        const auto& row = record.row();
        if (mqtt::packetType(row.head) != PacketType::Publish || record.payloadSize() > kLongestMessage) return;
        const auto topic = row.text.valid() ? record.snapshot().text(row.text) : std::string_view{};
        const auto message = base::asText(record.payload(m_scratch));
        if (!format::isUtf8(topic)) m_beside.emplace_back("topic_base64", base64(topic));
        if (!format::isUtf8(message)) m_beside.emplace_back("message_base64", base64(message));
    }

    WriterOptions m_options;
    JsonWriter m_json;
    EvePacket m_packet;
    std::vector<std::uint8_t> m_scratch;
    std::vector<std::pair<std::string_view, std::string>> m_beside; // of the record that is written: members …
    std::vector<std::string_view> m_masked;                         // … and what is hidden in it
    WaitingRows m_waiting;
};

} // namespace

std::unique_ptr<PacketWriter> makeEveWriter(const WriterOptions& options) {
    return std::make_unique<EveWriter>(options);
}

} // namespace mqttscope::exporter
