// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/text.h"
#include "core/mqtt/summary.h"
#include "core/net/proxy_header.h"
#include "core/session/exchange.h"
#include "core/store/store.h"

#include <string>

namespace mqttscope::format {

/// "PUBLISH", or an event in brackets: "[FIN]", "[Gap]".
[[nodiscard]] std::string typeText(const store::Row& row);
/// What an event row tells: "1,460 bytes to the server are not in the capture: the server acknowledged them".
[[nodiscard]] std::string eventText(const store::Row& row);
/// The same with what the row keeps in words, such as the addresses of a PROXY header.
[[nodiscard]] std::string eventText(const store::Snapshot& snapshot, const store::Row& row,
                                    const TextOptions& options = {});
/// "203.0.113.9:51000 → 10.0.0.5:1883", "LOCAL", "UNKNOWN".
[[nodiscard]] std::string proxyText(const net::ProxyHeader& header);
/// The topic, filter, client identifier or what else says most about a packet in one line, without its payload.
[[nodiscard]] std::string infoText(const store::Snapshot& snapshot, const store::Row& row,
                                   const mqtt::PacketSummary& summary, const TextOptions& options);
/// QoS and flags of a PUBLISH: "1 R D"; "0" for a plain one; empty for other types.
[[nodiscard]] std::string flagsText(const store::Row& row);
/// "complete in 1.25 ms", "refused", "open: PUBACK is awaited".
[[nodiscard]] std::string exchangeText(const session::Exchange& exchange);
/// "127.0.0.1:1883", "[::1]:1883".
[[nodiscard]] std::string endpointText(const net::Endpoint& endpoint);
/// "5.0", "3.1.1 (bridge)", "5.0 (inferred)", "unknown".
[[nodiscard]] std::string versionText(const store::ConnectionVersion& version);

} // namespace mqttscope::format
