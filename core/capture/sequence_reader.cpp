// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/sequence_reader.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <utility>

namespace mqttscope::capture {
namespace {

/// How often the sequence is looked at while a file brings frames: a file must be met before its ring drops it.
constexpr std::uint32_t kFramesBetweenLooks = 1024;
/// Of files that cannot be opened: a ring goes on for ever, and the reason is the same.
constexpr std::size_t kMostWarnings = 100;

} // namespace

base::Result<std::unique_ptr<SequenceReader>>
SequenceReader::open(SourceTable& sources, std::shared_ptr<const FileSequence> files, const OpenOptions& options) {
    std::unique_ptr<SequenceReader> reader(new SequenceReader(sources, std::move(files), options));
    reader->look();
    if (reader->m_pending.empty()) {
        return std::unexpected(
            base::Error{.tried = "open a capture", .subject = {}, .cause = "it has no file", .advice = {}});
    }
    if (auto opened = reader->openNext(); !opened) return std::unexpected(std::move(opened.error()));
    return reader;
}

/// Notes what has begun since. In this order: nothing begins once the sequence is complete, and nothing is written to a
/// file once the next one has begun.
void SequenceReader::look() {
    m_untilLook = kFramesBetweenLooks;
    m_complete = !m_options.follow || m_options.complete.stop_requested();
    m_seen = std::max(m_seen, m_files->first());
    while (auto file = m_files->file(m_seen)) {
        m_pending.push_back(std::move(*file));
        ++m_seen;
    }
    if (!m_parts.empty() && (m_complete || !m_pending.empty())) last().complete.request_stop();
}

base::Result<void> SequenceReader::openNext() {
    auto next = std::move(m_pending.front());
    m_pending.pop_front();
    auto part = std::make_unique<Part>();
    part->number = m_seen - m_pending.size() - 1;
    part->firstFrame = part->endFrame = m_frames;
    const bool complete = m_complete || !m_pending.empty();
    const SupplyOptions options{
        .follow = !complete, .complete = part->complete.get_token(), .spoolDirectory = m_options.spoolDirectory};
    auto file = next.reading ? CaptureFile::open(m_sources, next.path, *next.reading, options)
                             : CaptureFile::open(m_sources, next.path, options);
    if (!file) {
        if (m_parts.empty()) return std::unexpected(std::move(file.error()));
        ++m_failed;
        if (m_unopened.size() < kMostWarnings)
            m_unopened.push_back(CaptureFile::warningOf(next.path, file.error(), false));
        return {};
    }
    part->file = std::move(*file);
    if (complete) part->complete.request_stop();
    const std::unique_lock lock(m_mutex);
    m_parts.push_back(std::move(part));
    return {};
}

base::Result<Step> SequenceReader::next(Frame& frame) {
    for (;;) {
        if (m_untilLook-- == 0) look();
        auto& part = last();
        if (part.ended) {
            look();
            if (m_pending.empty()) return m_complete ? Step::End : Step::Waiting;
            if (auto opened = openNext(); !opened) return std::unexpected(std::move(opened.error()));
            continue;
        }
        const auto step = part.file->next(frame);
        if (!step) {
            if (auto goesOn = failed(step.error()); !goesOn) return std::unexpected(std::move(goesOn.error()));
            continue;
        }
        switch (*step) {
        case Step::Frame:
            part.endFrame = ++m_frames;
            if (!part.firstTime.known()) part.firstTime = frame.time;
            return Step::Frame;
        case Step::Waiting:
            look();
            if (!part.complete.stop_requested()) return Step::Waiting;
            break;
        case Step::End:
            part.ended = true;
            break;
        }
    }
}

/// One damaged file does not end the others.
base::Result<void> SequenceReader::failed(const base::Error& error) {
    look();
    const bool alone = m_parts.size() == 1 && m_pending.empty() && m_files->begun() == 1;
    if (alone) return std::unexpected(error);
    ++m_failed;
    last().file->giveUp(error);
    last().ended = true;
    return {};
}

void SequenceReader::waitForMore(std::stop_token stop) {
    last().file->wait(stop);
}

std::optional<Frame> SequenceReader::frameAt(base::SourceOffset place) const {
    const std::shared_lock lock(m_mutex);
    const auto found =
        std::ranges::find(m_parts, place.source(), [](const auto& part) { return part->file->source(); });
    return found == m_parts.end() ? std::nullopt : (*found)->file->frameAt(place);
}

std::vector<std::string> SequenceReader::formats() const {
    std::vector<std::string> all;
    for (const auto& part : m_parts) all.push_back(part->file->format());
    return all;
}

/// Every file of a capture names the same ones, and counts from the beginning of the capture.
std::vector<Interface> SequenceReader::interfaces() const {
    for (auto part = m_parts.rbegin(); part != m_parts.rend(); ++part) {
        if (auto interfaces = (*part)->file->interfaces(); !interfaces.empty()) return interfaces;
    }
    return {};
}

std::vector<Note> SequenceReader::notes() const {
    std::vector<Note> all;
    for (const auto& part : m_parts) std::ranges::move(part->file->notes(), std::back_inserter(all));
    return all;
}

std::vector<Warning> SequenceReader::warnings() const {
    auto all = m_unopened;
    for (const auto& part : m_parts) std::ranges::move(part->file->warnings(), std::back_inserter(all));
    return all;
}

std::uint64_t SequenceReader::bytesRead() const {
    std::uint64_t sum = 0;
    for (const auto& part : m_parts) sum += part->file->bytesRead();
    return sum;
}

std::uint64_t SequenceReader::bytesTotal() const {
    std::uint64_t sum = 0;
    for (const auto& part : m_parts) sum += part->file->bytesTotal();
    return sum;
}

KeptFrames SequenceReader::kept() const {
    const auto first = m_files->first();
    for (const auto& part : m_parts) {
        if (part->number >= first) return {.first = part->firstFrame, .since = part->firstTime};
    }
    return {.first = m_frames, .since = {}}; // what is kept was not met yet
}

std::vector<base::SourceId> SequenceReader::release(std::uint64_t frames) {
    std::vector<base::SourceId> released;
    const auto first = m_files->first();
    // The last one is where reading goes on.
    while (m_parts.size() > 1 && m_parts.front()->number < first && m_parts.front()->endFrame <= frames) {
        const auto& part = *m_parts.front();
        const auto source = part.file->source();
        {
            const std::unique_lock lock(m_mutex);
            m_parts.pop_front();
        }
        m_sources.remove(source);
        released.push_back(source);
    }
    return released;
}

} // namespace mqttscope::capture
