// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/field_tree.h"
#include "core/net/stream_listener.h"

#include <cstdint>
#include <string_view>

namespace mqttscope::net {

/// What a load balancer says in front of a client's stream: whom it speaks for (the PROXY protocol of HAProxy, whose
/// document proxy-protocol.txt is meant by the section numbers here).
struct ProxyHeader {
    enum class State : std::uint8_t {
        None,     ///< the bytes begin no such header
        NeedMore, ///< they may, or the header goes on
        Whole,
    };

    enum class Family : std::uint8_t { Unspecified, Ipv4, Ipv6, Unix };

    State state = State::None;
    std::uint8_t version = 0; ///< 1 (§2.1) or 2 (§2.2)
    bool local = false;       ///< LOCAL: the proxy speaks for itself, a health check
    Family family = Family::Unspecified;
    std::uint32_t size = 0;        ///< of the whole header; 0 while that is not known
    Endpoint source{};             ///< of Ipv4 and Ipv6
    Endpoint destination{};        ///< likewise
    std::string_view unixSource{}; ///< of Unix: a path within the bytes that were read
    std::string_view unixDestination{};
};

/// Reads the header that a stream begins with. `bytes` are its first ones; it takes the same time however many there
/// are. A header is at most 65,551 bytes long.
[[nodiscard]] ProxyHeader readProxyHeader(base::ByteView bytes);

/// Describes a whole header, every value with its bytes. Ranges count in `bytes`; whatever is cut short is described as
/// far as it goes.
void describeProxyHeader(base::ByteView bytes, base::FieldTree& tree);

} // namespace mqttscope::net
