// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/capture_reader.h"
#include "core/capture/source_table.h"
#include "core/engine/flow.h"
#include "core/engine/port_set.h"
#include "core/engine/recognition.h"
#include "core/engine/report.h"
#include "core/engine/websocket_transport.h"
#include "core/net/net_stack.h"
#include "core/store/store.h"

#include <memory>
#include <string>
#include <vector>

namespace mqttscope::engine {

/// What is taken for MQTT.
struct Detection {
    PortSet ports = PortSet::standard(); ///< TCP ports that carry it
    bool anyPort = true;                 ///< look for it on all others, too
};

/// From frames to rows: net puts the streams in order, mqtt cuts them into packets, session adds what it knows, the
/// store keeps it. The only place where net and mqtt meet. One thread.
class Pipeline final : private net::StreamListener {
public:
    /// All must outlive the pipeline; it counts what it sees in `report`.
    /// `spoolDirectory` as in InspectionOptions: for bytes that are made from captured ones.
    Pipeline(store::Store& store, Report& report, capture::SourceTable& sources, const Detection& detection,
             std::string spoolDirectory);
    ~Pipeline() override;

    void frame(const capture::Frame& frame, base::ByteView bytes);
    /// Frames before this one are about to go, and their bytes with them.
    void letGo(base::FrameId firstKept);
    /// The capture ended: what still waits for bytes is given out as it is.
    void finish();
    /// Brings what net counted into the report.
    void updateReport();

private:
    /// What becomes of a TCP connection.
    struct Carrier {
        enum class State : std::uint8_t { Ignored, Undecided, Mqtt, WebSocket, Tls };

        State state = State::Ignored;
        std::unique_ptr<Flow> flow; ///< from the start where the port says MQTT
        std::unique_ptr<Recognition> recognition;
        std::unique_ptr<WebSocketTransport> webSocket; ///< on its way to `flow`
    };

    void opened(const net::TcpConnection& connection, const net::Origin& origin) override;
    void data(const net::TcpConnection& connection, net::Side side, base::ByteView bytes, const net::Origin& origin,
              const net::Origin& now) override;
    void event(const net::TcpConnection& connection, const net::TcpEvent& event, const net::Origin& origin) override;
    void closed(const net::TcpConnection& connection) override;

    void act(Carrier& carrier, const net::TcpConnection& connection, const net::Origin& now);
    void beginTls(Carrier& carrier, const net::TcpConnection& connection, const net::Origin& now);
    void begin(Carrier& carrier, Recognition::Verdict verdict);

    FlowContext m_context;
    Detection m_detection;
    WebSocketShared m_webSockets;
    net::NetStack m_net;
    std::uint32_t m_frames = 0;
    std::vector<Carrier> m_carriers; // by TcpConnectionId
};

} // namespace mqttscope::engine
