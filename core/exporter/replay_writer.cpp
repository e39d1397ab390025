// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/json.h"
#include "core/exporter/packet_writer.h"
#include "core/exporter/record_fields.h"
#include "core/exporter/shell_quote.h"
#include "core/format/row_text.h"
#include "core/mqtt/field_table.h"
#include "core/mqtt/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

namespace mqttscope::exporter {
namespace {

using mqtt::fieldId;

constexpr std::string_view kBeginning = R"sh(#!/bin/sh
# Publishes again, with mosquitto_pub, what clients published in a capture: the same topics, messages, QoS and pauses.
# Nothing is sent before --host names a broker. Made by mqttscope.

usage() {
    cat <<'END'
usage: replay.sh --host HOST [--port PORT] [--retain] [--speed FACTOR] [-- OPTION...]

  --host HOST     the broker to publish to
  --port PORT     its TCP port (1883)
  --retain        let the broker keep what was published with RETAIN; without it nothing is retained
  --speed FACTOR  10: ten times as fast as captured; 0: without pauses (1)
  -- OPTION...    more options for mosquitto_pub, such as -u USER -P PASSWORD --cafile FILE
END
}

host= port=1883 retain= speed=1 failed=0
while [ $# -gt 0 ]; do
    case $1 in
        --host | --port | --speed)
            [ $# -ge 2 ] || { echo "replay.sh: $1 needs a value" >&2; exit 2; }
            case $1 in --host) host=$2 ;; --port) port=$2 ;; *) speed=$2 ;; esac
            shift 2
            ;;
        --retain) retain=-r; shift ;;
        --help | -h) usage; exit 0 ;;
        --) shift; break ;;
        *) echo "replay.sh: there is no option '$1'" >&2; usage >&2; exit 2 ;;
    esac
done
[ -n "$host" ] || { echo 'replay.sh: --host is missing: name the broker to publish to' >&2; usage >&2; exit 2; }
command -v mosquitto_pub >/dev/null || { echo 'replay.sh: mosquitto_pub is missing (Debian: apt install mosquitto-clients)' >&2; exit 1; }

pause() {
    [ "$speed" = 0 ] || sleep "$(LC_ALL=C awk -v seconds="$1" -v speed="$speed" 'BEGIN { printf "%.6f", seconds / speed }')"
}

# publish QOS VERSION RETAINED OPTION...: the topic is $t; with -s the message comes on standard input.
publish() {
    qos=$1 version=$2 kept=
    [ "$3" = 0 ] || kept=$retain
    shift 3
    mosquitto_pub -h "$host" -p "$port" -V "$version" -q "$qos" $kept -t "$t" "$@"
}

)sh";

/// Shorter ones stand in the script as text if they are some.
constexpr std::uint32_t kLongestText = std::uint32_t{1} << 16;

constexpr std::array<std::pair<base::FieldId, std::string_view>, 5> kProperties{{
    {fieldId("mqtt.prop.payload_format_indicator"), "payload-format-indicator"},
    {fieldId("mqtt.prop.message_expiry_interval"), "message-expiry-interval"},
    {fieldId("mqtt.prop.content_type"), "content-type"},
    {fieldId("mqtt.prop.response_topic"), "response-topic"},
    {fieldId("mqtt.prop.correlation_data"), "correlation-data"},
}};

std::string_view versionOption(mqtt::Version version) {
    switch (version) {
    case mqtt::Version::V31:
        return "mqttv31";
    case mqtt::Version::V5:
        return "mqttv5";
    case mqtt::Version::Unknown:
    case mqtt::Version::V311:
        return "mqttv311";
    }
    return "mqttv311";
}

/// C0 and C1 controls; `text` is UTF-8.
bool holdsControls(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        if (byte < 0x20 || byte == 0x7F) return true;
        // U+0080 to U+009F are C2 80 to C2 9F (RFC 3629 §3).
        if (byte == 0xC2 && static_cast<std::uint8_t>(text[i + 1]) < 0xA0) return true;
    }
    return false;
}

/// Why mosquitto_pub could not publish it; empty where it can.
std::string_view obstacle(const PacketRecord& record, std::string_view topic) {
    if (topic.empty()) return "its topic is empty or unknown";
    if (!format::isUtf8(topic)) return "its topic is no UTF-8";
    if (holdsControls(topic)) return "mosquitto_pub refuses control characters in topics";
    if (topic.find_first_of("+#") != std::string_view::npos) return "its topic holds a wildcard";
    if (!record.payloadKnown() || !record.payloadWhole()) return "some of its bytes are not in the capture";
    return {};
}

/// A shell script of calls of mosquitto_pub. What was captured stands in it as quoted data only.
class ReplayWriter final : public PacketWriter {
public:
    void begin(std::string& out) override { out += kBeginning; }

    void packet(const PacketRecord& record, std::string& out) override {
        const auto& row = record.row();
        if (store::isEvent(row) || mqtt::packetType(row.head) != mqtt::PacketType::Publish ||
            store::direction(row) != base::Direction::ToServer)
            return;
        const auto topic = row.text.valid() ? record.snapshot().text(row.text) : std::string_view{};
        if (isRepetition(record)) {
            return left(record, "it was sent again, and stands above", out);
        }
        if (const auto why = obstacle(record, topic); !why.empty()) return left(record, why, out);
        wait(row.time, out);
        fmt::format_to(std::back_inserter(out), "# packet {}\n", record.id().value + std::uint64_t{1});
        out += shellAssignment("t", topic) + '\n';
        message(record, out);
    }

