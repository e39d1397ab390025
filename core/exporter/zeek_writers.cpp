// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/packet_writer.h"
#include "core/exporter/record_fields.h"
#include "core/exporter/waiting_rows.h"
#include "core/exporter/zeek_log.h"
#include "core/mqtt/field_table.h"
#include "core/mqtt/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace mqttscope::exporter {
namespace {

using mqtt::fieldId;
using mqtt::PacketType;

/// Longer payloads are cut; Zeek itself cuts them at 100 bytes. payload_len tells the whole length.
constexpr std::uint32_t kLongestPayload = std::uint32_t{1} << 20;
constexpr std::size_t kBlock = std::size_t{64} << 10;

constexpr std::array<ZeekLog::Column, 6> kConnectColumns{{{"proto_name", "string"},
                                                          {"proto_version", "string"},
                                                          {"client_id", "string"},
                                                          {"connect_status", "string"},
                                                          {"will_topic", "string"},
                                                          {"will_payload", "string"}}};
constexpr std::array<ZeekLog::Column, 5> kSubscribeColumns{{{"action", "enum"},
                                                            {"topics", "vector[string]"},
                                                            {"qos_levels", "vector[count]"},
                                                            {"granted_qos_level", "count"},
                                                            {"ack", "bool"}}};
constexpr std::array<ZeekLog::Column, 7> kPublishColumns{{{"from_client", "bool"},
                                                          {"retain", "bool"},
                                                          {"qos", "string"},
                                                          {"status", "string"},
                                                          {"topic", "string"},
                                                          {"payload", "string"},
                                                          {"payload_len", "count"}}};

PacketType typeOf(const PacketRecord& record) {
    return store::isEvent(record.row()) ? PacketType::Reserved : mqtt::packetType(record.row().head);
}

/// One of the logs: a line for each request, once its answer came or will not come.
class ZeekWriter : public PacketWriter {
public:
    ZeekWriter(ZeekLog log, WriterOptions options)
        : m_log(log)
        , m_options(std::move(options)) {}

    void packet(const PacketRecord& record, std::string& out) override { see(record, true, out); }

    [[nodiscard]] bool wantsAll() const override { return true; }

    void passedOver(const PacketRecord& record, std::string& out) override { see(record, false, out); }

    void end(const engine::Inspection& inspection, const store::Snapshot& snapshot, std::string& out) override {
        for (const auto& rows : m_waiting.takeAll()) {
            write({inspection, snapshot, rows.front()}, nullptr, out);
            if (out.size() >= kBlock && m_options.spill) m_options.spill(out);
        }
        m_log.end(out);
    }

    [[nodiscard]] bool rewind() override { return false; }

protected:
    /// `chosen`: a line is wanted for it.
    virtual void see(const PacketRecord& record, bool chosen, std::string& out) = 0;
    /// `answer`: what ended the exchange; none where nothing did.
    virtual void write(const PacketRecord& request, const PacketRecord* answer, std::string& out) = 0;

    [[nodiscard]] static WaitingRows::Key keyOf(const PacketRecord& record, PacketType kind, bool isAnswer) {
        const auto direction = store::direction(record.row());
        return {.connection = record.row().connection,
                .sender = isAnswer ? base::opposite(direction) : direction,
                .kind = static_cast<std::uint8_t>(kind),
                .packetIdentifier = record.row().packetIdentifier};
    }

    void ask(const PacketRecord& record, PacketType kind, std::string& out) {
        for (const auto before : m_waiting.begin(keyOf(record, kind, false), record.id())) {
            write(record.other(before), nullptr, out);
        }
    }

    void answer(const PacketRecord& record, PacketType kind, std::string& out) {
        for (const auto row : m_waiting.take(keyOf(record, kind, true))) write(record.other(row), &record, out);
    }

    [[nodiscard]] ZeekLog& log() { return m_log; }

    [[nodiscard]] const WaitingRows& waiting() const { return m_waiting; }

private:
    ZeekLog m_log;
    WriterOptions m_options;
    WaitingRows m_waiting;
};

class ConnectWriter final : public ZeekWriter {
public:
    explicit ConnectWriter(WriterOptions options)
        : ZeekWriter(ZeekLog("mqtt_connect", kConnectColumns, options.json), std::move(options)) {}

private:
    void see(const PacketRecord& record, bool chosen, std::string& out) override {
        if (typeOf(record) == PacketType::Connect && chosen) ask(record, PacketType::Connect, out);
        if (typeOf(record) == PacketType::Connack) answer(record, PacketType::Connect, out);
    }

    void write(const PacketRecord& connect, const PacketRecord* connack, std::string& out) override {
        const RecordFields fields(connect);
        log().begin(connect.row().time, connect.connection(), out);
        optional(fields, fieldId("mqtt.connect.protocol_name"));
        const auto level = fields.number(fieldId("mqtt.connect.protocol_level"));
        level ? log().word(versionName(*level)) : log().unset();
        optional(fields, fieldId("mqtt.connect.client_id"));
        connack == nullptr ? log().unset() : log().word(status(*connack));
        optional(fields, fieldId("mqtt.will.topic"));
        optional(fields, fieldId("mqtt.will.payload"));
        log().endLine(out);
    }

    void optional(const RecordFields& fields, base::FieldId field) {
        const auto* const node = fields.find(field);
        node == nullptr ? log().unset() : log().text(fields.text(*node));
    }

    static std::string versionName(std::uint64_t level) {
        const auto version = static_cast<mqtt::Version>(level);
        const bool known =
            version == mqtt::Version::V31 || version == mqtt::Version::V311 || version == mqtt::Version::V5;
        return known ? std::string(mqtt::name(version)) : fmt::format("unknown-version-{}", level);
    }

