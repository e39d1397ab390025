// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/capture_file.h"
#include "core/capture/capture_reader.h"
#include "core/capture/file_sequence.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace mqttscope::capture {

/// Reads the files of a sequence one after the other, also while it is written and while its oldest files leave. What
/// was read of a file that left stays there until release().
class SequenceReader final : public CaptureReader {
public:
    /// An error where the first file cannot be opened.
    [[nodiscard]] static base::Result<std::unique_ptr<SequenceReader>>
    open(SourceTable& sources, std::shared_ptr<const FileSequence> files, const OpenOptions& options);

    [[nodiscard]] base::Result<Step> next(Frame& frame) override;
    void waitForMore(std::stop_token stop) override;
    [[nodiscard]] std::optional<Frame> frameAt(base::SourceOffset place) const override;
    [[nodiscard]] std::vector<std::string> formats() const override;
    [[nodiscard]] std::vector<Interface> interfaces() const override;
    [[nodiscard]] std::vector<Note> notes() const override;
    [[nodiscard]] std::vector<Warning> warnings() const override;

    [[nodiscard]] std::uint64_t failedFiles() const override { return m_failed; }

    [[nodiscard]] std::uint64_t bytesRead() const override;
    [[nodiscard]] std::uint64_t bytesTotal() const override;
    [[nodiscard]] KeptFrames kept() const override;
    std::vector<base::SourceId> release(std::uint64_t frames) override;

private:
    /// A file that was opened.
    struct Part {
        std::uint64_t number = 0; ///< in the sequence
        std::unique_ptr<CaptureFile> file;
        std::stop_source complete;    ///< nothing more is written to it
        std::uint64_t firstFrame = 0; ///< how many were read before it
        std::uint64_t endFrame = 0;   ///< how many were read with it, so far
        base::Timestamp firstTime{};  ///< of its first frame that has a time
        bool ended = false;
    };

    SequenceReader(SourceTable& sources, std::shared_ptr<const FileSequence> files, OpenOptions options)
        : m_sources(sources)
        , m_files(std::move(files))
        , m_options(std::move(options)) {}

    void look();
    [[nodiscard]] base::Result<void> openNext();
    [[nodiscard]] base::Result<void> failed(const base::Error& error);

    [[nodiscard]] Part& last() { return *m_parts.back(); }

    SourceTable& m_sources;
    std::shared_ptr<const FileSequence> m_files;
    OpenOptions m_options;
    std::uint64_t m_seen = 0; // files of the sequence that were met
    std::deque<FileSequence::File> m_pending;
    bool m_complete = false;
    std::uint32_t m_untilLook = 0;
    std::uint64_t m_frames = 0;
    std::uint64_t m_failed = 0;
    std::vector<Warning> m_unopened;
    mutable std::shared_mutex m_mutex;
    std::deque<std::unique_ptr<Part>> m_parts; // guarded where other threads look: one is read, those before it were
};

} // namespace mqttscope::capture
