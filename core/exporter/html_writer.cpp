// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/finding_record.h"
#include "core/exporter/html_ladder.h"
#include "core/exporter/html_text.h"
#include "core/exporter/packet_writer.h"
#include "core/exporter/record_fields.h"
#include "core/format/field_text.h"
#include "core/format/row_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace mqttscope::exporter {
namespace {

// What a browser shows without effort; the page says what it leaves out.
constexpr std::size_t kMostPackets = 20'000;
constexpr std::size_t kMostFindings = 1'000;
constexpr std::size_t kMostConnections = 500;
constexpr std::size_t kMostLadders = 20;
constexpr std::size_t kLongestLadder = 120; // rows
constexpr std::size_t kPayloadLength = 120;
constexpr std::uint32_t kLookedAt = 4096;
constexpr std::size_t kBlock = std::size_t{64} << 10;

/// No script, and nothing that a browser would fetch.
constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>MQTT session</title>
<style>
:root { color-scheme: light dark; --line: #8884; --dim: #667; --error: #b3261e; --warning: #8a5a00; --c: #6a4fb3; --p: #1f6feb; --s: #1a7f5a; --a: #777; }
@media (prefers-color-scheme: dark) { :root { --dim: #99a; --error: #ff8a80; --warning: #f0b849; --c: #b39ddb; --p: #79b0ff; --s: #6fd3ac; --a: #999; } }
body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; color: var(--dim); font-weight: 600; }
th, td { padding: .2rem .6rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } td.w { white-space: nowrap; }
.error { color: var(--error); } .warning { color: var(--warning); } .dim, nav { color: var(--dim); } nav a { margin-right: 1rem; }
svg { max-width: 100%; height: auto; font: 12px system-ui, sans-serif; fill: currentColor; }
svg .t { text-anchor: end; fill: var(--dim); } svg .m { text-anchor: middle; } svg .l { stroke: var(--line); stroke-width: 2; }
svg g line { stroke-width: 1.5; } svg .c { stroke: var(--c); fill: var(--c); } svg .p { stroke: var(--p); fill: var(--p); }
svg .s { stroke: var(--s); fill: var(--s); } svg .a { stroke: var(--a); fill: var(--a); } svg .e { fill: var(--dim); }
</style>
</head>
<body>
)";

/// What the page tells of one connection.
struct Session {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    base::Timestamp first{};
    base::Timestamp last{};
    base::RowId ending{};              ///< the first row that speaks of an end
    std::vector<base::RowId> ladder{}; ///< its first rows
};

bool isEnding(const store::Row& row) {
    if (!store::isEvent(row)) return mqtt::packetType(row.head) == mqtt::PacketType::Disconnect;
    const auto kind = store::eventKind(row);
    return kind == store::EventKind::Fin || kind == store::EventKind::Reset || kind == store::EventKind::Refused ||
           kind == store::EventKind::WebSocketClose;
}

/// One self-contained page. It is written at the end, from what was noted of the packets: the head of the page tells
/// of all of them.
class HtmlWriter final : public PacketWriter {
public:
    explicit HtmlWriter(WriterOptions options)
        : m_options(std::move(options)) {}

    void packet(const PacketRecord& record, std::string&) override {
        const auto& row = record.row();
        auto& session = m_sessions[row.connection.value];
        if (session.ladder.size() < kLongestLadder) session.ladder.push_back(record.id());
        note(record, session);
        if (m_rows.size() < kMostPackets) m_rows.push_back(record.id());
        ++m_count;
        for (const auto& finding : findingsOf(record.snapshot(), record.id())) {
            ++m_severities.at(static_cast<std::size_t>(finding.severity));
            if (finding.severity != base::Severity::Information && m_findings.size() < kMostFindings)
                m_findings.push_back(finding);
        }
    }

    [[nodiscard]] bool wantsAll() const override { return true; }

    /// How a connection ended is told whatever was chosen of it.
    void passedOver(const PacketRecord& record, std::string&) override {
        const auto found = m_sessions.find(record.row().connection.value);
        if (found != m_sessions.end()) noteEnding(record, found->second);
    }

    [[nodiscard]] bool rewind() override { return false; }

    void end(const engine::Inspection& inspection, const store::Snapshot& snapshot, std::string& out) override {
        out += kHead;
        summary(inspection, out);
        connections(inspection, snapshot, out);
        findings(inspection, snapshot, out);
        ladders(inspection, snapshot, out);
        packets(inspection, snapshot, out);
        out += "</body>\n</html>\n";
    }

private:
    /// What comes first says most: a DISCONNECT, or who left without one.
    static void noteEnding(const PacketRecord& record, Session& session) {
        if (isEnding(record.row()) && !session.ending.valid()) session.ending = record.id();
    }

    void note(const PacketRecord& record, Session& session) {
        const auto& row = record.row();
        noteEnding(record, session);
        if (!store::isEvent(row)) {
            ++session.packets;
            session.bytes += row.length;
            ++m_types.at(row.head >> 4);
        }
        if (!row.time.known()) return;
        if (!session.first.known()) session.first = row.time;
        session.last = row.time;
        if (!m_first.known()) m_first = row.time;
        m_last = row.time;
    }

    void summary(const engine::Inspection& inspection, std::string& out) const {
        const auto to = std::back_inserter(out);
        std::uint64_t packets = 0;
        for (const auto count : m_types) packets += count;
        fmt::format_to(to, "<h1>MQTT session: {} packets of {} connections</h1>\n<p>", format::numberText(packets),
                       format::numberText(m_sessions.size()));
        for (const auto& file : inspection.report().files) {
            fmt::format_to(to, "{} ", htmlText(file.substr(file.rfind('/') + 1)));
        }
        fmt::format_to(to, "<span class=\"dim\">from {} to {} (UTC)</span></p>\n",
                       format::timeText(m_first, format::TimeFormat::UtcDateAndTime, {}),
                       format::timeText(m_last, format::TimeFormat::UtcDateAndTime, {}));
        out += "<nav><a href=\"#connections\">Connections</a><a href=\"#findings\">Findings</a><a href=\"#ladder\">"
               "Ladder</a><a href=\"#packets\">Packets</a></nav>\n<p>";
        for (std::size_t i = 0; i < m_types.size(); ++i) {
            if (m_types.at(i) == 0) continue;
            fmt::format_to(to, "{} {} · ", format::numberText(m_types.at(i)),
                           mqtt::name(static_cast<mqtt::PacketType>(i)));
        }
        fmt::format_to(to, "{} errors · {} warnings</p>\n", format::numberText(m_severities.at(2)),
                       format::numberText(m_severities.at(1)));
        if (!m_options.secrets)
            out += "<p class=\"dim\">Passwords and authentication data are left out of this page.</p>\n";
    }

    void connections(const engine::Inspection& inspection, const store::Snapshot& snapshot, std::string& out) {
        out +=
            "<h2 id=\"connections\">Connections</h2>\n<table><tr><th>Client<th>From<th>To<th>Version<th class=n>Packets"
            "<th class=n>Bytes<th>Begins<th class=n>Lasts<th>How it ended</tr>\n";
        std::size_t shown = 0;
        for (const auto& [number, session] : m_sessions) {
            if (++shown > kMostConnections) break;
            const auto& connection = snapshot.connection(base::ConnectionId(number));
            const auto client = snapshot.clientId(base::ConnectionId(number));
            fmt::format_to(
                std::back_inserter(out),
                "<tr><td>{}<td class=w>{}<td class=w>{}<td class=w>{}<td class=n>{}<td class=n>{}<td class=w>{}<td "
                "class=n>{}<td>{}</tr>\n",
                client.empty() ? "<span class=dim>unknown</span>" : htmlText(client),
                format::endpointText(connection.client), format::endpointText(connection.server),
                format::versionText(connection.version.load(std::memory_order_acquire)),
                format::numberText(session.packets), format::numberText(session.bytes),
                format::timeText(session.first, format::TimeFormat::UtcTimeOfDay, {}, 3),
                format::durationText(session.last - session.first), ending(inspection, snapshot, session));
        }
        out += "</table>\n";
        leftOut(m_sessions.size(), kMostConnections, "connections", out);
    }

    static std::string ending(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                              const Session& session) {
        if (!session.ending.valid()) return "<span class=dim>it does not end in the capture</span>";
        const PacketRecord record(inspection, snapshot, session.ending);
        const auto& row = record.row();
        if (store::isEvent(row)) return htmlText(format::eventText(snapshot, row));
        const auto reason = format::infoText(snapshot, row, record.summary(), {});
        return fmt::format("DISCONNECT from the {}{}",
                           store::direction(row) == base::Direction::ToServer ? "client" : "server",
                           reason.empty() ? "" : ": " + htmlText(reason));
    }

    void findings(const engine::Inspection&, const store::Snapshot& snapshot, std::string& out) {
        out += "<h2 id=\"findings\">Findings</h2>\n";
        if (m_findings.empty()) {
            out += "<p>No rule was broken.</p>\n";
            return tellInformation(out);
        }
        out += "<table><tr><th class=n>Packet<th>Severity<th>Rule<th>What</tr>\n";
        for (const auto& finding : m_findings) {
            const auto told = describeFinding(snapshot, finding);
            fmt::format_to(std::back_inserter(out),
                           "<tr><td class=n>{}<td class=\"{}\">{}<td class=w>{} {}<td>{}</tr>\n", finding.row.value + 1,
                           told.severity, told.severity, told.standard, htmlText(told.rule), htmlText(told.text));
        }
        out += "</table>\n";
        leftOut(m_severities.at(1) + m_severities.at(2), kMostFindings, "findings", out);
        tellInformation(out);
    }

    /// What is legal but worth knowing is not listed, but not passed over in silence either.
    void tellInformation(std::string& out) const {
        const auto count = m_severities.at(0);
        if (count == 0) return;
        fmt::format_to(std::back_inserter(out), "<p class=dim>Not listed: {} that {} only information.</p>\n",
                       count == 1 ? "1 finding" : format::numberText(count) + " findings", count == 1 ? "is" : "are");
    }

    void ladders(const engine::Inspection& inspection, const store::Snapshot& snapshot, std::string& out) {
        out += "<h2 id=\"ladder\">Ladder</h2>\n";
        std::size_t shown = 0;
        for (const auto& [number, session] : m_sessions) {
            if (session.ladder.empty()) continue;
            if (++shown > kMostLadders) break;
            const auto client = snapshot.clientId(base::ConnectionId(number));
            fmt::format_to(std::back_inserter(out), "<h3>{}</h3>\n",
                           client.empty() ? "unknown client" : htmlText(client));
            appendLadder({inspection, snapshot, session.ladder.front()}, session.ladder, out);
            if (session.ladder.size() == kLongestLadder)
                fmt::format_to(std::back_inserter(out), "<p class=dim>The first {} rows.</p>\n", kLongestLadder);
            spill(out);
        }
        leftOut(m_sessions.size(), kMostLadders, "connections", out);
    }

    void packets(const engine::Inspection& inspection, const store::Snapshot& snapshot, std::string& out) {
        out +=
            "<h2 id=\"packets\">Packets</h2>\n<table><tr><th class=n>No.<th>Time<th>Client<th><th>Type<th>Topic / Info"
            "<th>Payload<th>QoS<th class=n>Id<th class=n>Size</tr>\n";
        for (const auto id : m_rows) {
            packetRow({inspection, snapshot, id}, out);
            spill(out);
        }
        out += "</table>\n";
        leftOut(m_count, kMostPackets, "packets and events", out);
    }

    void packetRow(const PacketRecord& record, std::string& out) {
        const auto& row = record.row();
        const bool event = store::isEvent(row);
        const auto info = event ? format::eventText(record.snapshot(), row)
                                : format::infoText(record.snapshot(), row, record.summary(), m_options.text());
        const bool publish = !event && mqtt::packetType(row.head) == mqtt::PacketType::Publish;
        fmt::format_to(std::back_inserter(out),
                       "<tr{}><td class=n>{}<td class=w>{}<td>{}<td>{}<td class=w>{}<td>{}<td>{}<td class=w>{}<td "
                       "class=n>{}<td class=n>{}</tr>\n",
                       rowClass(record), record.id().value + std::uint64_t{1},
                       format::timeText(row.time, format::TimeFormat::UtcTimeOfDay, {}),
                       htmlText(record.clientId(), 40), store::direction(row) == base::Direction::ToServer ? "→" : "←",
                       format::typeText(row), htmlText(info, kPayloadLength), publish ? payload(record) : std::string(),
                       publish ? format::flagsText(row) : std::string(),
                       !event && row.packetIdentifier != 0 ? std::to_string(row.packetIdentifier) : std::string(),
                       format::numberText(row.length));
    }

    static std::string_view rowClass(const PacketRecord& record) {
        const auto latest = record.snapshot().latestFinding(record.id());
        if (!latest.valid()) return "";
        const auto worst = record.snapshot().finding(latest).worst;
        if (worst == base::Severity::Information) return "";
        return worst == base::Severity::Error ? " class=error" : " class=warning";
    }

    std::string payload(const PacketRecord& record) {
        if (!record.payloadKnown()) return "<span class=dim>unknown</span>";
        const auto start = format::wholeCharacters(base::asText(record.payloadStart(kLookedAt, m_scratch)));
        if (format::isText(start)) return htmlText(start, kPayloadLength);
        return "<span class=dim>" + format::byteCountText(record.payloadSize()) + "</span>";
    }

    static void leftOut(std::uint64_t all, std::size_t most, std::string_view what, std::string& out) {
        if (all <= most) return;
        fmt::format_to(std::back_inserter(out), "<p class=dim>The first {} of {} {}.</p>\n", format::numberText(most),
                       format::numberText(all), what);
    }

    void spill(std::string& out) const {
        if (out.size() >= kBlock && m_options.spill) m_options.spill(out);
    }

    WriterOptions m_options;
    std::map<std::uint32_t, Session> m_sessions; // by connection
    std::vector<base::RowId> m_rows;
    std::uint64_t m_count = 0; // rows, those that are not in m_rows too
    std::vector<store::Finding> m_findings;
    std::array<std::uint64_t, 16> m_types{};
    std::array<std::uint64_t, 3> m_severities{};
    base::Timestamp m_first{};
    base::Timestamp m_last{};
    std::vector<std::uint8_t> m_scratch;
};

} // namespace

std::unique_ptr<PacketWriter> makeHtmlWriter(const WriterOptions& options) {
    return std::make_unique<HtmlWriter>(options);
}

} // namespace mqttscope::exporter
