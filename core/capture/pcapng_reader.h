// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/file_part.h"

#include <memory>
#include <mutex>
#include <optional>
#include <span>

namespace mqttscope::capture {

/// Reads pcapng: sections of either byte order, interfaces with their own link type and time resolution, all three
/// kinds of packet blocks; keeps comments, names, statistics and secrets; skips what it does not know
/// (draft-ietf-opsawg-pcapng).
class PcapngReader {
public:
    [[nodiscard]] static bool recognises(base::ByteView beginning);

    PcapngReader(const Source& source, base::SourceId id)
        : m_source(&source)
        , m_id(id) {}

    [[nodiscard]] ReadStep read(Frame& frame);

    [[nodiscard]] std::uint64_t position() const { return m_position; }

    /// The packet block whose captured bytes begin at `place`; any thread.
    [[nodiscard]] std::optional<Frame> frameAt(base::SourceOffset place) const;

    [[nodiscard]] const Problem& problem() const { return m_problem; }

    [[nodiscard]] std::string format() const { return "pcapng"; }

    [[nodiscard]] std::vector<Interface> interfaces() const;
    [[nodiscard]] std::vector<Note> notes() const;

    /// Notes beyond the bound on what is kept of them.
    [[nodiscard]] std::uint64_t notesLeftOut() const { return m_notesLeftOut; }

private:
    /// Consecutive blocks of one section whose packet blocks have headers of one length; mostly a whole section. It is
    /// what must be known to find a packet block's header in front of its bytes.
    struct Stretch {
        std::uint64_t begin = 0;
        std::uint32_t firstInterface = 0;
        bool bigEndian = false;
        std::uint8_t packetHeader = 0; ///< bytes; 0 before the first packet
    };

    struct Block {
        std::uint32_t type = 0;
        std::uint64_t begin = 0;
        std::uint64_t bodySize = 0; ///< without type and the two lengths
    };

    enum class BlockStep : std::uint8_t { Block, NeedMore, Broken };

    [[nodiscard]] BlockStep nextBlock(Block& block);
    [[nodiscard]] bool beginsSection(std::uint64_t at, bool& bigEndian) const;
    [[nodiscard]] ReadStep packetBlock(const Block& block, Frame& frame);
    [[nodiscard]] bool sectionHeader(const Block& block);
    [[nodiscard]] bool interfaceDescription(const Block& block);
    void statistics(const Block& block);
    void nameResolution(const Block& block);
    void secrets(const Block& block);
    void packetComments(const Block& block, std::uint64_t frame, std::uint64_t options);

    /// Fills a frame from a packet block's header. False where it contradicts itself.
    [[nodiscard]] bool packetHeader(const Block& block, const Stretch& stretch, Frame& frame) const;
    void noteHeaderSize(const Block& block);
    [[nodiscard]] base::Timestamp time(const Interface& interface, std::uint64_t ticks) const;

    template <class Function>
    void forEachOption(std::uint64_t at, std::uint64_t end, bool bigEndian, const Function& function) const;
    /// `frame`: where the frame of a comment begins.
    void note(Note::Kind kind, std::string text, std::uint64_t at, std::uint64_t frame = 0);
    [[nodiscard]] bool broken(std::uint64_t at, std::string text);

    [[nodiscard]] const std::uint8_t* bytes(std::uint64_t at) const { return m_source->data() + at; }

    [[nodiscard]] std::uint32_t u32(std::uint64_t at, bool bigEndian) const { return read32(bytes(at), bigEndian); }

    [[nodiscard]] std::uint16_t u16(std::uint64_t at, bool bigEndian) const { return read16(bytes(at), bigEndian); }

    [[nodiscard]] std::string text(std::uint64_t at, std::uint64_t size) const;
    /// "192.0.2.1 host other": an address and the names that follow it, each ended by NUL.
    [[nodiscard]] std::string names(std::uint64_t at, std::uint64_t addressSize, std::uint64_t size) const;

    const Source* m_source;
    base::SourceId m_id;
    std::uint64_t m_position = 0;
    Stretch m_stretch{}; // the last of m_stretches
    Problem m_problem;

    // The thread that reads appends; frameAt() and the lists are asked from others. The mutex is behind a pointer so
    // that the reader can be moved.
    std::unique_ptr<std::mutex> m_mutex = std::make_unique<std::mutex>();
    std::vector<Stretch> m_stretches;
    std::vector<Interface> m_interfaces;
    std::vector<Note> m_notes;
    std::uint64_t m_notesLeftOut = 0; // the reading thread's
    std::uint64_t m_dropped = 0;      // the reading thread's: on any interface, since the last frame
    bool m_sectionHasFrames = false;  // the reading thread's
};

} // namespace mqttscope::capture
