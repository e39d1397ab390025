// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/capture_reader.h"

#include "core/capture/capture_file.h"

#include <algorithm>
#include <utility>

namespace mqttscope::capture {
namespace {

/// The files of a capture as one sequence of frames, the earliest first.
class MergedReader final : public CaptureReader {
public:
    explicit MergedReader(std::vector<std::unique_ptr<CaptureFile>> files)
        : m_files(std::move(files)) {
        for (std::size_t i = 0; i < m_files.size(); ++i) m_unread.push_back(i);
    }

    base::Result<Step> next(Frame& frame) override {
        if (m_files.size() == 1) return m_files.front()->next(frame);
        if (auto filled = fill(); !filled || *filled != Step::Frame) return filled;
        if (m_heads.empty()) return Step::End;
        std::pop_heap(m_heads.begin(), m_heads.end(), later);
        const auto head = m_heads.back();
        m_heads.pop_back();
        m_unread.push_back(head.file);
        frame = head.frame;
        return Step::Frame;
    }

    void waitForMore(std::stop_token stop) override {
        if (!stop.stop_requested()) m_files[m_unread.empty() ? 0 : m_unread.back()]->wait();
    }

    std::optional<Frame> frameAt(base::SourceOffset place) const override {
        // Files are opened in order, each with one source.
        const auto file = std::partition_point(m_files.begin(), m_files.end(),
                                               [&](const auto& f) { return f->source() < place.source(); });
        if (file == m_files.end() || (*file)->source() != place.source()) return std::nullopt;
        return (*file)->frameAt(place);
    }

    std::vector<std::string> formats() const override {
        std::vector<std::string> all;
        for (const auto& file : m_files) all.push_back(file->format());
        return all;
    }

    std::vector<Interface> interfaces() const override { return joined(&CaptureFile::interfaces); }

    std::vector<Note> notes() const override { return joined(&CaptureFile::notes); }

    std::vector<Warning> warnings() const override { return joined(&CaptureFile::warnings); }

    std::uint64_t bytesRead() const override {
        std::uint64_t sum = 0;
        for (const auto& file : m_files) sum += file->bytesRead();
        return sum;
    }

    std::uint64_t bytesTotal() const override {
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
    List joined(List (CaptureFile::*list)() const) const {
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

    /// Reads ahead one frame of each file: only then the earliest is known.
    base::Result<Step> fill() {
        while (!m_unread.empty()) {
            const auto file = m_unread.back();
            Head head{.frame = {}, .file = file};
            const auto step = m_files[file]->next(head.frame);
            if (!step) return step;
            if (*step == Step::Waiting) return step;
            m_unread.pop_back();
            if (*step == Step::End) continue;
            m_heads.push_back(head);
            std::push_heap(m_heads.begin(), m_heads.end(), later);
        }
        return Step::Frame;
    }

    std::vector<std::unique_ptr<CaptureFile>> m_files;
    std::vector<std::size_t> m_unread; // files whose next frame is not known yet
    std::vector<Head> m_heads;         // a heap, the earliest first
};

} // namespace

base::Result<std::unique_ptr<CaptureReader>>
CaptureReader::open(SourceTable& sources, const std::vector<std::string>& paths, const OpenOptions& options) {
    std::vector<std::unique_ptr<CaptureFile>> files;
    for (const auto& path : paths) {
        auto file =
            CaptureFile::open(sources, path, {.follow = options.follow, .spoolDirectory = options.spoolDirectory});
        if (!file) return std::unexpected(std::move(file.error()));
        files.push_back(std::move(*file));
    }
    if (files.empty()) {
        return std::unexpected(
            base::Error{.tried = "open a capture", .subject = {}, .cause = "no file was named", .advice = {}});
    }
    return std::make_unique<MergedReader>(std::move(files));
}

} // namespace mqttscope::capture
