// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a capture file: read whole, followed from half of it on, and merged with another file. The same frames
// must come each time, and every frame must be found again by its place.
#include "core/capture/capture_reader.h"
#include "core/capture/expansion.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace mqttscope;

void require(bool holds) {
    if (!holds) std::abort();
}

/// A file in memory, with a path.
class MemoryFile {
public:
    MemoryFile()
        : m_file(::memfd_create("capture", MFD_CLOEXEC)) {}

    ~MemoryFile() { ::close(m_file); }

    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    void append(base::ByteView bytes) const {
        require(::write(m_file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }

    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(m_file); }

private:
    int m_file;
};

/// A pcap file of one frame, to be merged with.
constexpr std::array<std::uint8_t, 41> kSecondFile{0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0,  0,
                                                   0,    0,    0,    0,    4, 0, 1, 0, 0, 0, 1, 0, 0,  0,
                                                   0,    0,    0,    0,    1, 0, 0, 0, 1, 0, 0, 0, 'x'};

/// Compressed input holds more frames than bytes: some of them are enough.
constexpr std::size_t kMostFrames = 5'000;

/// Reads until nothing more comes.
void read(capture::CaptureReader& reader, const capture::SourceTable& sources, std::vector<capture::Frame>& frames) {
    for (capture::Frame frame; frames.size() < kMostFrames;) {
        const auto step = reader.next(frame);
        if (!step || *step != capture::Step::Frame) return;
        require(sources.view(frame.place, frame.capturedLength).size() == frame.capturedLength);
        frames.push_back(frame);
    }
}

bool same(const capture::Frame& a, const capture::Frame& b) {
    return a.place == b.place && a.time == b.time && a.capturedLength == b.capturedLength &&
           a.originalLength == b.originalLength && a.linkType == b.linkType && a.interface == b.interface;
}

void checkPlaces(const capture::CaptureReader& reader, const capture::SourceTable& sources,
                 const std::vector<capture::Frame>& frames) {
    for (const auto& frame : frames) {
        const auto again = reader.frameAt(frame.place);
        require(again.has_value() && same(*again, frame));
    }
    for (std::uint32_t source = 0; source < sources.size(); ++source) {
        const auto size = sources[base::SourceId(source)].size();
        for (std::uint64_t at = 0; at < std::min<std::uint64_t>(size, 2'000) + 64; ++at) {
            const auto frame = reader.frameAt({base::SourceId(source), at});
            require(!frame || at + frame->capturedLength <= size);
        }
    }
}

void checkTexts(const capture::CaptureReader& reader) {
    for (const auto& note : reader.notes()) require(note.text.size() <= 8'192);
    for (const auto& interface : reader.interfaces()) require(interface.ticksPerSecond != 0);
    require(reader.formats().size() == 1 || reader.formats().size() == 2);
    static_cast<void>(reader.warnings());
}

/// Opens the paths, reads, lets `then` happen and reads on.
template <class Then>
std::vector<capture::Frame> framesOf(const std::vector<std::string>& paths, bool follow, const Then& then) {
    std::vector<capture::Frame> frames;
    capture::SourceTable sources;
    const auto reader = capture::CaptureReader::open(sources, paths, {.follow = follow, .spoolDirectory = "/dev/shm"});
    if (!reader) return frames;
    read(**reader, sources, frames);
    then();
    read(**reader, sources, frames);
    checkPlaces(**reader, sources, frames);
    checkTexts(**reader);
    return frames;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::ByteView bytes(data, size);
    const MemoryFile file;
    const MemoryFile second;
    second.append(kSecondFile);
    file.append(bytes.first(size / 2));
    const auto followed = framesOf({file.path()}, true, [&] { file.append(bytes.subspan(size / 2)); });
    const auto whole = framesOf({file.path()}, false, [] {});
    const auto merged = framesOf({file.path(), second.path()}, false, [] {});
    require(std::equal(followed.begin(), followed.end(), whole.begin(),
                       whole.begin() + static_cast<std::ptrdiff_t>(std::min(followed.size(), whole.size())), same));
    // A compressed file is not followed.
    if (capture::compressionOf(bytes) == capture::Compression::None) require(followed.size() == whole.size());
    require(merged.size() == std::min(whole.size() + 1, kMostFrames));
    return 0;
}
