// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/mqtt/boundary.h"
#include "core/mqtt/boundary_search.h"
#include "core/mqtt/framed_packet.h"
#include "core/mqtt/length_doubt.h"
#include "core/mqtt/packet.h"
#include "core/mqtt/variable_byte_integer.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace mqttscope::mqtt {

/// Cuts one direction of a connection into packets, whatever pieces it comes in. Small while idle (a capture may hold
/// hundreds of thousands of connections): a buffer exists only while a packet straddles pieces, and holds no payload of
/// a PUBLISH. Memory and time are linear in the bytes that really came.
///
/// A handler has
///   void packet(const FramedPacket&)    its head is valid during the call
///   void skipped(const SkippedBytes&)
///   Version version() const             of the connection; a PUBLISH of 5.0 has a longer head
class Framer {
public:
    enum class Start : std::uint8_t {
        AtPacket, ///< the first byte begins a packet
        Unknown   ///< the stream was met in its middle: a boundary must be found first
    };

    explicit Framer(Start start = Start::AtPacket, base::Direction direction = base::Direction::ToServer);

    /// The next bytes of the stream, which lie together at `at`. Pass what came together in one call: packets like to
    /// begin where segments do, and a search for a boundary takes that as a hint.
    template <class Handler>
    void feed(base::ByteView bytes, StreamPlace at, Handler& handler) {
        consume(bytes, at, handler);
        replay(handler);
    }

    /// `size` bytes of the stream are missing here. A packet whose length is known and that they lie wholly inside is
    /// handed over, incomplete, when its other bytes have passed; otherwise a new boundary must be found.
    template <class Handler>
    void gap(std::uint64_t size, Handler& handler) {
        settle(handler);
        if (m_doubt != nullptr && m_doubt->isSeeded() && m_doubt->atEnd()) {
            correctLength(m_doubt->keptBytes(), handler);
            settle(handler);
        }
        if (m_state == State::InPacket && inCurrent(size)) {
            if (m_doubt != nullptr) m_doubt->restart();
            passGap(static_cast<std::uint32_t>(size));
            if (m_passed == m_length) deliver(handler);
            return;
        }
        abandon(handler);
        search(SkippedBytes::Why::AfterGap);
    }

    /// The stream ended: a packet in progress is handed over, incomplete.
    template <class Handler>
    void finish(Handler& handler) {
        if (m_doubt != nullptr && m_doubt->atEnd()) correctLength(m_doubt->keptBytes(), handler);
        settle(handler);
        abandon(handler);
    }

private:
    enum class State : std::uint8_t { AtPacket, InPacket, Searching };

    template <class Handler>
    void consume(base::ByteView bytes, StreamPlace at, Handler& handler) {
        auto fresh = true;
        while (!bytes.empty()) {
            if (m_state == State::AtPacket) {
                const auto remaining = readVariableByteInteger(bytes.subspan(1));
                const auto length = 1 + remaining.size + remaining.value;
                if (!canBegin(bytes, remaining, handler)) {
                    search(whyNone(bytes[0], remaining));
                    m_search->pass(1, at);
                    bytes = bytes.subspan(1);
                    ++at.offset;
                } else if (remaining.whole() && length <= bytes.size()) {
                    handler.packet(FramedPacket{.head = bytes.first(length),
                                                .length = length,
                                                .begin = at,
                                                .last = at.extent,
                                                .complete = true,
                                                .available = length});
                    bytes = bytes.subspan(length);
                    at.offset += length;
                } else {
                    begin(at);
                    if (remaining.whole() && length - bytes.size() > LengthDoubt::kShort)
                        lookForSwallowed(bytes, at, length, handler.version());
                }
            } else if (m_state == State::InPacket) {
                if (fresh && endsInsideSwallowed(bytes)) [[unlikely]] {
                    correctLength(m_doubt->keptBytes(), handler);
                    continue;
                }
                if (fresh && doubtsLength(bytes, at)) [[unlikely]]
                    return correctLength(m_doubt->keptBytes() - bytes.size(), handler);
                const auto used = gather(bytes, at.extent, handler.version());
                bytes = bytes.subspan(used);
                at.offset += static_cast<std::uint32_t>(used);
                if (m_length != 0 && m_passed == m_length) {
                    deliver(handler);
                } else if (m_bad) {
                    giveUp();
                }
            } else {
                const auto used = seek(bytes, at, fresh, handler.version());
                if (m_state == State::AtPacket) tellSkipped(handler, takeSearch()->skipped());
                bytes = bytes.subspan(used);
                at.offset += static_cast<std::uint32_t>(used);
            }
            fresh = false;
        }
    }

