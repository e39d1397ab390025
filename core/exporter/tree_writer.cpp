// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/finding_record.h"
#include "core/exporter/packet_writer.h"
#include "core/exporter/record_fields.h"
#include "core/format/field_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace mqttscope::exporter {
namespace {

/// Of a payload, as much as somebody reads.
constexpr std::uint32_t kLongestPayload = std::uint32_t{64} << 10;

/// Every field of every packet, indented as the details pane shows them, what is captured made safe for a terminal.
class TreeWriter final : public PacketWriter {
public:
    explicit TreeWriter(WriterOptions options)
        : m_options(std::move(options))
        , m_line(makeTextWriter(m_options)) {}

    void packet(const PacketRecord& record, std::string& out) override {
        m_line->packet(record, out);
        if (!store::isEvent(record.row())) fields(record, out);
        for (const auto& finding : findingsOf(record.snapshot(), record.id())) {
            const auto told = describeFinding(record.snapshot(), finding);
            fmt::format_to(std::back_inserter(out), "        ! {}: {}", told.severity, told.text);
            if (!told.rule.empty()) fmt::format_to(std::back_inserter(out), " [{}]", told.rule);
            out += '\n';
        }
        out += '\n';
    }

    void end(const engine::Inspection&, const store::Snapshot&, std::string& out) override {
        if (m_masked == 0) return;
        fmt::format_to(std::back_inserter(out), "Masked ({}): what is secret in {} packets.\n", format::kMask,
                       m_masked);
    }

    void mark() override {
        m_markedCount = m_masked;
        m_line->mark();
    }

    bool rewind() override {
        m_masked = m_markedCount;
        return m_line->rewind();
    }

private:
    void fields(const PacketRecord& record, std::string& out) {
        const auto& tree = record.tree();
        const auto view =
            record.packet().view(0, std::min(record.packet().available, kLongestPayload + headSize(record)), m_scratch);
        std::vector<std::uint32_t> ends; // of the groups that the field lies in
        bool masked = false;
        for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
            while (!ends.empty() && ends.back() <= i) ends.pop_back();
            out.append(8 + 4 * ends.size(), ' ');
            out += format::nodeText(tree, tree.nodes[i], view, m_options.text());
            out += '\n';
            masked = masked || format::isMasked(session::fieldInfo(tree.nodes[i].field), m_options.text());
            ends.push_back(tree.nodes[i].end);
        }
        if (masked) ++m_masked;
    }

    static std::uint32_t headSize(const PacketRecord& record) {
        return static_cast<std::uint32_t>(record.packet().head().size());
    }

    WriterOptions m_options;
    std::unique_ptr<PacketWriter> m_line;
    std::uint64_t m_masked = 0; // packets
    std::uint64_t m_markedCount = 0;
    std::vector<std::uint8_t> m_scratch;
};

} // namespace

std::unique_ptr<PacketWriter> makeTreeWriter(const WriterOptions& options) {
    return std::make_unique<TreeWriter>(options);
}

} // namespace mqttscope::exporter
