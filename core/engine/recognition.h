// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/flow.h"
#include "core/engine/websocket_recogniser.h"
#include "core/mqtt/recognise.h"
#include "core/net/stream_listener.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace mqttscope::engine {

/// Why a connection is looked at.
enum class Suspicion : std::uint8_t {
    Port,          ///< its port is one for MQTT: what is asked is only what lies beneath
    WebSocketPort, ///< its port is one for MQTT over WebSocket
    Any,           ///< it may be anything
};

/// Keeps what a TCP connection begins with until it is known what that is. The bytes stay where they are; at most 16
/// KiB or 64 pieces of one end are kept (more while they are a few bytes each), then it is no MQTT, for good. Small
/// while nothing has come.
class Recognition {
public:
    enum class Verdict : std::uint8_t {
        Undecided,
        NotMqtt,
        Mqtt,
        WebSocket, ///< MQTT inside of it
        Tls,
    };

    Recognition(Suspicion suspicion, base::Timestamp opened)
        : m_opened(opened)
        , m_suspicion(suspicion) {}

    void data(const net::TcpConnection& connection, net::Side side, base::ByteView bytes, const net::Origin& origin,
              const net::Origin& now);
    void event(const net::TcpConnection& connection, const net::TcpEvent& event, const net::Origin& origin);

    /// Frames before this one are about to go: keeps a copy of what it needs of them.
    void letGo(base::FrameId firstKept);

    [[nodiscard]] Verdict verdict() const { return m_verdict; }

    /// Which end is the client, once it is MQTT by content.
    [[nodiscard]] ClientEnd client() const { return m_client; }

    /// Which end sent what decided it.
    [[nodiscard]] net::Side decidedBy() const { return m_decidedBy; }

    [[nodiscard]] base::Timestamp opened() const { return m_opened; }

    [[nodiscard]] bool keepsNothing() const { return m_kept == nullptr; }

    /// Hands over what was kept, in the order in which it came: a PROXY header to `flow`, what follows to `stream`,
    /// which takes data() and event() as Flow does.
    template <class Stream>
    void replay(Flow& flow, Stream& stream) const {
        if (!m_kept) return;
        const auto& proxy = m_kept->proxy;
        auto header = proxy ? proxy->size : 0U;
        for (const auto& item : m_kept->items) {
            if (!item.isData) {
                stream.event(item.event, item.origin);
                continue;
            }
            const bool proxied = header != 0 && item.event.side == m_kept->proxySide;
            const auto used = proxied ? std::min(header, static_cast<std::uint32_t>(item.bytes.size())) : 0U;
            auto origin = item.origin;
            if (used != 0) {
                flow.proxyHeaderPiece(item.event.side, used, origin);
                header -= used;
                if (header == 0 && proxy) flow.proxyHeader(item.event.side, *proxy, item.now);
                origin.offsetInFrame += used;
            }
            if (used < item.bytes.size()) stream.data(item.event.side, item.bytes.subspan(used), origin, item.now);
        }
    }

private:
    /// A piece of a stream, or something that TCP did between two.
    struct Item {
        base::ByteView bytes{};
        net::Origin origin{};
        net::Origin now{};
        net::TcpEvent event{}; ///< of a piece only the side
        bool isData = false;
    };

    /// What is known of one end.
    struct End {
        base::ByteView first{};               ///< its first piece
        std::vector<std::uint8_t> gathered{}; ///< its first bytes, where they came in more than one piece
        std::uint32_t size = 0;               ///< bytes kept
        std::uint32_t pieces = 0;             ///< gaps count as pieces
        bool gapSeen = false;

        void add(base::ByteView bytes, bool gather);

        [[nodiscard]] base::ByteView beginning() const { return gathered.empty() ? first : base::ByteView(gathered); }
    };

    /// Everything that an idle connection does not need.
    struct Kept {
        std::vector<Item> items;
        std::vector<std::vector<std::uint8_t>> copies; ///< bytes of items whose frame is gone
        std::array<End, 2> ends;                       // by Side
        std::optional<net::ProxyHeader> proxy;
        net::Side proxySide{};
        std::uint32_t events = 0;
        std::unique_ptr<mqtt::Recogniser> recogniser;   // where the start was not captured
        std::unique_ptr<WebSocketRecogniser> webSocket; // likewise

        [[nodiscard]] End& end(net::Side side) { return ends[static_cast<std::size_t>(side)]; }
    };

    Kept& kept();
    [[nodiscard]] bool asksAgain(net::Side side, base::ByteView bytes) const;
    void look(const net::TcpConnection& connection, net::Side side);
    void lookAtContent(const net::TcpConnection& connection, net::Side side, base::ByteView bytes);
    void recognise(const net::TcpConnection& connection);
    void feedRecognisers(const net::TcpConnection& connection, net::Side side, base::ByteView bytes);
    void take(const net::TcpConnection& connection, const mqtt::Recognised& recognised);
    void keepBounds(const End& end);
    void decide(Verdict verdict, ClientEnd client = {});
    /// Its bytes tell nothing: the port may.
    void decideByPort();

    base::Timestamp m_opened;
    std::unique_ptr<Kept> m_kept;
    ClientEnd m_client{};
    net::Side m_decidedBy{};
    Suspicion m_suspicion;
    Verdict m_verdict = Verdict::Undecided;
    bool m_isHttp = false; ///< what came so far was HTTP without WebSocket
};

} // namespace mqttscope::engine
