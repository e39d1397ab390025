// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::net {

/// The longest head of HTTP that is read, in bytes.
inline constexpr std::size_t kMostHead = std::size_t{16} << 10;

/// Gathers a head of HTTP/1.1 up to its empty line (RFC 9112 §2.1), whatever the pieces.
class HttpHead {
public:
    enum class State : std::uint8_t { NeedMore, Whole, TooLong };

    /// Takes from the front of `bytes` what belongs to the head.
    State feed(base::ByteView& bytes);

    [[nodiscard]] const std::string& text() const { return m_text; }

    /// Forgets it and gives its memory back.
    void clear() { *this = {}; }

private:
    std::string m_text;
    bool m_lineEmpty = true; // nothing of the current line came yet
    bool m_begun = false;    // a line that is not empty came: those in front are ignored (RFC 9112 §2.2)
};

/// What follows a head.
struct HttpFraming {
    enum class Kind : std::uint8_t {
        None,
        Length,  ///< so many bytes
        Chunked, ///< chunks, each after its size (RFC 9112 §7.1)
        UntilEnd ///< everything
    };

    Kind kind = Kind::None;
    std::uint64_t length = 0;
};

/// Steps over what follows a head.
class HttpBody {
public:
    HttpBody() = default;

    explicit HttpBody(HttpFraming framing);

    /// Takes from the front of `bytes` what belongs to it; true once its end was reached.
    bool skip(base::ByteView& bytes);

    /// The chunks make no sense.
    [[nodiscard]] bool broken() const { return m_state == State::Broken; }

private:
    enum class State : std::uint8_t { Done, Bytes, UntilEnd, Size, SizeLine, ChunkEnd, Trailer, Broken };

    void chunkByte(std::uint8_t byte);

    State m_state = State::Done;
    bool m_chunked = false;
    bool m_lineEmpty = true;
    std::uint8_t m_digits = 0;
    std::uint64_t m_left = 0;
};

/// permessage-deflate as one end offered or chose it (RFC 7692 §7.1).
struct WebSocketDeflate {
    bool present = false;
    bool serverNoTakeover = false;
    bool clientNoTakeover = false;
    std::uint8_t serverBits = 15; ///< of the window
    std::uint8_t clientBits = 15;
};

/// What is known of permessage-deflate on a connection.
enum class WebSocketExtension : std::uint8_t {
    Unknown, ///< no answer was captured
    None,
    Deflate,
};

/// A client's head of HTTP.
struct WebSocketRequest {
    bool valid = false;                   ///< it is a request
    bool upgrade = false;                 ///< for WebSocket (RFC 6455 §4.1)
    bool headOnly = false;                ///< HEAD: the answer has no body
    std::uint32_t size = 0;               ///< of the head, in bytes
    std::string target{};                 ///< path and query
    std::vector<std::string> protocols{}; ///< sub-protocols that it offers
    WebSocketDeflate deflate{};
    HttpFraming framing{};
};

/// A server's head of HTTP.
struct WebSocketResponse {
    bool valid = false;
    bool upgrade = false;        ///< 101 to WebSocket (RFC 6455 §4.2.2)
    bool answersUpgrade = false; ///< what it answers is a request for WebSocket, as far as that was captured
    std::uint16_t status = 0;
    std::uint32_t size = 0;
    std::string reason{};
    std::string protocol{}; ///< the sub-protocol that it selects
    WebSocketDeflate deflate{};
    HttpFraming framing{}; ///< as if it does not answer a HEAD
};

/// A request that waits for its answer.
struct HttpExchange {
    bool upgrade = false;
    bool headOnly = false;
    bool mqtt = false; ///< a sub-protocol of MQTT was offered
};

/// `head` with its empty line. Field names in any case, lines folded as in RFC 9112 §5.2, fields repeated.
[[nodiscard]] WebSocketRequest readWebSocketRequest(std::string_view head);
[[nodiscard]] WebSocketResponse readWebSocketResponse(std::string_view head);

/// Whether a stream that begins with this byte begins with a head of HTTP: no first byte of a frame that RFC 6455
/// knows is one of these letters.
[[nodiscard]] constexpr bool beginsHttp(std::uint8_t byte) {
    return byte >= 'C' && byte <= 'Z';
}

/// Whether a sub-protocol is one of MQTT: "mqtt", and "mqttv3.1" of MQTT 3.1.
[[nodiscard]] bool isMqttProtocol(std::string_view protocol);

} // namespace mqttscope::net
