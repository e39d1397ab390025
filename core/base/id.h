// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace mqttscope::base {

/// A position in one kind of table; the tag keeps a row number from being passed for a connection number.
template <class Tag>
struct Id {
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

    std::uint32_t value = kNone;

    constexpr Id() = default;

    constexpr explicit Id(std::uint32_t v)
        : value(v) {}

    [[nodiscard]] constexpr bool valid() const { return value != kNone; }

    constexpr auto operator<=>(const Id&) const = default;
};

/// A captured record, counted from 0 over all files of a capture; shown to people as `value + 1`.
using FrameId = Id<struct FrameTag>;
/// A file or spool that holds bytes. At most 65,535 in one inspection.
using SourceId = Id<struct SourceTag>;
/// One TCP connection, numbered as Wireshark's `tcp.stream` is.
using TcpConnectionId = Id<struct TcpConnectionTag>;
/// One MQTT network connection.
using ConnectionId = Id<struct ConnectionTag>;
/// A line of the main table: a packet or an event.
using RowId = Id<struct RowTag>;
/// A stretch of stream bytes that lie together in a source (store::Extents).
using ExtentId = Id<struct ExtentTag>;
/// Something worth telling about a row (store::Findings).
using FindingId = Id<struct FindingTag>;
/// The place of a packet in its exchange (store::ExchangeLink).
using LinkId = Id<struct LinkTag>;
/// A text that is kept once: a topic, a topic filter, a client identifier.
using TextId = Id<struct TextTag>;

/// Which way bytes flow on a connection.
enum class Direction : std::uint8_t { ToServer, ToClient };

[[nodiscard]] constexpr Direction opposite(Direction d) {
    return d == Direction::ToServer ? Direction::ToClient : Direction::ToServer;
}

} // namespace mqttscope::base

template <class Tag>
struct std::hash<mqttscope::base::Id<Tag>> {
    std::size_t operator()(mqttscope::base::Id<Tag> id) const noexcept { return std::hash<std::uint32_t>{}(id.value); }
};
