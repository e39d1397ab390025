// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <QString>

#include <cstdint>
#include <expected>

namespace mqttscope::ui {

/// Where somebody wants to go.
struct RowPlace {
    enum class Kind : std::uint8_t {
        Number,    ///< "1,234": a row, counted from 1
        Frame,     ///< "frame 1234": the first row that it or a later frame completed
        TimeOfDay, ///< "02:14:07.5": the first row at that local time or later, after the first row of the capture
        Distance,  ///< "+5s", "-200ms": so far from a row in time; seconds where no unit is given
    };

    Kind kind{};
    std::int64_t value = 0; ///< a number; or nanoseconds
};

/// What is wrong with it, in words, where it is no place.
[[nodiscard]] std::expected<RowPlace, QString> readPlace(const QString& text);

/// The row that a place means. `current` is what distances are counted from. Where there is none: why, in words.
[[nodiscard]] std::expected<base::RowId, QString> rowAt(const store::Snapshot& snapshot, const RowPlace& place,
                                                        base::RowId current);

} // namespace mqttscope::ui
