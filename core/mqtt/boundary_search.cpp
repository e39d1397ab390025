// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/boundary_search.h"

#include <algorithm>

namespace mqttscope::mqtt {
namespace {

using Verdict = BoundaryGuess::Verdict;

// How many bytes a possible boundary is waited on. A good one is taken then: it begins a packet that is longer still.
constexpr std::size_t kPatienceForGood = 65'536;
constexpr std::size_t kPatienceForWeak = 4'096;

} // namespace

BoundarySearch::BoundarySearch(SkippedBytes::Why why) {
    m_skipped.why = why;
}

void BoundarySearch::pass(std::size_t size, StreamPlace at) {
    if (size == 0) return;
    if (m_skipped.size == 0) m_skipped.begin = at;
    m_skipped.size += size;
    m_skipped.last = at.extent;
}

std::size_t BoundarySearch::feed(base::ByteView bytes, StreamPlace at, bool fresh, const StreamNature& nature) {
    if (m_found) {
        keep(bytes, at, fresh);
        return bytes.size();
    }
    if (m_at == m_bytes.size()) {
        const auto scan = scanPiece(bytes, fresh, nature);
        pass(scan.at, at);
        if (scan.found) return scan.at;
        at.offset += static_cast<std::uint32_t>(scan.at);
        keep(bytes.subspan(scan.at), at, fresh && scan.at == 0);
        return bytes.size();
    }
    // The beginning of a segment is a better guess than any place before it that is still in doubt, unless the packets
    // from there lead to it.
    const auto better = fresh && !keptLeadHere(nature) ? guessBoundary(bytes, nature, true) : BoundaryGuess{};
    m_examined += better.examined;
    if (better.verdict == Verdict::Yes) {
        dropKept(m_bytes.size() - m_at);
        return 0;
    }
    keep(bytes, at, fresh);
    scanKept(nature, false);
    return bytes.size();
}

bool BoundarySearch::keptLeadHere(const StreamNature& nature) {
    const auto& piece = m_pieces[m_firstPiece];
    const auto guess = guessBoundary(base::ByteView(m_bytes).subspan(m_at), nature, piece.fresh && piece.begin == m_at);
    m_examined += guess.examined;
    return guess.verdict != Verdict::No && guess.reachesEnd;
}

bool BoundarySearch::decide(const StreamNature& nature) {
    if (!m_found) scanKept(nature, true);
    return m_found;
}

/// What to do about a place, with the bytes that are there from it on.
Verdict BoundarySearch::judge(base::ByteView bytes, const StreamNature& nature, bool fresh, bool last) {
    if (!hasLegalFlags(bytes[0])) return Verdict::No;
    const auto guess = guessBoundary(bytes, nature, fresh);
    m_examined += guess.examined;
    if (guess.verdict != Verdict::NeedMore) return guess.verdict;
    const auto good = guess.evidence >= kGoodEvidence;
    if (!last && bytes.size() < (good ? kPatienceForGood : kPatienceForWeak)) return Verdict::NeedMore;
    return good ? Verdict::Yes : Verdict::No;
}

BoundarySearch::Scan BoundarySearch::scanPiece(base::ByteView bytes, bool fresh, const StreamNature& nature) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto verdict = judge(bytes.subspan(i), nature, fresh && i == 0, false);
        if (verdict != Verdict::No) return {i, verdict == Verdict::Yes};
    }
    return {bytes.size(), false};
}

void BoundarySearch::scanKept(const StreamNature& nature, bool last) {
    const base::ByteView kept(m_bytes);
    while (m_at < kept.size()) {
        const auto& piece = m_pieces[m_firstPiece];
        const auto fresh = piece.fresh && piece.begin == m_at;
        const auto verdict = judge(kept.subspan(m_at), nature, fresh, last);
        if (verdict == Verdict::NeedMore) break;
        if (verdict == Verdict::Yes) {
            m_found = true;
            break;
        }
        dropKept(1);
    }
    // Moving the rest to the front only when it is the smaller part keeps the work linear.
    if (m_at > m_bytes.size() / 2) {
        m_bytes.erase(m_bytes.begin(), m_bytes.begin() + static_cast<std::ptrdiff_t>(m_at));
        m_pieces.erase(m_pieces.begin(), m_pieces.begin() + static_cast<std::ptrdiff_t>(m_firstPiece));
        for (auto& piece : m_pieces) piece.begin -= std::min(piece.begin, m_at);
        m_firstPiece = 0;
        m_at = 0;
    }
}

void BoundarySearch::keep(base::ByteView bytes, StreamPlace at, bool fresh) {
    if (bytes.empty()) return;
    m_pieces.push_back({m_bytes.size(), at, fresh});
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
}

/// Passes over kept bytes; the first piece always begins where they begin.
void BoundarySearch::dropKept(std::size_t count) {
    while (count != 0) {
        const auto inPiece = std::min(count, pieceBytes(0).size());
        auto& piece = m_pieces[m_firstPiece];
        pass(inPiece, piece.place);
        m_at += inPiece;
        count -= inPiece;
        piece.begin = m_at;
        piece.place.offset += static_cast<std::uint32_t>(inPiece);
        piece.fresh = false;
        if (pieceBytes(0).empty()) ++m_firstPiece;
    }
}

base::ByteView BoundarySearch::pieceBytes(std::size_t piece) const {
    const auto index = m_firstPiece + piece;
    const auto begin = m_pieces[index].begin;
    const auto end = index + 1 < m_pieces.size() ? m_pieces[index + 1].begin : m_bytes.size();
    return base::ByteView(m_bytes).subspan(begin, end - begin);
}

StreamPlace BoundarySearch::piecePlace(std::size_t piece) const {
    return m_pieces[m_firstPiece + piece].place;
}

} // namespace mqttscope::mqtt
