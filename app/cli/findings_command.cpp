// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/finding_counts.h"
#include "app/cli/reading.h"
#include "core/exporter/csv.h"
#include "core/filter/evaluator.h"
#include "core/format/row_text.h"
#include "core/format/text.h"
#include "core/format/time.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <utility>

namespace mqttscope::cli {
namespace {

using exporter::FindingRecord;
using exporter::PacketFormat;

constexpr std::size_t kClientWidth = 16;
constexpr std::size_t kRuleWidth = 24;
constexpr std::array<std::string_view, 15> kColumns{"number",    "time", "frame",  "connection", "client_id",
                                                    "direction", "type", "length", "rule",       "standard",
                                                    "severity",  "text", "field",  "offset",     "size"};

/// Writes findings in the order in which they were found, a block at a time.
class FindingPrinter {
public:
    FindingPrinter(const Options& options, exporter::OutputFile& output)
        : m_options(options)
        , m_output(output) {
        if (options.format == PacketFormat::Json) m_text = "[";
        if (options.format == PacketFormat::Csv) header();
    }

    /// Prints what is new in the snapshot; false when enough was printed or it cannot be.
    bool print(const engine::Inspection& inspection, const store::Snapshot& snapshot) {
        m_captureStart = inspection.firstTime();
        const auto source = inspection.packetSource(snapshot);
        filter::Evaluator filter(m_options.choice.filter.program(), *source);
        for (; m_next.value < snapshot.findings() && !enough(); ++m_next.value) {
            const auto& finding = snapshot.finding(m_next);
            if (!m_options.choice.filter.acceptsAll() && !filter.accepts(snapshot, finding.row)) continue;
            ++m_found;
            ++m_bySeverity[static_cast<std::size_t>(finding.severity)];
            one(snapshot, finding);
            if (m_text.size() >= kBlock && !flush()) return false;
        }
        return flush() && !enough();
    }

    void end() {
        if (m_options.format == PacketFormat::Json) m_text += "\n]\n";
        if (m_options.format == PacketFormat::Text) summary();
        flush();
    }

    /// Whether something at least as severe as --fail-on says was found.
    [[nodiscard]] bool fails() const {
        if (!m_options.failOn) return false;
        std::uint64_t found = 0;
        for (auto i = static_cast<std::size_t>(*m_options.failOn); i < m_bySeverity.size(); ++i)
            found += m_bySeverity[i];
        return found != 0;
    }

    [[nodiscard]] const base::Result<void>& result() const { return m_result; }

private:
    static constexpr std::size_t kBlock = std::size_t{64} << 10;

    [[nodiscard]] bool enough() const { return m_options.choice.count && m_found >= *m_options.choice.count; }

    void one(const store::Snapshot& snapshot, const store::Finding& finding) {
        const auto row = snapshot.row(finding.row);
        const auto record = exporter::describeFinding(snapshot, finding);
        switch (m_options.format) {
        case PacketFormat::Text:
            return line(snapshot, finding.row, row, record);
        case PacketFormat::Ndjson:
            object(snapshot, finding.row, row, record);
            m_text += '\n';
            return;
        case PacketFormat::Json:
            m_text += std::exchange(m_first, false) ? "\n" : ",\n";
            return object(snapshot, finding.row, row, record);
        case PacketFormat::Csv:
            return cells(snapshot, finding.row, row, record);
        case PacketFormat::Fields:
            break; // refused with the command line
        }
    }

    void line(const store::Snapshot& snapshot, base::RowId id, const store::Row& row, const FindingRecord& record) {
        const bool previous = m_options.writer.timeFormat == format::TimeFormat::SincePrevious;
        const auto reference = previous ? (m_previousTime.known() ? m_previousTime : row.time) : m_captureStart;
        if (row.time.known()) m_previousTime = row.time;
        const auto client = format::visibleText(snapshot.clientId(row.connection), kClientWidth - 1);
        fmt::format_to(std::back_inserter(m_text), "{:>6}  {}  {:<{}} {} {:<11} {:<11} {:<{}} {}", id.value + 1ULL,
                       format::timeText(row.time, m_options.writer.timeFormat, reference),
                       client.empty() ? "?" : client, kClientWidth,
                       store::direction(row) == base::Direction::ToServer ? "→" : "←", format::typeText(row),
                       record.severity, ruleText(record), kRuleWidth, record.text);
        if (store::isEvent(row)) {
            m_text += ": " + format::eventText(snapshot, row);
        } else if (record.range.size != 0) {
            fmt::format_to(std::back_inserter(m_text), "  [{}{}{}+{}]", record.field, record.field.empty() ? "" : " ",
                           record.range.offset, record.range.size);
        }
        m_text += '\n';
    }

