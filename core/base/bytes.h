// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace mqttscope::base {

/// Bytes that somebody else keeps alive.
using ByteView = std::span<const std::uint8_t>;

/// Some bytes of a view, counted from the view's first byte.
struct ByteRange {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;

    [[nodiscard]] constexpr std::uint32_t end() const { return offset + size; }

    [[nodiscard]] constexpr bool contains(std::uint32_t at) const { return at >= offset && at - offset < size; }

    constexpr bool operator==(const ByteRange&) const = default;
};

/// A place in a source. Sources are at most 2^48 bytes (256 TiB) long.
class SourceOffset {
public:
    constexpr SourceOffset() = default;

    constexpr SourceOffset(SourceId source, std::uint64_t offset)
        : m_packed((std::uint64_t{source.value & 0xFFFFU} << 48) | (offset & kOffsetMask)) {}

    [[nodiscard]] constexpr SourceId source() const { return SourceId(static_cast<std::uint32_t>(m_packed >> 48)); }

    [[nodiscard]] constexpr std::uint64_t offset() const { return m_packed & kOffsetMask; }

    /// No place at all: of bytes that are gone. It has no source.
    [[nodiscard]] static constexpr SourceOffset none() { return {SourceId{}, 0}; }

    [[nodiscard]] constexpr bool isNone() const { return m_packed >> 48 == 0xFFFFU; }

    [[nodiscard]] constexpr SourceOffset operator+(std::uint64_t n) const { return {source(), offset() + n}; }

    [[nodiscard]] constexpr SourceOffset operator-(std::uint64_t n) const { return {source(), offset() - n}; }

    constexpr bool operator==(const SourceOffset&) const = default;

private:
    static constexpr std::uint64_t kOffsetMask = (std::uint64_t{1} << 48) - 1;
    std::uint64_t m_packed = 0;
};

/// The bytes as text. No encoding is promised: captured text is whatever was captured.
[[nodiscard]] inline std::string_view asText(ByteView bytes) {
    // Reading the object representation as char is what [basic.lval] allows.
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[nodiscard]] inline ByteView asBytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

} // namespace mqttscope::base
