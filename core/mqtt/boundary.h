// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/mqtt/boundary_lengths.h"
#include "core/mqtt/packet.h"
#include "core/mqtt/variable_byte_integer.h"

#include <cstddef>
#include <cstdint>

namespace mqttscope::mqtt {

namespace detail {

inline constexpr auto kLegalFirstBytes = [] {
    auto legal = legalFirstBytes(Family::V3);
    for (std::size_t byte = 0; const auto in5 : legalFirstBytes(Family::V5)) legal[byte++] |= in5;
    return legal;
}();

} // namespace detail

/// Whether type and flags of a first byte go together in some version.
[[nodiscard]] constexpr bool hasLegalFlags(std::uint8_t first) {
    return detail::kLegalFirstBytes[first];
}

/// Whether a stream that was in step may go on with this fixed header. Broken rules are no reason to doubt: the user
/// wants to see them. Type 0 and a packet that contradicts itself twice, in its flags and in its length, are.
[[nodiscard]] bool isPossible(std::uint8_t first, const VariableByteInteger& remaining, Version version);

/// The same of the rest of a piece, whose first byte has wrong flags: a packet that contradicts itself in its contents
/// as well is one only if it ends where the piece does, or where another packet begins. Looks at a bounded number of
/// bytes.
[[nodiscard]] bool isPossibleWithWrongFlags(base::ByteView rest, Version version);

/// What is known of a stream without looking at its bytes.
struct StreamNature {
    Version version = Version::Unknown;
    base::Direction direction = base::Direction::ToServer; ///< may be a guess: it weighs, but decides nothing
};

/// How sure it is that a packet begins at the first of some bytes.
struct BoundaryGuess {
    enum class Verdict : std::uint8_t { No, NeedMore, Yes };

    Verdict verdict = Verdict::No;
    std::uint32_t evidence = 0; ///< in bits: chance bytes look like this once in 2^evidence times
    std::uint32_t examined = 0; ///< how many packets were looked at, each for a bounded time
    bool reachesEnd = false;    ///< all of them were, and the last one ends where the bytes do
};

/// Follows the chain of packets that begins at the first byte as far as it is needed or the bytes go. Any contradiction
/// in it is a No. Looks at a bounded number of bytes.
[[nodiscard]] BoundaryGuess guessBoundary(base::ByteView bytes, const StreamNature& nature, bool pieceBegins);

/// Evidence that is enough where waiting for more has no end.
inline constexpr std::uint32_t kGoodEvidence = 20;

} // namespace mqttscope::mqtt
