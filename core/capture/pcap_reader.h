// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/file_part.h"

#include <optional>

namespace mqttscope::capture {

/// Reads the classic capture format in all its kinds: both byte orders, microseconds and nanoseconds, the longer record
/// header of old Red Hat systems, and lengths swapped by old BSD systems (draft-ietf-opsawg-pcap).
class PcapReader {
public:
    static constexpr std::uint64_t kFileHeaderSize = 24;

    /// Whether a file that begins with this is a pcap file.
    [[nodiscard]] static bool recognises(base::ByteView beginning);
    /// Reads the file header; needs kFileHeaderSize bytes.
    [[nodiscard]] static base::Result<PcapReader> open(const Source& source, base::SourceId id);

    /// The next record, as far as it is there.
    [[nodiscard]] ReadStep read(Frame& frame);

    /// Where the next record begins: everything before was read.
    [[nodiscard]] std::uint64_t position() const { return m_position; }

    /// The record whose bytes begin at `place`.
    [[nodiscard]] std::optional<Frame> frameAt(base::SourceOffset place) const;

    [[nodiscard]] const Problem& problem() const { return m_problem; }

    [[nodiscard]] std::string format() const;
    [[nodiscard]] std::vector<Interface> interfaces() const;

    [[nodiscard]] static std::vector<Note> notes() { return {}; }

    [[nodiscard]] static std::uint64_t notesLeftOut() { return 0; }

private:
    enum class Lengths : std::uint8_t { Usual, Swapped, SwappedIfLarger };

    PcapReader(const Source& source, base::SourceId id)
        : m_source(&source)
        , m_id(id) {}

    [[nodiscard]] std::uint32_t u32(std::uint64_t at) const { return read32(m_source->data() + at, m_bigEndian); }

    void readHeader(std::uint64_t at, Frame& frame) const;

    const Source* m_source;
    base::SourceId m_id;
    std::uint64_t m_position = kFileHeaderSize;
    std::uint64_t m_recordHeader = 16;
    std::uint32_t m_linkType = 0;
    std::uint32_t m_snapLength = 0;
    std::uint32_t m_longestRecord = 0;
    bool m_bigEndian = false;
    bool m_nanoseconds = false;
    Lengths m_lengths = Lengths::Usual;
    Problem m_problem;
};

} // namespace mqttscope::capture
