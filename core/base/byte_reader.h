// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstddef>
#include <cstdint>

namespace mqttscope::base {

/// Reads numbers one after another and remembers the first failure, so that a decoder reads in a straight line and
/// asks once. After a failure every read gives 0 or nothing and the position stays where the missing bytes should
/// begin.
class ByteReader {
public:
    constexpr ByteReader() = default;

    constexpr explicit ByteReader(ByteView bytes)
        : m_bytes(bytes) {}

    [[nodiscard]] constexpr bool ok() const { return m_ok; }

    [[nodiscard]] constexpr std::size_t position() const { return m_position; }

    [[nodiscard]] constexpr std::size_t remaining() const { return m_bytes.size() - m_position; }

    [[nodiscard]] constexpr bool atEnd() const { return m_position == m_bytes.size(); }

    constexpr std::uint8_t u8() { return static_cast<std::uint8_t>(big(1)); }

    constexpr std::uint16_t u16() { return static_cast<std::uint16_t>(big(2)); }

    constexpr std::uint32_t u32() { return static_cast<std::uint32_t>(big(4)); }

    constexpr std::uint64_t u64() { return big(8); }

    constexpr std::uint16_t u16Little() { return static_cast<std::uint16_t>(little(2)); }

    constexpr std::uint32_t u32Little() { return static_cast<std::uint32_t>(little(4)); }

    /// The next `size` bytes, or nothing and a failure if there are fewer.
    constexpr ByteView bytes(std::size_t size) {
        if (!take(size)) return {};
        return m_bytes.subspan(m_position - size, size);
    }

    constexpr void skip(std::size_t size) { static_cast<void>(take(size)); }

    constexpr void fail() { m_ok = false; }

private:
    constexpr bool take(std::size_t size) {
        if (!m_ok || size > remaining()) {
            m_ok = false;
            return false;
        }
        m_position += size;
        return true;
    }

    constexpr std::uint64_t big(std::size_t size) {
        if (!take(size)) return 0;
        std::uint64_t value = 0;
        for (std::size_t i = m_position - size; i < m_position; ++i) value = value << 8 | m_bytes[i];
        return value;
    }

    constexpr std::uint64_t little(std::size_t size) {
        if (!take(size)) return 0;
        std::uint64_t value = 0;
        for (std::size_t i = m_position; i-- > m_position - size;) value = value << 8 | m_bytes[i];
        return value;
    }

    ByteView m_bytes;
    std::size_t m_position = 0;
    bool m_ok = true;
};

} // namespace mqttscope::base