    void end(const engine::Inspection&, const store::Snapshot&, std::string& out) override {
        out += "[ \"$failed\" = 0 ] || echo 'replay.sh: not everything could be published' >&2\nexit \"$failed\"\n";
    }

    bool rewind() override { return false; }

private:
    static void left(const PacketRecord& record, std::string_view why, std::string& out) {
        fmt::format_to(std::back_inserter(out), "# packet {} is left out: {}\n", record.id().value + std::uint64_t{1},
                       why);
    }

    /// With DUP, and what it repeats was seen: the same client, packet identifier, topic and size.
    bool isRepetition(const PacketRecord& record) {
        const auto& row = record.row();
        if (row.packetIdentifier == 0) return false;
        const auto key = std::pair(std::string(record.clientId()), row.packetIdentifier);
        const auto now = std::pair(row.text.value, row.length);
        const auto [place, isNew] = m_sent.try_emplace(key, now);
        const bool again = !isNew && place->second == now && (row.head & 0x08) != 0;
        place->second = now;
        return again;
    }

    void wait(base::Timestamp time, std::string& out) {
        if (!time.known()) return;
        const auto pause = m_last.known() ? time.nanoseconds - m_last.nanoseconds : 0;
        if (pause > 0) fmt::format_to(std::back_inserter(out), "pause {}\n", format::secondsText(pause));
        m_last = time;
    }

    void message(const PacketRecord& record, std::string& out) {
        const auto& row = record.row();
        const auto version = record.connection().version.load(std::memory_order_acquire).version;
        const auto size = record.payloadSize();
        const auto call = fmt::format("publish {} {} {} {}{} \"$@\" || failed=1\n", row.head >> 1 & 3,
                                      versionOption(version), row.head & 1, size == 0 ? "-n" : "-s",
                                      version == mqtt::Version::V5 ? properties(record, out) : std::string());
        if (size == 0) {
            out += call;
            return;
        }
        if (size <= kLongestText) {
            const auto payload = base::asText(record.payload(m_scratch));
            if (isReadable(payload)) {
                out += "printf '%s' " + shellWord(payload) + " | " + call;
                return;
            }
        }
        out += "base64 -d <<'END' | " + call;
        lines(record, out);
        out += "END\n";
    }

    /// The payload as lines of base64 (RFC 2045 §6.8), a piece at a time.
    static void lines(const PacketRecord& record, std::string& out) {
        constexpr std::size_t kLine = 57; // bytes: 76 characters
        std::string held;
        record.eachPiece(record.summary().payloadOffset, record.payloadSize(), [&](base::ByteView piece) {
            held += base::asText(piece);
            std::size_t at = 0;
            for (; held.size() - at >= kLine; at += kLine)
                out += base64(std::string_view(held).substr(at, kLine)) + '\n';
            held.erase(0, at);
        });
        if (!held.empty()) out += base64(held) + '\n';
    }

    /// Options; what mosquitto_pub cannot send stands in the script as left out.
    static std::string properties(const PacketRecord& record, std::string& script) {
        const RecordFields fields(record);
        std::string out;
        const auto leave = [&](std::string_view name) {
            fmt::format_to(std::back_inserter(script),
                           "# its {} is left out: mosquitto_pub takes readable text alone\n", name);
        };
        for (const auto& [field, name] : kProperties) {
            const auto* const node = fields.find(field);
            if (node == nullptr) continue;
            const bool text = mqtt::fieldOf(field).type == base::FieldType::Text ||
                              mqtt::fieldOf(field).type == base::FieldType::Binary;
            if (text && !isReadable(fields.text(*node))) {
                leave(name);
                continue;
            }
            out += fmt::format(" -D publish {} {}", name,
                               text ? shellWord(fields.text(*node)) : std::to_string(node->number));
        }
        const auto& nodes = fields.tree().nodes;
        for (std::uint32_t i = 0; i < nodes.size(); ++i) {
            if (nodes[i].field != fieldId("mqtt.prop.user_property")) continue;
            std::string pair;
            bool readable = true;
            for (auto part = i + 1; part < nodes[i].end; ++part) {
                if (mqtt::fieldOf(nodes[part].field).type != base::FieldType::Text) continue;
                readable = readable && isReadable(fields.text(nodes[part]));
                pair += ' ' + shellWord(fields.text(nodes[part]));
            }
            readable ? void(out += " -D publish user-property" + pair) : leave("user-property");
        }
        return out;
    }

    base::Timestamp m_last{};
    /// By client identifier and packet identifier: topic and size of what was sent last.
    std::map<std::pair<std::string, std::uint16_t>, std::pair<std::uint32_t, std::uint32_t>> m_sent;
    std::vector<std::uint8_t> m_scratch;
};

} // namespace

std::unique_ptr<PacketWriter> makeReplayWriter(const WriterOptions& options) {
    static_cast<void>(options);
    return std::make_unique<ReplayWriter>();
}

} // namespace mqttscope::exporter
