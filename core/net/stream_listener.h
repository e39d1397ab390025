// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/time.h"

#include <array>
#include <cstdint>

namespace mqttscope::net {

/// An IP address. IPv4 lies in the first four bytes.
struct Address {
    std::array<std::uint8_t, 16> bytes{};
    bool v6 = false;

    constexpr bool operator==(const Address&) const = default;
};

struct Endpoint {
    Address address{};
    std::uint16_t port = 0;

    constexpr bool operator==(const Endpoint&) const = default;
};

/// The two ends of a TCP connection. The initiator sent the SYN; where no SYN was captured it is the sender of the
/// first captured segment, and `startSeen` is false.
enum class Side : std::uint8_t { Initiator, Responder };

[[nodiscard]] constexpr Side opposite(Side side) {
    return side == Side::Initiator ? Side::Responder : Side::Initiator;
}

struct TcpConnection {
    base::TcpConnectionId id{};
    Endpoint initiator{};
    Endpoint responder{};
    bool startSeen = false; ///< the SYN or SYN-ACK was captured
    bool ended = false;     ///< once closed: FIN of both sides, reset, refused, or its ports were used again
    /// By Side: whether firstSequence is known yet. It comes with the first segment of that side or the first
    /// acknowledgment of the other.
    std::array<bool, 2> firstSequenceKnown{};
    /// By Side: the sequence number that Wireshark shows as relative number 0: the SYN's, or the one before the first
    /// segment where no SYN was captured.
    std::array<std::uint32_t, 2> firstSequence{};
};

/// The frame that something happened in, and the part of it that matters.
struct Origin {
    base::FrameId frame{};
    base::Timestamp time{};
    base::SourceOffset framePlace{}; ///< first byte of the frame
    std::uint32_t offsetInFrame = 0; ///< first byte of the TCP payload (or of the TCP header where there is none)
};

/// What TCP did on a connection that is no data. Each becomes an event row (DESIGN.md §1).
enum class TcpEventKind : std::uint8_t {
    Refused,        ///< a SYN was answered by RST
    Fin,            ///< this side sends no more
    Reset,          ///< RST on an established connection
    Retransmission, ///< bytes that were captured before came again; `size` counts them
    ZeroWindow,     ///< this side's receive window closed
    KeepAlive,      ///< keep-alive or zero-window probe
    Gap,            ///< bytes never came; `size` counts them
};

/// Why bytes are taken for lost. Which one it was decides what may be said about it.
enum class GapCause : std::uint8_t {
    None,
    Acknowledged, ///< the peer acknowledged them, so they existed: the capture missed them
    TooFarBehind, ///< later data waited up to the bound on memory
    StreamEnded,  ///< connection or capture ended with later data waiting
    Clipped,      ///< the snapshot length cut them off the frame
};

struct TcpEvent {
    TcpEventKind kind{};
    GapCause cause = GapCause::None;
    Side side{}; ///< who sent it, or whose bytes are missing
    std::uint64_t size = 0;
};

/// Receives what TCP reassembly yields, in order. Calls come from whoever feeds frames, on that thread.
class StreamListener {
public:
    virtual ~StreamListener() = default;

    /// A new TCP connection. Called before anything else about it.
    virtual void opened(const TcpConnection& connection, const Origin& origin) = 0;
    /// The next bytes of one side's stream, in order and without holes (a hole was announced as a Gap before).
    /// `now` is the frame that made them deliverable; it differs from `origin` when they had to wait.
    virtual void data(const TcpConnection& connection, Side side, base::ByteView bytes, const Origin& origin,
                      const Origin& now) = 0;
    virtual void event(const TcpConnection& connection, const TcpEvent& event, const Origin& origin) = 0;
    /// Nothing more comes of this connection (both sides ended, it was reset, its ports were used again, or finish()).
    virtual void closed(const TcpConnection& connection) = 0;
};

} // namespace mqttscope::net
