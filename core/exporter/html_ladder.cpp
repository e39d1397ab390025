// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/html_ladder.h"

#include "core/exporter/finding_record.h"
#include "core/exporter/html_text.h"
#include "core/format/row_text.h"
#include "core/format/text.h"
#include "core/format/time.h"

#include <fmt/format.h>

#include <iterator>
#include <vector>

namespace mqttscope::exporter {
namespace {

constexpr int kStep = 26;    // pixels between arrows
constexpr int kTop = 40;     // of the first
constexpr int kClient = 130; // where the lines stand
constexpr int kServer = 730;
constexpr int kWidth = 860;
constexpr std::size_t kLongestLabel = 72;

/// An arrow, or a line of text across.
struct Step {
    std::string time;
    std::string label{};
    std::string_view style; ///< of the page's style sheet
    bool event = false;
    bool toServer = false;
    std::size_t times = 1;
};

std::string_view family(const store::Row& row) {
    if (store::isEvent(row)) return "e";
    switch (mqtt::packetType(row.head)) {
    case mqtt::PacketType::Connect:
    case mqtt::PacketType::Connack:
    case mqtt::PacketType::Disconnect:
    case mqtt::PacketType::Auth:
        return "c";
    case mqtt::PacketType::Publish:
        return "p";
    case mqtt::PacketType::Subscribe:
    case mqtt::PacketType::Suback:
    case mqtt::PacketType::Unsubscribe:
    case mqtt::PacketType::Unsuback:
        return "s";
    case mqtt::PacketType::Reserved:
    case mqtt::PacketType::Puback:
    case mqtt::PacketType::Pubrec:
    case mqtt::PacketType::Pubrel:
    case mqtt::PacketType::Pubcomp:
    case mqtt::PacketType::Pingreq:
    case mqtt::PacketType::Pingresp:
        return "a";
    }
    return "a";
}

Step stepOf(const PacketRecord& record) {
    const auto& row = record.row();
    Step step{.time = format::timeText(row.time, format::TimeFormat::SinceFirst, record.captureStart(), 3),
              .style = family(row),
              .event = store::isEvent(row),
              .toServer = store::direction(row) == base::Direction::ToServer};
    if (step.event) {
        step.label = htmlText(format::eventText(record.snapshot(), row), kLongestLabel);
    } else {
        const auto info = format::infoText(record.snapshot(), row, record.summary(), {.maxLength = kLongestLabel});
        step.label = format::typeText(row) + (info.empty() ? "" : ' ' + htmlText(info, kLongestLabel));
    }
    for (const auto& finding : findingsOf(record.snapshot(), record.id())) {
        if (finding.severity != base::Severity::Information) step.label += " ⚠";
    }
    return step;
}

bool isSame(const Step& a, const Step& b) {
    return a.label == b.label && a.event == b.event && a.toServer == b.toServer;
}

void appendStep(const Step& step, int y, std::string& out) {
    const auto label = step.times > 1 ? fmt::format("{} (× {})", step.label, step.times) : step.label;
    const auto to = std::back_inserter(out);
    fmt::format_to(to, R"(<text class="t" x="{}" y="{}">{}</text>)", kClient - 10, y + 4, step.time);
    if (step.event) {
        fmt::format_to(to, "<text class=\"m {}\" x=\"{}\" y=\"{}\">{}</text>\n", step.style, (kClient + kServer) / 2,
                       y + 4, label);
        return;
    }
    const int from = step.toServer ? kClient : kServer;
    const int end = step.toServer ? kServer : kClient;
    const int back = step.toServer ? -8 : 8;
    fmt::format_to(
        to,
        "<g class=\"{0}\"><line x1=\"{1}\" y1=\"{2}\" x2=\"{3}\" y2=\"{2}\"/><path d=\"M{3} {2}l{4} -4v8z\"/></g>"
        "<text class=\"m\" x=\"{5}\" y=\"{6}\">{7}</text>\n",
        step.style, from, y, end, back, (kClient + kServer) / 2, y - 5, label);
}

} // namespace

void appendLadder(const PacketRecord& any, std::span<const base::RowId> rows, std::string& out) {
    std::vector<Step> steps;
    for (const auto id : rows) {
        auto step = stepOf(any.other(id));
        if (!steps.empty() && isSame(steps.back(), step)) {
            ++steps.back().times;
        } else {
            steps.push_back(std::move(step));
        }
    }
    if (steps.empty()) return;
    const auto& connection = any.other(rows.front()).connection();
    const int bottom = kTop + kStep * static_cast<int>(steps.size());
    fmt::format_to(
        std::back_inserter(out),
        "<svg viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" aria-label=\"packets in time\">"
        "<text class=\"m\" x=\"{2}\" y=\"14\">client {3}</text><text class=\"m\" x=\"{4}\" y=\"14\">server {5}</text>"
        "<line class=\"l\" x1=\"{2}\" y1=\"22\" x2=\"{2}\" y2=\"{6}\"/><line class=\"l\" x1=\"{4}\" y1=\"22\" "
        "x2=\"{4}\" y2=\"{6}\"/>\n",
        kWidth, bottom, kClient, format::endpointText(connection.client), kServer,
        format::endpointText(connection.server), bottom - 6);
    int y = kTop + kStep / 2;
    for (const auto& step : steps) {
        appendStep(step, y, out);
        y += kStep;
    }
    out += "</svg>\n";
}

} // namespace mqttscope::exporter
