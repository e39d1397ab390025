// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/pcapng_reader.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace mqttscope::capture {
namespace {

// Block types (draft-ietf-opsawg-pcapng §4 and its IANA table).
constexpr std::uint32_t kSectionHeader = 0x0A0D'0D0A;
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kPacket = 2; // obsolete
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kNameResolution = 4;
constexpr std::uint32_t kInterfaceStatistics = 5;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kDecryptionSecrets = 10;

constexpr std::uint32_t kByteOrderMagic = 0x1A2B'3C4D;
constexpr std::uint64_t kBlockHeader = 8;    // type and length
constexpr std::uint64_t kBlockOverhead = 12; // and the length again

/// Between a packet block's length and its bytes (§4.3, §4.4, and the obsolete block of appendix A).
constexpr std::uint8_t headerSize(std::uint32_t packetType) {
    return packetType == kSimplePacket ? 4 : 20;
}

/// Notes are kept as text; a file made of nothing else must not fill the memory.
constexpr std::size_t kMostNotes = 10'000;
constexpr std::uint64_t kLongestNote = 4'096;
/// A packet with all its options. Other blocks may be longer: they are skipped, or read in small parts.
constexpr std::uint64_t kLongestPacketBlock = std::uint64_t{kLongestRecord} + (1U << 20);
/// Every section brings its own; the files that one capture is joined from are fewer.
constexpr std::size_t kMostInterfaces = 65'536;

constexpr std::uint16_t kOptionEnd = 0;
constexpr std::uint16_t kOptionComment = 1;

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t padded(std::uint64_t size) {
    return (size + 3) & ~std::uint64_t{3};
}

bool isPacket(std::uint32_t type) {
    return type == kEnhancedPacket || type == kSimplePacket || type == kPacket;
}

/// Ticks of an if_tsresol option (§4.2): a power of ten, or of two where the highest bit is set. What is beyond 64 bits
/// becomes the most that they hold: 64 bits of such ticks are less than two seconds anyway.
std::uint64_t ticksPerSecond(std::uint8_t resolution) {
    const unsigned exponent = resolution & 0x7FU;
    constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
    if ((resolution & 0x80U) != 0) return exponent < 64 ? std::uint64_t{1} << exponent : kMost;
    if (exponent > 19) return kMost;
    std::uint64_t ticks = 1;
    for (unsigned i = 0; i < exponent; ++i) ticks *= 10;
    return ticks;
}

} // namespace

bool PcapngReader::recognises(base::ByteView beginning) {
    return beginning.size() >= 4 && read32(beginning.data(), false) == kSectionHeader;
}

PcapngReader::BlockStep PcapngReader::nextBlock(Block& block) {
    const auto left = m_source->size() - m_position;
    if (left < kBlockOverhead) return BlockStep::NeedMore;
    auto bigEndian = m_stretch.bigEndian;
    const bool section = u32(m_position, bigEndian) == kSectionHeader;
    if (section && !beginsSection(m_position, bigEndian)) {
        static_cast<void>(broken(m_position + kBlockHeader, "a section header without its byte order mark"));
        return BlockStep::Broken;
    }
    const std::uint64_t size = u32(m_position + 4, bigEndian);
    const auto type = section ? kSectionHeader : u32(m_position, bigEndian);
    if (size < kBlockOverhead || size % 4 != 0 || (isPacket(type) && size > kLongestPacketBlock)) {
        static_cast<void>(broken(m_position + 4, fmt::format("a block claims to be {} bytes long", size)));
        return BlockStep::Broken;
    }
    if (size > left) return BlockStep::NeedMore;
    if (u32(m_position + size - 4, bigEndian) != size) {
        static_cast<void>(broken(m_position + size - 4, "a block's two lengths differ"));
        return BlockStep::Broken;
    }
    block = {.type = type, .begin = m_position, .bodySize = size - kBlockOverhead};
    m_stretch.bigEndian = bigEndian;
    return BlockStep::Block;
}

bool PcapngReader::beginsSection(std::uint64_t at, bool& bigEndian) const {
    for (const bool order : {false, true}) {
        if (u32(at + kBlockHeader, order) != kByteOrderMagic) continue;
        bigEndian = order;
        return true;
    }
    return false;
}