    void object(const store::Snapshot& snapshot, base::RowId id, const store::Row& row, const FindingRecord& record) {
        m_json.clear();
        m_json.beginObject();
        m_json.member("number", id.value + std::uint64_t{1});
        m_json.key("time");
        row.time.known() ? m_json.text(format::isoText(row.time)) : m_json.null();
        m_json.member("frame", row.frame.value + std::uint64_t{1});
        m_json.member("connection", row.connection.value);
        const auto client = snapshot.clientId(row.connection);
        m_json.key("client_id");
        client.empty() ? m_json.null() : m_json.text(client);
        m_json.member("direction", directionName(row));
        m_json.member("type", format::typeText(row));
        m_json.member("length", row.length);
        exporter::writeFindingMembers(m_json, record);
        m_json.endObject();
        m_text += m_json.finish();
    }

    void cells(const store::Snapshot& snapshot, base::RowId id, const store::Row& row, const FindingRecord& record) {
        const bool place = record.range.size != 0;
        const std::array<std::string, kColumns.size()> values{std::to_string(id.value + 1ULL),
                                                              format::isoText(row.time),
                                                              std::to_string(row.frame.value + 1ULL),
                                                              std::to_string(row.connection.value),
                                                              exporter::mendUtf8(snapshot.clientId(row.connection)),
                                                              std::string(directionName(row)),
                                                              format::typeText(row),
                                                              std::to_string(row.length),
                                                              std::string(record.rule),
                                                              std::string(record.standard),
                                                              std::string(record.severity),
                                                              record.text,
                                                              std::string(record.field),
                                                              place ? std::to_string(record.range.offset) : "",
                                                              place ? std::to_string(record.range.size) : ""};
        bool first = true;
        for (const auto& value : values) {
            if (!std::exchange(first, false)) m_text += ',';
            exporter::appendCsvCell(m_text, value);
        }
        m_text += exporter::kCsvLineEnd;
    }

    void header() { m_text = fmt::format("{}{}", fmt::join(kColumns, ","), exporter::kCsvLineEnd); }

    void summary() {
        const FindingCounts counts{.bySeverity = m_bySeverity, .rules = {}};
        const auto text = counts.text();
        m_text += text == "none" ? "No findings\n" : text + '\n';
    }

    static std::string_view directionName(const store::Row& row) {
        return store::direction(row) == base::Direction::ToServer ? "to_server" : "to_client";
    }

    bool flush() {
        if (m_result) m_result = m_output.write(m_text);
        m_text.clear();
        return m_result && !m_output.closed();
    }

    const Options& m_options;
    exporter::OutputFile& m_output;
    exporter::JsonWriter m_json;
    base::FindingId m_next{0};
    std::uint64_t m_found = 0;                   // that the filter took
    std::array<std::uint64_t, 3> m_bySeverity{}; // by Severity
    base::Timestamp m_captureStart{};
    base::Timestamp m_previousTime{}; // of the latest row that has a time
    std::string m_text;
    bool m_first = true;
    base::Result<void> m_result;
};

} // namespace

int runFindings(const Options& options) {
    auto output = exporter::OutputFile::open(options.output, options.force, options.files);
    if (!output) {
        complain(output.error().message());
        return kFailed;
    }
    FindingPrinter printer(options, *output);
    return inspect(
        options,
        [&](engine::Inspection& inspection, const store::Snapshot& snapshot) {
            return mustReadAll(options) || printer.print(inspection, snapshot);
        },
        [&](engine::Inspection& inspection, const store::Snapshot& snapshot) {
            if (mustReadAll(options)) printer.print(inspection, snapshot);
            inspection.cancel();
            printer.end();
            auto result = printer.result();
            if (result && inspection.error()) return kFailed;
            if (result) result = output->finish();
            if (result) return printer.fails() ? kFoundSomething : kDone;
            complain(result.error().message());
            return kFailed;
        });
}

} // namespace mqttscope::cli
