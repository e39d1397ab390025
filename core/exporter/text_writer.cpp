// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/finding_record.h"
#include "core/exporter/packet_writer.h"
#include "core/format/row_text.h"
#include "core/format/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace mqttscope::exporter {
namespace {

constexpr std::size_t kClientWidth = 16;
constexpr std::size_t kTopicLength = 120;
constexpr std::size_t kPayloadLength = 60;
constexpr std::uint32_t kLookedAt = std::uint32_t{64} << 10;

/// One line for a packet, columns aligned, what is captured made safe for a terminal.
class TextWriter final : public PacketWriter {
public:
    explicit TextWriter(WriterOptions options)
        : m_options(std::move(options)) {}

    void packet(const PacketRecord& record, std::string& out) override {
        const auto& row = record.row();
        const auto client = format::visibleText(record.clientId(), kClientWidth - 1);
        const auto* const arrow = store::direction(row) == base::Direction::ToServer ? "→" : "←";
        const auto text = m_options.text(kTopicLength);
        fmt::format_to(std::back_inserter(out), "{:>6}  {}  {:<{}} {} {:<11}", record.id().value + std::uint64_t{1},
                       time(record), client.empty() ? "?" : client, kClientWidth, arrow, format::typeText(row));
        const auto info = store::isEvent(row) ? format::eventText(record.snapshot(), row, text)
                                              : format::infoText(record.snapshot(), row, record.summary(), text);
        if (!info.empty()) out += ' ' + info;
        if (!store::isEvent(row)) details(record, out);
        out += '\n';
    }

    [[nodiscard]] bool standsAlone() const override {
        return m_options.timeFormat != format::TimeFormat::SincePrevious;
    }

    void mark() override { m_marked = m_previous; }

    bool rewind() override {
        m_previous = m_marked;
        return true;
    }

private:
    std::string time(const PacketRecord& record) {
        const auto time = record.row().time;
        const auto previous = m_options.timeFormat == format::TimeFormat::SincePrevious;
        const auto reference = previous ? (m_previous.known() ? m_previous : time) : record.captureStart();
        if (time.known()) m_previous = time;
        return format::timeText(time, m_options.timeFormat, reference);
    }

    void details(const PacketRecord& record, std::string& out) {
        const auto& row = record.row();
        if (mqtt::packetType(row.head) == mqtt::PacketType::Publish) {
            const auto payload = preview(record);
            const auto size = record.payloadSize();
            if (record.packet().head().empty()) {
                out += "  (gone)";
            } else if (!record.payloadKnown()) {
                out += "  (payload unknown)";
            } else if (size == 0) {
                out += "  (empty)";
            } else if (record.payloadWhole() && format::isText(payload)) {
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
        if (record.packet().gone) out += "  [gone: the file was cut while it was open]";
        addMark(out, record);
    }

    /// As much of the payload as is looked at to tell text from other bytes, up to the end of a character.
    std::string_view preview(const PacketRecord& record) {
        auto text = base::asText(record.payloadStart(kLookedAt, m_scratch));
        if (text.size() < kLookedAt) return text;
        // A character of UTF-8 has up to three continuation bytes (RFC 3629 §3).
        for (int i = 0; i < 3 && (static_cast<std::uint8_t>(text.back()) & 0xC0U) == 0x80; ++i) text.remove_suffix(1);
        text.remove_suffix(1);
        return text;
    }

    /// "[error: …]" of the worst finding, and how many more there are. What is only information is on many honest
    /// packets, and left to those who ask for findings.
    static void addMark(std::string& out, const PacketRecord& record) {
        auto found = findingsOf(record.snapshot(), record.id());
        std::erase_if(found, [](const auto& finding) { return finding.severity == base::Severity::Information; });
        if (found.empty()) return;
        const auto worst = std::ranges::max_element(found, {}, &store::Finding::severity);
        const auto told = describeFinding(record.snapshot(), *worst);
        fmt::format_to(std::back_inserter(out), "  [{}: {}", told.severity, told.text);
        if (found.size() > 1) fmt::format_to(std::back_inserter(out), " (+{})", found.size() - 1);
        out += ']';
    }

    WriterOptions m_options;
    base::Timestamp m_previous{}; // of the latest row that has a time
    base::Timestamp m_marked{};
    std::vector<std::uint8_t> m_scratch;
};

} // namespace

std::unique_ptr<PacketWriter> makeTextWriter(const WriterOptions& options) {
    return std::make_unique<TextWriter>(options);
}

} // namespace mqttscope::exporter