ReadStep PcapngReader::read(Frame& frame) {
    for (Block block;;) {
        switch (nextBlock(block)) {
        case BlockStep::NeedMore:
            return ReadStep::NeedMore;
        case BlockStep::Broken:
            return ReadStep::Broken;
        case BlockStep::Block:
            break;
        }
        bool whole = true;
        if (isPacket(block.type)) return packetBlock(block, frame);
        if (block.type == kSectionHeader) whole = sectionHeader(block);
        if (block.type == kInterfaceDescription) whole = interfaceDescription(block);
        if (block.type == kInterfaceStatistics) statistics(block);
        if (block.type == kNameResolution) nameResolution(block);
        if (block.type == kDecryptionSecrets) secrets(block);
        if (!whole) return ReadStep::Broken;
        m_position = block.begin + block.bodySize + kBlockOverhead;
    }
}

ReadStep PcapngReader::packetBlock(const Block& block, Frame& frame) {
    if (!packetHeader(block, m_stretch, frame)) {
        static_cast<void>(broken(block.begin, "a packet block contradicts itself or names an unknown interface"));
        return ReadStep::Broken;
    }
    if (headerSize(block.type) != m_stretch.packetHeader) [[unlikely]]
        noteHeaderSize(block);
    m_sectionHasFrames = true;
    frame.dropped = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(std::exchange(m_dropped, 0), std::numeric_limits<std::uint32_t>::max()));
    const auto end = block.begin + kBlockHeader + block.bodySize;
    const auto options = frame.place.offset() + padded(frame.capturedLength);
    if (block.type != kSimplePacket && options < end) packetComments(block, frame.place.offset(), options);
    m_position = end + 4;
    return ReadStep::Frame;
}

void PcapngReader::noteHeaderSize(const Block& block) {
    const bool another = m_stretch.packetHeader != 0;
    m_stretch.packetHeader = headerSize(block.type);
    const std::lock_guard lock(*m_mutex);
    if (another) {
        m_stretch.begin = block.begin;
        m_stretches.push_back(m_stretch);
    } else {
        m_stretches.back() = m_stretch;
    }
}

bool PcapngReader::packetHeader(const Block& block, const Stretch& stretch, Frame& frame) const {
    const auto order = stretch.bigEndian;
    const auto body = block.begin + kBlockHeader;
    const bool simple = block.type == kSimplePacket;
    const std::uint64_t header = headerSize(block.type);
    if (block.bodySize < header) return false;
    // A simple packet is always of the section's first interface; an obsolete one has a 16-bit number.
    const auto index = simple ? 0U : block.type == kPacket ? u16(body, order) : u32(body, order);
    const auto interfaceIndex = std::uint64_t{stretch.firstInterface} + index;
    if (interfaceIndex >= m_interfaces.size()) return false;
    const auto& interface = m_interfaces[interfaceIndex];

    frame.interface = static_cast<std::uint32_t>(interfaceIndex);
    frame.linkType = interface.linkType;
    frame.place = {m_id, body + header};
    if (simple) {
        frame.time = {};
        frame.originalLength = u32(body, order);
        auto captured = std::min<std::uint64_t>(frame.originalLength, block.bodySize - header);
        if (interface.snapLength != 0) captured = std::min<std::uint64_t>(captured, interface.snapLength);
        frame.capturedLength = static_cast<std::uint32_t>(captured);
        return true;
    }
    const auto ticks = std::uint64_t{u32(body + 4, order)} << 32 | u32(body + 8, order);
    frame.time = time(interface, ticks);
    frame.capturedLength = u32(body + 12, order);
    frame.originalLength = u32(body + 16, order);
    return frame.capturedLength <= block.bodySize - header;
}

base::Timestamp PcapngReader::time(const Interface& interface, std::uint64_t ticks) const {
    const auto second = static_cast<std::uint64_t>(base::kNanosecondsPerSecond);
    const auto offset = static_cast<std::uint64_t>(interface.offsetSeconds) * second;
    // Every product may wrap: absurd times are shown as they come out, never undefined.
    const auto nanoseconds =
        interface.ticksPerSecond == 1'000'000 ? ticks * 1'000
        : interface.ticksPerSecond == second
            ? ticks
            : static_cast<std::uint64_t>(static_cast<Wide>(ticks) * second / interface.ticksPerSecond);
    return {static_cast<std::int64_t>(nanoseconds + offset)};
}

