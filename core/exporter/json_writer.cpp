// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/finding_record.h"
#include "core/exporter/packet_json.h"
#include "core/exporter/packet_writer.h"
#include "core/format/row_text.h"
#include "core/format/time.h"
#include "core/session/exchange.h"

#include <utility>

namespace mqttscope::exporter {
namespace {

/// One object a packet: a line each, or the elements of one array.
class PacketJsonWriter final : public PacketWriter {
public:
    PacketJsonWriter(const WriterOptions& options, bool asArray)
        : m_spill(options.spill)
        , m_packet(m_json, options.text(), [this] { spill(); })
        , m_asArray(asArray) {}

    void begin(std::string& out) override {
        if (m_asArray) out += "[";
    }

    void packet(const PacketRecord& record, std::string& out) override {
        m_json.clear();
        m_out = &out;
        if (m_asArray) out += std::exchange(m_first, false) ? "\n" : ",\n";
        object(record);
        out += m_json.finish();
        if (!m_asArray) out += '\n';
    }

    void end(const engine::Inspection&, const store::Snapshot&, std::string& out) override {
        if (m_asArray) out += "\n]\n";
    }

    [[nodiscard]] bool tellsExchanges() const override { return true; }

    [[nodiscard]] bool standsAlone() const override { return !m_asArray; }

    void mark() override { m_markedFirst = m_first; }

    bool rewind() override {
        m_first = m_markedFirst;
        return true;
    }

private:
    void spill() {
        m_json.moveTo(*m_out);
        if (m_spill) m_spill(*m_out);
    }

    void object(const PacketRecord& record) {
        const auto& row = record.row();
        const auto& connection = record.connection();
        const bool toServer = store::direction(row) == base::Direction::ToServer;
        m_json.beginObject();
        m_json.member("number", record.id().value + std::uint64_t{1});
        m_json.key("time");
        row.time.known() ? m_json.text(format::isoText(row.time)) : m_json.null();
        m_json.member("frame", row.frame.value + std::uint64_t{1});
        m_json.member("first_frame", record.firstFrame());
        m_json.member("connection", row.connection.value);
        m_json.key("client_id");
        record.clientId().empty() ? m_json.null() : m_json.text(record.clientId());
        m_json.member("source", format::endpointText(toServer ? connection.client : connection.server));
        m_json.member("destination", format::endpointText(toServer ? connection.server : connection.client));
        m_json.member("direction", toServer ? "to_server" : "to_client");
        const auto version = connection.version.load(std::memory_order_acquire);
        m_json.member("version", mqtt::name(version.version));
        if (version.inferred) m_json.member("version_inferred", true);
        m_json.member("type", format::typeText(row));
        m_json.member("length", row.length);
        m_json.key("mqtt");
        if (store::isEvent(row)) {
            m_json.null();
            m_json.member("event", format::eventText(record.snapshot(), row));
        } else {
            m_packet.write(record);
            state(record);
        }
        exchange(record);
        findings(record);
        m_json.endObject();
    }

    /// Only where there is something to say.
    void state(const PacketRecord& record) {
        const bool gone = record.packet().gone;
        if ((record.row().flags & store::RowFlag::kIncomplete) != 0 || gone) {
            m_json.member("captured", record.packet().available);
        }
        // The file was cut after it was read: `captured` is what is left.
        if (gone) m_json.member("gone", true);
    }

    void exchange(const PacketRecord& record) {
        const auto* const found = m_exchanges.find(record.snapshot(), record.id());
        if (found == nullptr) return;
        m_json.key("exchange");
        m_json.beginObject();
        m_json.key("packets");
        m_json.beginArray();
        for (const auto packet : found->packets) m_json.number(packet.value + std::uint64_t{1});
        m_json.endArray();
        m_json.member("state", session::name(found->state));
        if (found->latency) {
            m_json.key("latency_ns");
            m_json.number(*found->latency);
        }
        m_json.endObject();
    }

    void findings(const PacketRecord& record) {
        const auto found = findingsOf(record.snapshot(), record.id());
        if (found.empty()) return;
        m_json.key("findings");
        m_json.beginArray();
        for (const auto& finding : found) {
            m_json.beginObject();
            writeFindingMembers(m_json, describeFinding(record.snapshot(), finding));
            m_json.endObject();
        }
        m_json.endArray();
    }

    std::function<void(std::string&)> m_spill;
    std::string* m_out = nullptr; // of the packet that is being written
    JsonWriter m_json;
    PacketJson m_packet;
    session::ExchangeFinder m_exchanges;
    bool m_asArray;
    bool m_first = true;
    bool m_markedFirst = true;
};

} // namespace

std::unique_ptr<PacketWriter> makeNdjsonWriter(const WriterOptions& options) {
    return std::make_unique<PacketJsonWriter>(options, false);
}

std::unique_ptr<PacketWriter> makeJsonWriter(const WriterOptions& options) {
    return std::make_unique<PacketJsonWriter>(options, true);
}

} // namespace mqttscope::exporter
