// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/key_values.h"

#include "core/exporter/finding_record.h"
#include "core/format/field_text.h"
#include "core/format/row_text.h"
#include "core/format/text.h"
#include "core/format/time.h"
#include "core/mqtt/packet.h"
#include "core/net/fields.h"
#include "core/session/exchange.h"
#include "core/session/fields.h"

#include <fmt/format.h>

#include <algorithm>

namespace mqttscope::exporter {
namespace {

std::string sessionValue(const PacketRecord& record, session::SessionField field, ValueStyle style) {
    const auto& row = record.row();
    const bool people = style == ValueStyle::People;
    const auto flag = [people](bool set) -> std::string {
        return set ? (people ? "yes" : "1") : (people ? "no" : "0");
    };
    switch (field) {
    case session::SessionField::Number:
        return fmt::format("{}", record.id().value + std::uint64_t{1});
    case session::SessionField::Client:
        return std::string(record.clientId());
    case session::SessionField::Connection:
        return fmt::format("{}", row.connection.value);
    case session::SessionField::Direction: {
        const bool toServer = store::direction(row) == base::Direction::ToServer;
        if (people) return toServer ? "to the server" : "to the client";
        return toServer ? "0" : "1";
    }
    case session::SessionField::Version: {
        const auto version = record.connection().version.load(std::memory_order_acquire);
        return people ? format::versionText(version) : std::string(mqtt::name(version.version));
    }
    case session::SessionField::VersionInferred:
        return flag(record.connection().version.load(std::memory_order_acquire).inferred);
    case session::SessionField::TypeName:
        return format::typeText(row);
    case session::SessionField::Size:
        return fmt::format("{}", row.length);
    case session::SessionField::FirstFrame:
        return fmt::format("{}", record.firstFrame());
    case session::SessionField::Event:
        return flag(store::isEvent(row));
    case session::SessionField::Incomplete:
        return flag((row.flags & store::RowFlag::kIncomplete) != 0);
    case session::SessionField::RelativeTime:
        if (!row.time.known() || !record.captureStart().known()) return {};
        return people ? format::durationText(row.time - record.captureStart())
                      : format::secondsText(row.time - record.captureStart());
    case session::SessionField::Packet:
        return store::isEvent(row) ? std::string() : "MQTT";
    case session::SessionField::EventKind:
        if (!store::isEvent(row)) return {};
        return people ? format::typeText(row) : fmt::format("{}", row.head);
    case session::SessionField::Finding: // these have several values: findingValues()
    case session::SessionField::FindingRule:
    case session::SessionField::FindingSeverity:
    case session::SessionField::Exchange: // exchangeValues()
    case session::SessionField::ExchangeState:
    case session::SessionField::ExchangePacket:
    case session::SessionField::Latency:
    case session::SessionField::End:
        break;
    }
    return {};
}

bool isOfFindings(session::SessionField field) {
    return field >= session::SessionField::Finding && field <= session::SessionField::FindingSeverity;
}

std::vector<std::string> findingValues(const PacketRecord& record, session::SessionField field, ValueStyle style) {
    std::vector<std::string> values;
    for (const auto& finding : findingsOf(record.snapshot(), record.id())) {
        const auto told = describeFinding(record.snapshot(), finding);
        if (field == session::SessionField::Finding) {
            values.push_back(told.text);
        } else if (field == session::SessionField::FindingRule) {
            if (!told.rule.empty()) values.emplace_back(told.rule);
        } else {
            values.push_back(style == ValueStyle::People ? std::string(told.severity)
                                                         : fmt::format("{}", static_cast<int>(finding.severity)));
        }
    }
    return values;
}

bool isOfExchange(session::SessionField field) {
    return field >= session::SessionField::Exchange && field <= session::SessionField::Latency;
}

std::vector<std::string> exchangeValues(const PacketRecord& record, session::SessionField field, ValueStyle style) {
    session::ExchangeFinder finder;
    const auto* const exchange = finder.find(record.snapshot(), record.id());
    if (exchange == nullptr) return {};
    const bool people = style == ValueStyle::People;
    std::vector<std::string> values;
    if (field == session::SessionField::Exchange) {
        values.push_back(people ? format::exchangeText(*exchange) : std::string(session::name(exchange->state)));
    } else if (field == session::SessionField::ExchangeState) {
        values.push_back(people ? std::string(session::name(exchange->state))
                                : fmt::format("{}", static_cast<int>(exchange->state)));
    } else if (field == session::SessionField::ExchangePacket) {
        for (const auto packet : exchange->packets)
            values.push_back(fmt::format("{}", packet.value + std::uint64_t{1}));
    } else if (exchange->latency) {
        values.push_back(people ? format::durationText(*exchange->latency) : format::secondsText(*exchange->latency));
    }
    return values;
}

/// Whether a packet that ends in the record's frame, or the one that begins there, carries secrets.
bool frameCarriesSecrets(const PacketRecord& record) {
    constexpr std::uint32_t kFarthest = 40'000; // a segment holds some thousands of packets
    const auto& snapshot = record.snapshot();
    const auto carries = [](const store::Row& row) {
        return !store::isEvent(row) && mqtt::carriesSecrets(mqtt::packetType(row.head));
    };
    const auto own = record.id().value;
    for (std::uint32_t back = 0; back <= own - snapshot.firstRow() && back < kFarthest; ++back) {
        const auto row = snapshot.row(base::RowId(own - back));
        if (row.frame != record.row().frame) break;
        if (carries(row)) return true;
    }
    for (auto at = own + 1; at < snapshot.rows() && at - own < kFarthest; ++at) {
        const auto row = snapshot.row(base::RowId(at));
        const bool here = row.frame == record.row().frame;
        const bool next = row.connection == record.row().connection && !store::isEvent(row) &&
                          store::direction(row) == store::direction(record.row());
        if ((here || next) && carries(row)) return true;
        if (next && !here) break;
    }
    return false;
}

/// The payload of a frame shows the secrets of the packets in it.
bool masksFrame(const PacketRecord& record, const KeyColumn& column, const ValueOptions& options) {
    const auto isPayload = [](const session::KeyMeaning& meaning) {
        return meaning.field->id == net::idOf(net::NetField::TcpPayload) && !meaning.length;
    };
    const bool all = options.text.secrets && options.text.userNames;
    return !all && std::ranges::any_of(column.meanings, isPayload) && frameCarriesSecrets(record);
}

std::string nodeValue(const base::FieldTree& tree, const base::FieldNode& node, base::ByteView view,
                      const session::KeyMeaning& meaning, const ValueOptions& options) {
    // What an alias stands for was not sent: it has no length.
    if (meaning.length) return node.generated ? std::string() : fmt::format("{}", node.content.size);
    const bool masked = format::isMasked(*meaning.field, options.text);
    if (meaning.asText && !masked && view.size() >= node.content.end()) {
        const auto text = base::asText(view.subspan(node.content.offset, node.content.size));
        return options.style == ValueStyle::People ? format::visibleText(text, options.text.maxLength)
                                                   : std::string(text);
    }
    return options.style == ValueStyle::People ? format::valueText(tree, node, view, options.text)
                                               : format::rawText(tree, node, view, options.text);
}

void nodeValues(const base::FieldTree& tree, base::ByteView view, const KeyColumn& column, const ValueOptions& options,
                std::vector<std::string>& values) {
    // Nodes are looked at in packet order whatever the meaning.
    for (const auto& node : tree.nodes) {
        for (const auto& meaning : column.meanings) {
            if (meaning.field->id != node.field) continue;
            auto text = nodeValue(tree, node, view, meaning, options);
            // A topic that was sent as an alias is empty, and stands once more as what it means.
            if (!text.empty()) values.push_back(std::move(text));
        }
    }
}

/// The packet's bytes for reading values from: the head, or all of it where the payload is asked for.
base::ByteView packetView(const PacketRecord& record, const KeyColumn& column, std::vector<std::uint8_t>& scratch) {
    const auto head = record.packet().head();
    const auto available = record.packet().available;
    const bool payload = std::ranges::any_of(column.meanings, [](const session::KeyMeaning& meaning) {
        return meaning.field->type == base::FieldType::Binary && !meaning.length;
    });
    return payload && head.size() < available ? record.packet().view(0, available, scratch) : head;
}

} // namespace

bool isOfExchanges(const KeyColumn& column) {
    return std::ranges::any_of(column.meanings, [](const session::KeyMeaning& meaning) {
        const auto id = meaning.field->id.value;
        return id >= base::kSessionFields && isOfExchange(static_cast<session::SessionField>(id));
    });
}

std::vector<std::string> keyValues(const PacketRecord& record, const KeyColumn& column, const ValueOptions& options) {
    std::vector<std::string> values;
    const auto first = column.meanings.front().field->id.value;
    if (first >= base::kSessionFields) {
        const auto field = static_cast<session::SessionField>(first);
        if (isOfFindings(field)) return findingValues(record, field, options.style);
        if (isOfExchange(field)) return exchangeValues(record, field, options.style);
        values.push_back(sessionValue(record, field, options.style));
    } else if (first >= base::kNetFields) {
        nodeValues(record.frameTree(), record.frame().frame.bytes, column, options, values);
        if (masksFrame(record, column, options)) std::ranges::fill(values, format::kMask);
    } else if (!store::isEvent(record.row())) {
        std::vector<std::uint8_t> scratch;
        nodeValues(record.fields(), packetView(record, column, scratch), column, options, values);
    }
    return values;
}

} // namespace mqttscope::exporter
