// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace mqttscope::mqtt {

// Quick tests that tell nearly all real texts from those that deserve a second look, sixteen bytes at a time.

namespace detail {

/// Bytes side by side, as both compilers know them; a comparison sets all bits of the bytes that it holds for.
using Wide = std::uint8_t __attribute__((vector_size(16)));
using Narrow = std::uint8_t __attribute__((vector_size(8)));
using Few = std::uint8_t __attribute__((vector_size(4)));

/// Bytes below 0x20 and above 0x7E.
struct NotPlain {
    template <class Bytes>
    [[nodiscard, gnu::always_inline]] static Bytes in(Bytes bytes) {
        return static_cast<Bytes>(bytes - 0x20 > 0x7E - 0x20);
    }
};

/// The same, and the wildcards # and +, which differ in one bit.
struct NotPlainTopic {
    template <class Bytes>
    [[nodiscard, gnu::always_inline]] static Bytes in(Bytes bytes) {
        static_assert(('#' | 0x08) == '+');
        return NotPlain::in(bytes) | static_cast<Bytes>((bytes | 0x08) == '+');
    }
};

/// The same, and what JSON escapes (RFC 8259 §7).
struct NotPlainInQuotes {
    template <class Bytes>
    [[nodiscard, gnu::always_inline]] static Bytes in(Bytes bytes) {
        return NotPlain::in(bytes) | static_cast<Bytes>(bytes == '"') | static_cast<Bytes>(bytes == '\\');
    }
};

struct NotAscii {
    template <class Bytes>
    [[nodiscard, gnu::always_inline]] static Bytes in(Bytes bytes) {
        return bytes & 0x80;
    }
};

template <class Bytes>
[[nodiscard, gnu::always_inline]] inline Bytes load(const char* at) {
    Bytes bytes;
    std::memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

template <class Bytes>
[[nodiscard, gnu::always_inline]] inline bool isZero(Bytes bytes) {
    std::array<std::uint32_t, sizeof(Bytes) / sizeof(std::uint32_t)> words{};
    std::memcpy(&words, &bytes, sizeof bytes);
    std::uint32_t all = 0;
    for (const auto word : words) all |= word;
    return all == 0;
}

/// By pieces of this size, of which the last may look at some bytes twice; the text has one piece at least.
template <class Suspicious, class Bytes>
[[nodiscard, gnu::always_inline]] inline bool hasNone(const char* begin, std::size_t size) {
    auto found = Suspicious::in(load<Bytes>(begin + size - sizeof(Bytes)));
    for (std::size_t at = 0; at + sizeof(Bytes) < size; at += sizeof(Bytes))
        found |= Suspicious::in(load<Bytes>(begin + at));
    return isZero(found);
}

template <class Suspicious>
[[nodiscard, gnu::always_inline]] inline bool hasNone(std::string_view text) {
    const auto* const begin = text.data();
    const auto size = text.size();
    if (size >= sizeof(Wide)) return hasNone<Suspicious, Wide>(begin, size);
    if (size >= sizeof(Narrow)) return hasNone<Suspicious, Narrow>(begin, size);
    if (size >= sizeof(Few)) return hasNone<Suspicious, Few>(begin, size);
    // One to three bytes: the first, the middle and the last are all of them.
    if (size == 0) return true;
    const auto byte = [](char c) { return static_cast<std::uint8_t>(c); };
    return isZero(Suspicious::in(Few{byte(begin[0]), byte(begin[size / 2]), byte(begin[size - 1]), 'a'}));
}

} // namespace detail

/// Only printable ASCII: well-formed, without control characters.
[[nodiscard]] inline bool isPlainText(std::string_view text) {
    return detail::hasNone<detail::NotPlain>(text);
}

/// Only printable ASCII without quotation marks and backslashes: in JSON and many other languages it stands in quotes
/// as it is.
[[nodiscard]] inline bool isPlainInQuotes(std::string_view text) {
    return detail::hasNone<detail::NotPlainInQuotes>(text);
}

/// Only printable ASCII without wildcards, and no topic of the server's own.
[[nodiscard]] inline bool isPlainTopic(std::string_view text) {
    return !text.starts_with('$') && detail::hasNone<detail::NotPlainTopic>(text);
}

[[nodiscard]] inline bool isAscii(std::string_view text) {
    return detail::hasNone<detail::NotAscii>(text);
}

} // namespace mqttscope::mqtt
