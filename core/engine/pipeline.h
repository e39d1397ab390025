// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/capture_reader.h"
#include "core/engine/flow.h"
#include "core/engine/port_set.h"
#include "core/engine/report.h"
#include "core/net/net_stack.h"
#include "core/store/store.h"

#include <memory>
#include <vector>

namespace mqttscope::engine {

/// From frames to rows: net puts the streams in order, mqtt cuts them into packets, session adds what it knows, the
/// store keeps it. The only place where net and mqtt meet. One thread.
class Pipeline final : private net::StreamListener {
public:
    /// Both must outlive the pipeline; it counts what it sees in `report`.
    Pipeline(store::Store& store, Report& report, const PortSet& ports);
    ~Pipeline() override;

    void frame(const capture::Frame& frame, base::ByteView bytes);
    /// The capture ended: what still waits for bytes is given out as it is.
    void finish();
    /// Brings what net counted into the report.
    void updateReport();

private:
    void opened(const net::TcpConnection& connection, const net::Origin& origin) override;
    void data(const net::TcpConnection& connection, net::Side side, base::ByteView bytes, const net::Origin& origin,
              const net::Origin& now) override;
    void event(const net::TcpConnection& connection, const net::TcpEvent& event, const net::Origin& origin) override;
    void closed(const net::TcpConnection& connection) override;

    [[nodiscard]] Flow* flowOf(const net::TcpConnection& connection) const;

    store::Store& m_store;
    Report& m_report;
    PortSet m_ports;
    net::NetStack m_net;
    std::uint32_t m_frames = 0;
    bool m_finishing = false;
    std::vector<std::unique_ptr<Flow>> m_flows; // by TcpConnectionId; null for what is no MQTT
};

} // namespace mqttscope::engine
