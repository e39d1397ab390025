// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/row_values.h"

#include "core/filter/json_values.h"
#include "core/filter/letters.h"
#include "core/mqtt/field_table.h"
#include "core/mqtt/utf8_check.h"
#include "core/net/fields.h"
#include "core/net/proxy_fields.h"
#include "core/net/websocket_fields.h"
#include "core/session/event_names.h"
#include "core/session/fields.h"
#include "core/session/rules.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace mqttscope::filter {
namespace {

constexpr auto kTopic = mqtt::fieldId("mqtt.publish.topic");
constexpr auto kPayload = mqtt::fieldId("mqtt.publish.payload");

/// 2^64: JSON may hold any number.
constexpr Quantity kAboveIntegers = 18'446'744'073'709'551'616.0L;

bool isPacketField(base::FieldId field) {
    return field.value < base::kNetFields;
}

/// 21.5, -3, 1e3 with nothing but space around it.
std::optional<Quantity> bareNumber(std::string_view text) {
    constexpr std::size_t kLongest = 64;
    while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
    if (text.empty() || text.size() > kLongest ||
        (!isDigit(text.front()) && text.front() != '-' && text.front() != '.'))
        return std::nullopt;
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size() || value != value || value - value != 0)
        return std::nullopt; // also infinity, which from_chars reads behind a minus
    std::int64_t whole = 0;  // beyond 2^53 a double is not exact
    const auto [wholeEnd, other] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (other == std::errc() && wholeEnd == end) return static_cast<Quantity>(whole);
    return value;
}

std::string addressText(std::string_view bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, bytes.data(), text.data(), static_cast<socklen_t>(text.size()));
    return text.data();
}

std::optional<std::string> stringOf(const Value& value) {
    switch (value.kind) {
    case Kind::Number:
        if (value.number >= 0 && value.number < kAboveIntegers &&
            value.number == static_cast<Quantity>(static_cast<std::uint64_t>(value.number)))
            return fmt::format("{}", static_cast<std::uint64_t>(value.number));
        return fmt::format("{}", static_cast<double>(value.number));
    case Kind::Truth:
        return value.number != 0 ? "true" : "false";
    case Kind::Text:
        return std::string(value.bytes);
    case Kind::Address:
        return addressText(value.bytes);
    case Kind::Mac:
        return fmt::format("{:02x}", fmt::join(base::asBytes(value.bytes), ":"));
    case Kind::Null:
    case Kind::Structure:
    case Kind::Bytes:
    case Kind::Time:
    case Kind::Duration:
        break;
    }
    return std::nullopt;
}

/// The bytes that a part of a slice names, cut at the ends of the value; nothing where it begins behind them.
std::string_view partOf(std::string_view bytes, const SlicePart& part) {
    const auto size = static_cast<std::int64_t>(bytes.size());
    const auto fromStart = [size](std::int64_t offset) {
        return offset < 0 ? std::max<std::int64_t>(size + offset, 0) : offset;
    };
    const auto from = fromStart(part.offset);
    const auto end = part.byLast ? fromStart(part.last) + 1 : from + part.size;
    if (from >= size || end <= from) return {};
    return bytes.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(end - from));
}

std::string_view versionName(const store::Connection& connection) {
    return mqtt::name(connection.version.load(std::memory_order_acquire).version);
}

} // namespace

RowValues::RowValues(const Program& program, PacketSource& source)
    : m_program(program)
    , m_source(source)
    , m_values(program.operands.size())
    , m_known(program.operands.size()) {
    for (const auto& operand : program.operands)
        for (const auto& meaning : operand.meanings)
            if (isPacketField(meaning.field->id)) m_wanted.set(meaning.field->id.value);
    const auto payload = std::ranges::any_of(program.operands, [](const Operand& operand) {
        return operand.source == Operand::Source::Payload || operand.source == Operand::Source::Json;
    });
    const auto words = std::ranges::any_of(
        program.conditions, [](const Condition& condition) { return condition.test == Condition::Test::Words; });
    if (payload || words) m_wanted.set(kPayload.value);
    if (words) {
        for (const auto field :
             {kTopic, mqtt::fieldId("mqtt.subscribe.filter"), mqtt::fieldId("mqtt.unsubscribe.filter")})
            m_wanted.set(field.value);
    }
    for (const auto version : {mqtt::Version::Unknown, mqtt::Version::V31, mqtt::Version::V311, mqtt::Version::V5})
        m_types[static_cast<std::size_t>(version)] = typesWith(m_wanted, version);
}

