// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/packet_details.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace mqttscope::ui {

/// What a line of the details stands for.
enum class DetailsKind : std::uint8_t {
    Note, ///< what a person wrote about the row
    FrameGroup,
    EventText,
    SegmentGroup,
    Segment,
    MoreSegments, ///< of a long packet, the first segments are listed
    Field,
    Problem,
    ExchangeGroup, ///< what belongs together with the packet
    Step,
    MateGroup, ///< other rows that the same frame completed
    Mate,
};

/// One line of the details. `source` is the index of what it shows, in the list that its kind names.
struct DetailsLine {
    DetailsKind kind{};
    ByteSpace space{};
    std::uint32_t source = 0;
    std::uint32_t parent = 0; ///< DetailsLines::kNone at the top
    std::vector<std::uint32_t> children{};
    int row = 0; ///< among its siblings
};

/// The lines of one packet: the note on it, a group for the frame, one for the segments where there are several, the
/// parts of the packet, one for its exchange, and one for what else came in the frame. Problems are lines of their own
/// below the field they belong to.
class DetailsLines {
public:
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
    static constexpr std::size_t kMostSegments = 1'000;

    /// Nothing.
    DetailsLines() = default;
    explicit DetailsLines(const PacketDetails& details);

    [[nodiscard]] const DetailsLine& operator[](std::uint32_t line) const { return m_lines[line]; }

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_lines.size()); }

    [[nodiscard]] const std::vector<std::uint32_t>& top() const { return m_top; }

    /// The line of a field; kNone if it has none.
    [[nodiscard]] std::uint32_t lineOf(ByteSpace space, std::uint32_t field) const;

private:
    std::uint32_t append(DetailsKind kind, ByteSpace space, std::uint32_t source, std::uint32_t parent);
    void appendFields(const base::FieldTree& tree, ByteSpace space, std::uint32_t parent);
    void appendSegments(std::size_t count);
    void appendSteps(std::size_t count);
    void appendMates(std::size_t count);

    std::vector<DetailsLine> m_lines;
    std::vector<std::uint32_t> m_top;
    std::vector<std::uint32_t> m_packetLines; ///< line of each packet field
    std::vector<std::uint32_t> m_frameLines;  ///< line of each frame field
};

} // namespace mqttscope::ui
