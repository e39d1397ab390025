// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/length_doubt.h"

#include <algorithm>

namespace mqttscope::mqtt {
namespace {

constexpr std::uint32_t kCleanPieces = 8;
constexpr std::uint32_t kEnough = 96;
constexpr std::size_t kMostKept = 65'536;
constexpr std::size_t kMostSearched = 4'096; // of the piece in which the packet begins
constexpr std::size_t kSmallestFull = 536;   // no segment that is cut because it is full is smaller (RFC 9293 §3.7.1)

/// Where packets begin that go on to the end of the bytes; 0 = nowhere but perhaps at their beginning.
std::size_t findPackets(base::ByteView bytes, const StreamNature& nature) {
    const auto mayBegin = [&](std::size_t at) {
        if (!hasLegalFlags(bytes[at])) return false;
        const auto guess = guessBoundary(bytes.subspan(at), nature, false);
        return guess.verdict == BoundaryGuess::Verdict::Yes ||
               (guess.verdict == BoundaryGuess::Verdict::NeedMore && guess.evidence >= kGoodEvidence);
    };
    if (bytes.empty() || mayBegin(0)) return 0;
    const auto last = std::min(bytes.size(), kMostSearched);
    for (std::size_t at = 1; at < last; ++at)
        if (mayBegin(at)) return at;
    return 0;
}

} // namespace

bool LengthDoubt::seed(base::ByteView payload, StreamPlace at, const StreamNature& nature) {
    const auto begin = findPackets(payload, nature);
    if (begin == 0 || !m_chain.feed(payload.subspan(begin), nullptr)) return false;
    at.offset += static_cast<std::uint32_t>(begin);
    m_before = at.extent;
    m_seeded = true;
    keep(payload.subspan(begin), at);
    return true;
}

bool LengthDoubt::isSure() const {
    return m_seeded && m_chain.evidence() >= kEnough;
}

bool LengthDoubt::endsInside(base::ByteView last) {
    return m_chain.feed(last, nullptr) && isSure() && !m_chain.atBoundary();
}

bool LengthDoubt::pass(base::ByteView piece, StreamPlace at, base::ExtentId before) {
    m_largest = std::max(m_largest, piece.size());
    // Most pieces of a true payload are full: they begin no run, and cost nothing.
    const auto mayBeFull = piece.size() >= kSmallestFull && piece.size() == m_largest;
    if (mayBeFull && m_pieces.empty()) return false;
    if (!m_pieces.empty() && m_bytes.size() + piece.size() > kMostKept) {
        if (isSure() && m_chain.feed(piece, nullptr)) {
            keep(piece, at);
            return true;
        }
        restart();
    }
    const auto began = m_pieces.empty() || m_chain.atBoundary();
    auto follows = !m_pieces.empty() && m_chain.feed(piece, nullptr);
    if (!follows) {
        restart();
        if (!hasLegalFlags(piece[0]) || piece.size() > kMostKept) return false;
        m_before = before;
        follows = m_chain.feed(piece, nullptr);
        if (!follows) {
            restart();
            return false;
        }
    }
    keep(piece, at);
    if (began && m_chain.atBoundary() && !mayBeFull) ++m_clean;
    return m_clean >= kCleanPieces && m_chain.evidence() >= kEnough && m_chain.atBoundary();
}

void LengthDoubt::keep(base::ByteView piece, StreamPlace at) {
    m_pieces.push_back({m_bytes.size(), at});
    m_bytes.insert(m_bytes.end(), piece.begin(), piece.end());
}

void LengthDoubt::restart() {
    if (m_pieces.empty() && m_chain.packets() == 0) return;
    m_chain = {};
    m_bytes.clear();
    m_pieces.clear();
    m_clean = 0;
    m_seeded = false;
}

bool LengthDoubt::atEnd() const {
    return isSure() || (m_clean >= kCleanPieces / 2 && m_chain.evidence() >= kEnough / 2);
}

base::ByteView LengthDoubt::pieceBytes(std::size_t piece) const {
    const auto begin = m_pieces[piece].begin;
    const auto end = piece + 1 < m_pieces.size() ? m_pieces[piece + 1].begin : m_bytes.size();
    return base::ByteView(m_bytes).subspan(begin, end - begin);
}

} // namespace mqttscope::mqtt