void RowValues::moveTo(const store::Snapshot& snapshot, base::RowId row) {
    m_snapshot = &snapshot;
    m_id = row;
    m_row = snapshot.row(row);
    m_version = snapshot.connection(m_row.connection).version.load(std::memory_order_acquire).version;
    m_head.reset();
    m_isDecoded = false;
    m_decoded.clear();
    m_known.assign(m_known.size(), false);
    m_topics.clear();
    m_texts.clear();
}

const std::vector<Value>& RowValues::values(std::uint32_t index) {
    auto& values = m_values[index];
    if (m_known[index]) return values;
    m_known[index] = true;
    values.clear();
    const auto& operand = m_program.operands[index];
    switch (operand.source) {
    case Operand::Source::Field:
        fieldValues(operand, true, values);
        break;
    case Operand::Source::Payload:
        payloadValues(operand.payload, values);
        break;
    case Operand::Source::Json:
        if (const auto document = payload()) jsonValues(base::asText(*document), operand.pointer, values, m_texts);
        break;
    case Operand::Source::Call:
        callValues(operand, values);
        break;
    case Operand::Source::Slice:
        sliceValues(operand, values);
        break;
    case Operand::Source::Bits:
        for (auto value : this->values(operand.inner)) {
            if (value.kind != Kind::Number || !(value.number >= 0 && value.number < kAboveIntegers)) continue;
            value.number = static_cast<Quantity>(static_cast<std::uint64_t>(value.number) & operand.bits);
            values.push_back(value);
        }
        break;
    }
    return values;
}

bool RowValues::exists(std::uint32_t index) {
    const auto& operand = m_program.operands[index];
    if (operand.source != Operand::Source::Field) return !values(index).empty();
    m_found.clear();
    fieldValues(operand, false, m_found);
    return !m_found.empty();
}

void RowValues::fieldValues(const Operand& operand, bool contents, std::vector<Value>& values) {
    bool ofPacket = false;
    bool ofFrame = false;
    bool ofEvent = false;
    for (std::size_t i = 0; i < operand.meanings.size(); ++i) {
        const auto id = operand.meanings[i].field->id.value;
        if (id >= base::kSessionFields) {
            sessionValues(operand.meanings[i], static_cast<std::uint8_t>(i), contents, values);
        } else if (id >= net::kProxyFields && id < net::kWebSocketFields) {
            ofEvent = true;
        } else if (operand.meanings[i].field->id == net::idOf(net::NetField::TcpStream)) {
            // Known of a row even where its frame is a fragment without a TCP header.
            const auto stream = m_snapshot->connection(m_row.connection).tcpConnection.value;
            values.push_back({.kind = Kind::Number,
                              .meaning = static_cast<std::uint8_t>(i),
                              .number = static_cast<Quantity>(stream)});
        } else if (id >= base::kNetFields) {
            ofFrame = true;
        } else {
            ofPacket = true;
        }
    }
    if (ofPacket && !store::isEvent(m_row)) packetFieldValues(operand, contents, values);
    if (ofFrame) treeValues(operand, m_source.frame(m_id), values);
    if (ofEvent && store::isEvent(m_row)) treeValues(operand, m_source.event(m_id), values);
}

void RowValues::packetFieldValues(const Operand& operand, bool contents, std::vector<Value>& values) {
    for (const auto& found : decoded()) {
        for (std::size_t i = 0; i < operand.meanings.size(); ++i) {
            const auto& meaning = operand.meanings[i];
            if (meaning.field->id != found.field) continue;
            Value value{.kind = kindOf(meaning), .meaning = static_cast<std::uint8_t>(i)};
            if (meaning.length) {
                value.number = found.content.size;
            } else if (value.kind == Kind::Number) {
                value.number = static_cast<Quantity>(found.number);
            } else if (found.field == kTopic) {
                value.bytes = topicOf(found.content);
            } else if (contents) {
                const bool group = meaning.field->type == base::FieldType::Group;
                value.bytes = bytesOf(group ? found.range : found.content);
            }
            values.push_back(value);
        }
    }
}

