// SPDX-License-Identifier: GPL-3.0-or-later
// Just enough of pcap and pcapng to feed whole, well-formed files to net: its tests do not depend on core/capture.
#pragma once

#include "tests/unit/net/frame_builder.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace mqttscope::net::test {

struct CapturedFrame {
    std::int64_t time = 0; ///< nanoseconds
    std::uint32_t linkType = 0;
    std::uint32_t originalLength = 0;
    Bytes bytes;
};

class CaptureFile {
public:
    static std::vector<CapturedFrame> read(const std::filesystem::path& path) {
        std::ifstream stream(path, std::ios::binary);
        CaptureFile file;
        file.m_bytes.assign(std::istreambuf_iterator<char>(stream), {});
        if (file.m_bytes.size() < 24) return {};
        file.m_big = false;
        if (file.u32(0) == 0x0A0D'0D0A) {
            file.readPcapng();
        } else {
            file.readPcap();
        }
        return std::move(file.m_frames);
    }

private:
    struct Interface {
        std::uint32_t linkType;
        std::uint32_t snapLength;
    };

    [[nodiscard]] std::uint32_t u16(std::size_t at) const {
        return m_big ? std::uint32_t{m_bytes[at]} << 8 | m_bytes[at + 1]
                     : std::uint32_t{m_bytes[at + 1]} << 8 | m_bytes[at];
    }

    [[nodiscard]] std::uint32_t u32(std::size_t at) const {
        return m_big ? u16(at) << 16 | u16(at + 2) : u16(at + 2) << 16 | u16(at);
    }

    void add(std::int64_t time, std::uint32_t linkType, std::size_t at, std::uint32_t captured,
             std::uint32_t original) {
        if (at + captured > m_bytes.size()) return;
        const auto begin = m_bytes.begin() + static_cast<std::ptrdiff_t>(at);
        m_frames.push_back({time, linkType, original, Bytes(begin, begin + static_cast<std::ptrdiff_t>(captured))});
    }

    void readPcap() {
        m_big = m_bytes[0] == 0xA1;
        const auto nano = u32(0) == 0xA1B2'3C4D;
        for (std::size_t at = 24; at + 16 <= m_bytes.size(); at += 16 + u32(at + 8)) {
            const auto fraction = std::int64_t{u32(at + 4)} * (nano ? 1 : 1000);
            add(std::int64_t{u32(at)} * 1'000'000'000 + fraction, u32(20) & 0xFFFF, at + 16, u32(at + 8), u32(at + 12));
        }
    }

    /// Times are taken for microseconds, which is right for all files that matter here.
    void readPcapng() {
        std::size_t at = 0;
        while (at + 12 <= m_bytes.size()) {
            const bool section = m_bytes[at] == 0x0A && m_bytes[at + 1] == 0x0D;
            if (section) {
                m_big = m_bytes[at + 8] == 0x1A;
                m_interfaces.clear();
            }
            const auto length = u32(at + 4);
            if (length < 12 || at + length > m_bytes.size()) return;
            readBlock(section ? 0 : u32(at), at, length);
            at += length;
        }
    }

    void readBlock(std::uint32_t type, std::size_t at, std::uint32_t length) {
        if (type == 1) m_interfaces.push_back({u16(at + 8), u32(at + 12)});
        const auto linkType = [&](std::size_t i) { return i < m_interfaces.size() ? m_interfaces[i].linkType : 0U; };
        const auto time = [&](std::size_t from) {
            return static_cast<std::int64_t>((std::uint64_t{u32(from)} << 32 | u32(from + 4)) * 1000);
        };
        if (type == 6) add(time(at + 12), linkType(u32(at + 8)), at + 28, u32(at + 20), u32(at + 24));
        if (type == 2) add(time(at + 12), linkType(u16(at + 8)), at + 28, u32(at + 20), u32(at + 24));
        if (type != 3 || m_interfaces.empty()) return;
        const auto snap = m_interfaces[0].snapLength;
        const auto there = std::min({u32(at + 8), length - 16, snap == 0 ? UINT32_MAX : snap});
        add(0, linkType(0), at + 12, there, u32(at + 8));
    }

    Bytes m_bytes;
    bool m_big = false;
    std::vector<Interface> m_interfaces;
    std::vector<CapturedFrame> m_frames;
};

} // namespace mqttscope::net::test
