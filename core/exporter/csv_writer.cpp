// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/csv.h"
#include "core/exporter/json.h"
#include "core/exporter/packet_writer.h"
#include "core/format/row_text.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace mqttscope::exporter {
namespace {

constexpr std::array<std::string_view, 22> kColumns{"number",
                                                    "time",
                                                    "frame",
                                                    "connection",
                                                    "client_id",
                                                    "source",
                                                    "destination",
                                                    "direction",
                                                    "version",
                                                    "version_inferred",
                                                    "type",
                                                    "length",
                                                    "dup",
                                                    "qos",
                                                    "retain",
                                                    "topic",
                                                    "packet_identifier",
                                                    "reason_code",
                                                    "payload_size",
                                                    "payload_encoding",
                                                    "payload",
                                                    "topic_base64"};

/// One packet a line, one value a cell.
class CsvWriter final : public PacketWriter {
public:
    void begin(std::string& out) override {
        for (std::size_t i = 0; i < kColumns.size(); ++i) {
            if (i != 0) out += ',';
            out += kColumns[i];
        }
        out += kCsvLineEnd;
    }

    [[nodiscard]] bool standsAlone() const override { return true; }

    void packet(const PacketRecord& record, std::string& out) override {
        const auto& row = record.row();
        const auto& connection = record.connection();
        const bool toServer = store::direction(row) == base::Direction::ToServer;
        m_first = true;
        number(out, record.id().value + std::uint64_t{1});
        cell(out, format::isoText(row.time));
        number(out, row.frame.value + std::uint64_t{1});
        number(out, row.connection.value);
        cell(out, mendUtf8(record.clientId()));
        cell(out, format::endpointText(toServer ? connection.client : connection.server));
        cell(out, format::endpointText(toServer ? connection.server : connection.client));
        cell(out, toServer ? "to_server" : "to_client");
        const auto version = connection.version.load(std::memory_order_acquire);
        cell(out, mqtt::name(version.version));
        cell(out, version.inferred ? "true" : "false");
        cell(out, format::typeText(row));
        number(out, row.length);
        packetCells(record, out);
        out += kCsvLineEnd;
    }

private:
    void packetCells(const PacketRecord& record, std::string& out) {
        const auto& row = record.row();
        const bool publish = !store::isEvent(row) && mqtt::packetType(row.head) == mqtt::PacketType::Publish;
        for (const auto bits : {row.head >> 3 & 1, row.head >> 1 & 3, row.head & 1}) {
            cell(out, publish ? std::to_string(bits) : std::string());
        }
        const bool hasTopic = row.text.valid() && !store::isEvent(row) && !isConnect(row);
        const auto topic = hasTopic ? record.snapshot().text(row.text) : std::string_view{};
        cell(out, mendUtf8(topic));
        cell(out, !store::isEvent(row) && row.packetIdentifier != 0 ? std::to_string(row.packetIdentifier) : "");
        const bool hasReason = !store::isEvent(row) && record.summary().hasReasonCode;
        cell(out, hasReason ? std::to_string(record.summary().reasonCode) : "");
        payloadCells(record, publish, out);
        cell(out, survives(topic) ? std::string() : base64(topic));
    }

    void payloadCells(const PacketRecord& record, bool publish, std::string& out) {
        if (!publish || record.packet().head().empty() || !record.payloadKnown()) {
            for (int i = 0; i < 3; ++i) cell(out, {});
            return;
        }
        number(out, record.payloadSize());
        const auto payload = base::asText(record.payload(m_scratch));
        const bool text = survives(payload);
        cell(out, text ? "utf-8" : "base64");
        cell(out, text ? std::string(payload) : base64(payload));
    }

    /// Whether a cell gives back these very bytes.
    static bool survives(std::string_view bytes) {
        return format::isUtf8(bytes) && bytes.find('\0') == std::string_view::npos && !looksLikeFormula(bytes);
    }

    static bool isConnect(const store::Row& row) {
        const auto type = mqtt::packetType(row.head);
        return type == mqtt::PacketType::Connect || type == mqtt::PacketType::Connack;
    }

    void cell(std::string& out, std::string_view text) {
        if (!std::exchange(m_first, false)) out += ',';
        appendCsvCell(out, text);
    }

    void number(std::string& out, std::uint64_t value) { cell(out, fmt::format("{}", value)); }

    bool m_first = true;
    std::vector<std::uint8_t> m_scratch;
};

/// The columns that were asked for; several values of one key are joined by commas, as in -T fields.
class ColumnCsvWriter final : public PacketWriter {
public:
    explicit ColumnCsvWriter(WriterOptions options)
        : m_options(std::move(options)) {}

    void begin(std::string& out) override {
        for (std::size_t i = 0; i < m_options.columns.size(); ++i) {
            if (i != 0) out += ',';
            appendCsvCell(out, m_options.columns[i].key);
        }
        out += kCsvLineEnd;
    }

    [[nodiscard]] bool tellsExchanges() const override { return std::ranges::any_of(m_options.columns, isOfExchanges); }

    [[nodiscard]] bool standsAlone() const override { return true; }

    void packet(const PacketRecord& record, std::string& out) override {
        for (std::size_t i = 0; i < m_options.columns.size(); ++i) {
            if (i != 0) out += ',';
            const auto values = keyValues(record, m_options.columns[i], {.text = m_options.text()});
            appendCsvCell(out,
                          mendUtf8(values.size() == 1 ? values.front() : fmt::format("{}", fmt::join(values, ","))));
        }
        out += kCsvLineEnd;
    }

private:
    WriterOptions m_options;
};

} // namespace

std::unique_ptr<PacketWriter> makeCsvWriter(const WriterOptions& options) {
    if (!options.columns.empty()) return std::make_unique<ColumnCsvWriter>(options);
    return std::make_unique<CsvWriter>();
}

} // namespace mqttscope::exporter