void RowValues::treeValues(const Operand& operand, const FieldsView& fields, std::vector<Value>& values) {
    if (fields.tree == nullptr) return;
    for (const auto& node : fields.tree->nodes) {
        for (std::size_t i = 0; i < operand.meanings.size(); ++i) {
            const auto& meaning = operand.meanings[i];
            if (meaning.field->id != node.field) continue;
            Value value{.kind = kindOf(meaning),
                        .meaning = static_cast<std::uint8_t>(i),
                        .number = static_cast<Quantity>(meaning.length ? node.content.size : node.number)};
            if (value.kind == Kind::Time || value.kind == Kind::Duration)
                value.number = static_cast<Quantity>(static_cast<std::int64_t>(node.number));
            if (value.kind == Kind::Time && node.number == 0) continue; // a time that the capture does not tell
            const auto range = meaning.field->type == base::FieldType::Group ? node.range : node.content;
            const auto from = std::min<std::size_t>(range.offset, fields.bytes.size());
            value.bytes = base::asText(fields.bytes).substr(from, range.size);
            if (node.text != base::FieldNode::kNone) value.bytes = fields.tree->texts[node.text];
            if (value.kind == Kind::Address &&
                value.bytes.size() != (meaning.field->type == base::FieldType::Ipv4 ? 4U : 16U))
                continue;
            values.push_back(value);
        }
    }
}

void RowValues::sessionValues(const session::KeyMeaning& meaning, std::uint8_t index, bool contents,
                              std::vector<Value>& values) {
    const auto& connection = m_snapshot->connection(m_row.connection);
    const auto number = [&](Quantity value) {
        values.push_back({.kind = kindOf(meaning), .meaning = index, .number = value});
    };
    const auto text = [&](std::string_view value) {
        values.push_back({.kind = Kind::Text, .meaning = index, .bytes = value});
    };
    const auto findings = [&](auto take) {
        for (auto id = m_snapshot->latestFinding(m_id); id.valid(); id = m_snapshot->finding(id).previous)
            take(m_snapshot->finding(id));
    };
    using enum session::SessionField;
    switch (static_cast<session::SessionField>(meaning.field->id.value)) {
    case Number:
        return number(m_id.value + 1.0L);
    case Client:
        if (const auto client = m_snapshot->clientId(m_row.connection); !client.empty()) text(client);
        return;
    case Connection:
        return number(m_row.connection.value);
    case Direction:
        return number(store::direction(m_row) == base::Direction::ToServer ? 0 : 1);
    case Version:
        return text(versionName(connection));
    case TypeName:
        return text(session::typeName(m_row));
    case Size:
        return number(m_row.length);
    case FirstFrame:
        if (const auto frame = m_snapshot->extent(m_row.first).frame; frame.valid()) number(frame.value + 1.0L);
        return;
    case Event:
        return number(store::isEvent(m_row) ? 1 : 0);
    case Incomplete:
        return number((m_row.flags & store::RowFlag::kIncomplete) != 0 ? 1 : 0);
    case RelativeTime:
        if (m_row.time.known() && m_source.captureStart().known())
            number(static_cast<Quantity>(m_row.time - m_source.captureStart()));
        return;
    case VersionInferred:
        return number(connection.version.load(std::memory_order_acquire).inferred ? 1 : 0);
    case Packet: // its bytes, as Wireshark has them of a protocol
        if (!store::isEvent(m_row))
            values.push_back({.kind = Kind::Bytes,
                              .meaning = index,
                              .bytes = contents ? bytesOf({0, m_row.length}) : std::string_view()});
        return;
    case EventKind:
        if (store::isEvent(m_row)) number(m_row.head);
        return;
    case Finding:
        return findings([&](const store::Finding&) { text({}); });
    case FindingRule:
        return findings([&](const store::Finding& finding) {
            const auto name = session::ruleNumber(session::ruleOf(finding.rule), m_version);
            if (!name.empty()) text(name);
        });
    case FindingSeverity:
        return findings([&](const store::Finding& finding) { number(static_cast<Quantity>(finding.severity)); });
    case Exchange:
        if (m_exchanges.find(*m_snapshot, m_id) != nullptr) text({});
        return;
    case ExchangeState:
        if (const auto* found = m_exchanges.find(*m_snapshot, m_id)) number(static_cast<Quantity>(found->state));
        return;
    case ExchangePacket:
        if (const auto* found = m_exchanges.find(*m_snapshot, m_id))
            for (const auto packet : found->packets) number(packet.value + 1.0L);
        return;
    case Latency:
        if (const auto* found = m_exchanges.find(*m_snapshot, m_id); found != nullptr && found->latency)
            number(static_cast<Quantity>(*found->latency));
        return;
    case End:
        break;
    }
}

