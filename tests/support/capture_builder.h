// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/base/time.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::test {

using Bytes = std::vector<std::uint8_t>;

/// Bytes from hexadecimal text; whatever is no hexadecimal digit separates: "10 0c 0004".
[[nodiscard]] Bytes fromHex(std::string_view text);

/// How a capture is laid down in its file.
enum class FileFormat : std::uint8_t {
    PcapMicroseconds, ///< magic a1b2c3d4
    PcapNanoseconds,  ///< magic a1b23c4d
    Pcapng,           ///< one section, one interface, nanoseconds
};

enum class ByteOrder : std::uint8_t { Little, Big };

/// One captured record.
struct BuiltFrame {
    base::Timestamp time;
    Bytes bytes;
    std::uint32_t originalSize = 0; ///< bytes on the wire; more than `bytes` where the record was snapped
};

/// How a connection cuts its stream into TCP segments.
class Segmentation {
public:
    /// Each send() is one segment.
    [[nodiscard]] static constexpr Segmentation whole() { return Segmentation(0, false); }

    /// Segments of at most `size` bytes; 1 gives every byte a segment of its own.
    [[nodiscard]] static constexpr Segmentation every(std::size_t size) { return Segmentation(size, false); }

    /// What is sent in one direction waits and leaves in one segment: when the direction turns, at flush(), at the end.
    [[nodiscard]] static constexpr Segmentation together() { return Segmentation(0, true); }

private:
    friend class Connection;

    constexpr Segmentation(std::size_t size, bool waits)
        : m_size(size)
        , m_waits(waits) {}

    std::size_t m_size; // 0: no limit but the one of IP
    bool m_waits;
};

/// What a connection looks like on the wire.
struct ConnectionOptions {
    std::uint16_t clientPort = 0; ///< 0: 50000 and up, in the order of creation
    std::uint16_t serverPort = 1883;
    bool ipv6 = false;
    std::vector<std::uint16_t> vlans{};       ///< IEEE 802.1Q identifiers, the outermost first
    std::uint32_t clientSequence = 1'000;     ///< initial sequence numbers; near 2^32 they wrap
    std::uint32_t serverSequence = 2'000'000; ///< likewise
    Segmentation segmentation = Segmentation::whole();
    bool acknowledge = false; ///< a bare ACK answers every segment with data
};

class Capture;

/// One TCP connection of a capture; each call appends frames to it and returns the connection again. Made by
/// Capture::client() and alive as long as the capture.
class Connection {
public:
    /// SYN, SYN-ACK, ACK (RFC 9293 §3.5).
    Connection& handshake();
    /// Bytes of the client for the server, one MQTT packet as a rule.
    Connection& toServer(base::ByteView bytes);
    /// Bytes of the server for the client.
    Connection& toClient(base::ByteView bytes);
    Connection& send(base::Direction direction, base::ByteView bytes);
    /// Lets what together() holds back go out.
    Connection& flush();
    /// Changes how the following bytes are cut.
    Connection& segmentation(Segmentation segmentation);
    /// A bare ACK, sent in `direction`, for all that the other side has sent.
    Connection& ack(base::Direction direction);
    /// FIN of the side that sends in `direction`, and the other side's ACK.
    Connection& finish(base::Direction direction);
    /// FIN of both sides; `direction` is the one that begins.
    Connection& close(base::Direction direction = base::Direction::ToServer);
    Connection& reset(base::Direction direction);
    /// The next `count` segments with data are sent but not captured.
    Connection& loseNext(std::size_t count = 1);
    /// The next `count` segments with data are captured twice.
    Connection& duplicateNext(std::size_t count = 1);
    /// The next segment with data is captured after the one that follows it.
    Connection& swapNext();
    /// The last captured or lost segment with data of a direction goes out again.
    Connection& retransmit(base::Direction direction);

    /// Bytes of the connection's stream that were sent so far.
    [[nodiscard]] std::uint64_t sent(base::Direction direction) const;

private:
    friend class Capture;

    struct End {
        Bytes mac;
        Bytes address; // 4 or 16 bytes
        std::uint16_t port = 0;
        std::uint32_t next = 0; // sequence number of the next byte it sends
        std::uint64_t sent = 0;
        std::uint32_t lastSequence = 0;
        Bytes lastPayload;
        Bytes waiting;
    };

    Connection(Capture& capture, End client, End server, ConnectionOptions options);

    [[nodiscard]] End& from(base::Direction direction);
    [[nodiscard]] End& to(base::Direction direction);
    void cut(base::Direction direction, base::ByteView bytes);
    void dataSegment(base::Direction direction, base::ByteView payload);
    void control(base::Direction direction, std::uint8_t flags);
    [[nodiscard]] Bytes frame(base::Direction direction, std::uint32_t sequence, std::uint8_t flags,
                              base::ByteView payload);

    Capture& m_capture;
    End m_client;
    End m_server;
    ConnectionOptions m_options;
    std::size_t m_lose = 0;
    std::size_t m_duplicate = 0;
    bool m_swap = false;
    Bytes m_delayed; // the frame that swapNext() holds back
};

/// Builds captures frame by frame, so that a test says what was on the wire:
/// `capture.client("c1").handshake().toServer(connect).toClient(connack).close();`
class Capture {
public:
    static constexpr std::uint16_t kEthernet = 1; ///< LINKTYPE_ETHERNET

    /// 2026-01-02T03:04:05Z unless told otherwise.
    explicit Capture(base::Timestamp start = {1'767'323'045 * base::kNanosecondsPerSecond});
    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;

    /// The connection of that name, made at the first call; the options count only then.
    Connection& client(std::string_view name, const ConnectionOptions& options = {});

    /// Nanoseconds between two frames from now on; 1 ms at first. May be negative.
    Capture& step(std::int64_t nanoseconds);
    /// Moves the clock once.
    Capture& wait(std::int64_t nanoseconds);
    /// Records keep at most that many bytes of a frame from now on; 0 keeps all.
    Capture& snapLength(std::uint32_t bytes);
    /// Any bytes as the next frame.
    Capture& frame(Bytes bytes);

    /// Frame-wise damage, for what no honest connection does.
    Capture& dropFrame(std::size_t index);
    Capture& repeatFrame(std::size_t index);
    Capture& moveFrame(std::size_t from, std::size_t to);

    /// What was built; what together() still holds back is sent first.
    [[nodiscard]] const std::vector<BuiltFrame>& frames();

    /// The whole capture file.
    [[nodiscard]] Bytes file(FileFormat format = FileFormat::Pcapng, ByteOrder order = ByteOrder::Little);

    /// Writes file() and throws std::runtime_error where that fails.
    void write(const std::filesystem::path& path, FileFormat format = FileFormat::Pcapng,
               ByteOrder order = ByteOrder::Little);

private:
    struct Named {
        std::string name;
        Connection connection;
    };

    void flushAll();

    base::Timestamp m_now;
    std::int64_t m_step = 1'000'000;
    std::uint32_t m_snapLength = 0;
    std::vector<BuiltFrame> m_frames;
    std::deque<Named> m_connections; // a deque, because callers keep references
};

} // namespace mqttscope::test
