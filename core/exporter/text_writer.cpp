// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/finding_record.h"
#include "core/exporter/packet_writer.h"
#include "core/format/row_text.h"
#include "core/format/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace mqttscope::exporter {
namespace {

constexpr std::size_t kClientWidth = 16;
constexpr std::size_t kTopicLength = 120;
constexpr std::size_t kPayloadLength = 60;

/// One line for a packet, columns aligned, what is captured made safe for a terminal.
class TextWriter final : public PacketWriter {
public:
    explicit TextWriter(WriterOptions options)
        : m_options(std::move(options)) {}

    void packet(const PacketRecord& record, std::string& out) override {
        const auto& row = record.row();
        const auto client = format::visibleText(record.clientId(), kClientWidth - 1);
        const auto* const arrow = store::direction(row) == base::Direction::ToServer ? "→" : "←";
        const format::TextOptions text{.secrets = m_options.secrets, .maxLength = kTopicLength};
        fmt::format_to(std::back_inserter(out), "{:>6}  {}  {:<{}} {} {:<11}", record.id().value + std::uint64_t{1},
                       time(row.time), client.empty() ? "?" : client, kClientWidth, arrow, format::typeText(row));
        const auto info = store::isEvent(row) ? format::eventText(record.snapshot(), row, text)
                                              : format::infoText(record.snapshot(), row, record.summary(), text);
        if (!info.empty()) out += ' ' + info;
        if (!store::isEvent(row)) details(record, out);
        out += '\n';
    }

private:
    std::string time(base::Timestamp time) {
        if (!m_first) m_first = m_previous = time;
        const auto reference = m_options.timeFormat == format::TimeFormat::SincePrevious ? m_previous : *m_first;
        m_previous = time;
        return format::timeText(time, m_options.timeFormat, reference);
    }

    void details(const PacketRecord& record, std::string& out) {
        const auto& row = record.row();
        if (mqtt::packetType(row.head) == mqtt::PacketType::Publish) {
            const auto payload = base::asText(record.payload(m_scratch));
            const auto size = record.payloadSize();
            if (size == 0) {
                out += "  (empty)";
            } else if (payload.size() == size && format::isText(payload)) {
                out += "  " + format::visibleText(payload, kPayloadLength);
            } else {
                out += "  (" + format::byteCountText(size) + ")";
            }
            out += "  QoS " + format::flagsText(row);
        }
        if (row.packetIdentifier != 0) fmt::format_to(std::back_inserter(out), "  id {}", row.packetIdentifier);
        out += "  " + format::numberText(row.length) + " B";
        if ((row.flags & store::RowFlag::kMalformed) != 0) out += "  [malformed]";
        if ((row.flags & store::RowFlag::kIncomplete) != 0) {
            out += "  [incomplete: " + format::byteCountText(record.packet().available) + " captured]";
        }
        if (record.snapshot().latestFinding(record.id()).valid()) out += "  [" + mark(record) + "]";
    }

    /// "error: …" of the worst finding, and how many more there are.
    static std::string mark(const PacketRecord& record) {
        const auto found = findingsOf(record.snapshot(), record.id());
        const auto worst = std::ranges::max_element(found, {}, &store::Finding::severity);
        const auto told = describeFinding(record.snapshot(), *worst);
        auto text = fmt::format("{}: {}", told.severity, told.text);
        if (found.size() > 1) text += fmt::format(" (+{})", found.size() - 1);
        return text;
    }

    WriterOptions m_options;
    std::optional<base::Timestamp> m_first;
    base::Timestamp m_previous{};
    std::vector<std::uint8_t> m_scratch;
};

} // namespace

std::unique_ptr<PacketWriter> makeTextWriter(WriterOptions options) {
    return std::make_unique<TextWriter>(std::move(options));
}

} // namespace mqttscope::exporter
