// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/capture_reader.h"

#include "core/capture/capture_file.h"
#include "core/capture/sequence_reader.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

namespace mqttscope::capture {
namespace {

/// The files of a capture as one sequence of frames, the earliest first.
class MergedReader final : public CaptureReader {
public:
    /// What could not be opened of the paths of a capture.
    struct Unopened {
        std::size_t path; ///< its place among them
        Warning warning;
    };

    MergedReader(std::vector<std::unique_ptr<CaptureFile>> files, std::vector<Unopened> unopened, bool follow)
        : m_files(std::move(files))
        , m_unopened(std::move(unopened))
        , m_follow(follow)
        , m_failed(m_unopened.size()) {
        for (std::size_t i = 0; i < m_files.size(); ++i) m_unread.push_back(i);
    }

    base::Result<Step> next(Frame& frame) override {
        if (m_files.size() == 1 && m_unopened.empty()) return m_files.front()->next(frame);
        readAhead();
        // A pipe that is silent will go on, so the order needs its next frame. A followed file perhaps never goes on.
        if (!m_waiting.empty() && (m_heads.empty() || !m_follow)) return Step::Waiting;
        if (m_heads.empty()) return end();
        std::ranges::pop_heap(m_heads, later);
        frame = m_heads.back().frame;
        m_unread.push_back(m_heads.back().file);
        m_heads.pop_back();
        return Step::Frame;
    }

    void waitForMore(std::stop_token stop) override { m_files[m_waiting.empty() ? 0 : m_waiting.back()]->wait(stop); }

    [[nodiscard]] std::optional<Frame> frameAt(base::SourceOffset place) const override {
        // Files are opened in order, each with one source.
        const auto file =
            std::ranges::partition_point(m_files, [&](const auto& f) { return f->source() < place.source(); });
        if (file == m_files.end() || (*file)->source() != place.source()) return std::nullopt;
        return (*file)->frameAt(place);
    }

    [[nodiscard]] std::vector<std::string> formats() const override {
        std::vector<std::string> all;
        all.reserve(m_files.size() + m_unopened.size());
        for (const auto& file : m_files) all.push_back(file->format());
        for (const auto& unopened : m_unopened)
            all.insert(all.begin() + static_cast<std::ptrdiff_t>(unopened.path), std::string());
        return all;
    }

    [[nodiscard]] std::vector<Interface> interfaces() const override { return joined(&CaptureFile::interfaces); }

    [[nodiscard]] std::vector<Note> notes() const override { return joined(&CaptureFile::notes); }

    [[nodiscard]] std::vector<Warning> warnings() const override {
        auto all = joined(&CaptureFile::warnings);
        for (const auto& unopened : m_unopened) all.push_back(unopened.warning);
        return all;
    }

    [[nodiscard]] std::uint64_t failedFiles() const override { return m_failed; }

    [[nodiscard]] std::uint64_t bytesRead() const override {
        std::uint64_t sum = 0;
        for (const auto& file : m_files) sum += file->bytesRead();
        return sum;
    }

    [[nodiscard]] std::uint64_t bytesTotal() const override {
        std::uint64_t sum = 0;
        for (const auto& file : m_files) {
            if (file->bytesTotal() == 0) return 0;
            sum += file->bytesTotal();
        }
        return sum;
    }

private:
    struct Head {
        Frame frame;
        std::size_t file = 0;
    };

    template <class List>
    [[nodiscard]] List joined(List (CaptureFile::*list)() const) const {
        List all;
        for (const auto& file : m_files) {
            auto more = (*file.*list)();
            all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
        }
        return all;
    }

    static bool later(const Head& a, const Head& b) {
        return std::pair(a.frame.time, a.file) > std::pair(b.frame.time, b.file);
    }

    /// Reads one frame of each file: only then the earliest is known.
    void readAhead() {
        const bool look = !m_follow || m_heads.empty() || ++m_framesSinceLook >= kFramesBetweenLooks;
        if (look && !m_waiting.empty()) {
            m_framesSinceLook = 0;
            m_unread.insert(m_unread.end(), m_waiting.begin(), m_waiting.end());
            m_waiting.clear();
        }
        while (!m_unread.empty()) {
            const auto file = m_unread.back();
            m_unread.pop_back();
            readAhead(file);
        }
    }

