// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_sort.h"

#include "core/exporter/packet_record.h"
#include "core/format/row_text.h"
#include "ui/models/payload_preview.h"
#include "ui/models/sort_keys.h"

namespace mqttscope::ui {

namespace {

constexpr std::uint32_t kStopInterval = 1U << 14; // rows between two looks at the stop token

class Sorter {
public:
    Sorter(const engine::Inspection& inspection, const store::Snapshot& snapshot, const Sorting& sorting,
           std::size_t rows)
        : m_inspection(inspection)
        , m_snapshot(snapshot)
        , m_sorting(sorting)
        , m_keys(rows) {}

    bool sort(std::vector<std::uint32_t>& rows, const std::stop_token& stop) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i % kStopInterval == 0 && stop.stop_requested()) return false;
            m_keys.add(rows[i], keyOf(base::RowId(rows[i]), i == 0 ? base::RowId{} : base::RowId(rows[i - 1])));
        }
        return m_keys.sort(m_sorting.descending, rows, stop);
    }

private:
    /// A key that sorts as the column does; of texts, their place in the ranking until they are ranked.
    [[nodiscard]] std::uint64_t keyOf(base::RowId id, base::RowId before) {
        const auto row = m_snapshot.row(id);
        switch (m_sorting.by) {
        case Sorting::By::Capture:
            return id.value;
        case Sorting::By::Mark:
            return markKey(id, row);
        case Sorting::By::Time:
            return SortKeys::ordered(row.time.nanoseconds);
        case Sorting::By::SincePrevious:
            return before.valid() ? SortKeys::ordered(row.time.nanoseconds - m_snapshot.row(before).time.nanoseconds)
                                  : SortKeys::ordered(0);
        case Sorting::By::Client:
            return clientKey(row);
        case Sorting::By::Direction:
            return static_cast<std::uint64_t>(store::direction(row));
        case Sorting::By::Type:
            return store::isEvent(row) ? 0x100U + row.head : std::uint64_t{row.head} >> 4;
        case Sorting::By::Info:
            return infoKey(id, row);
        case Sorting::By::Payload:
            return payloadKey(id, row);
        case Sorting::By::Flags:
            return m_keys.ranked(format::flagsText(row));
        case Sorting::By::Identifier:
            return store::isEvent(row) || row.packetIdentifier == 0 ? SortKeys::kLast : row.packetIdentifier;
        case Sorting::By::Size:
            return row.length;
        case Sorting::By::Key:
            return valueKey(id);
        }
        return 0;
    }

    /// The worst first.
    [[nodiscard]] std::uint64_t markKey(base::RowId id, const store::Row& row) const {
        const auto finding = m_snapshot.latestFinding(id);
        const auto worst = finding.valid() ? m_snapshot.finding(finding).worst : base::Severity::Information;
        if (worst != base::Severity::Information) return worst == base::Severity::Error ? 0 : 1;
        if ((row.flags & store::RowFlag::kMalformed) != 0) return 0;
        return (row.flags & store::RowFlag::kIncomplete) != 0 ? 1 : 3;
    }

    std::uint64_t clientKey(const store::Row& row) {
        if (!row.connection.valid()) return m_keys.ranked({});
        const auto clientId = m_snapshot.clientId(row.connection);
        if (!clientId.empty()) return m_keys.ranked(clientId);
        return m_keys.ranked(format::endpointText(m_snapshot.connection(row.connection).client));
    }

    std::uint64_t infoKey(base::RowId id, const store::Row& row) {
        if (row.text.valid()) return m_keys.ranked(m_snapshot.text(row.text));
        if (store::isEvent(row)) return m_keys.ranked(format::eventText(m_snapshot, row));
        return m_keys.ranked(format::infoText(m_snapshot, row, m_inspection.packet(m_snapshot, id).summary(), {}));
    }

    std::uint64_t payloadKey(base::RowId id, const store::Row& row) {
        if (store::isEvent(row) || mqtt::packetType(row.head) != mqtt::PacketType::Publish) return m_keys.ranked({});
        const auto packet = m_inspection.packet(m_snapshot, id);
        return m_keys.ranked(payloadPreview(packet, packet.summary()));
    }

    std::uint64_t valueKey(base::RowId id) {
        const auto values = exporter::keyValues({m_inspection, m_snapshot, id}, m_sorting.key, {});
        return m_keys.ranked(values.empty() ? std::string_view{} : values.front());
    }

    const engine::Inspection& m_inspection;
    const store::Snapshot& m_snapshot;
    const Sorting& m_sorting;
    SortKeys m_keys;
};

} // namespace

bool sortRows(const engine::Inspection& inspection, const store::Snapshot& snapshot, const Sorting& sorting,
              std::vector<std::uint32_t>& rows, const std::stop_token& stop) {
    return Sorter(inspection, snapshot, sorting, rows.size()).sort(rows, stop);
}

} // namespace mqttscope::ui
