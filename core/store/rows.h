// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/column.h"
#include "core/store/row.h"

namespace mqttscope::store {

/// The main table, one column for each member of Row: 36 bytes a row (DESIGN.md §7 allows 40). A filter reads only the
/// columns that it needs.
class Rows {
public:
    /// Writer only.
    base::RowId append(const Row& row);

    /// Writer only.
    [[nodiscard]] std::size_t size() const { return m_time.size(); }

    [[nodiscard]] Row operator[](base::RowId id) const;

    // Single columns; `count` comes from a snapshot.
    [[nodiscard]] std::span<const base::Timestamp> times(std::size_t count) const { return m_time.first(count); }

    [[nodiscard]] std::span<const base::ConnectionId> connections(std::size_t count) const {
        return m_connection.first(count);
    }

    [[nodiscard]] std::span<const base::FrameId> frames(std::size_t count) const { return m_frame.first(count); }

    [[nodiscard]] std::span<const std::uint32_t> lengths(std::size_t count) const { return m_length.first(count); }

    [[nodiscard]] std::span<const base::TextId> texts(std::size_t count) const { return m_text.first(count); }

    [[nodiscard]] std::span<const std::uint16_t> packetIdentifiers(std::size_t count) const {
        return m_packetIdentifier.first(count);
    }

    [[nodiscard]] std::span<const std::uint8_t> heads(std::size_t count) const { return m_head.first(count); }

    [[nodiscard]] std::span<const std::uint8_t> flags(std::size_t count) const { return m_flags.first(count); }

    static constexpr std::size_t kBytesPerRow = 36;

private:
    base::Column<base::Timestamp> m_time;
    base::Column<base::ConnectionId> m_connection;
    base::Column<base::ExtentId> m_first;
    base::Column<std::uint32_t> m_firstOffset;
    base::Column<base::FrameId> m_frame;
    base::Column<std::uint32_t> m_length;
    base::Column<base::TextId> m_text;
    base::Column<std::uint16_t> m_packetIdentifier;
    base::Column<std::uint8_t> m_head;
    base::Column<std::uint8_t> m_flags;
};

} // namespace mqttscope::store
