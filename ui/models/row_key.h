// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace mqttscope::ui {

/// A row so that it is found again when its capture is read by another version, or with other ports: row numbers may
/// differ then, but not the frame that completed it, its time, and which of the frame's packets (or events) it is.
struct RowKey {
    std::uint32_t row = 0;   ///< where it stood; looked at first
    std::uint32_t frame = 0; ///< counted from 0
    std::uint32_t nth = 0;   ///< of the packets, or of the events, that the frame completed
    bool event = false;
    std::int64_t time = 0; ///< nanoseconds since 1970: a frame number alone fits any capture

    [[nodiscard]] bool operator==(const RowKey&) const = default;
};

/// Makes keys; for rows that ascend, in time proportional to their number.
class RowKeys {
public:
    explicit RowKeys(const store::Snapshot& snapshot);

    [[nodiscard]] RowKey of(base::RowId row);

private:
    [[nodiscard]] bool isEvent(std::uint32_t row) const;

    std::uint32_t m_rows;
    std::uint32_t m_first;
    std::span<const base::FrameId> m_frames;
    std::span<const std::uint8_t> m_flags;
    std::span<const base::Timestamp> m_times;
    // What was counted for the row before.
    std::optional<std::uint32_t> m_known;
    std::uint32_t m_packets = 0;
    std::uint32_t m_events = 0;
};

/// The row of each key that still stands at its number, or none.
[[nodiscard]] std::vector<base::RowId> rowsInPlace(const store::Snapshot& snapshot, std::span<const RowKey> keys);
/// The row of each key, wherever it stands now, or none; looks through all rows once.
[[nodiscard]] std::vector<base::RowId> findRows(const store::Snapshot& snapshot, std::span<const RowKey> keys);

} // namespace mqttscope::ui
