// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstddef>
#include <cstdint>

namespace mqttscope::mqtt {

/// A Variable Byte Integer (MQTT 5.0 §1.5.5): seven bits a byte, the lowest first, at most four bytes.
struct VariableByteInteger {
    enum class State : std::uint8_t {
        Whole,
        Cut,    ///< the bytes end inside it
        TooLong ///< its fourth byte says that a fifth follows
    };

    std::uint32_t value = 0;
    std::uint32_t size = 0; ///< bytes that it takes; of a broken one those that were looked at
    State state = State::Cut;

    [[nodiscard]] constexpr bool whole() const { return state == State::Whole; }

    /// Written in more bytes than its value needs (MQTT-1.5.5-1).
    [[nodiscard]] constexpr bool padded() const { return size > 1 && value >> 7U * (size - 1) == 0; }
};

inline constexpr std::size_t kLongestVariableByteInteger = 4;

[[nodiscard]] [[gnu::always_inline]] constexpr VariableByteInteger readVariableByteInteger(base::ByteView bytes) {
    VariableByteInteger result;
    while (result.size < bytes.size()) {
        const std::uint32_t byte = bytes[result.size];
        result.value |= (byte & 0x7FU) << 7U * result.size;
        ++result.size;
        if (byte < 0x80) {
            result.state = VariableByteInteger::State::Whole;
            return result;
        }
        if (result.size == kLongestVariableByteInteger) {
            result.state = VariableByteInteger::State::TooLong;
            return result;
        }
    }
    return result;
}

} // namespace mqttscope::mqtt
