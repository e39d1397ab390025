// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/payload_export.h"

#include "core/exporter/csv.h"
#include "core/exporter/json.h"
#include "core/format/text.h"
#include "core/format/time.h"

#include <fmt/format.h>

#include <optional>

namespace mqttscope::exporter {
namespace {

constexpr std::size_t kLongestName = 60;
constexpr std::uint32_t kLookedAt = std::uint32_t{64} << 10;
constexpr std::size_t kBlock = std::size_t{64} << 10;

/// By content, as far as that is sure.
std::string_view endingOf(const PacketRecord& record) {
    std::vector<std::uint8_t> scratch;
    const auto bytes = record.payloadStart(kLookedAt, scratch);
    const auto text = base::asText(bytes);
    if (text.starts_with("\x89PNG\r\n\x1a\n")) return ".png";
    if (text.starts_with("\xFF\xD8\xFF")) return ".jpg";
    if (record.payloadSize() <= kLookedAt && !CompactJson().of(text).empty()) return ".json";
    const bool whole = record.payloadSize() <= kLookedAt;
    return !text.empty() && format::isText(whole ? text : format::wholeCharacters(text)) ? ".txt" : ".bin";
}

class PayloadExport {
public:
    PayloadExport(const engine::Inspection& inspection, const store::Snapshot& snapshot, const OutputFolder& folder,
                  OutputFile& index)
        : m_inspection(inspection)
        , m_snapshot(snapshot)
        , m_folder(folder)
        , m_index(index) {
        m_lines = "file,number,time,client_id,topic,topic_base64,size,captured\r\n";
    }

    bool add(base::RowId id) {
        const PacketRecord record(m_inspection, m_snapshot, id);
        if (store::isEvent(record.row()) || mqtt::packetType(record.row().head) != mqtt::PacketType::Publish)
            return true;
        if (!record.payloadKnown()) return true;
        const auto name = payloadFileName(record);
        m_result = write(record, name);
        if (!m_result) return false;
        ++m_count;
        note(record, name);
        return flush(kBlock);
    }

    base::Result<std::uint64_t> end() {
        if (m_result) flush(0);
        if (!m_result) return std::unexpected(m_result.error());
        return m_count;
    }

private:
    base::Result<void> write(const PacketRecord& record, const std::string& name) {
        auto file = OutputFile::open(m_folder.pathOf(name), false, {});
        if (!file) return std::unexpected(file.error());
        base::Result<void> written;
        record.eachPiece(record.summary().payloadOffset, record.payloadSize(), [&](base::ByteView piece) {
            if (written) written = file->write(base::asText(piece));
        });
        return written ? file->finishUnsynced() : written;
    }

    void note(const PacketRecord& record, const std::string& name) {
        const auto& row = record.row();
        const auto topic = row.text.valid() ? m_snapshot.text(row.text) : std::string_view{};
        appendCsvCell(m_lines, name);
        m_lines += fmt::format(",{},{},", record.id().value + std::uint64_t{1}, format::isoText(row.time));
        appendCsvCell(m_lines, mendUtf8(record.clientId()));
        m_lines += ',';
        appendCsvCell(m_lines, mendUtf8(topic));
        m_lines += ',';
        if (!format::isUtf8(topic) || looksLikeFormula(topic)) m_lines += base64(topic);
        const auto captured =
            record.packet().available - std::min(record.summary().payloadOffset, record.packet().available);
        m_lines += fmt::format(",{},{}\r\n", record.payloadSize(), captured);
    }

    bool flush(std::size_t above) {
        if (m_lines.size() <= above) return true;
        m_result = m_index.write(m_lines);
        m_lines.clear();
        return m_result.has_value();
    }

    const engine::Inspection& m_inspection;
    const store::Snapshot& m_snapshot;
    const OutputFolder& m_folder;
    OutputFile& m_index;
    std::string m_lines;
    std::uint64_t m_count = 0;
    base::Result<void> m_result;
};

} // namespace

std::string payloadFileName(const PacketRecord& record) {
    auto name = fmt::format("{:06}", record.id().value + std::uint64_t{1});
    const auto topic = record.row().text.valid() ? record.snapshot().text(record.row().text) : std::string_view{};
    if (!topic.empty()) name += '-';
    for (const char c : topic.substr(0, kLongestName)) {
        const bool safe = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
        name += safe ? c : '_';
    }
    return name.append(endingOf(record));
}

base::Result<std::uint64_t> exportPayloads(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                                           const RowChoice& choice, const OutputFolder& folder,
                                           const RunControl& control) {
    auto index = OutputFile::open(folder.pathOf("index.csv"), false, {});
    if (!index) return std::unexpected(index.error());
    PayloadExport job(inspection, snapshot, folder, *index);
    const bool good =
        eachChosen(inspection, snapshot, choice, control, [&job](base::RowId row) { return job.add(row); });
    auto count = job.end();
    if (!count) return count;
    if (!good) return std::unexpected(cutShort("the payloads"));
    const auto finished = index->finish();
    if (!finished) return std::unexpected(finished.error());
    return count;
}

} // namespace mqttscope::exporter
