// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/byte_writer.h"

namespace mqttscope::test {

namespace {

constexpr std::uint32_t kAnySize = 262'144; // the snapshot length that tcpdump writes

/// The classic format, draft-ietf-opsawg-pcap.
Bytes pcapFile(const std::vector<BuiltFrame>& frames, bool nanoseconds, ByteOrder order) {
    Bytes file;
    ByteWriter out(file, order);
    out.u32(nanoseconds ? 0xA1B2'3C4D : 0xA1B2'C3D4).u16(2).u16(4).zeros(8).u32(kAnySize).u32(Capture::kEthernet);
    for (const auto& frame : frames) {
        const auto seconds = frame.time.nanoseconds / base::kNanosecondsPerSecond;
        const auto rest = frame.time.nanoseconds % base::kNanosecondsPerSecond;
        out.u32(static_cast<std::uint32_t>(seconds)).u32(static_cast<std::uint32_t>(nanoseconds ? rest : rest / 1'000));
        out.u32(static_cast<std::uint32_t>(frame.bytes.size())).u32(frame.originalSize).bytes(frame.bytes);
    }
    return file;
}

/// draft-ietf-opsawg-pcapng: a section header, an interface description, enhanced packet blocks.
Bytes pcapngFile(const std::vector<BuiltFrame>& frames, ByteOrder order) {
    Bytes file;
    ByteWriter out(file, order);
    out.u32(0x0A0D'0D0A).u32(28).u32(0x1A2B'3C4D).u16(1).u16(0);
    out.u32(0xFFFF'FFFF).u32(0xFFFF'FFFF).u32(28); // the section's length is not said
    out.u32(1).u32(32).u16(Capture::kEthernet).u16(0).u32(kAnySize);
    out.u16(9).u16(1).u8(9).zeros(3); // if_tsresol: 10^-9 s
    out.u16(0).u16(0).u32(32);
    for (const auto& frame : frames) {
        const auto size = static_cast<std::uint32_t>(frame.bytes.size());
        const auto padding = (4 - size % 4) % 4;
        const auto total = 32 + size + padding;
        const auto time = static_cast<std::uint64_t>(frame.time.nanoseconds);
        out.u32(6).u32(total).u32(0);
        out.u32(static_cast<std::uint32_t>(time >> 32)).u32(static_cast<std::uint32_t>(time & 0xFFFF'FFFF));
        out.u32(size).u32(frame.originalSize).bytes(frame.bytes).zeros(padding).u32(total);
    }
    return file;
}

} // namespace

Bytes captureFile(const std::vector<BuiltFrame>& frames, FileFormat format, ByteOrder order) {
    switch (format) {
    case FileFormat::PcapMicroseconds:
        return pcapFile(frames, false, order);
    case FileFormat::PcapNanoseconds:
        return pcapFile(frames, true, order);
    case FileFormat::Pcapng:
        return pcapngFile(frames, order);
    }
    return {};
}

} // namespace mqttscope::test