void RowValues::payloadValues(PayloadView view, std::vector<Value>& values) {
    if (view == PayloadView::Size) {
        if (!isPublish()) return;
        static_cast<void>(decoded());
        if (m_payloadOffset != 0 && m_payloadOffset <= m_row.length)
            values.push_back({.kind = Kind::Number, .number = static_cast<Quantity>(m_row.length - m_payloadOffset)});
        return;
    }
    const auto bytes = payload();
    if (!bytes) return;
    if (view == PayloadView::Number) {
        if (const auto number = bareNumber(base::asText(*bytes)))
            values.push_back({.kind = Kind::Number, .number = *number});
    } else if (mqtt::findNotUtf8(*bytes).size == 0) {
        values.push_back({.kind = Kind::Text, .bytes = base::asText(*bytes)});
    }
}

void RowValues::callValues(const Operand& operand, std::vector<Value>& values) {
    const auto& inner = this->values(operand.inner);
    if (operand.function == Function::Count) {
        if (!inner.empty()) values.push_back({.kind = Kind::Number, .number = static_cast<Quantity>(inner.size())});
        return;
    }
    for (const auto& value : inner) {
        const bool text = value.kind == Kind::Text;
        switch (operand.function) {
        case Function::Length:
            if (text || value.kind == Kind::Bytes)
                values.push_back({.kind = Kind::Number, .number = static_cast<Quantity>(value.bytes.size())});
            break;
        case Function::Lower:
        case Function::Upper:
            if (!text) break;
            {
                std::string changed(value.bytes);
                std::ranges::transform(changed, changed.begin(),
                                       operand.function == Function::Lower ? lowered : raised);
                values.push_back({.kind = Kind::Text, .bytes = keep(std::move(changed))});
            }
            break;
        case Function::String:
            if (auto made = stringOf(value)) values.push_back({.kind = Kind::Text, .bytes = keep(std::move(*made))});
            break;
        case Function::Count:
            break;
        }
    }
}

void RowValues::sliceValues(const Operand& operand, std::vector<Value>& values) {
    for (const auto& value : this->values(operand.inner)) {
        if (value.kind == Kind::Number || value.kind == Kind::Truth) continue;
        if (operand.slice.size() == 1) {
            values.push_back({.kind = Kind::Bytes, .bytes = partOf(value.bytes, operand.slice.front())});
            continue;
        }
        std::string joined;
        for (const auto& part : operand.slice) joined += partOf(value.bytes, part);
        values.push_back({.kind = Kind::Bytes, .bytes = keep(std::move(joined))});
    }
}

bool RowValues::isPublish() const {
    return !store::isEvent(m_row) && mqtt::packetType(m_row.head) == mqtt::PacketType::Publish;
}

std::optional<base::ByteView> RowValues::payload() {
    if (!isPublish()) return std::nullopt;
    const auto& found = decoded();
    const auto at = std::ranges::find(found, kPayload, &PacketValue::field);
    if (at == found.end()) return std::nullopt;
    return base::asBytes(bytesOf(at->range));
}

const std::vector<std::string_view>& RowValues::topics() {
    if (!m_topics.empty() || store::isEvent(m_row)) return m_topics;
    if (isPublish()) {
        if (m_row.text.valid()) m_topics.push_back(m_snapshot->text(m_row.text));
        return m_topics;
    }
    const auto type = mqtt::packetType(m_row.head);
    if (type != mqtt::PacketType::Subscribe && type != mqtt::PacketType::Unsubscribe) return m_topics;
    for (const auto& found : decoded()) {
        if (found.field == mqtt::fieldId("mqtt.subscribe.filter") ||
            found.field == mqtt::fieldId("mqtt.unsubscribe.filter"))
            m_topics.push_back(bytesOf(found.content));
    }
    return m_topics;
}

const std::vector<PacketValue>& RowValues::decoded() {
    if (m_isDecoded) return m_decoded;
    m_isDecoded = true;
    const std::uint32_t types = m_types[static_cast<std::size_t>(m_version)];
    if ((types >> (m_row.head >> 4) & 1U) == 0) return m_decoded;
    m_head = m_source.packet(m_id);
    m_payloadOffset = decodePacket(m_head->bytes, m_head->available, m_version, m_wanted, m_decoded);
    return m_decoded;
}

/// The topic of a PUBLISH that only sent its alias is the one behind it.
std::string_view RowValues::topicOf(base::ByteRange content) {
    if (content.size != 0) return bytesOf(content);
    return m_row.text.valid() ? m_snapshot->text(m_row.text) : std::string_view();
}

std::string_view RowValues::bytesOf(base::ByteRange range) {
    if (m_head && range.end() <= m_head->bytes.size())
        return base::asText(m_head->bytes.subspan(range.offset, range.size));
    return base::asText(m_source.packetBytes(m_id, range));
}

std::string_view RowValues::keep(std::string text) {
    return m_texts.emplace_back(std::move(text));
}

} // namespace mqttscope::filter
