// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/filter_terms.h"

#include "core/filter/filter.h"
#include "core/filter/syntax.h"
#include "core/filter/term.h"
#include "core/mqtt/packet.h"
#include "core/session/catalogue.h"
#include "core/session/fields.h"
#include "core/session/rules.h"
#include "ui/models/packet_table_model.h"
#include "ui/models/text.h"

#include <algorithm>

namespace mqttscope::ui {

namespace {

using session::SessionField;

/// Whether a condition can stand beside and, or and not as it is.
bool isSimple(const QString& condition) {
    const auto utf8 = condition.toStdString();
    const auto syntax = filter::parse(utf8);
    if (!syntax || syntax->empty) return false;
    const auto form = syntax->parts[syntax->root].form;
    return form == filter::Form::Compare || form == filter::Form::Truth || form == filter::Form::In;
}

QString inParentheses(const QString& condition) {
    return isSimple(condition) ? condition : QLatin1Char('(') + condition + QLatin1Char(')');
}

QString negated(const QString& condition) {
    return QStringLiteral("not (") + condition + QLatin1Char(')');
}

QString sessionTerm(SessionField field, std::uint64_t number, std::string_view text = {}) {
    return toText(filter::term(session::fieldInfo(session::id(field)), number, text));
}

bool named(const base::FieldInfo& info, const session::KeyMeaning& meaning) {
    return meaning.field->id == info.id && !meaning.length;
}

} // namespace

QString joinFilter(const QString& filter, FilterJoin join, const QString& condition) {
    const auto before = filter.trimmed();
    const bool negative = join == FilterJoin::ReplaceNot || join == FilterJoin::AndNot || join == FilterJoin::OrNot;
    const bool alone = before.isEmpty() || join == FilterJoin::Replace || join == FilterJoin::ReplaceNot;
    if (alone) return negative ? negated(condition) : condition;
    const bool both = join == FilterJoin::And || join == FilterJoin::AndNot;
    return inParentheses(before) + (both ? QStringLiteral(" and ") : QStringLiteral(" or ")) +
           (negative ? negated(condition) : inParentheses(condition));
}

QString narrowingFilter(const Narrowing& narrowing) {
    auto text = toText(narrowing.filter.text()).trimmed();
    const auto add = [&](const QString& condition) { text = joinFilter(text, FilterJoin::And, condition); };
    if (narrowing.connection) add(sessionTerm(SessionField::Connection, narrowing.connection->value));
    if (narrowing.rule.valid()) {
        // A rule has other numbers in other versions.
        QStringList names;
        for (const auto version : {mqtt::Version::V31, mqtt::Version::V311, mqtt::Version::V5}) {
            const auto name = session::ruleNumber(session::ruleOf(narrowing.rule), version);
            const auto quoted = toText(filter::quoted(name));
            if (!name.empty() && !names.contains(quoted)) names += quoted;
        }
        add(QStringLiteral("mqtt.finding.rule in {%1}").arg(names.join(QLatin1Char(' '))));
    }
    if (!narrowing.events) add(QStringLiteral("mqtt"));
    return text;
}

QString exchangeTerm(base::RowId row) {
    return sessionTerm(SessionField::ExchangePacket, std::uint64_t{row.value} + 1);
}

QString jsonTerm(const ValueTree& tree, std::uint32_t index) {
    const auto& node = tree.nodes[index];
    const auto quoted = [](const QString& text) { return toText(filter::quoted(text.toStdString())); };
    const QString field = QStringLiteral("json[") + quoted(tree.pointer(index)) + QLatin1Char(']');
    switch (node.kind) {
    case ValueKind::Object:
    case ValueKind::Array:
    case ValueKind::Bytes:
        return field;
    case ValueKind::Number:
    case ValueKind::Word:
        return field + QStringLiteral(" == ") + node.text;
    case ValueKind::Text:
        break;
    }
    // Control characters are written out in the text, and it may be long: then it is not what was sent.
    constexpr qsizetype kLongest = 200;
    const auto text = node.text.sliced(1, node.text.size() - 2); // it stands in quotes
    if (text.contains(QLatin1Char('\\')) || text.size() > kLongest) return field;
    return field + QStringLiteral(" == ") + quoted(text);
}

QString nodeTerm(const PacketDetails& details, ByteSpace space, std::uint32_t index, bool secretsShown) {
    const auto& tree = details.fields(space);
    const auto& node = tree.nodes[index];
    const auto& info = session::fieldInfo(node.field);
    const bool masked = info.secret || details.isMasked(space, node.range);
    if (masked && !secretsShown) return toText(info.key);
    if (node.text != base::FieldNode::kNone) return toText(filter::term(info, node.number, tree.texts[node.text]));
    // A PUBLISH that only sent an alias is filtered by the topic behind it.
    if (info.key == "mqtt.publish.topic" && node.content.size == 0)
        return toText(filter::term(info, 0, details.packet.resolvedTopic));
    const bool group = info.type == base::FieldType::Group;
    const auto range = group ? base::ByteRange{} : node.content;
    const auto bytes = details.read(space, range.offset, range.size);
    if (bytes.size() != range.size) return toText(info.key);
    const auto* data = reinterpret_cast<const char*>(bytes.data());
    return toText(filter::term(info, node.number, {data, bytes.size()}));
}

QString keyTerm(const PacketDetails& details, std::string_view keys, bool secretsShown) {
    while (!keys.empty()) {
        const auto end = std::min(keys.find(' '), keys.size());
        const auto meanings = session::findKey(keys.substr(0, end));
        keys.remove_prefix(std::min(end + 1, keys.size()));
        for (const auto space : {ByteSpace::Packet, ByteSpace::Frame}) {
            const auto& nodes = details.fields(space).nodes;
            for (std::uint32_t i = 0; i < nodes.size(); ++i) {
                const auto& info = session::fieldInfo(nodes[i].field);
                if (std::ranges::any_of(meanings, [&](const auto& meaning) { return named(info, meaning); }))
                    return nodeTerm(details, space, i, secretsShown);
            }
        }
    }
    return {};
}

QString cellTerm(const store::Snapshot& snapshot, const PacketDetails& details, int column, bool secretsShown) {
    const auto& row = details.packet.row;
    const bool event = store::isEvent(row);
    switch (static_cast<PacketTableModel::Column>(column)) {
    case PacketTableModel::Mark:
        if (const auto finding = snapshot.latestFinding(details.id); finding.valid())
            return sessionTerm(SessionField::FindingSeverity,
                               static_cast<std::uint64_t>(snapshot.finding(finding).worst));
        return {};
    case PacketTableModel::Number:
        return sessionTerm(SessionField::Number, std::uint64_t{details.id.value} + 1);
    case PacketTableModel::Time:
    case PacketTableModel::SincePrevious:
        return keyTerm(details, "frame.time_epoch", secretsShown);
    case PacketTableModel::Client: {
        const auto client = snapshot.clientId(row.connection);
        return client.empty() ? sessionTerm(SessionField::Connection, row.connection.value)
                              : sessionTerm(SessionField::Client, 0, client);
    }
    case PacketTableModel::Direction:
        return sessionTerm(SessionField::Direction, store::direction(row) == base::Direction::ToServer ? 0 : 1);
    case PacketTableModel::Type:
        return event ? sessionTerm(SessionField::EventKind, row.head) : keyTerm(details, "mqtt.type", secretsShown);
    case PacketTableModel::Info:
        if (event) return sessionTerm(SessionField::EventKind, row.head);
        return keyTerm(details,
                       "mqtt.topic mqtt.unsubscribe.filter mqtt.connect.client_id mqtt.connack.reason_code "
                       "mqtt.connack.return_code mqtt.suback.reason_code mqtt.disconnect.reason_code mqtt.type",
                       secretsShown);
    case PacketTableModel::Payload:
        return keyTerm(details, "mqtt.publish.payload", secretsShown);
    case PacketTableModel::Flags:
        return keyTerm(details, "mqtt.qos", secretsShown);
    case PacketTableModel::Identifier:
        return keyTerm(details, "mqtt.packet_identifier", secretsShown);
    case PacketTableModel::Size:
        return event ? QString() : sessionTerm(SessionField::Size, row.length);
    case PacketTableModel::kColumns:
        break;
    }
    return {};
}

} // namespace mqttscope::ui
