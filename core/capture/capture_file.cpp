// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/capture_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mqttscope::capture {
namespace {

/// As much as any format needs to be told from the others, and a pcap file header.
constexpr std::uint64_t kBeginning = PcapReader::kFileHeaderSize;

bool looksLikeText(base::ByteView bytes) {
    return std::all_of(bytes.begin(), bytes.end(),
                       [](std::uint8_t b) { return (b >= 0x20 && b < 0x7F) || (b >= 9 && b <= 13); });
}

} // namespace

base::Result<std::unique_ptr<CaptureFile>> CaptureFile::open(SourceTable& sources, const std::string& path,
                                                             const SupplyOptions& options) {
    auto supply = openSupply(path, options);
    if (!supply) return std::unexpected(std::move(supply.error()));
    auto name = (*supply)->source().name();
    std::unique_ptr<CaptureFile> file(new CaptureFile(std::move(name), std::move(*supply)));
    auto id = sources.add(file->m_supply->takeSource());
    if (!id) return std::unexpected(std::move(id.error()));
    file->m_id = *id;
    file->m_source = &sources[*id];
    return file;
}

base::Result<Step> CaptureFile::next(Frame& frame) {
    while (!m_ended) {
        if (!m_recognised.load(std::memory_order_relaxed)) {
            const auto recognised = recognise(false);
            if (!recognised) return std::unexpected(recognised.error());
        }
        const auto step = read(frame);
        if (m_source->truncated()) break;
        if (step == ReadStep::Frame) return Step::Frame;
        if (step == ReadStep::Broken) return end();
        const auto supplied = m_supply->more();
        if (!supplied) return std::unexpected(supplied.error());
        if (*supplied == Supplied::NothingNow) return Step::Waiting;
        if (*supplied == Supplied::End) break;
    }
    return end();
}

ReadStep CaptureFile::read(Frame& frame) {
    if (auto* pcap = std::get_if<PcapReader>(&m_reader)) return pcap->read(frame);
    if (auto* pcapng = std::get_if<PcapngReader>(&m_reader)) return pcapng->read(frame);
    return ReadStep::NeedMore;
}

base::Result<bool> CaptureFile::recognise(bool atEnd) {
    const auto size = std::min(m_source->size(), kBeginning);
    const base::ByteView beginning(m_source->data(), static_cast<std::size_t>(size));
    if (PcapngReader::recognises(beginning)) {
        m_reader.emplace<PcapngReader>(*m_source, m_id);
    } else if (PcapReader::recognises(beginning)) {
        if (size < PcapReader::kFileHeaderSize) return false;
        auto reader = PcapReader::open(*m_source, m_id);
        if (!reader) return std::unexpected(std::move(reader.error()));
        m_reader = std::move(*reader);
    } else if (size < 4 && !atEnd) {
        return false;
    } else if (const auto compression = compressionOf(beginning); compression != Compression::None) {
        return std::unexpected(
            base::Error{.tried = "read",
                        .subject = m_name,
                        .cause = "compressed data in a pipe or within compressed data is not expanded",
                        .advice = "Expand it on the way: zcat or zstdcat"});
    } else if (size >= 4 || atEnd) {
        return std::unexpected(notACapture());
    }
    m_recognised.store(true, std::memory_order_release);
    return true;
}

base::Error CaptureFile::notACapture() const {
    const auto size = m_source->size();
    base::Error error{.tried = "read", .subject = m_name, .cause = "it is empty", .advice = {}};
    if (size == 0) return error;
    const base::ByteView beginning(m_source->data(), static_cast<std::size_t>(std::min<std::uint64_t>(size, 512)));
    error.cause = looksLikeText(beginning) ? "it is not a capture file, but text" : "it is not a capture file";
    error.advice = "Captures are pcap or pcapng files, as tcpdump -w and Wireshark write them";
    error.offset = 0;
    return error;
}

base::Result<Step> CaptureFile::end() {
    if (std::exchange(m_ended, true)) return Step::End;
    if (m_source->truncated()) {
        warn(m_source->size(),
             "The file was cut short by somebody while it was being read; what it held then is shown");
        return Step::End;
    }
    if (!m_recognised.load(std::memory_order_relaxed)) {
        const auto recognised = recognise(true);
        if (!recognised) return std::unexpected(recognised.error());
    }
    const auto visit = [](const auto& reader) -> std::pair<std::uint64_t, Problem> {
        if constexpr (std::is_same_v<std::decay_t<decltype(reader)>, std::monostate>)
            return {};
        else
            return {reader.position(), reader.problem()};
    };
    const auto [position, problem] = std::visit(visit, m_reader);
    const auto damage = m_supply->damage();
    if (!problem.text.empty()) {
        return std::unexpected(base::Error{.tried = "read on in",
                                           .subject = m_name,
                                           .cause = problem.text,
                                           .advice = "What stands before it was read",
                                           .offset = problem.offset});
    }
    if (!damage.empty()) {
        warn(m_supply->taken(),
             fmt::format("{} at byte {} of the compressed file; read up to there", damage, m_supply->taken()));
    }
    if (position < m_source->size()) {
        warn(position, fmt::format("The file ends in the middle of a record at byte {}; read up to there", position));
    }
    return Step::End;
}

void CaptureFile::warn(std::uint64_t offset, std::string text) {
    const std::lock_guard lock(m_mutex);
    m_warnings.push_back({m_name, offset, std::move(text)});
}

std::optional<Frame> CaptureFile::frameAt(base::SourceOffset place) const {
    if (!m_recognised.load(std::memory_order_acquire)) return std::nullopt;
    if (const auto* pcap = std::get_if<PcapReader>(&m_reader)) return pcap->frameAt(place);
    if (const auto* pcapng = std::get_if<PcapngReader>(&m_reader)) return pcapng->frameAt(place);
    return std::nullopt;
}

std::string CaptureFile::format() const {
    if (!m_recognised.load(std::memory_order_acquire)) return {};
    auto text = m_supply->encoding();
    if (!text.empty()) text += fmt::format(" (expanded to {} bytes on disk), ", m_source->size());
    if (const auto* pcap = std::get_if<PcapReader>(&m_reader)) return text + pcap->format();
    if (const auto* pcapng = std::get_if<PcapngReader>(&m_reader)) return text + pcapng->format();
    return text;
}

std::vector<Interface> CaptureFile::interfaces() const {
    if (!m_recognised.load(std::memory_order_acquire)) return {};
    if (const auto* pcap = std::get_if<PcapReader>(&m_reader)) return pcap->interfaces();
    if (const auto* pcapng = std::get_if<PcapngReader>(&m_reader)) return pcapng->interfaces();
    return {};
}

std::vector<Note> CaptureFile::notes() const {
    if (!m_recognised.load(std::memory_order_acquire)) return {};
    const auto* pcapng = std::get_if<PcapngReader>(&m_reader);
    return pcapng != nullptr ? pcapng->notes() : std::vector<Note>{};
}

std::vector<Warning> CaptureFile::warnings() const {
    const std::lock_guard lock(m_mutex);
    return m_warnings;
}

std::uint64_t CaptureFile::bytesRead() const {
    if (m_supply->taken() != 0) return m_supply->taken();
    if (const auto* pcap = std::get_if<PcapReader>(&m_reader)) return pcap->position();
    if (const auto* pcapng = std::get_if<PcapngReader>(&m_reader)) return pcapng->position();
    return 0;
}

} // namespace mqttscope::capture
