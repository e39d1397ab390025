// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/time.h"
#include "core/capture/source_table.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace mqttscope::capture {

class FileSequence;

/// One captured record.
struct Frame {
    base::SourceOffset place{}; ///< its first captured byte
    base::Timestamp time{};
    std::uint32_t capturedLength = 0; ///< bytes at `place`
    std::uint32_t originalLength = 0; ///< bytes on the wire
    std::uint32_t linkType = 0;       ///< LINKTYPE_ value
    std::uint32_t interface = 0;      ///< counted within its own file
    std::uint32_t dropped = 0; ///< frames that the capture lost since the one before, as far as the file tells where
};

/// An interface that a capture names. A pcap file has exactly one, without a name.
struct Interface {
    std::string name;
    std::string description;
    std::string filter;
    std::uint32_t linkType = 0;
    std::uint32_t snapLength = 0; ///< 0 = no limit
    std::uint64_t ticksPerSecond = 1'000'000;
    std::int64_t offsetSeconds = 0;
    std::optional<std::uint64_t> received; ///< from the last interface statistics block
    std::optional<std::uint64_t> dropped;  ///< by the interface and by the operating system
};

/// A comment of a section, an interface or a frame, a name, or secrets: kept as it came, for display and for saving.
struct Note {
    enum class Kind : std::uint8_t {
        SectionComment,
        InterfaceComment,
        FrameComment,
        Name,
        Secrets,
        Hardware,
        System,
        Application
    } kind{};
    std::string text;           ///< for Secrets: only their type and size; `place` leads to the bytes
    base::SourceOffset place{}; ///< the option or block that it came in
    base::SourceOffset frame{}; ///< FrameComment: the first captured byte of its frame
};

/// Something the user should know about a file that could still be read.
struct Warning {
    std::string file;
    std::uint64_t offset = 0;
    std::string text;
};

struct OpenOptions {
    bool follow = false;        ///< the end of the file is not the end of the capture
    std::stop_token complete{}; ///< requested: followed files will not grow any more
    std::string spoolDirectory; ///< empty: the user's cache directory
};

/// What next() came to.
enum class Step : std::uint8_t {
    Frame,   ///< `frame` was filled
    Waiting, ///< nothing more now; more may come (a followed file, a pipe): call waitForMore()
    End,     ///< the capture has ended
};

/// Frames whose file is kept. Those before left with the oldest files of a ring.
struct KeptFrames {
    std::uint64_t first = 0; ///< counted from 0 as next() gave them
    base::Timestamp since{}; ///< its time, once it was read
};

/// Reads one or more capture files (or a pipe, path "-") as one sequence of frames, merged by time where there are
/// several. Formats: pcap in all its kinds, pcapng, and both compressed with gzip or zstd.
class CaptureReader {
public:
    /// One of several files that cannot be opened is a warning, and counts in failedFiles(); an error where all fail.
    [[nodiscard]] static base::Result<std::unique_ptr<CaptureReader>>
    open(SourceTable& sources, const std::vector<std::string>& paths, const OpenOptions& options);
    /// The files of a ring, one after the other, while it is written: see SequenceReader.
    [[nodiscard]] static base::Result<std::unique_ptr<CaptureReader>>
    open(SourceTable& sources, std::shared_ptr<const FileSequence> files, const OpenOptions& options);
    virtual ~CaptureReader() = default;

    /// The next frame. An error ends the capture; what came before it stays good. One of several files that cannot be
    /// read on is a warning, and counts in failedFiles(); an error where none can be read.
    [[nodiscard]] virtual base::Result<Step> next(Frame& frame) = 0;
    /// Blocks until more may be there, `stop` is requested, or some 100 ms have passed.
    virtual void waitForMore(std::stop_token stop) = 0;
    /// A frame again, from the place of its first captured byte. Safe from any thread.
    [[nodiscard]] virtual std::optional<Frame> frameAt(base::SourceOffset place) const = 0;

    /// "pcap, nanoseconds, little endian", "pcapng", "gzip, pcap": one for each path, empty where it is no capture.
    [[nodiscard]] virtual std::vector<std::string> formats() const = 0;
    [[nodiscard]] virtual std::vector<Interface> interfaces() const = 0;
    [[nodiscard]] virtual std::vector<Note> notes() const = 0;
    [[nodiscard]] virtual std::vector<Warning> warnings() const = 0;
    /// Files, of several, that could not be read, or only in part: missing, empty, no captures, damaged.
    [[nodiscard]] virtual std::uint64_t failedFiles() const = 0;
    /// Bytes read and bytes to read over all files, for progress; the total is 0 where it cannot be known.
    [[nodiscard]] virtual std::uint64_t bytesRead() const = 0;
    [[nodiscard]] virtual std::uint64_t bytesTotal() const = 0;

    /// All of them, but for a ring.
    [[nodiscard]] virtual KeptFrames kept() const { return {}; }

    /// Closes what left of a ring and holds only frames before this one: nobody may look there any more, and the
    /// sources that it gives are gone.
    virtual std::vector<base::SourceId> release(std::uint64_t /*frame*/) { return {}; }
};

} // namespace mqttscope::capture
