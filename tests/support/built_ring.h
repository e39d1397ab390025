// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/file_sequence.h"
#include "tests/support/capture_builder.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

namespace mqttscope::test {

/// A capture that goes from file to file, as a live one with a ring does: what was built since the last file becomes
/// the next one when the test says so, and the oldest ones are deleted.
class BuiltRing {
public:
    BuiltRing() {
        auto name = (std::filesystem::temp_directory_path() / "mqttscope-ring-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        m_folder = name;
    }

    ~BuiltRing() {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }

    BuiltRing(const BuiltRing&) = delete;
    BuiltRing& operator=(const BuiltRing&) = delete;

    [[nodiscard]] Capture& capture() { return m_capture; }

    [[nodiscard]] std::shared_ptr<const capture::FileSequence> files() const { return m_files; }

    [[nodiscard]] std::filesystem::path folder() const { return m_folder; }

    void nextFile() {
        const auto& frames = m_capture.frames();
        Capture part(frames.at(m_written).time);
        for (; m_written < frames.size(); ++m_written) part.frame(frames[m_written].bytes);
        const auto path = m_folder / std::to_string(m_files->begun());
        part.write(path);
        auto file = capture::FileSequence::hold(path.string());
        if (!file) throw std::runtime_error(file.error().message());
        m_files->add(std::move(*file));
    }

    /// As capture::live::CaptureFiles does it.
    void dropOldest(std::size_t mostKept) {
        while (const auto oldest = m_files->dropOldest(mostKept)) std::filesystem::remove(oldest->path);
    }

    /// Whether this process still maps a file, deleted or not.
    [[nodiscard]] bool isMapped(std::size_t number) const {
        std::ifstream maps("/proc/self/maps");
        const auto name = (m_folder / std::to_string(number)).string();
        for (std::string line; std::getline(maps, line);)
            if (line.ends_with(name) || line.ends_with(name + " (deleted)")) return true;
        return false;
    }

private:
    std::filesystem::path m_folder;
    Capture m_capture;
    std::size_t m_written = 0;
    std::shared_ptr<capture::FileSequence> m_files = std::make_shared<capture::FileSequence>();
};

} // namespace mqttscope::test
