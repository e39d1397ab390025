// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/evaluator.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace mqttscope::filter {

/// Looks at rows as Evaluator does, with the same answers, but asks a row itself only where its columns do not tell:
/// what depends on the first byte, on the connection or on the topic alone is asked once for each of them.
class ColumnEvaluator {
public:
    /// `program`, `source` and `snapshot` outlive it.
    ColumnEvaluator(const Program& program, PacketSource& source, const store::Snapshot& snapshot);

    [[nodiscard]] bool accepts(base::RowId row);

private:
    enum class Answer : std::uint8_t { Unknown, No, Yes, Ask };

    /// What the answer of a condition depends on, beyond the type of the packet.
    enum class Dependence : std::uint8_t {
        Row, ///< no column tells
        Head,
        PublishHead, ///< of a PUBLISH: versions differ in what other packets have there
        Connection,
        Topic,
        Finding,  ///< only rows with a finding are asked
        Exchange, ///< only rows with an exchange are asked
        Number,   ///< one number of a column: `column`
    };

    /// Numbers that a condition accepts: those from `first` to `last`, or those that are not.
    struct Range {
        std::int64_t first = 0;
        std::int64_t last = -1;
        bool outside = false;
    };

    enum class Column : std::uint8_t { RowNumber, Length, Identifier, Frame, RelativeTime };

    struct Leaf {
        Dependence dependence = Dependence::Row;
        Column column{};
        Kind kind{};
        std::optional<Range> range{}; ///< of Number, where the condition is one
        std::uint16_t types = 0;      ///< packets that may have a value, a bit each
        bool events = false;          ///< whether events may have one
        bool bySession = true;        ///< no field of the packet itself, so that what is wrong with it does not matter
        std::vector<Answer> known{};  ///< by first byte and flags, connection or topic
    };

    [[nodiscard]] Leaf leafOf(const Condition& condition) const;
    [[nodiscard]] Leaf leafOf(const Operand& operand, bool direct) const;
    void addMeaning(const session::KeyMeaning& meaning, bool direct, bool alone, Leaf& leaf) const;
    [[nodiscard]] static std::optional<Range> rangeOf(const Condition& condition, Kind kind);
    /// `byHead`: by what all rows with this first byte and these flags have in common.
    [[nodiscard]] Answer test(std::uint32_t condition, bool byHead);
    [[nodiscard]] Answer testLeaf(std::uint32_t condition, bool byHead);
    [[nodiscard]] Answer testNumber(const Condition& condition, const Leaf& leaf) const;
    [[nodiscard]] Answer remembered(std::uint32_t condition, std::size_t place);

    const Program& m_program;
    PacketSource& m_source;
    const store::Snapshot& m_snapshot;
    Evaluator m_evaluator;
    std::vector<Leaf> m_leaves;   ///< by condition
    std::vector<Answer> m_byHead; ///< of the whole filter, by first byte and flags
    std::span<const base::ConnectionId> m_connections;
    std::span<const base::TextId> m_texts;
    std::span<const base::Timestamp> m_times;
    std::span<const base::FrameId> m_frames;
    std::span<const std::uint32_t> m_lengths;
    std::span<const std::uint16_t> m_identifiers;
    std::span<const std::uint8_t> m_heads;
    std::span<const std::uint8_t> m_flags;
    base::RowId m_row{};
    std::uint8_t m_head = 0;
    std::uint8_t m_rowFlags = 0;
};

} // namespace mqttscope::filter
