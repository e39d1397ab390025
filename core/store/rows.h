// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/column.h"
#include "core/store/row.h"

#include <atomic>

namespace mqttscope::store {

/// The main table, one column for each member of Row and one for what is found later: 40 bytes a row, as DESIGN.md §7
/// allows. A filter reads only the columns that it needs.
class Rows {
public:
    /// Writer only.
    base::RowId append(const Row& row);

    /// Writer only.
    [[nodiscard]] std::size_t size() const { return m_time.size(); }

    /// Writer only: nobody looks at the first `count` rows any more.
    void release(std::size_t count);
    /// Writer only: bytes in use.
    [[nodiscard]] std::size_t memory() const;

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

    /// Writer only: the latest finding of a row, which may be published already. Nothing else of a row changes.
    void setFinding(base::RowId row, base::FindingId finding) {
        m_finding.at(row.value).store(finding.value + 1, std::memory_order_release);
    }

    /// The latest finding of a row, or none. It may be newer than a snapshot: see Snapshot::finding().
    [[nodiscard]] base::FindingId finding(base::RowId row) const {
        return base::FindingId(m_finding[row.value].load(std::memory_order_acquire) - 1);
    }

    static constexpr std::size_t kBytesPerRow = 40;

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
    base::Column<std::atomic<std::uint32_t>> m_finding; // FindingId + 1, so that rows without one need no write
};

} // namespace mqttscope::store
