// SPDX-License-Identifier: GPL-3.0-or-later
// Known streams, cut, shuffled, repeated, overlapped and thinned out at random: they must come back whole, with gaps
// exactly where bytes were withheld.
#include "tests/unit/net/net_fixture.h"

#include <algorithm>
#include <random>

namespace mqttscope::net::test {
namespace {

struct Cut {
    std::uint32_t from;
    std::uint32_t to;
};

class Shuffle : public ::testing::TestWithParam<unsigned> {
protected:
    std::mt19937 m_random{GetParam()};

    std::uint32_t upTo(std::uint32_t most) { return std::uniform_int_distribution<std::uint32_t>(0, most)(m_random); }

    std::string randomText(std::size_t size) {
        std::string bytes(size, ' ');
        for (auto& c : bytes) c = static_cast<char>('a' + upTo(25));
        return bytes;
    }

    /// Pieces that cover the stream, moved by a few places, some repeated, some longer than they need to be.
    std::vector<Cut> cuts(std::uint32_t size) {
        std::vector<Cut> pieces;
        for (std::uint32_t at = 0; at < size;) {
            const auto to = std::min(size, at + 1 + upTo(40));
            pieces.push_back({at, to});
            if (upTo(4) == 0) pieces.push_back({at - std::min(at, upTo(60)), std::min(size, to + upTo(60))});
            at = to;
        }
        for (std::size_t i = 0; i < pieces.size(); ++i)
            std::swap(pieces[i], pieces[std::min(pieces.size() - 1, i + upTo(12))]);
        return pieces;
    }
};

TEST_P(Shuffle, NothingIsLostOrInvented) {
    Net net;
    // Both sides wrap somewhere in the middle.
    net.clientIsn = 0U - upTo(4000);
    net.serverIsn = 0U - upTo(4000);
    net.handshake();
    const auto toServer = randomText(5000);
    const auto toClient = randomText(3000);
    auto client = cuts(5000);
    auto server = cuts(3000);
    while (!client.empty() || !server.empty()) {
        const bool pickClient = server.empty() || (!client.empty() && upTo(1) == 0);
        auto& from = pickClient ? client : server;
        const auto cut = from.front();
        from.erase(from.begin());
        if (pickClient) {
            net.client(cut.from, toServer.substr(cut.from, cut.to - cut.from));
        } else {
            net.server(cut.from, toClient.substr(cut.from, cut.to - cut.from));
        }
    }
    net.stack.finish();
    EXPECT_EQ(net.clientStream(), toServer);
    EXPECT_EQ(net.serverStream(), toClient);
}

TEST_P(Shuffle, WithheldBytesAreGapsOfTheirExactSize) {
    Net net;
    net.clientIsn = 0U - upTo(4000);
    net.handshake();
    const auto stream = randomText(5000);
    // Withhold bytes [from, to) of the stream from every piece.
    const auto from = 1000 + upTo(1000);
    const auto to = from + 1 + upTo(1000);
    for (auto cut : cuts(5000)) {
        for (auto part : {Cut{cut.from, std::min(cut.to, from)}, Cut{std::max(cut.from, to), cut.to}})
            if (part.from < part.to) net.client(part.from, stream.substr(part.from, part.to - part.from));
    }
    net.stack.finish();
    EXPECT_EQ(net.clientStream(), stream.substr(0, from) + fmt::format("[{}]", to - from) + stream.substr(to));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Shuffle, ::testing::Range(0U, 40U));

} // namespace
} // namespace mqttscope::net::test
