// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/direct_spool.h"
#include "core/capture/source_table.h"
#include "core/engine/flow.h"
#include "core/net/websocket.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mqttscope::engine {

/// What all WebSocket connections of an inspection share: where unmasked and expanded bytes are kept. The spool is made
/// when the first byte needs it; it ends at its limit (capture::DirectSpool) or when the disk is nearly full, and then
/// nothing more is kept. One thread.
class WebSocketShared {
public:
    /// `spoolDirectory` as in InspectionOptions.
    WebSocketShared(capture::SourceTable& sources, std::string spoolDirectory)
        : m_sources(sources)
        , m_directory(std::move(spoolDirectory)) {}

    /// Where the bytes lie from now on; nothing if they could not be kept.
    [[nodiscard]] std::optional<base::SourceOffset> keep(base::ByteView bytes);

    /// Why nothing can be kept any more; empty while it can.
    [[nodiscard]] const std::string& failure() const { return m_failure; }

    [[nodiscard]] net::WebSocketWorkspace& workspace() { return m_workspace; }

private:
    capture::SourceTable& m_sources;
    std::string m_directory;
    std::string m_failure;
    std::optional<capture::DirectSpool> m_spool;
    base::SourceId m_source{};
    net::WebSocketWorkspace m_workspace;
};

/// Stands between the pipeline and the flow of a connection that carries MQTT over WebSocket: takes what Flow takes and
/// feeds the flow with what the messages hold. Shared and flow must outlive it.
class WebSocketTransport {
public:
    /// `client` is the end that asks for WebSocket.
    WebSocketTransport(WebSocketShared& shared, Flow& flow, net::Side client)
        : m_shared(shared)
        , m_flow(flow)
        , m_client(client)
        , m_stream(shared.workspace()) {}

    /// The next bytes of one side of TCP, as Flow::data takes them.
    void data(net::Side side, base::ByteView bytes, const net::Origin& origin, const net::Origin& now);
    /// What TCP did.
    void event(const net::TcpEvent& event, const net::Origin& origin);
    /// Nothing more comes; call it before Flow::close(), and destroy it before the flow.
    void close();

private:
    /// A finding of MQTT's own rules waits until the flow knows which version is spoken.
    struct Waiting {
        base::RowId row{};
        base::RuleId rule{};
    };

    void drain(net::Side side, const net::Origin& origin, const net::Origin& now);
    void take(const net::WebSocketOutput& output, net::Side side, const net::Origin& origin, const net::Origin& now);
    void takeData(const net::WebSocketOutput& output, net::Side side, const net::Origin& origin,
                  const net::Origin& now);
    void takeRequest(net::Side side, const net::Origin& origin, const net::Origin& now);
    void takeResponse(net::Side side, const net::Origin& origin, const net::Origin& now);
    void takeClose(const net::WebSocketOutput& output, net::Side side, const net::Origin& origin,
                   const net::Origin& now);
    void takeProblem(net::WebSocketProblem problem, net::Side side, const net::Origin& origin, const net::Origin& now);
    /// Where the bytes lie; the flow is told if they could not be kept.
    [[nodiscard]] std::optional<base::SourceOffset> keep(base::ByteView bytes, net::Side side,
                                                         const net::Origin& origin, const net::Origin& now);
    void tellWaiting();
    void addSought(const net::WebSocketOutput& lost, net::Side side, const net::Origin& origin, const net::Origin& now);
    void tellSought(net::Side side);

    /// Bytes of one side in which no frame was found, or whose messages cannot be read.
    struct Sought {
        mqtt::SkippedBytes::Why why{};
        std::uint64_t size = 0;
        net::Origin first;
        net::Origin last;
        bool begun = false; ///< something of that side was understood before
    };

    WebSocketShared& m_shared;
    Flow& m_flow;
    net::Side m_client;
    net::WebSocketStream m_stream;
    std::array<base::ExtentId, 2> m_header; // by Side: the extent that begins with the header of the frame
    std::array<Sought, 2> m_sought;         // by Side
    base::RowId m_request;                  // the latest of each
    base::RowId m_response;
    bool m_notKeptTold = false;
    std::vector<Waiting> m_waiting;
};

} // namespace mqttscope::engine
