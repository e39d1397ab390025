// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reading.h"
#include "core/exporter/table.h"
#include "core/filter/scan.h"
#include "core/format/row_text.h"
#include "core/format/text.h"
#include "core/format/time.h"

namespace mqttscope::cli {
namespace {

using exporter::Table;

/// By connection: whether the filter takes any of its packets and events.
std::vector<bool> connectionsWith(const filter::Filter& filter, const engine::Inspection& inspection,
                                  const store::Snapshot& snapshot) {
    std::vector<bool> with(snapshot.connections(), filter.acceptsAll());
    if (filter.acceptsAll()) return with;
    const auto source = inspection.packetSource(snapshot);
    filter::scan(filter, snapshot, *source, base::RowId(0), {},
                 [&](std::span<const base::RowId> accepted, base::RowId, base::RowId) {
                     for (const auto row : accepted) with[snapshot.row(row).connection.value] = true;
                     return true;
                 });
    return with;
}

Table connectionTable(const store::Snapshot& snapshot, const std::vector<bool>& shown, bool forPeople) {
    const auto right = Table::Align::Right;
    std::vector<Table::Column> columns{{"connection", "No.", right},
                                       {"client_id", "Client"},
                                       {"client", "Client address"},
                                       {"server", "Server"},
                                       {"version", "Version"},
                                       {"opened", "Opened"},
                                       {"last_seen", "Last seen"},
                                       {"packets_to_server", "Packets →", right},
                                       {"packets_to_client", "Packets ←", right},
                                       {"bytes_to_server", "Bytes →", right},
                                       {"bytes_to_client", "Bytes ←", right},
                                       {"missing_bytes", "Missing", right},
                                       {"start_seen", "Start seen"},
                                       {"ended", "Ended"},
                                       {"tcp_stream", "tcp.stream", right}};
    if (!forPeople) columns.push_back({"version_inferred", {}}); // people read it behind the version
    Table table(std::move(columns));
    const auto time = [&](std::int64_t nanoseconds) -> Table::Cell {
        const base::Timestamp at{nanoseconds};
        if (!forPeople && !at.known()) return {};
        return forPeople ? format::timeText(at, format::TimeFormat::DateAndTime, {}) : format::isoText(at);
    };
    for (std::uint32_t i = 0; i < snapshot.connections(); ++i) {
        if (!shown[i]) continue;
        const auto& connection = snapshot.connection(base::ConnectionId(i));
        const auto version = connection.version.load();
        const auto clientId = snapshot.clientId(base::ConnectionId(i));
        std::vector<Table::Cell> cells{std::uint64_t{i},
                                       clientId.empty() ? Table::Cell{} : Table::Cell{std::string(clientId)},
                                       format::endpointText(connection.client),
                                       format::endpointText(connection.server),
                                       forPeople ? format::versionText(version)
                                                 : std::string(mqtt::name(version.version)),
                                       time(connection.opened.nanoseconds),
                                       time(connection.lastSeen.load()),
                                       connection.packets[0].load(),
                                       connection.packets[1].load(),
                                       connection.bytes[0].load(),
                                       connection.bytes[1].load(),
                                       connection.missingBytes.load(),
                                       connection.startSeen,
                                       connection.ended.load(),
                                       std::uint64_t{connection.tcpConnection.value}};
        if (!forPeople) cells.emplace_back(version.inferred);
        table.addRow(std::move(cells));
    }
    return table;
}

std::string_view typeName(base::FieldType type) {
    switch (type) {
    case base::FieldType::Group:
        return "group";
    case base::FieldType::Boolean:
        return "boolean";
    case base::FieldType::Unsigned:
        return "number";
    case base::FieldType::Text:
        return "text";
    case base::FieldType::Binary:
        return "bytes";
    case base::FieldType::Ipv4:
        return "IPv4 address";
    case base::FieldType::Ipv6:
        return "IPv6 address";
    case base::FieldType::Mac:
        return "MAC address";
    case base::FieldType::Time:
        return "time";
    case base::FieldType::Duration:
        return "duration";
    }
    return {};
}

} // namespace

std::string tableText(const exporter::Table& table, exporter::PacketFormat format) {
    switch (format) {
    case exporter::PacketFormat::Text:
        return table.text();
    case exporter::PacketFormat::Ndjson:
        return table.ndjson();
    case exporter::PacketFormat::Json:
        return table.json();
    case exporter::PacketFormat::Csv:
        return table.csv();
    case exporter::PacketFormat::Fields:
        break; // refused with the command line
    }
    return {};
}

int runConnections(const Options& options) {
    return inspect(
        options, [](engine::Inspection&, const store::Snapshot&) { return true; },
        [&](engine::Inspection& inspection, const store::Snapshot& snapshot) {
            const bool forPeople = options.format == exporter::PacketFormat::Text;
            const auto shown = connectionsWith(options.choice.filter, inspection, snapshot);
            return writeResult(options, tableText(connectionTable(snapshot, shown, forPeople), options.format));
        });
}

int runFields(const Options& options) {
    Table table({{"key", "Key"},
                 {"type", "Type"},
                 {"label", "Label"},
                 {"section", "Section"},
                 {"aliases", "Also"},
                 {"meaning", "Meaning"}});
    for (const auto* field : session::allFields()) {
        auto aliases = std::string(field->aliases);
        if (!field->lengthAliases.empty()) {
            aliases += (aliases.empty() ? "" : " ") + std::string(field->lengthAliases) + " (length)";
        }
        table.addRow({std::string(field->key), std::string(typeName(field->type)), std::string(field->label),
                      std::string(field->section), std::move(aliases), std::string(field->meaning)});
    }
    return writeResult(options, tableText(table, options.format));
}

} // namespace mqttscope::cli