bool PcapngReader::sectionHeader(const Block& block) {
    m_sectionHasFrames = false;
    const auto body = block.begin + kBlockHeader;
    if (block.bodySize < 16) return broken(block.begin, "a section header is too short");
    const auto order = m_stretch.bigEndian;
    const auto major = u16(body + 4, order);
    const auto minor = u16(body + 6, order);
    if (major != 1 || (minor != 0 && minor != 2)) {
        return broken(body + 4, fmt::format("pcapng version {}.{} is not known", major, minor));
    }
    const std::lock_guard lock(*m_mutex);
    m_stretch = {.begin = block.begin,
                 .firstInterface = static_cast<std::uint32_t>(m_interfaces.size()),
                 .bigEndian = order,
                 .packetHeader = 0};
    m_stretches.push_back(m_stretch);
    forEachOption(body + 16, body + block.bodySize, order,
                  [&](std::uint16_t code, std::uint64_t at, std::uint16_t size) {
                      if (code == kOptionComment) note(Note::Kind::SectionComment, text(at, size), at);
                      if (code == 2) note(Note::Kind::Hardware, text(at, size), at);
                      if (code == 3) note(Note::Kind::System, text(at, size), at);
                      if (code == 4) note(Note::Kind::Application, text(at, size), at);
                  });
    return true;
}

bool PcapngReader::interfaceDescription(const Block& block) {
    const auto body = block.begin + kBlockHeader;
    if (m_stretches.empty()) return broken(block.begin, "an interface stands outside of any section");
    if (block.bodySize < 8) return broken(block.begin, "an interface description is too short");
    if (m_interfaces.size() == kMostInterfaces) return broken(block.begin, "there are too many interfaces");
    const auto order = m_stretch.bigEndian;
    Interface interface;
    interface.linkType = u16(body, order);
    interface.snapLength = u32(body + 4, order);
    const std::lock_guard lock(*m_mutex);
    forEachOption(
        body + 8, body + block.bodySize, order, [&](std::uint16_t code, std::uint64_t at, std::uint16_t size) {
            if (code == kOptionComment) note(Note::Kind::InterfaceComment, text(at, size), at);
            if (code == 2) interface.name = text(at, size);
            if (code == 3) interface.description = text(at, size);
            // A filter's first byte says what it is: 0 = the text of a capture filter (§4.2).
            if (code == 11 && size > 1 && *bytes(at) == 0) interface.filter = text(at + 1, size - 1U);
            if (code == 9 && size >= 1) interface.ticksPerSecond = ticksPerSecond(*bytes(at));
            if (code == 14 && size >= 8) {
                const auto high = std::uint64_t{u32(order ? at : at + 4, order)};
                interface.offsetSeconds = static_cast<std::int64_t>(high << 32 | u32(order ? at + 4 : at, order));
            }
        });
    m_interfaces.push_back(std::move(interface));
    return true;
}

void PcapngReader::statistics(const Block& block) {
    const auto body = block.begin + kBlockHeader;
    if (block.bodySize < 12) return;
    const auto order = m_stretch.bigEndian;
    const auto index = std::uint64_t{m_stretch.firstInterface} + u32(body, order);
    if (index >= m_interfaces.size()) return;
    const std::lock_guard lock(*m_mutex);
    auto& interface = m_interfaces[index];
    // 4 received, 5 dropped by the interface, 7 by the operating system (§4.6); who writes one of the latter may leave
    // out the other.
    std::optional<std::uint64_t> dropped;
    forEachOption(body + 12, body + block.bodySize, order,
                  [&](std::uint16_t code, std::uint64_t at, std::uint16_t size) {
                      if (size < 8 || (code != 4 && code != 5 && code != 7)) return;
                      const auto high = std::uint64_t{u32(order ? at : at + 4, order)};
                      const auto count = high << 32 | u32(order ? at + 4 : at, order);
                      if (code == 4) {
                          interface.received = count;
                      } else {
                          dropped = dropped.value_or(0) + count;
                      }
                  });
    if (!dropped) return;
    // In front of the first frame it tells of the time before this file, as in the files of a ring.
    const auto before = interface.dropped.value_or(0);
    if (m_sectionHasFrames && *dropped > before) m_dropped += *dropped - before;
    interface.dropped = dropped;
}

void PcapngReader::nameResolution(const Block& block) {
    const auto order = m_stretch.bigEndian;
    const auto end = block.begin + kBlockHeader + block.bodySize;
    const std::lock_guard lock(*m_mutex);
    // Records have the shape of options; 1 = IPv4, 2 = IPv6 address, then names that end with NUL (§4.5).
    forEachOption(block.begin + kBlockHeader, end, order,
                  [&](std::uint16_t code, std::uint64_t at, std::uint16_t size) {
                      const std::uint64_t address = code == 1 ? 4 : 16;
                      if ((code == 1 || code == 2) && size > address)
                          note(Note::Kind::Name, names(at, address, size), at);
                  });
}

