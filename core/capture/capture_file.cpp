// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/capture_file.h"

#include "core/capture/expansion.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mqttscope::capture {
namespace {

/// As much as any format needs to be told from the others, and a pcap file header.
constexpr std::uint64_t kBeginning = PcapReader::kFileHeaderSize;

bool looksLikeText(base::ByteView bytes) {
    return std::ranges::all_of(bytes, [](std::uint8_t b) { return (b >= 0x20 && b < 0x7F) || (b >= 9 && b <= 13); });
}

} // namespace

base::Result<std::unique_ptr<CaptureFile>> CaptureFile::open(SourceTable& sources, const std::string& path,
                                                             const SupplyOptions& options) {
    return open(sources, openSupply(path, options));
}

base::Result<std::unique_ptr<CaptureFile>> CaptureFile::open(SourceTable& sources, const std::string& name,
                                                             const FileDescriptor& file, const SupplyOptions& options) {
    return open(sources, openSupply(name, file, options));
}

base::Result<std::unique_ptr<CaptureFile>> CaptureFile::open(SourceTable& sources,
                                                             base::Result<std::unique_ptr<ByteSupply>> supply) {
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
            if (!recognised) return fail(recognised.error());
        }
        const auto step = read(frame);
        if (cutShort(step, frame)) break;
        if (step == ReadStep::Frame) return Step::Frame;
        if (step == ReadStep::Broken) break;
        const auto supplied = m_supply->more();
        if (!supplied) return fail(supplied.error());
        if (*supplied == Supplied::NothingNow) return Step::Waiting;
        if (*supplied == Supplied::End) break;
    }
    return end();
}

bool CaptureFile::cutShort(ReadStep step, const Frame& frame) const {
    // Bytes that vanished read as zeros: such a record is empty, or breaks the format.
    if (step == ReadStep::Broken || (step == ReadStep::Frame && frame.capturedLength == 0)) m_supply->verify();
    return m_source->truncated();
}

ReadStep CaptureFile::read(Frame& frame) {
    return std::visit([&](auto& reader) { return reader.read(frame); }, m_reader);
}

base::Result<bool> CaptureFile::recognise(bool atEnd) {
    const auto size = std::min(m_source->size(), kBeginning);
    const base::ByteView beginning(m_source->data(), static_cast<std::size_t>(size));
    if (PcapngReader::recognises(beginning)) {
        m_reader.emplace<PcapngReader>(*m_source, m_id);
    } else if (PcapReader::recognises(beginning)) {
        if (size < PcapReader::kFileHeaderSize && !atEnd) return false;
        if (size < PcapReader::kFileHeaderSize) {
            return std::unexpected(base::Error{.tried = "read",
                                               .subject = m_name,
                                               .cause = "it ends in the middle of its file header",
                                               .advice = {},
                                               .offset = size});
        }
        auto reader = PcapReader::open(*m_source, m_id);
        if (!reader) return std::unexpected(std::move(reader.error()));
        m_reader = std::move(*reader);
    } else if (size < 4 && !atEnd) {
        return false;
    } else if (const auto compression = compressionOf(beginning); compression != Compression::None) {
        return std::unexpected(
            base::Error{.tried = "read",
                        .subject = m_name,
                        .cause = "it is compressed more than once, or only became a compressed file while it grew",
                        .advice = "Expand it first: zcat or zstdcat"});
    } else if (size >= 4 || atEnd) {
        return std::unexpected(notACapture());
    }
    m_recognised.store(true, std::memory_order_release);
    return true;
}

base::Error CaptureFile::notACapture() const {
    const auto size = m_source->size();
    base::Error error{.tried = "read", .subject = m_name, .cause = m_supply->damage(), .advice = {}};
    if (error.cause.empty()) error.cause = "it is empty";
    if (size == 0) return error;
    const base::ByteView beginning(m_source->data(), static_cast<std::size_t>(std::min<std::uint64_t>(size, 512)));
    error.cause = looksLikeText(beginning) ? "it is not a capture file, but text" : "it is not a capture file";
    error.advice = "Captures are pcap or pcapng files, as tcpdump -w and Wireshark write them";
    error.offset = 0;
    return error;
}

