// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/net/inflate.h"
#include "core/net/websocket_frame.h"
#include "core/net/websocket_http.h"
#include "core/net/websocket_rules.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mqttscope::net {

/// What all WebSocket connections of an inspection share: room to work in and what expands compressed messages.
struct WebSocketWorkspace {
    static constexpr std::size_t kChunk = std::size_t{64} << 10;

    std::vector<std::uint8_t> unmasked = std::vector<std::uint8_t>(kChunk);
    InflatePool inflate;
};

/// One thing that a WebSocket connection yields.
struct WebSocketOutput {
    enum class Kind : std::uint8_t {
        Request,  ///< a client's head of HTTP: WebSocketStream::request()
        Response, ///< a server's: WebSocketStream::response()
        Data,     ///< bytes of messages, without any framing
        Ping,
        Pong,
        Close,
        Lost,    ///< bytes that cannot be had; `size` counts them as captured
        Problem, ///< `problem` tells what is wrong; told once for each direction
    };

    Kind kind{};
    base::Direction direction{};
    WebSocketProblem problem{};
    std::uint16_t code = 0;      ///< Close: the status code, 0 where none was sent (RFC 6455 §7.4)
    std::uint64_t size = 0;      ///< Lost
    bool seeking = false;        ///< Lost: because it is not known where a frame begins
    base::ByteView bytes{};      ///< Data: the bytes; Close: the reason. Valid until the next call
    bool inPlace = false;        ///< Data: `bytes` lie in the piece that was fed
    bool beginsFrame = false;    ///< Data: the first that its frame yields
    bool headerInPlace = false;  ///< Data: the captured bytes begin with the whole header of the frame
    base::ByteView header{};     ///< Data that begins a frame whose header was split: the header
    std::uint32_t rawOffset = 0; ///< Data: the captured bytes that it was made from, counted in the piece
    std::uint32_t rawSize = 0;
};

/// Follows one WebSocket connection (RFC 6455) with permessage-deflate (RFC 7692), from the request for it or from the
/// middle, and yields what its messages hold as one stream of bytes for each direction. It does not know what they
/// mean. After a gap, or where it begins in the middle, it looks for the next boundary of a frame.
///
/// Bounds: a head of HTTP kMostHead bytes, 16 requests that wait for an answer; what is expanded is bounded in
/// inflate.h. A connection takes less than 2 KiB of memory beside the heads while they come, and what expands it.
class WebSocketStream {
public:
    explicit WebSocketStream(WebSocketWorkspace& workspace);

    /// The next bytes of one direction. Call next() until it says that there is nothing more before feeding again;
    /// the piece must stay until then.
    void feed(base::Direction direction, base::ByteView piece);
    /// So many bytes of one direction are missing here.
    void gap(base::Direction direction, std::uint64_t size);
    /// The next thing that was found; false if there is none before more is fed.
    [[nodiscard]] bool next(WebSocketOutput& output);

    /// The latest head of the client and of the server.
    [[nodiscard]] const WebSocketRequest& request() const { return m_request; }

    [[nodiscard]] const WebSocketResponse& response() const { return m_response; }

private:
    /// Frames after which a boundary that was found is believed.
    static constexpr std::uint8_t kTrusted = 8;

    enum class Phase : std::uint8_t {
        Start,   ///< a head of HTTP, a frame, or the middle of something
        Head,    ///< within a head
        Body,    ///< what follows a head that is no upgrade
        Frames,  ///< at or in a frame
        Seeking, ///< where a frame begins is not known
    };

    /// One direction.
    struct Lane {
        explicit Lane(InflatePool& pool)
            : inflater(pool) {}

        Phase phase = Phase::Start;
        bool upgraded = false;  ///< what is no head of HTTP is a frame
        std::uint8_t trust = 0; ///< frames since it was not known where one begins, up to kTrusted
        std::uint16_t told = 0; ///< a bit for each problem that was told
        HttpHead head{};        ///< while it comes
        HttpBody body{};        ///< while it is stepped over

        // The frame.
        WebSocketHeader frame{};
        std::array<std::uint8_t, kMostWebSocketHeader> header{};
        std::uint8_t gathered = 0; ///< bytes of a header that came in pieces
        bool inPayload = false;
        bool skipping = false;      ///< its payload cannot be used
        bool given = false;         ///< it yielded data
        bool headerHere = false;    ///< its whole header lies in the piece, right before what follows …
        std::uint32_t headerAt = 0; ///< … here
        std::uint64_t left = 0;     ///< of the payload
        std::uint64_t done = 0;     ///< of the payload
        std::array<std::uint8_t, kMostControl> control{};
        std::uint8_t controlSize = 0;
        bool controlWhole = true;

        // The message.
        bool messageOpen = false; ///< a fragment must follow
        bool messageLost = false; ///< the rest of it cannot be used
        bool compressed = false;
        bool contextMissing = false; ///< it may refer to what is not known
        bool contextUsed = false;    ///< messages before it may be referred to
        bool expanding = false;      ///< the inflater may have more to give
        std::uint8_t tail = 0;       ///< bytes of its end that the inflater must still get
        base::ByteView pending{};    ///< compressed bytes that it must still get
        std::uint32_t rawOffset = 0; ///< what they were made from
        std::uint32_t rawSize = 0;
        bool rawHasHeader = false;
        Inflater inflater;
    };

    [[nodiscard]] Lane& lane(base::Direction direction) { return m_lanes[static_cast<std::size_t>(direction)]; }

    [[nodiscard]] base::ByteView rest() const { return m_piece.subspan(m_at); }

    [[nodiscard]] bool mayCompress() const { return m_extension != WebSocketExtension::None; }

    /// Messages of the direction of the piece never refer to earlier ones.
    [[nodiscard]] bool noTakeover() const;

    void step(Lane& lane);
    void start(Lane& lane);
    void readHead(Lane& lane);
    void takeRequest(Lane& lane);
    void takeResponse(Lane& lane);
    void checkUpgrade(const HttpExchange& exchange);
    void beginSeeking(Lane& lane);
    void seek(Lane& lane);

    void readHeader(Lane& lane);
    void beginFrame(Lane& lane);
    void checkFrame(Lane& lane);
    void beginMessage(Lane& lane);
    void readPayload(Lane& lane);
    void readControl(Lane& lane, base::ByteView payload);
    void endFrame(Lane& lane);
    void endControl(Lane& lane);
    void expand(Lane& lane);
    void loseMessage(Lane& lane);
    void loseContext(Lane& lane);

    void give(Lane& lane, base::ByteView bytes, bool inPlace);
    void lose(std::uint64_t size, bool seeking = false);
    void tell(base::Direction direction, WebSocketProblem problem);

    WebSocketWorkspace& m_workspace;
    std::array<Lane, 2> m_lanes; // by Direction
    WebSocketRequest m_request;
    WebSocketResponse m_response;
    std::vector<HttpExchange> m_waiting; // requests without an answer
    WebSocketExtension m_extension = WebSocketExtension::Unknown;

    base::Direction m_direction{}; // of the piece
    base::ByteView m_piece;
    std::size_t m_at = 0;
    std::vector<WebSocketOutput> m_found; // not given out yet
    std::size_t m_given = 0;
};

} // namespace mqttscope::net