void PcapngReader::secrets(const Block& block) {
    const auto body = block.begin + kBlockHeader;
    if (block.bodySize < 8) return;
    const auto type = u32(body, m_stretch.bigEndian);
    const auto size = u32(body + 4, m_stretch.bigEndian);
    const std::lock_guard lock(*m_mutex);
    note(Note::Kind::Secrets, fmt::format("decryption secrets of type 0x{:08x}, {} bytes", type, size), block.begin);
}

void PcapngReader::packetComments(const Block& block, std::uint64_t frame, std::uint64_t options) {
    const std::lock_guard lock(*m_mutex);
    forEachOption(options, block.begin + kBlockHeader + block.bodySize, m_stretch.bigEndian,
                  [&](std::uint16_t code, std::uint64_t at, std::uint16_t size) {
                      if (code == kOptionComment) note(Note::Kind::FrameComment, text(at, size), at, frame);
                  });
}

template <class Function>
void PcapngReader::forEachOption(std::uint64_t at, std::uint64_t end, bool bigEndian, const Function& function) const {
    while (end - at >= 4) {
        const auto code = u16(at, bigEndian);
        const auto size = u16(at + 2, bigEndian);
        if (code == kOptionEnd || padded(size) > end - at - 4) return;
        function(code, at + 4, size);
        at += 4 + padded(size);
    }
}

void PcapngReader::note(Note::Kind kind, std::string text, std::uint64_t at, std::uint64_t frame) {
    if (m_notes.size() < kMostNotes) {
        m_notes.push_back({kind, std::move(text), {m_id, at}, {m_id, frame}});
    } else {
        ++m_notesLeftOut;
    }
}

std::string PcapngReader::text(std::uint64_t at, std::uint64_t size) const {
    const auto view = base::asText({bytes(at), static_cast<std::size_t>(std::min(size, kLongestNote))});
    return std::string(view.substr(0, view.find('\0')));
}

std::string PcapngReader::names(std::uint64_t at, std::uint64_t addressSize, std::uint64_t size) const {
    std::array<char, INET6_ADDRSTRLEN> address{};
    ::inet_ntop(addressSize == 4 ? AF_INET : AF_INET6, bytes(at), address.data(), address.size());
    const auto all =
        base::asText({bytes(at + addressSize), static_cast<std::size_t>(std::min(size - addressSize, kLongestNote))});
    std::string text = address.data();
    for (std::size_t from = 0; from < all.size();) {
        const auto end = std::min(all.find('\0', from), all.size());
        if (end > from) text.append(" ").append(all.substr(from, end - from));
        from = end + 1;
    }
    return text;
}

bool PcapngReader::broken(std::uint64_t at, std::string text) {
    m_problem = {at, std::move(text)};
    return false;
}

std::optional<Frame> PcapngReader::frameAt(base::SourceOffset place) const {
    const auto size = m_source->size();
    const std::lock_guard lock(*m_mutex);
    auto after = std::ranges::partition_point(m_stretches, [&](const Stretch& s) { return s.begin < place.offset(); });
    if (after == m_stretches.begin() || place.offset() > size) return std::nullopt;
    const auto& stretch = *(after - 1);
    const auto ahead = kBlockHeader + stretch.packetHeader;
    if (stretch.packetHeader == 0 || place.offset() < stretch.begin + ahead) return std::nullopt;
    const auto begin = place.offset() - ahead;
    const auto type = u32(begin, stretch.bigEndian);
    const std::uint64_t length = u32(begin + 4, stretch.bigEndian);
    if (!isPacket(type) || headerSize(type) != stretch.packetHeader) return std::nullopt;
    if (length < kBlockOverhead || length > size - begin) return std::nullopt;
    Frame frame;
    if (!packetHeader({.type = type, .begin = begin, .bodySize = length - kBlockOverhead}, stretch, frame)) {
        return std::nullopt;
    }
    return frame;
}

std::vector<Interface> PcapngReader::interfaces() const {
    const std::lock_guard lock(*m_mutex);
    return m_interfaces;
}

std::vector<Note> PcapngReader::notes() const {
    const std::lock_guard lock(*m_mutex);
    return m_notes;
}

} // namespace mqttscope::capture