    /// Frames what a search had kept, from the boundary that it found on. That may end in another search.
    template <class Handler>
    void replay(Handler& handler) {
        while (foundEarlier()) [[unlikely]] {
            const auto kept = takeSearch();
            tellSkipped(handler, kept->skipped());
            for (std::size_t piece = 0; piece < kept->pieceCount(); ++piece)
                consume(kept->pieceBytes(piece), kept->piecePlace(piece), handler);
        }
    }

    /// The packet in progress ends before the kept pieces, `passed` bytes of which were counted as its own.
    template <class Handler>
    void correctLength(std::size_t passed, Handler& handler) {
        const auto doubt = takeDoubt(static_cast<std::uint32_t>(passed));
        auto packet = current();
        packet.wrongLength = true;
        handler.packet(packet);
        end();
        for (std::size_t piece = 0; piece < doubt->pieceCount(); ++piece)
            consume(doubt->pieceBytes(piece), doubt->piecePlace(piece), handler);
    }

    /// Before a gap or the end: what was searched so far gets no further bytes, decide.
    template <class Handler>
    void settle(Handler& handler) {
        while (decideNow(handler.version())) replay(handler);
    }

    template <class Handler>
    void abandon(Handler& handler) {
        if (m_state == State::InPacket) deliver(handler);
        if (m_state == State::Searching) tellSkipped(handler, takeSearch()->skipped());
        m_state = State::AtPacket;
    }

    template <class Handler>
    void deliver(Handler& handler) {
        handler.packet(current());
        end();
    }

    template <class Handler>
    static void tellSkipped(Handler& handler, const SkippedBytes& skipped) {
        if (skipped.size != 0) handler.skipped(skipped);
    }

    template <class Handler>
    [[nodiscard]] bool canBegin(base::ByteView bytes, const VariableByteInteger& remaining,
                                const Handler& handler) const {
        if (remaining.state == VariableByteInteger::State::TooLong) return false;
        return hasLegalFlags(bytes[0]) || isPossibleWithWrongFlags(bytes, handler.version());
    }

    void lookForSwallowed(base::ByteView bytes, StreamPlace at, std::uint32_t length, Version version);
    [[nodiscard]] bool endsInsideSwallowed(base::ByteView piece);
    [[nodiscard]] bool doubtsLength(base::ByteView piece, StreamPlace at);
    [[nodiscard]] std::unique_ptr<LengthDoubt> takeDoubt(std::uint32_t passed);

    /// Why nothing begins with this fixed header.
    [[nodiscard]] static SkippedBytes::Why whyNone(std::uint8_t first, const VariableByteInteger& remaining);
    void begin(StreamPlace at);
    std::size_t gather(base::ByteView bytes, base::ExtentId extent, Version version);
    [[nodiscard]] bool inCurrent(std::uint64_t size) const;
    void passGap(std::uint32_t size);
    [[nodiscard]] FramedPacket current() const;
    void end();
    void giveUp();

    void search(SkippedBytes::Why why);
    std::size_t seek(base::ByteView bytes, StreamPlace at, bool fresh, Version version);
    [[nodiscard]] bool foundEarlier() const;
    bool decideNow(Version version);
    [[nodiscard]] std::unique_ptr<BoundarySearch> takeSearch();

    std::vector<std::uint8_t> m_carry; ///< head of the packet in progress
    std::unique_ptr<BoundarySearch> m_search;
    std::unique_ptr<LengthDoubt> m_doubt; ///< while a long packet straddles pieces
    StreamPlace m_begin{};
    base::ExtentId m_last{};
    std::uint32_t m_length = 0;     ///< of the packet in progress; 0 while its fixed header is cut
    std::uint32_t m_headLength = 0; ///< how much of it is to be gathered; 0 = not known yet
    std::uint32_t m_passed = 0;     ///< how much of it is behind us
    std::uint32_t m_available = 0;  ///< if broken: how much of it came before the gap
    State m_state = State::AtPacket;
    bool m_broken = false; ///< there is a gap in it
    bool m_bad = false;    ///< its fixed header turned out to be none
    base::Direction m_direction;
};

} // namespace mqttscope::mqtt
