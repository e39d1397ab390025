// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/capture_reader.h"
#include "tests/support/byte_writer.h"
#include "tests/support/capture_builder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace mqttscope::test {

/// A folder that lives as long as its test.
class Folder {
public:
    Folder() {
        auto name = (std::filesystem::temp_directory_path() / "mqttscope-capture-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        m_path = name;
    }

    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::string path(const std::string& name = {}) const { return (m_path / name).string(); }

    /// Writes a file into the folder; its path.
    [[nodiscard]] std::string file(base::ByteView bytes, const std::string& name = "capture") const {
        std::ofstream(path(name), std::ios::binary)
            .write(base::asText(bytes).data(), static_cast<std::streamsize>(bytes.size()));
        return path(name);
    }

private:
    std::filesystem::path m_path;
};

/// What a reader made of a capture.
struct Outcome {
    std::vector<capture::Frame> frames;
    std::string error; ///< empty: the capture came to its end
    std::vector<capture::Warning> warnings;
    std::vector<capture::Interface> interfaces;
    std::vector<capture::Note> notes;
    std::vector<std::string> formats;
};

/// Reads to the end, waiting where the reader waits, and asks for each frame again by its place.
inline void readOn(capture::CaptureReader& reader, Outcome& outcome) {
    for (capture::Frame frame;;) {
        const auto step = reader.next(frame);
        if (!step) {
            outcome.error = step.error().message();
            break;
        }
        if (*step == capture::Step::End) break;
        if (*step == capture::Step::Waiting) {
            reader.waitForMore({});
            continue;
        }
        outcome.frames.push_back(frame);
        const auto again = reader.frameAt(frame.place);
        ASSERT_TRUE(again.has_value());
        ASSERT_EQ(again->time, frame.time);
        ASSERT_EQ(again->capturedLength, frame.capturedLength);
        ASSERT_EQ(again->originalLength, frame.originalLength);
        ASSERT_EQ(again->linkType, frame.linkType);
        ASSERT_EQ(again->interface, frame.interface);
    }
    outcome.warnings = reader.warnings();
    outcome.interfaces = reader.interfaces();
    outcome.notes = reader.notes();
    outcome.formats = reader.formats();
}

[[nodiscard]] inline Outcome readAll(capture::SourceTable& sources, const std::vector<std::string>& paths,
                                     const capture::OpenOptions& options = {}) {
    Outcome outcome;
    auto reader = capture::CaptureReader::open(sources, paths, options);
    if (!reader) {
        outcome.error = reader.error().message();
        return outcome;
    }
    readOn(**reader, outcome);
    return outcome;
}

/// Reads bytes as a file.
[[nodiscard]] inline Outcome readBytes(base::ByteView bytes) {
    const Folder folder;
    capture::SourceTable sources;
    return readAll(sources, {folder.file(bytes)});
}

/// A capture of `count` frames; frame i has i + 1 bytes of value i.
[[nodiscard]] inline Bytes smallCapture(std::size_t count, FileFormat format = FileFormat::Pcapng,
                                        ByteOrder order = ByteOrder::Little) {
    Capture built;
    for (std::size_t i = 0; i < count; ++i) built.frame(Bytes(i % 1'000 + 1, static_cast<std::uint8_t>(i)));
    return built.file(format, order);
}

} // namespace mqttscope::test
