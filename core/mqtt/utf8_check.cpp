// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/utf8_check.h"

#include "core/mqtt/plain_text.h"

#include <utf8.h>

#include <algorithm>

namespace mqttscope::mqtt {
namespace {

/// How many bytes a character has by its lead byte (RFC 3629 §3); 1 for what is no lead byte.
std::size_t announcedSize(std::uint8_t lead) {
    if (lead >= 0xF0 && lead < 0xF8) return 4;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    if (lead >= 0xC0 && lead < 0xE0) return 2;
    return 1;
}

bool isContinuation(std::uint8_t byte) {
    return (byte & 0xC0U) == 0x80;
}

/// Of the character that begins `bytes`: its lead byte and the continuation bytes that it announces, as far as they are
/// there.
std::size_t presentSize(base::ByteView bytes) {
    const auto most = std::min(announcedSize(bytes[0]), bytes.size());
    std::size_t size = 1;
    while (size < most && isContinuation(bytes[size])) ++size;
    return size;
}

/// Where the first ill-formed character begins, or the size of `bytes`.
std::size_t validSize(base::ByteView bytes) {
    return static_cast<std::size_t>(utf8::find_invalid(bytes.begin(), bytes.end()) - bytes.begin());
}

} // namespace

base::ByteRange findNotUtf8(base::ByteView text) {
    if (isAscii(base::asText(text))) return {}; // as nearly all texts are
    const auto at = validSize(text);
    if (at == text.size()) return {};
    return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(presentSize(text.subspan(at)))};
}

std::size_t Utf8Check::completeBegun(base::ByteView piece) {
    const auto missing = announcedSize(m_begun[0]) - m_begunSize;
    const auto taken = std::min(missing, piece.size());
    std::copy_n(piece.begin(), taken, m_begun.begin() + m_begunSize);
    m_begunSize = static_cast<std::uint8_t>(m_begunSize + taken);
    const auto begun = base::ByteView(m_begun).first(m_begunSize);
    // A byte that does not go on with the character is fault enough: the rest need not come.
    const auto broken = presentSize(begun) < m_begunSize;
    const auto whole = taken == missing;
    if (broken || (whole && validSize(begun) != m_begunSize)) m_fault = m_size + taken - m_begunSize;
    if (whole) m_begunSize = 0;
    return taken;
}

void Utf8Check::feed(base::ByteView piece) {
    if (m_fault || piece.empty()) return;
    if (m_begunSize != 0) {
        const auto taken = completeBegun(piece);
        m_size += taken;
        piece = piece.subspan(taken);
        if (m_fault || piece.empty()) return;
    }
    const auto valid = validSize(piece);
    const auto rest = piece.subspan(valid);
    if (!rest.empty()) {
        const auto begun = presentSize(rest) == rest.size() && rest.size() < announcedSize(rest[0]);
        if (begun) {
            std::ranges::copy(rest, m_begun.begin());
            m_begunSize = static_cast<std::uint8_t>(rest.size());
        } else {
            m_fault = m_size + valid;
        }
    }
    m_size += piece.size();
}

std::optional<std::uint64_t> Utf8Check::finish() const {
    if (m_fault || m_begunSize == 0) return m_fault;
    return m_size - m_begunSize;
}

} // namespace mqttscope::mqtt
