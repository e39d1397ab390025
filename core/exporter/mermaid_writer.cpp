// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/finding_record.h"
#include "core/exporter/packet_writer.h"
#include "core/format/row_text.h"

#include <fmt/format.h>

#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace mqttscope::exporter {
namespace {

constexpr std::size_t kLongestText = 60;
/// A silence that is worth a line of its own, in nanoseconds.
constexpr std::int64_t kPause = 1'000'000'000;

/// Text in which nothing means anything to Mermaid: every sign of its language becomes an entity (`#59;`).
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : format::visibleText(text, kLongestText)) {
        const auto byte = static_cast<std::uint8_t>(c);
        const bool safe = byte >= 0x80 || std::string_view(" ./_+-,()").find(c) != std::string_view::npos ||
                          (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        safe ? out += c : out += fmt::format("#{};", byte);
    }
    return out;
}

/// A sequence diagram (https://mermaid.js.org): an arrow for each packet, equal ones in a row folded to one.
class MermaidWriter final : public PacketWriter {
public:
    void begin(std::string& out) override { out += "sequenceDiagram\n"; }

    void packet(const PacketRecord& record, std::string& out) override {
        const auto& row = record.row();
        const auto from = fmt::format("c{}", row.connection.value);
        const auto to = server(record.connection().server);
        const bool toServer = store::direction(row) == base::Direction::ToServer;
        auto line =
            store::isEvent(row)
                ? fmt::format("    Note over {},{}: {}", from, to, plain(format::eventText(record.snapshot(), row)))
                : fmt::format("    {}->>{}: {}", toServer ? from : to, toServer ? to : from, label(record));
        for (const auto& finding : findingsOf(record.snapshot(), record.id())) {
            if (finding.severity == base::Severity::Information) continue;
            const auto told = describeFinding(record.snapshot(), finding);
            line += fmt::format("\n    Note over {},{}: {}: {}", from, to, told.severity, plain(told.text));
        }
        const bool pause = m_last.known() && row.time.known() && row.time.nanoseconds - m_last.nanoseconds >= kPause;
        const bool known = m_known.contains(row.connection.value);
        if (line == m_line && !pause) {
            ++m_times;
        } else {
            flush(out);
            if (!known) participants(record, from, to, out);
            if (pause) {
                fmt::format_to(std::back_inserter(out), "    Note over {},{}: {} later\n", from, to,
                               plain(format::durationText(row.time.nanoseconds - m_last.nanoseconds)));
            }
            m_line = std::move(line);
            m_times = 1;
        }
        if (row.time.known()) m_last = row.time;
    }

    void end(const engine::Inspection&, const store::Snapshot&, std::string& out) override { flush(out); }

    bool rewind() override { return false; }

private:
    static std::string label(const PacketRecord& record) {
        const auto& row = record.row();
        auto text = format::typeText(row);
        const auto info = format::infoText(record.snapshot(), row, record.summary(), {.maxLength = kLongestText});
        if (!info.empty()) text += ' ' + plain(info);
        if (mqtt::packetType(row.head) == mqtt::PacketType::Publish) text += " QoS " + format::flagsText(row);
        return text;
    }

    /// The name of a server: the same for all connections to it.
    std::string server(const net::Endpoint& endpoint) {
        const auto address = format::endpointText(endpoint);
        const auto found = std::ranges::find(m_servers, address);
        const auto index = found - m_servers.begin();
        if (found == m_servers.end()) m_servers.push_back(address);
        return fmt::format("s{}", index);
    }

    void participants(const PacketRecord& record, const std::string& from, const std::string& to, std::string& out) {
        const auto& connection = record.connection();
        m_known.insert(record.row().connection.value);
        const auto client = record.clientId().empty() ? std::string("unknown client") : plain(record.clientId());
        fmt::format_to(std::back_inserter(out), "    participant {} as {}<br/>{}\n", from, client,
                       plain(format::endpointText(connection.client)));
        if (m_declared.insert(to).second) {
            fmt::format_to(std::back_inserter(out), "    participant {} as server<br/>{}\n", to,
                           plain(format::endpointText(connection.server)));
        }
    }

    void flush(std::string& out) {
        if (m_line.empty()) return;
        // Only the first line of several is the arrow.
        const auto end = std::min(m_line.find('\n'), m_line.size());
        out.append(m_line, 0, end);
        if (m_times > 1) fmt::format_to(std::back_inserter(out), " (× {})", m_times);
        out.append(m_line, end);
        out += '\n';
        m_line.clear();
    }

    std::set<std::uint32_t> m_known; // connections
    std::vector<std::string> m_servers;
    std::set<std::string> m_declared; // servers
    std::string m_line;               // not written yet: the next may be the same
    std::uint64_t m_times = 0;
    base::Timestamp m_last{};
};

} // namespace

std::unique_ptr<PacketWriter> makeMermaidWriter(const WriterOptions& options) {
    static_cast<void>(options);
    return std::make_unique<MermaidWriter>();
}

} // namespace mqttscope::exporter
