// SPDX-License-Identifier: GPL-3.0-or-later
// What a flow finds wrong with the rows that it makes.
#include "core/engine/flow.h"
#include "core/mqtt/check.h"
#include "core/mqtt/field_table.h"
#include "core/mqtt/utf8_check.h"
#include "core/mqtt/variable_byte_integer.h"
#include "core/session/rules.h"

#include <algorithm>

namespace mqttscope::engine {
namespace {

constexpr base::RuleId kLengthTooLong{6};  // MQTT 5.0 §1.5.5: a fifth byte
constexpr base::RuleId kForbiddenType{14}; // MQTT 5.0 §2.1.2: type 0

/// Those of some skipped bytes where the Remaining Length goes on.
base::ByteRange lengthBytes(std::uint64_t skipped) {
    const auto captured = std::min<std::uint64_t>(skipped, 1 + mqtt::kLongestVariableByteInteger);
    return {1, static_cast<std::uint32_t>(captured - 1)};
}

} // namespace

void Flow::check(base::Direction direction, const mqtt::FramedPacket& packet, base::RowId row) {
    const auto version = m_record.version.load(std::memory_order_relaxed);
    std::vector<mqtt::Breach> breaches;
    mqtt::checkPacket(packet.head, packet.length, packet.available,
                      {.version = version.version,
                       .inferred = version.inferred,
                       .bridge = version.bridge,
                       .direction = direction,
                       .directionSure = m_client.sure},
                      breaches);
    for (const auto& breach : breaches) addBreach(row, breach);
}

void Flow::addBreach(base::RowId row, const mqtt::Breach& breach) {
    m_store.addFinding(
        {.row = row, .range = breach.range, .field = breach.field, .rule = breach.rule, .severity = breach.severity});
}

void Flow::checkPayload(const mqtt::FramedPacket& packet, std::uint32_t payloadOffset, base::RowId row) {
    mqtt::Utf8Check utf8;
    std::uint64_t offset = 0; // in the packet
    auto skip = packet.begin.offset;
    for (auto id = packet.begin.extent; id.valid() && offset < packet.available; skip = 0) {
        const auto& extent = m_store.extents[id.value];
        if (extent.isGap() || m_store.hasLeft(id)) break;
        const auto size = std::min<std::uint64_t>(extent.length - skip, packet.available - offset);
        const auto before = std::min(size, payloadOffset - std::min<std::uint64_t>(offset, payloadOffset));
        utf8.feed(m_context.sources.view(extent.place + skip + before, size - before));
        if (utf8.fault()) break;
        offset += size;
        id = extent.next;
    }
    const auto fault = packet.complete ? utf8.finish() : utf8.fault();
    if (!fault) return;
    addBreach(row, mqtt::payloadNotText(static_cast<std::uint32_t>(payloadOffset + *fault)));
}

void Flow::checkSkipped(base::Direction direction, const mqtt::SkippedBytes& skipped, base::RowId row) {
    // Behind a gap or a late start a boundary may have been taken for one that was none.
    const bool whole = m_whole[static_cast<std::size_t>(direction)];
    switch (skipped.why) {
    case mqtt::SkippedBytes::Why::LateStart:
        return addFinding(row, session::rule::kLateStart);
    case mqtt::SkippedBytes::Why::AfterGap:
        return addFinding(row, session::rule::kAfterGap);
    case mqtt::SkippedBytes::Why::BadLength:
        if (!whole) return addFinding(row, session::rule::kNoPacket);
        return addMqttFinding(row, kLengthTooLong, mqtt::fieldId("mqtt.len"), lengthBytes(skipped.size));
    case mqtt::SkippedBytes::Why::ForbiddenType:
        if (!whole) return addFinding(row, session::rule::kNoPacket);
        return addMqttFinding(row, kForbiddenType, mqtt::fieldId("mqtt.type"), {0, 1});
    case mqtt::SkippedBytes::Why::NotMqtt:
        return addFinding(row, session::rule::kNoPacket);
    case mqtt::SkippedBytes::Why::NoMessage:
        return; // the rows that say why have the finding
    }
}

void Flow::addFinding(base::RowId row, base::RuleId rule, base::FieldId field) {
    m_store.addFinding({.row = row, .field = field, .rule = rule, .severity = session::ruleOf(rule).severity});
}

void Flow::addMqttFinding(base::RowId row, base::RuleId rule, base::FieldId field, base::ByteRange range) {
    auto severity = session::ruleOf(rule).severity;
    const bool numbered = version() == mqtt::Version::V311 || version() == mqtt::Version::V5;
    if (!numbered) severity = std::min(severity, base::Severity::Warning);
    m_store.addFinding({.row = row, .range = range, .field = field, .rule = rule, .severity = severity});
}

} // namespace mqttscope::engine
