// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/pcap_reader.h"

#include <fmt/format.h>

#include <utility>

namespace mqttscope::capture {
namespace {

constexpr std::uint32_t kMicroseconds = 0xA1B2C3D4;
constexpr std::uint32_t kNanoseconds = 0xA1B23C4D;
constexpr std::uint32_t kModified = 0xA1B2CD34; // Red Hat 6.1 and its like: eight bytes more a record
constexpr std::uint64_t kModifiedExtra = 8;
/// The upper bits of the network field say how long a frame check sequence is.
constexpr std::uint32_t kLinkTypeMask = 0x03FF'FFFF;

struct Magic {
    std::uint32_t number = 0;
    bool bigEndian = false;
};

Magic magicOf(base::ByteView beginning) {
    if (beginning.size() < 4) return {};
    for (const bool bigEndian : {false, true}) {
        const auto number = read32(beginning.data(), bigEndian);
        if (number == kMicroseconds || number == kNanoseconds || number == kModified) return {number, bigEndian};
    }
    return {};
}

} // namespace

bool PcapReader::recognises(base::ByteView beginning) {
    return magicOf(beginning).number != 0;
}

base::Result<PcapReader> PcapReader::open(const Source& source, base::SourceId id) {
    PcapReader reader(source, id);
    const auto* header = source.data();
    const auto magic = magicOf({header, kFileHeaderSize});
    reader.m_bigEndian = magic.bigEndian;
    reader.m_nanoseconds = magic.number == kNanoseconds;
    if (magic.number == kModified) reader.m_recordHeader += kModifiedExtra;
    const auto major = read16(header + 4, magic.bigEndian);
    const auto minor = read16(header + 6, magic.bigEndian);
    // tcpdump on DG/UX wrote 543.0, with the lengths in the old order.
    const bool dgUx = major == 543 && minor == 0;
    if (!dgUx && (major != 2 || minor > 4)) {
        return std::unexpected(base::Error{.tried = "read",
                                           .subject = source.name(),
                                           .cause = fmt::format("pcap version {}.{} is not known", major, minor),
                                           .advice = "Convert it with the tool that wrote it, or with editcap",
                                           .offset = 4});
    }
    if (dgUx || minor < 3) reader.m_lengths = Lengths::Swapped;
    if (!dgUx && minor == 3) reader.m_lengths = Lengths::SwappedIfLarger;
    reader.m_snapLength = read32(header + 16, magic.bigEndian);
    reader.m_longestRecord = longestRecord(reader.m_snapLength);
    reader.m_linkType = read32(header + 20, magic.bigEndian) & kLinkTypeMask;
    return reader;
}

void PcapReader::readHeader(std::uint64_t at, Frame& frame) const {
    const std::int64_t fraction = u32(at + 4);
    frame.time = {std::int64_t{u32(at)} * base::kNanosecondsPerSecond + (m_nanoseconds ? fraction : fraction * 1000)};
    frame.capturedLength = u32(at + 8);
    frame.originalLength = u32(at + 12);
    const bool larger = frame.capturedLength > frame.originalLength;
    if (m_lengths == Lengths::Swapped || (m_lengths == Lengths::SwappedIfLarger && larger)) {
        std::swap(frame.capturedLength, frame.originalLength);
    }
    frame.place = {m_id, at + m_recordHeader};
    frame.linkType = m_linkType;
    frame.interface = 0;
}

ReadStep PcapReader::read(Frame& frame) {
    const auto end = m_source->size();
    if (end - m_position < m_recordHeader) return ReadStep::NeedMore;
    readHeader(m_position, frame);
    if (frame.capturedLength > m_longestRecord) {
        m_problem = {m_position + 8,
                     fmt::format("a record claims {} captured bytes, more than any frame has", frame.capturedLength)};
        return ReadStep::Broken;
    }
    const auto next = m_position + m_recordHeader + frame.capturedLength;
    if (next > end) return ReadStep::NeedMore;
    m_position = next;
    return ReadStep::Frame;
}

std::optional<Frame> PcapReader::frameAt(base::SourceOffset place) const {
    const auto size = m_source->size();
    if (place.offset() < kFileHeaderSize + m_recordHeader || place.offset() > size) return std::nullopt;
    Frame frame;
    readHeader(place.offset() - m_recordHeader, frame);
    if (frame.capturedLength > m_longestRecord || frame.capturedLength > size - place.offset()) return std::nullopt;
    return frame;
}

std::string PcapReader::format() const {
    return fmt::format("pcap{}, {}, {} endian", m_recordHeader == 16 ? "" : " (modified)",
                       m_nanoseconds ? "nanoseconds" : "microseconds", m_bigEndian ? "big" : "little");
}

std::vector<Interface> PcapReader::interfaces() const {
    Interface interface;
    interface.linkType = m_linkType;
    interface.snapLength = m_snapLength;
    interface.ticksPerSecond = m_nanoseconds ? 1'000'000'000 : 1'000'000;
    return {interface};
}

} // namespace mqttscope::capture