    /// Zeek's words for the codes before 5.0; in its manner those of 5.0, which it does not know.
    static std::string status(const PacketRecord& connack) {
        static constexpr std::array<std::string_view, 6> kStatus{
            "Connection Accepted",         "Refused: unacceptable protocol version", "Refused: identifier rejected",
            "Refused: server unavailable", "Refused: bad user name or password",     "Refused: not authorized"};
        const auto code = connack.summary().reasonCode;
        const auto version = connack.connection().version.load(std::memory_order_acquire).version;
        if (code < kStatus.size() && (code == 0 || version != mqtt::Version::V5)) return std::string(kStatus.at(code));
        const auto name = mqtt::reasonName(PacketType::Connack, version, code);
        if (name.empty()) return fmt::format("unknown-return-code-{}", code);
        std::string lower(name);
        std::ranges::transform(lower, lower.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        return "Refused: " + lower;
    }
};

class SubscribeWriter final : public ZeekWriter {
public:
    explicit SubscribeWriter(WriterOptions options)
        : ZeekWriter(ZeekLog("mqtt_subscribe", kSubscribeColumns, options.json), std::move(options)) {}

private:
    void see(const PacketRecord& record, bool chosen, std::string& out) override {
        const auto type = typeOf(record);
        if (chosen && (type == PacketType::Subscribe || type == PacketType::Unsubscribe)) ask(record, type, out);
        if (type == PacketType::Suback) answer(record, PacketType::Subscribe, out);
        if (type == PacketType::Unsuback) answer(record, PacketType::Unsubscribe, out);
    }

    void write(const PacketRecord& request, const PacketRecord* answer, std::string& out) override {
        const bool subscribe = typeOf(request) == PacketType::Subscribe;
        const RecordFields fields(request);
        std::vector<std::string_view> topics;
        std::vector<std::uint64_t> levels;
        for (const auto& node : fields.tree().nodes) {
            if (node.field == fieldId("mqtt.subscribe.filter") || node.field == fieldId("mqtt.unsubscribe.filter"))
                topics.push_back(fields.text(node));
            if (node.field == fieldId("mqtt.subscribe.qos")) levels.push_back(node.number);
        }
        log().begin(request.row().time, request.connection(), out);
        log().word(subscribe ? "MQTT::SUBSCRIBE" : "MQTT::UNSUBSCRIBE");
        log().texts(topics);
        subscribe ? log().counts(levels) : log().unset();
        const bool granted = subscribe && answer != nullptr && answer->summary().hasReasonCode;
        granted ? log().count(answer->summary().reasonCode) : log().unset();
        log().boolean(answer != nullptr);
        log().endLine(out);
    }
};

class PublishWriter final : public ZeekWriter {
public:
    explicit PublishWriter(WriterOptions options)
        : ZeekWriter(ZeekLog("mqtt_publish", kPublishColumns, options.json), std::move(options)) {}

private:
    static constexpr std::uint8_t kFailure = 0x80; // MQTT 5.0 §2.4

    void see(const PacketRecord& record, bool chosen, std::string& out) override {
        const auto type = typeOf(record);
        if (type == PacketType::Publish && chosen) publish(record, out);
        // A failure ends the exchange of QoS 2 early (MQTT 5.0 §4.3.3).
        const bool refused = type == PacketType::Pubrec && record.summary().reasonCode >= kFailure;
        if (type == PacketType::Puback || type == PacketType::Pubcomp || refused)
            answer(record, PacketType::Publish, out);
    }

    void publish(const PacketRecord& record, std::string& out) {
        const bool waits = (record.row().head >> 1 & 3) != 0 && record.row().packetIdentifier != 0;
        if (!waits) return write(record, &record, out);
        // Sent again: it is the message that waits already.
        const bool again = (record.row().head & 0x08) != 0;
        if (again && waiting().contains(keyOf(record, PacketType::Publish, false))) return;
        ask(record, PacketType::Publish, out);
    }

    void write(const PacketRecord& publish, const PacketRecord* answer, std::string& out) override {
        static constexpr std::array<std::string_view, 4> kQos{"at most once", "at least once", "exactly once",
                                                              "unknown-qos-3"};
        const auto& row = publish.row();
        log().begin(row.time, publish.connection(), out);
        log().boolean(store::direction(row) == base::Direction::ToServer);
        log().boolean((row.head & 1) != 0);
        log().word(kQos.at(row.head >> 1 & 3U));
        log().word(answer == nullptr ? "incomplete_qos" : "ok");
        // An empty one that stands for no alias is empty; one behind an alias that nobody saw is not known.
        const bool empty = !row.text.valid() && publish.summary().headWhole && publish.summary().topicAlias == 0;
        row.text.valid() ? log().text(publish.snapshot().text(row.text)) : empty ? log().text({}) : log().unset();
        log().text(base::asText(publish.payloadStart(kLongestPayload, m_scratch)));
        publish.payloadKnown() ? log().count(publish.payloadSize()) : log().unset();
        log().endLine(out);
    }

    std::vector<std::uint8_t> m_scratch;
};

} // namespace

std::unique_ptr<PacketWriter> makeZeekConnectWriter(const WriterOptions& options) {
    return std::make_unique<ConnectWriter>(options);
}

std::unique_ptr<PacketWriter> makeZeekSubscribeWriter(const WriterOptions& options) {
    return std::make_unique<SubscribeWriter>(options);
}

std::unique_ptr<PacketWriter> makeZeekPublishWriter(const WriterOptions& options) {
    return std::make_unique<PublishWriter>(options);
}

} // namespace mqttscope::exporter
