// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/golden/dump.h"

#include "core/exporter/finding_record.h"
#include "core/exporter/packet_record.h"
#include "core/format/field_text.h"
#include "core/format/row_text.h"
#include "core/format/time.h"

#include <fmt/format.h>

#include <iterator>

namespace mqttscope::test {
namespace {

constexpr std::size_t kValueLength = 100;

class Dumper {
public:
    Dumper(engine::Inspection& inspection, const DumpOptions& options)
        : m_inspection(inspection)
        , m_snapshot(inspection.snapshot())
        , m_options(options) {}

    std::string run() {
        for (std::uint32_t i = 0; i < m_snapshot.connections(); ++i) connection(base::ConnectionId(i));
        for (std::uint32_t i = 0; i < m_snapshot.rows(); ++i) row(base::RowId(i));
        return std::move(m_text);
    }

private:
    template <class... Args>
    void line(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(m_text), format, std::forward<Args>(args)...);
        m_text += '\n';
    }

    void connection(base::ConnectionId id) {
        const auto& c = m_snapshot.connection(id);
        line("connection {}: {} -> {}, MQTT {}, client '{}', {} + {} packets, {} + {} bytes, {} missing{}{}", id.value,
             format::endpointText(c.client), format::endpointText(c.server), format::versionText(c.version.load()),
             format::visibleText(m_snapshot.clientId(id)), c.packets[0].load(), c.packets[1].load(), c.bytes[0].load(),
             c.bytes[1].load(), c.missingBytes.load(), c.startSeen ? "" : ", start not seen",
             c.ended.load() ? ", ended" : ", open");
    }

    void row(base::RowId id) {
        const exporter::PacketRecord record(m_inspection, m_snapshot, id);
        const auto& row = record.row();
        if (store::isEvent(row) && !m_options.events) return;
        const auto* const arrow = store::direction(row) == base::Direction::ToServer ? "->" : "<-";
        auto text = fmt::format("{} {} {}", row.connection.value, arrow, format::typeText(row));
        const auto info = store::isEvent(row)
                              ? format::eventText(m_snapshot, row)
                              : format::infoText(m_snapshot, row, record.summary(), {.maxLength = kValueLength});
        if (!info.empty()) text += " " + info;
        if (m_options.frames) {
            const auto first = m_snapshot.row(base::RowId(0)).time;
            text = fmt::format("#{} frame {} +{} ", id.value + 1, row.frame.value + 1,
                               format::timeText(row.time, format::TimeFormat::SinceFirst, first)) +
                   text;
        }
        if (!store::isEvent(row)) {
            text += fmt::format(" ({} B)", row.length);
            if ((row.flags & store::RowFlag::kMalformed) != 0) text += " MALFORMED";
            if ((row.flags & store::RowFlag::kIncomplete) != 0) {
                text += fmt::format(" INCOMPLETE: {} B", record.packet().available);
            }
        }
        line("{}", text);
        for (const auto& finding : exporter::findingsOf(m_snapshot, id)) {
            const auto told = exporter::describeFinding(m_snapshot, finding);
            line("    ! {} {}{}{}: {}{}{} [{}+{}]", told.severity, told.rule.empty() ? "version unknown" : told.rule,
                 told.standard.empty() ? "" : " of ", told.standard, told.text, told.field.empty() ? "" : ", ",
                 told.field, told.range.offset, told.range.size);
        }
        if (m_options.fields && !store::isEvent(row)) fields(record);
    }

    void fields(const exporter::PacketRecord& record) {
        const auto& tree = record.tree();
        std::vector<std::uint8_t> scratch;
        const auto view = record.packet().view(0, record.packet().available, scratch);
        std::vector<std::uint32_t> depth(tree.nodes.size());
        for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
            const auto& node = tree.nodes[i];
            depth[i] = node.parent == base::FieldNode::kNone ? 1 : depth[node.parent] + 1;
            line("{:{}}{} [{}+{}]", "", depth[i] * 4, format::nodeText(tree, node, view, {.maxLength = kValueLength}),
                 node.range.offset, node.range.size);
        }
        for (const auto& problem : tree.problems) {
            if (problem.rule.valid()) continue; // told above, as a finding
            line("    !! {} [{}+{}]", problem.text, problem.range.offset, problem.range.size);
        }
    }

    engine::Inspection& m_inspection;
    store::Snapshot m_snapshot;
    DumpOptions m_options;
    std::string m_text;
};

} // namespace

std::string dump(engine::Inspection& inspection, const DumpOptions& options) {
    return Dumper(inspection, options).run();
}

std::string dumpFiles(const std::vector<std::filesystem::path>& paths, const DumpOptions& options,
                      const engine::PortSet& ports) {
    engine::InspectionOptions inspectionOptions{.ports = ports};
    for (const auto& path : paths) inspectionOptions.paths.push_back(path.string());
    engine::Inspection inspection(std::move(inspectionOptions));
    while (inspection.wait()) {
    }
    auto text = dump(inspection, options);
    if (const auto error = inspection.error()) text += "error: " + error->cause + '\n';
    for (const auto& warning : inspection.report().warnings) text += "warning: " + warning.text + '\n';
    return text;
}

} // namespace mqttscope::test
