// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/check.h"

#include "core/mqtt/check_sink.h"

#include <algorithm>
#include <array>

namespace mqttscope::mqtt {
namespace {

/// The breaches of the packet if it is of this version.
struct Reading {
    std::vector<Breach> breaches;

    [[nodiscard]] bool sound() const {
        return std::ranges::none_of(breaches, [](const Breach& breach) { return breaksLayout(breach.problem); });
    }

    [[nodiscard]] bool breaks(RuleId rule) const {
        return std::ranges::any_of(breaches, [&](const Breach& breach) { return breach.rule == rule; });
    }
};

void checkAs(base::ByteView head, std::uint32_t available, const CheckContext& context, Version version,
             std::vector<Breach>& out) {
    Breaches breaches(version, out);
    CheckSink sink(head, available, context, breaches);
    Decoder(sink, head, available).packet(version);
    sink.finish();
}

/// What holds in each version that the packet can be of: those whose layout it fits, or all if it fits none.
void checkAsAny(base::ByteView head, std::uint32_t available, const CheckContext& context,
                std::span<const Version> versions, std::vector<Breach>& out) {
    std::vector<Reading> readings;
    for (const auto version : versions) checkAs(head, available, context, version, readings.emplace_back().breaches);
    const auto broken = std::ranges::none_of(readings, &Reading::sound);
    if (!broken) std::erase_if(readings, [](const Reading& reading) { return !reading.sound(); });

    const auto first = out.size();
    for (const auto& breach : readings.front().breaches) {
        const auto certain = std::ranges::all_of(readings, [&](const auto& r) { return r.breaks(breach.rule); });
        if (certain) out.push_back(breach);
    }
    // It is malformed in all of them, though not in the same way.
    if (broken && out.size() == first)
        std::ranges::copy_if(readings.front().breaches, std::back_inserter(out),
                             [](const Breach& breach) { return breaksLayout(breach.problem); });
    for (auto i = first; i < out.size(); ++i) out[i].severity = std::min(out[i].severity, Severity::Warning);
}

} // namespace

void checkPacket(base::ByteView head, std::uint32_t length, std::uint32_t available, const CheckContext& context,
                 std::vector<Breach>& out) {
    if (head.empty()) return;
    available = std::min(length, available);
    auto version = context.version;
    auto sure = !context.inferred;
    if (packetType(head[0]) == PacketType::Connect) {
        const auto stated = statedVersion(head);
        sure = stated != Version::Unknown;
        version = stated;
    }
    if (version == Version::Unknown) {
        static constexpr auto kAll = std::to_array({Version::V311, Version::V31, Version::V5});
        return checkAsAny(head, available, context, kAll, out);
    }
    if (sure) return checkAs(head, available, context, version, out);
    // Nothing but a CONNECT tells 3.1 from 3.1.1.
    static constexpr auto kThree = std::to_array({Version::V311, Version::V31});
    static constexpr auto kFive = std::to_array({Version::V5});
    return checkAsAny(head, available, context,
                      version == Version::V5 ? std::span<const Version>(kFive) : std::span<const Version>(kThree), out);
}

Breach payloadNotText(std::uint32_t at) {
    return {rule(30), Severity::Warning, {at, 1}, fieldId("mqtt.publish.payload"), Problem::NotUtf8};
}

} // namespace mqttscope::mqtt
