// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mqtt/check.h"
#include "core/mqtt/decoder.h"
#include "core/mqtt/rule_map.h"

#include <array>
#include <optional>
#include <vector>

namespace mqttscope::mqtt {

/// The breaches of one packet in one version, bounded in number.
class Breaches {
public:
    Breaches(Version version, std::vector<Breach>& out)
        : m_version(version)
        , m_out(out)
        , m_first(out.size()) {}

    /// `atMost` makes less of this breach than its rule says.
    void add(RuleId rule, base::ByteRange range, base::FieldId field, Problem problem = Problem::BrokenRule,
             Severity atMost = Severity::Error);

    [[nodiscard]] Version version() const { return m_version; }

private:
    Version m_version;
    std::vector<Breach>& m_out;
    std::size_t m_first;
};

/// Checks a packet while the decoder walks over it. Ranges are those of the packet.
class CheckSink {
public:
    CheckSink(base::ByteView head, std::uint32_t available, const CheckContext& context, Breaches& breaches)
        : m_head(head)
        , m_available(available)
        , m_context(context)
        , m_breaches(breaches)
        , m_type(packetType(head[0])) {}

    static constexpr bool wants(base::FieldId) { return true; }

    void field(base::FieldId id, base::ByteRange range, const Value& value);

    void enter(base::FieldId id, base::ByteRange range, const Value& value) {
        m_around = id;
        field(id, range, value);
    }

    void leave() {}

    void problem(const ProblemReport& report);

    /// What can be told only when all fields are known.
    void finish();

private:
    struct Seen {
        bool present = false;
        base::ByteRange range{};
        Value value{};
    };

    [[nodiscard]] const Seen& seen(base::FieldId id) const { return m_seen[id.value]; }

    /// A flag or number that is there and not 0.
    [[nodiscard]] bool isSet(base::FieldId id) const { return seen(id).value.number != 0; }

    [[nodiscard]] base::ByteView bytes(base::ByteRange range) const { return m_head.subspan(range.offset, range.size); }

    [[nodiscard]] bool fromServer() const {
        return m_context.directionSure && m_context.direction == base::Direction::ToClient;
    }

    [[nodiscard]] bool fromClient() const {
        return m_context.directionSure && m_context.direction == base::Direction::ToServer;
    }

    void add(RuleId rule, base::ByteRange range, base::FieldId field, Problem problem = Problem::BrokenRule,
             Severity atMost = Severity::Error);
    /// At the bytes of a field that was seen.
    void addAt(RuleId rule, base::FieldId field, Severity atMost = Severity::Error);

    void number(base::FieldId id, base::ByteRange range, std::uint64_t value);
    void code(base::FieldId id, base::ByteRange range, std::uint64_t value, RuleId rule);
    void sender(base::ByteRange identifier);
    void text(base::FieldId id, base::ByteRange range, base::ByteRange content);
    void topicName(const TextRule& row, base::ByteRange content);
    void topicFilter(base::FieldId id, base::ByteRange content);
    void payload(base::FieldId format, base::FieldId id, base::ByteRange content);
    [[nodiscard]] bool isForeign(base::FieldId id) const;
    [[nodiscard]] RuleId ruleFor(const ValueRule& broken) const;
    [[nodiscard]] RuleId leftover(base::ByteRange range) const;

    void connect();
    void protocol();
    void credentials();
    void clientIdentifier();
    void connack();
    void publish();
    void subscriptions(base::FieldId filter, RuleId none);
    void authentication();
    void correlation(base::FieldId data, base::FieldId topic);

    base::ByteView m_head;
    std::uint32_t m_available;
    const CheckContext& m_context;
    Breaches& m_breaches;
    PacketType m_type;
    base::FieldId m_around{};   ///< the group or property that was entered last
    base::ByteRange m_filter{}; ///< the topic filter that was seen last
    bool m_inWill = false;      ///< properties are those of the will
    bool m_hasMeaning = true;   ///< of a reserved packet type nothing more can be said
    bool m_whole = true;        ///< a field that was not seen is not there
    std::array<Seen, kFields.size()> m_seen{};
};

} // namespace mqttscope::mqtt
