// SPDX-License-Identifier: GPL-3.0-or-later
// Input: one byte that picks a link type, then frames: two bytes of captured length (big endian; the top bit says that
// the frame was longer on the wire), one byte of time that passes, the bytes.
#include "core/net/dissect.h"
#include "core/net/link_types.h"
#include "core/net/net_stack.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <vector>

namespace {

using namespace mqttscope;

/// Stops the program where a promise of the listener's interface is broken.
class Checker : public net::StreamListener {
public:
    std::uint64_t bytes = 0;

    void opened(const net::TcpConnection& connection, const net::Origin&) override {
        require(connection.id.value == m_opened);
        ++m_opened;
        m_open[connection.id.value] = true;
    }

    void data(const net::TcpConnection& connection, net::Side, base::ByteView view, const net::Origin&,
              const net::Origin&) override {
        require(isOpen(connection));
        require(!view.empty());
        for (const auto byte : view) bytes += byte; // touches them all
    }

    void event(const net::TcpConnection& connection, const net::TcpEvent& event, const net::Origin&) override {
        require(isOpen(connection));
        const bool gap = event.kind == net::TcpEventKind::Gap;
        require(gap == (event.cause != net::GapCause::None));
        require(!gap || event.size > 0);
    }

    void closed(const net::TcpConnection& connection) override {
        require(isOpen(connection));
        m_open[connection.id.value] = false;
    }

    void finished() const {
        for (const auto& [id, open] : m_open) require(!open);
    }

private:
    static void require(bool condition) {
        if (!condition) std::abort();
    }

    bool isOpen(const net::TcpConnection& connection) const {
        const auto found = m_open.find(connection.id.value);
        return found != m_open.end() && found->second;
    }

    std::uint32_t m_opened = 0;
    std::map<std::uint32_t, bool> m_open;
};

constexpr std::array kLinks = {
    net::link::kEthernet, net::link::kNull, net::link::kLoop,        net::link::kRaw,          net::link::kPpp,
    net::link::kPppHdlc,  net::link::kIpv4, net::link::kLinuxCooked, net::link::kLinuxCooked2, net::link::kPppEther,
    net::link::kNflog,    net::link::kIpv6, net::link::kCiscoHdlc,   std::uint32_t{147},
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto linkType = kLinks[data[0] % kLinks.size()];
    // Small bounds, so that short inputs reach them.
    net::NetOptions options;
    options.waitingPiecesPerSide = 8;
    options.waitingPieces = 20;
    options.waitingBytesPerSide = 4000;
    options.resetLingerFrames = 4;
    options.fragmentedDatagrams = 4;
    options.fragmentPieces = 16;
    Checker checker;
    net::NetStack stack(checker, options);

    // Frames of their own, so that AddressSanitizer sees the end of each.
    struct Frame {
        bool longer;
        std::int64_t time;
        std::vector<std::uint8_t> bytes;
    };

    std::vector<Frame> frames;
    std::int64_t time = 0;
    for (std::size_t at = 1; at + 3 <= size;) {
        const auto length = std::size_t{data[at] & 0x7FU} << 8 | data[at + 1];
        const bool longer = (data[at] & 0x80) != 0;
        time += (std::int64_t{data[at + 2]} - 64) * 10'000'000;
        at += 3;
        const auto captured = std::min(length, size - at);
        frames.push_back({longer, time, {data + at, data + at + captured}});
        at += captured;
    }
    for (std::uint32_t i = 0; i < frames.size(); ++i) {
        const auto& frame = frames[i];
        const auto captured = static_cast<std::uint32_t>(frame.bytes.size());
        const net::FrameView view{
            base::FrameId(i), {frame.time}, linkType, captured + (frame.longer ? 7 : 0), frame.bytes, {}};
        stack.frame(view);
        base::FieldTree tree;
        net::dissect(view, tree, {.tcpStream = base::TcpConnectionId(i), .firstSequence = i});
        for (const auto& node : tree.nodes)
            if (node.range.end() > captured) std::abort();
    }
    stack.finish();
    checker.finished();
    return 0;
}
