// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/framer.h"

#include "core/mqtt/head.h"

#include <algorithm>

namespace mqttscope::mqtt {
namespace {

constexpr std::size_t kSmallCarry = 1024; // kept between packets; streams that straddle once do so again

} // namespace

Framer::Framer(Start start, base::Direction direction)
    : m_direction(direction) {
    if (start == Start::Unknown) search(SkippedBytes::Why::LateStart);
}

SkippedBytes::Why Framer::whyNone(std::uint8_t first, const VariableByteInteger& remaining) {
    if (packetType(first) == PacketType::Reserved) return SkippedBytes::Why::ForbiddenType;
    return remaining.state == VariableByteInteger::State::TooLong ? SkippedBytes::Why::BadLength
                                                                  : SkippedBytes::Why::NotMqtt;
}

void Framer::begin(StreamPlace at) {
    m_state = State::InPacket;
    m_begin = at;
    m_last = at.extent;
}

/// Takes bytes of the packet in progress and returns how many; its head goes to the carry buffer.
std::size_t Framer::gather(base::ByteView bytes, base::ExtentId extent, Version version) {
    std::size_t used = 0;
    const auto carry = [&](std::size_t size) {
        size = std::min(size, bytes.size() - used);
        const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(used);
        m_carry.insert(m_carry.end(), from, from + static_cast<std::ptrdiff_t>(size));
        used += size;
        m_passed += static_cast<std::uint32_t>(size);
    };
    m_last = extent;
    while (m_length == 0 && used < bytes.size()) {
        carry(1);
        const auto remaining = readVariableByteInteger(base::ByteView(m_carry).subspan(1));
        m_bad = !isPossible(m_carry[0], remaining, version);
        if (m_bad) return used;
        if (remaining.whole()) m_length = 1 + remaining.size + remaining.value;
    }
    if (m_length == 0) return used;
    while (m_headLength == 0) {
        const auto head = headSize(m_carry, m_length, version);
        if (head.known)
            m_headLength = head.bytes;
        else if (used == bytes.size() || m_broken)
            break;
        else
            carry(head.bytes - m_carry.size());
    }
    if (!m_broken && m_carry.size() < m_headLength) carry(m_headLength - m_carry.size());
    // What is left is payload, or cannot be placed because of a gap before it: it only counts.
    if (m_broken || (m_headLength != 0 && m_carry.size() >= m_headLength)) {
        const auto size = std::min<std::size_t>(m_length - m_passed, bytes.size() - used);
        used += size;
        m_passed += static_cast<std::uint32_t>(size);
    }
    return used;
}

/// A long packet begins with `bytes` and goes on beyond them: are there packets behind its own beginning?
void Framer::lookForSwallowed(base::ByteView bytes, StreamPlace at, std::uint32_t length, Version version) {
    constexpr std::uint32_t kShortestHeader = 2;
    const auto head = headSize(bytes, length, version);
    const auto from = head.known && head.bytes < bytes.size() ? head.bytes : kShortestHeader;
    auto doubt = std::make_unique<LengthDoubt>();
    at.offset += from;
    if (doubt->seed(bytes.subspan(from), at, {version, m_direction})) m_doubt = std::move(doubt);
}

/// Whether the packet in progress ends in this piece and, by what follows its beginning, inside another one.
bool Framer::endsInsideSwallowed(base::ByteView piece) {
    if (m_doubt == nullptr || !m_doubt->isSeeded() || m_length - m_passed > piece.size()) return false;
    return m_doubt->endsInside(piece.first(m_length - m_passed));
}

/// Asked for each piece that lies wholly inside the packet in progress, if much of that is still to come.
bool Framer::doubtsLength(base::ByteView piece, StreamPlace at) {
    const auto isSeeded = m_doubt != nullptr && m_doubt->isSeeded();
    const auto enough = piece.size() + (isSeeded ? 0 : LengthDoubt::kShort);
    if (m_length == 0 || m_length - m_passed < enough) {
        m_doubt.reset();
        return false;
    }
    if (m_doubt == nullptr) m_doubt = std::make_unique<LengthDoubt>();
    return m_doubt->pass(piece, at, m_last);
}

/// Takes back what was counted as part of the packet in progress.
std::unique_ptr<LengthDoubt> Framer::takeDoubt(std::uint32_t passed) {
    m_passed -= passed;
    m_last = m_doubt->before();
    if (m_carry.size() > m_passed) m_carry.resize(m_passed);
    return std::move(m_doubt);
}

bool Framer::inCurrent(std::uint64_t size) const {
    return m_length != 0 && size <= m_length - m_passed;
}

void Framer::passGap(std::uint32_t size) {
    if (!m_broken) m_available = m_passed;
    m_broken = true;
    m_passed += size;
}

FramedPacket Framer::current() const {
    const auto whole = !m_broken && m_passed == m_length;
    return {.head = m_carry,
            .length = m_length != 0 ? m_length : m_passed,
            .begin = m_begin,
            .last = m_last,
            .complete = whole,
            .available = m_broken ? m_available : m_passed};
}

void Framer::end() {
    m_carry.clear();
    if (m_carry.capacity() > kSmallCarry) m_carry = {};
    m_length = 0;
    m_headLength = 0;
    m_passed = 0;
    m_available = 0;
    m_broken = false;
    m_bad = false;
    m_doubt.reset();
    m_state = State::AtPacket;
}

/// What looked like a fixed header is none: at most its five bytes are passed over.
void Framer::giveUp() {
    const auto size = m_passed;
    const auto why = whyNone(m_carry[0], readVariableByteInteger(base::ByteView(m_carry).subspan(1)));
    end();
    search(why);
    m_search->pass(size, m_begin);
}

void Framer::search(SkippedBytes::Why why) {
    m_search = std::make_unique<BoundarySearch>(why);
    m_state = State::Searching;
}

std::size_t Framer::seek(base::ByteView bytes, StreamPlace at, bool fresh, Version version) {
    const auto used = m_search->feed(bytes, at, fresh, {version, m_direction});
    if (used < bytes.size()) m_state = State::AtPacket;
    return used;
}

bool Framer::foundEarlier() const {
    return m_search != nullptr && m_search->found();
}

bool Framer::decideNow(Version version) {
    return m_search != nullptr && m_search->decide({version, m_direction});
}

std::unique_ptr<BoundarySearch> Framer::takeSearch() {
    m_state = State::AtPacket;
    return std::move(m_search);
}

} // namespace mqttscope::mqtt
