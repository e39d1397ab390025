// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/frame_view.h"
#include "core/net/stream_listener.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>

namespace mqttscope::exporter {

/// The two ends of a TCP connection, whichever way a frame goes.
class TcpEnds {
public:
    TcpEnds(const net::Endpoint& a, const net::Endpoint& b);

    auto operator<=>(const TcpEnds&) const = default;

private:
    struct End {
        std::array<std::uint8_t, 16> address{};
        bool v6 = false;
        std::uint16_t port = 0;

        auto operator<=>(const End&) const = default;
    };

    End m_lesser;
    End m_greater;
};

/// What the innermost TCP header of a frame says.
struct FrameEnds {
    TcpEnds ends;
    bool begins = false; ///< SYN
};

/// Nothing for a frame without a TCP header that can be read, such as a later fragment.
[[nodiscard]] std::optional<FrameEnds> frameEnds(const net::FrameView& frame);

} // namespace mqttscope::exporter
