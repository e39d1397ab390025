// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <array>
#include <cstdint>
#include <optional>

namespace mqttscope::mqtt {

/// Whether bytes that come in pieces are well-formed UTF-8 (MQTT 5.0 §3.3.2.3.2). A piece may end inside a character.
class Utf8Check {
public:
    void feed(base::ByteView piece);

    /// The first byte of the first character that is none, counted from the first byte fed; nothing while there is
    /// none. A character that has only begun is no fault yet.
    [[nodiscard]] std::optional<std::uint64_t> fault() const { return m_fault; }

    /// The same, when no more bytes follow: then a character that has only begun is a fault.
    [[nodiscard]] std::optional<std::uint64_t> finish() const;

private:
    /// Takes bytes of `piece` until the character that was begun is whole; says how many.
    std::size_t completeBegun(base::ByteView piece);

    std::uint64_t m_size = 0; ///< bytes fed, those of `m_begun` included
    std::optional<std::uint64_t> m_fault{};
    std::array<std::uint8_t, 4> m_begun{}; ///< a character that the last piece cut
    std::uint8_t m_begunSize = 0;
};

/// The first ill-formed character of a text: its lead byte and the bytes that go with it; empty if there is none.
[[nodiscard]] base::ByteRange findNotUtf8(base::ByteView text);

} // namespace mqttscope::mqtt
