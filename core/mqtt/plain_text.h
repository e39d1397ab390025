// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace mqttscope::mqtt {

// Quick tests that tell nearly all real texts from those that deserve a second look, eight bytes at a time. In every
// byte of the words below the highest bit tells whether that byte is suspicious; a byte that is may taint the one above
// it, which changes nothing.

namespace detail {

[[nodiscard]] constexpr std::uint64_t eachByte(std::uint8_t byte) {
    return 0x0101'0101'0101'0101ULL * byte;
}

/// Bytes below 0x20 and above 0x7E.
struct NotPlain {
    [[nodiscard]] static constexpr std::uint64_t in(std::uint64_t bytes) {
        return bytes | (bytes - eachByte(0x20)) | (bytes + eachByte(0x01));
    }
};

/// The same, and the wildcards.
struct NotPlainTopic {
    [[nodiscard]] static constexpr std::uint64_t in(std::uint64_t bytes) {
        return NotPlain::in(bytes) | ((bytes ^ eachByte('+')) - eachByte(1)) | ((bytes ^ eachByte('#')) - eachByte(1));
    }
};

struct NotAscii {
    [[nodiscard]] static constexpr std::uint64_t in(std::uint64_t bytes) { return bytes; }
};

template <class Suspicious>
[[nodiscard]] inline bool hasNone(std::string_view text) {
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    const auto* at = text.data();
    auto left = text.size();
    std::uint64_t found = 0;
    std::uint64_t word = 0;
    for (; left >= kWord; at += kWord, left -= kWord) {
        std::memcpy(&word, at, kWord);
        found |= Suspicious::in(word);
    }
    if (left != 0) {
        word = eachByte('a');
        std::memcpy(&word, at, left);
        found |= Suspicious::in(word);
    }
    return (found & eachByte(0x80)) == 0;
}

} // namespace detail

/// Only printable ASCII: well-formed, without control characters.
[[nodiscard]] inline bool isPlainText(std::string_view text) {
    return detail::hasNone<detail::NotPlain>(text);
}

/// The same without wildcards, and no topic of the server's own.
[[nodiscard]] inline bool isPlainTopic(std::string_view text) {
    return !text.starts_with('$') && detail::hasNone<detail::NotPlainTopic>(text);
}

[[nodiscard]] inline bool isAscii(std::string_view text) {
    return detail::hasNone<detail::NotAscii>(text);
}

} // namespace mqttscope::mqtt
