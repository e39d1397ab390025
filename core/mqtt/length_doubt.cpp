// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/length_doubt.h"

#include "core/mqtt/boundary.h"

#include <algorithm>

namespace mqttscope::mqtt {
namespace {

constexpr std::uint32_t kCleanPieces = 8;
constexpr std::uint32_t kEnough = 96;
constexpr std::size_t kMostKept = 65'536;
constexpr std::size_t kSmallestFull = 536; // no segment that is cut because it is full is smaller (RFC 9293 §3.7.1)

} // namespace

bool LengthDoubt::pass(base::ByteView piece, StreamPlace at, base::ExtentId before) {
    m_largest = std::max(m_largest, piece.size());
    // Most pieces of a true payload are full: they begin no run, and cost nothing.
    const auto mayBeFull = piece.size() >= kSmallestFull && piece.size() == m_largest;
    if (mayBeFull && m_pieces.empty()) return false;
    if (!m_pieces.empty() && m_bytes.size() + piece.size() > kMostKept) restart();
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
    m_pieces.push_back({m_bytes.size(), at});
    m_bytes.insert(m_bytes.end(), piece.begin(), piece.end());
    if (began && m_chain.atBoundary() && !mayBeFull) ++m_clean;
    return m_clean >= kCleanPieces && m_chain.evidence() >= kEnough && m_chain.atBoundary();
}

void LengthDoubt::restart() {
    if (m_pieces.empty() && m_chain.packets() == 0) return;
    m_chain = {};
    m_bytes.clear();
    m_pieces.clear();
    m_clean = 0;
}

bool LengthDoubt::atEnd() const {
    return m_clean >= kCleanPieces / 2 && m_chain.evidence() >= kEnough / 2;
}

base::ByteView LengthDoubt::pieceBytes(std::size_t piece) const {
    const auto begin = m_pieces[piece].begin;
    const auto end = piece + 1 < m_pieces.size() ? m_pieces[piece + 1].begin : m_bytes.size();
    return base::ByteView(m_bytes).subspan(begin, end - begin);
}

} // namespace mqttscope::mqtt