    void readAhead(std::size_t file) {
        Head head{.frame = {}, .file = file};
        const auto step = m_files[file]->next(head.frame);
        if (!step) {
            // One damaged file of many does not end the others.
            ++m_failed;
            if (!m_anyFrame && !m_firstFailure) {
                m_firstFailure = {file, step.error()};
            } else {
                m_files[file]->giveUp(step.error());
            }
            return;
        }
        switch (*step) {
        case Step::Frame:
            m_anyFrame = true;
            tellFirstFailure();
            m_heads.push_back(head);
            std::ranges::push_heap(m_heads, later);
            break;
        case Step::Waiting:
            m_waiting.push_back(file);
            break;
        case Step::End:
            break;
        }
    }

    void tellFirstFailure() {
        if (m_firstFailure) m_files[m_firstFailure->first]->giveUp(m_firstFailure->second);
        m_firstFailure.reset();
    }

    /// Files that all failed are an error, as one file would be.
    base::Result<Step> end() {
        if (m_firstFailure && m_failed == m_files.size() + m_unopened.size()) {
            auto failure = std::move(m_firstFailure->second);
            m_firstFailure.reset();
            return std::unexpected(std::move(failure));
        }
        tellFirstFailure();
        return Step::End;
    }

    /// How often a followed file is looked at while others bring frames.
    static constexpr unsigned kFramesBetweenLooks = 1024;

    std::vector<std::unique_ptr<CaptureFile>> m_files;
    std::vector<Unopened> m_unopened;
    bool m_follow;
    std::atomic<std::uint64_t> m_failed;
    std::vector<std::size_t> m_unread;  // files whose next frame is not known yet
    std::vector<std::size_t> m_waiting; // files that have none now
    std::vector<Head> m_heads;          // a heap, the earliest first
    unsigned m_framesSinceLook = 0;
    bool m_anyFrame = false;
    std::optional<std::pair<std::size_t, base::Error>> m_firstFailure; // and its file; told once others go on
};

/// Every file stays open as long as the capture, and shells allow only some 1,000 as a rule: take what the system
/// allows.
void allowOpenFiles(std::size_t count) {
    constexpr rlim_t kOthers = 256;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= 2 * count + kOthers) return;
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 2 * count + kOthers);
    ::setrlimit(RLIMIT_NOFILE, &limit); // where it fails, opening will say so
}

} // namespace

base::Result<std::unique_ptr<CaptureReader>>
CaptureReader::open(SourceTable& sources, const std::vector<std::string>& paths, const OpenOptions& options) {
    allowOpenFiles(paths.size());
    std::vector<std::unique_ptr<CaptureFile>> files;
    std::vector<MergedReader::Unopened> unopened;
    std::optional<base::Error> firstFailure;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        auto file = CaptureFile::open(
            sources, paths[i],
            {.follow = options.follow, .complete = options.complete, .spoolDirectory = options.spoolDirectory});
        if (file) {
            files.push_back(std::move(*file));
            continue;
        }
        unopened.push_back({i, CaptureFile::warningOf(paths[i], file.error(), false)});
        if (!firstFailure) firstFailure = std::move(file.error());
    }
    if (files.empty() && firstFailure) return std::unexpected(*std::move(firstFailure));
    if (files.empty()) {
        return std::unexpected(
            base::Error{.tried = "open a capture", .subject = {}, .cause = "no file was named", .advice = {}});
    }
    return std::make_unique<MergedReader>(std::move(files), std::move(unopened), options.follow);
}

base::Result<std::unique_ptr<CaptureReader>>
CaptureReader::open(SourceTable& sources, std::shared_ptr<const FileSequence> files, const OpenOptions& options) {
    return SequenceReader::open(sources, std::move(files), options);
}

} // namespace mqttscope::capture
