// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mqtt/framer.h"
#include "core/mqtt/tree.h"
#include "tests/support/packet_builder.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace mqttscope::mqtt {

/// Feeds a framer and writes down what it says. Each piece is an extent of its own, numbered from 0.
class FramerLog {
public:
    explicit FramerLog(Version version = Version::V311, Framer::Start start = Framer::Start::AtPacket,
                       base::Direction direction = base::Direction::ToServer)
        : m_framer(start, direction)
        , m_version(version) {}

    FramerLog& feed(base::ByteView bytes) {
        m_framer.feed(bytes, {base::ExtentId(m_next++), 0}, *this);
        return *this;
    }

    /// In pieces of at most `size` bytes.
    FramerLog& feedEvery(base::ByteView bytes, std::size_t size) {
        for (std::size_t at = 0; at < bytes.size(); at += size)
            feed(bytes.subspan(at, std::min(size, bytes.size() - at)));
        return *this;
    }

    FramerLog& gap(std::uint64_t size) {
        m_framer.gap(size, *this);
        ++m_next;
        return *this;
    }

    FramerLog& finish() {
        m_framer.finish(*this);
        return *this;
    }

    void packet(const FramedPacket& packet) {
        packets.push_back(packet);
        // Only the head is promised: what lies in one piece comes with its payload.
        const auto size = headLength(packet.head, m_version);
        const auto head = size == 0 ? packet.head : packet.head.first(std::min<std::size_t>(size, packet.head.size()));
        heads.emplace_back(head.begin(), head.end());
        m_text.push_back(std::to_string(packet.length) +
                         (packet.complete ? "" : "?" + std::to_string(packet.available)));
        bytesTold += packet.complete ? packet.length : 0;
    }

    void skipped(const SkippedBytes& bytes) {
        skips.push_back(bytes);
        static constexpr const char* kWhy[] = {"late", "gap", "length", "zero", "type"};
        m_text.push_back("-" + std::to_string(bytes.size) + kWhy[static_cast<int>(bytes.why)]);
        bytesTold += bytes.size;
    }

    [[nodiscard]] Version version() const { return m_version; }

    /// Lengths of packets; "?" with what came where one is incomplete; "-" with what was skipped and why.
    [[nodiscard]] std::string text() const {
        std::string text;
        for (const auto& word : m_text) text += (text.empty() ? "" : " ") + word;
        return text;
    }

    std::vector<FramedPacket> packets; ///< their heads are gone: see `heads`
    std::vector<test::Bytes> heads;
    std::vector<SkippedBytes> skips;
    std::uint64_t bytesTold = 0;

private:
    Framer m_framer;
    Version m_version;
    std::uint32_t m_next = 0;
    std::vector<std::string> m_text;
};

} // namespace mqttscope::mqtt
