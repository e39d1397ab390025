// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/filter/filtered.h"

#include "core/filter/evaluator.h"
#include "core/filter/scan.h"

#include <fmt/format.h>
#include <unistd.h>

namespace mqttscope::test {
namespace {

std::filesystem::path written(Capture& capture) {
    static int count = 0;
    auto path =
        std::filesystem::temp_directory_path() / fmt::format("mqttscope-filter-{}-{}.pcapng", ::getpid(), ++count);
    capture.write(path);
    return path;
}

std::string told(const filter::Complaint& complaint) {
    auto text = fmt::format("{}+{} {}", complaint.range.offset, complaint.range.size, complaint.cause);
    if (!complaint.better.empty()) text += fmt::format(" [{}]", complaint.better);
    return text;
}

} // namespace

Filtered::Filtered(const std::filesystem::path& path)
    : m_inspection({.paths = {path.string()}}) {
    while (m_inspection.wait()) {
    }
}

Filtered::Filtered(Capture& capture)
    : m_written(written(capture))
    , m_inspection({.paths = {m_written.string()}}) {
    while (m_inspection.wait()) {
    }
}

Filtered::~Filtered() {
    if (!m_written.empty()) std::filesystem::remove(m_written);
}

std::string Filtered::rows(std::string_view text) {
    const auto filter = filter::Filter::read(text);
    if (!filter) return told(filter.error());
    const auto accepted = scanned(*filter);
    if (accepted != oneByOne(*filter)) return "columns and rows disagree";
    std::string rows;
    for (const auto row : accepted) rows += fmt::format("{}{}", rows.empty() ? "" : " ", row.value + 1);
    return rows.empty() ? "-" : rows;
}

std::vector<base::RowId> Filtered::oneByOne(const filter::Filter& filter) {
    const auto snapshot = m_inspection.snapshot();
    const auto source = m_inspection.packetSource(snapshot);
    filter::Evaluator evaluator(filter.program(), *source);
    std::vector<base::RowId> accepted;
    for (std::uint32_t i = 0; i < snapshot.rows(); ++i)
        if (evaluator.accepts(snapshot, base::RowId(i))) accepted.emplace_back(i);
    return accepted;
}

std::vector<base::RowId> Filtered::scanned(const filter::Filter& filter) {
    const auto snapshot = m_inspection.snapshot();
    const auto source = m_inspection.packetSource(snapshot);
    std::vector<base::RowId> accepted;
    filter::scan(filter, snapshot, *source, base::RowId(0), {},
                 [&](std::span<const base::RowId> rows, base::RowId, base::RowId) {
                     accepted.insert(accepted.end(), rows.begin(), rows.end());
                     return true;
                 });
    return accepted;
}

std::string complaintOf(std::string_view text) {
    const auto filter = filter::Filter::read(text);
    return filter ? std::string() : told(filter.error());
}

std::string doubtOf(std::string_view text) {
    const auto filter = filter::Filter::read(text);
    if (!filter) return "wrong: " + told(filter.error());
    return filter->suspicions().empty() ? std::string() : told(filter->suspicions().front());
}

} // namespace mqttscope::test
