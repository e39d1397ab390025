// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/pcapng_writer.h"

#include <cstring>

namespace mqttscope::capture::live {
namespace {

// Block types and option codes (draft-ietf-opsawg-pcapng §4).
constexpr std::uint32_t kSectionHeader = 0x0A0D'0D0A;
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kInterfaceStatistics = 5;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kByteOrderMagic = 0x1A2B'3C4D;

constexpr std::uint16_t kComment = 1;
constexpr std::uint16_t kApplication = 4;
constexpr std::uint16_t kInterfaceName = 2;
constexpr std::uint16_t kInterfaceText = 3;
constexpr std::uint16_t kTimeResolution = 9;
constexpr std::uint16_t kFilter = 11;
constexpr std::uint16_t kStartTime = 2;
constexpr std::uint16_t kEndTime = 3;
constexpr std::uint16_t kReceived = 4;
constexpr std::uint16_t kDroppedByInterface = 5;
constexpr std::uint16_t kDroppedBySystem = 7;

} // namespace

void PcapngWriter::section(std::string_view application, std::string_view comment) {
    m_nanoseconds.clear();
    const auto block = begin(kSectionHeader);
    u32(kByteOrderMagic);
    u16(1);
    u16(0);
    u32(0xFFFF'FFFF); // the section's length is not known
    u32(0xFFFF'FFFF);
    if (!comment.empty()) option(kComment, comment);
    option(kApplication, application);
    u32(0);
    end(block);
}

void PcapngWriter::interface(const InterfaceDescription& description) {
    m_nanoseconds.push_back(description.nanoseconds);
    const auto block = begin(kInterfaceDescription);
    u16(static_cast<std::uint16_t>(description.linkType));
    u16(0);
    u32(description.snapLength);
    option(kInterfaceName, description.name);
    if (!description.description.empty()) option(kInterfaceText, description.description);
    const char digits = description.nanoseconds ? 9 : 6;
    option(kTimeResolution, std::string_view(&digits, 1));
    // The first byte says what kind of filter it is: 0 is libpcap's words (§4.2).
    if (!description.filter.empty()) option(kFilter, std::string(1, '\0') + description.filter);
    u32(0);
    end(block);
}

void PcapngWriter::packet(std::uint32_t interface, base::Timestamp at, base::ByteView captured,
                          std::uint32_t originalLength, std::span<const std::string> comments) {
    const auto block = begin(kEnhancedPacket);
    u32(interface);
    time(interface, at);
    u32(static_cast<std::uint32_t>(captured.size()));
    u32(originalLength);
    raw(captured.data(), captured.size());
    pad();
    for (const auto& comment : comments) option(kComment, comment);
    if (!comments.empty()) u32(0);
    end(block);
}

void PcapngWriter::statistics(std::uint32_t interface, base::Timestamp since, base::Timestamp at,
                              const InterfaceCounts& counts) {
    const auto block = begin(kInterfaceStatistics);
    u32(interface);
    time(interface, at);
    timeOption(kStartTime, interface, since);
    timeOption(kEndTime, interface, at);
    option(kReceived, counts.received);
    option(kDroppedByInterface, counts.droppedByInterface);
    option(kDroppedBySystem, counts.droppedByKernel);
    u32(0);
    end(block);
}

std::size_t PcapngWriter::begin(std::uint32_t type) {
    const auto block = m_bytes.size();
    u32(type);
    u32(0); // the length, once it is known
    return block;
}

void PcapngWriter::end(std::size_t block) {
    const auto size = static_cast<std::uint32_t>(m_bytes.size() - block + sizeof(std::uint32_t));
    std::memcpy(m_bytes.data() + block + sizeof(std::uint32_t), &size, sizeof size);
    u32(size);
}

void PcapngWriter::time(std::uint32_t interface, base::Timestamp time) {
    const auto ticks = static_cast<std::uint64_t>(time.nanoseconds) / (m_nanoseconds[interface] ? 1 : 1000);
    u32(static_cast<std::uint32_t>(ticks >> 32));
    u32(static_cast<std::uint32_t>(ticks));
}

void PcapngWriter::option(std::uint16_t code, std::string_view value) {
    value = value.substr(0, kLongestOption);
    u16(code);
    u16(static_cast<std::uint16_t>(value.size()));
    raw(value.data(), value.size());
    pad();
}

void PcapngWriter::option(std::uint16_t code, std::uint64_t value) {
    u16(code);
    u16(sizeof value);
    raw(&value, sizeof value);
}

void PcapngWriter::timeOption(std::uint16_t code, std::uint32_t interface, base::Timestamp at) {
    u16(code);
    u16(sizeof(std::uint64_t));
    time(interface, at);
}

void PcapngWriter::raw(const void* data, std::size_t size) {
    const auto* const bytes = static_cast<const std::uint8_t*>(data);
    m_bytes.insert(m_bytes.end(), bytes, bytes + size);
}

void PcapngWriter::pad() {
    while (m_bytes.size() % 4 != 0) m_bytes.push_back(0);
}

} // namespace mqttscope::capture::live