std::unexpected<base::Error> CaptureFile::fail(base::Error error) {
    m_ended = true;
    return std::unexpected(std::move(error));
}

base::Result<Step> CaptureFile::end() {
    if (std::exchange(m_ended, true)) return Step::End;
    m_supply->verify();
    if (!m_source->truncated() && !m_recognised.load(std::memory_order_relaxed)) {
        const auto recognised = recognise(true);
        if (!recognised) return std::unexpected(recognised.error());
    }
    const auto problem = std::visit([](const auto& reader) { return reader.problem(); }, m_reader);
    if (!m_source->truncated() && !problem.text.empty()) {
        return std::unexpected(base::Error{.tried = "read on in",
                                           .subject = m_name,
                                           .cause = problem.text,
                                           .advice = "What stands before it was read",
                                           .offset = problem.offset});
    }
    warnOfEnd();
    return Step::End;
}

void CaptureFile::warnOfEnd() {
    const auto position = std::visit([](const auto& reader) { return reader.position(); }, m_reader);
    if (m_source->truncated()) {
        warn(position, fmt::format("The file was cut short by somebody while it was being read; "
                                   "it was read up to byte {}",
                                   position));
        return;
    }
    if (const auto damage = m_supply->damage(); !damage.empty()) {
        warn(m_supply->taken(),
             fmt::format("{} at byte {} of the compressed data; read up to there", damage, m_supply->taken()));
    }
    if (position < m_source->size()) {
        warn(position, fmt::format("The file ends in the middle of a record at byte {}; read up to there", position));
    }
    const auto leftOut = std::visit([](const auto& reader) { return reader.notesLeftOut(); }, m_reader);
    if (leftOut != 0) {
        warn(position, fmt::format("The file holds {} comments and names more than are kept", leftOut));
    }
}

Warning CaptureFile::warningOf(const std::string& path, const base::Error& error, bool framesRead) {
    const auto place = error.offset ? fmt::format(" (at byte {})", *error.offset) : std::string();
    const auto advice = error.advice.empty() || framesRead ? std::string() : ". " + error.advice;
    return {.file = path,
            .offset = error.offset.value_or(0),
            .text = fmt::format("The file was {}: {}{}{}", framesRead ? "read only in part" : "not read", error.cause,
                                place, advice)};
}

void CaptureFile::giveUp(const base::Error& error) {
    const auto position = std::visit([](const auto& reader) { return reader.position(); }, m_reader);
    auto warning = warningOf(m_name, error, position != 0);
    warn(warning.offset, std::move(warning.text));
}

void CaptureFile::warn(std::uint64_t offset, std::string text) {
    const std::lock_guard lock(m_mutex);
    m_warnings.push_back({m_name, offset, std::move(text)});
}

std::optional<Frame> CaptureFile::frameAt(base::SourceOffset place) const {
    if (!m_recognised.load(std::memory_order_acquire)) return std::nullopt;
    return std::visit([&](const auto& reader) { return reader.frameAt(place); }, m_reader);
}

std::string CaptureFile::format() const {
    if (!m_recognised.load(std::memory_order_acquire)) return {};
    auto format = std::visit([](const auto& reader) { return reader.format(); }, m_reader);
    const auto encoding = m_supply->encoding();
    if (encoding.empty()) return format;
    return fmt::format("{} (expanded to {} bytes on disk), {}", encoding, m_source->size(), format);
}

std::vector<Interface> CaptureFile::interfaces() const {
    if (!m_recognised.load(std::memory_order_acquire)) return {};
    return std::visit([](const auto& reader) { return reader.interfaces(); }, m_reader);
}

std::vector<Note> CaptureFile::notes() const {
    if (!m_recognised.load(std::memory_order_acquire)) return {};
    return std::visit([](const auto& reader) { return reader.notes(); }, m_reader);
}

std::vector<Warning> CaptureFile::warnings() const {
    const std::lock_guard lock(m_mutex);
    return m_warnings;
}

std::uint64_t CaptureFile::bytesRead() const {
    if (m_supply->taken() != 0) return m_supply->taken();
    return std::visit([](const auto& reader) { return reader.position(); }, m_reader);
}

} // namespace mqttscope::capture
