// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_sort.h"

#include "core/base/text_pool.h"
#include "core/exporter/packet_record.h"
#include "core/format/row_text.h"
#include "ui/models/payload_preview.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <ranges>

namespace mqttscope::ui {

namespace {

constexpr std::uint32_t kStopInterval = 1U << 14;  // rows between two looks at the stop token
constexpr std::size_t kMaxValue = 128;             // bytes of a decoded value that take part
constexpr std::uint64_t kLast = ~std::uint64_t{0}; // rows without a value stand behind all others, either way

struct Entry {
    std::uint64_t key = 0;
    std::uint32_t row = 0;
};

/// By key, a byte at a time from the last: linear, stable, and easily stopped.
bool radixSort(std::vector<Entry>& entries, const std::stop_token& stop) {
    std::uint64_t differing = 0;
    for (const auto& entry : entries) differing |= entry.key ^ entries.front().key;
    std::vector<Entry> other(entries.size());
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if ((differing >> shift & 0xFFU) == 0) continue;
        if (stop.stop_requested()) return false;
        std::array<std::size_t, 256> place{};
        for (const auto& entry : entries) ++place[entry.key >> shift & 0xFFU];
        std::exclusive_scan(place.begin(), place.end(), place.begin(), std::size_t{0});
        for (const auto& entry : entries) other[place[entry.key >> shift & 0xFFU]++] = entry;
        entries.swap(other);
    }
    return true;
}

/// Numbers before texts, numbers by value.
struct Comparable {
    std::string_view text;
    double number = 0;
    bool isNumber = false;

    explicit Comparable(std::string_view value)
        : text(value) {
        const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), number);
        isNumber = fault == std::errc{} && end == value.data() + value.size() && number == number;
    }

    [[nodiscard]] bool operator<(const Comparable& other) const {
        if (isNumber != other.isNumber) return isNumber;
        if (isNumber && number != other.number) return number < other.number;
        return text < other.text;
    }
};

/// Texts and what rank each has among them.
class Ranking {
public:
    std::uint32_t add(std::string_view text) {
        return m_pool.intern(text.substr(0, std::min(text.size(), kMaxValue))).value;
    }

    [[nodiscard]] std::vector<std::uint32_t> ranks() const {
        std::vector<std::pair<Comparable, std::uint32_t>> texts;
        texts.reserve(m_pool.size());
        for (std::uint32_t i = 0; i < m_pool.size(); ++i) texts.emplace_back(m_pool.text(base::TextId(i)), i);
        std::ranges::sort(texts, [](const auto& one, const auto& other) { return one.first < other.first; });
        std::vector<std::uint32_t> ranks(texts.size());
        for (std::uint32_t rank = 0; rank < texts.size(); ++rank) ranks[texts[rank].second] = rank;
        return ranks;
    }

private:
    base::TextPool m_pool;
};

class Sorter {
public:
    Sorter(const engine::Inspection& inspection, const store::Snapshot& snapshot, const Sorting& sorting)
        : m_inspection(inspection)
        , m_snapshot(snapshot)
        , m_sorting(sorting) {}

    bool sort(std::vector<std::uint32_t>& rows, const std::stop_token& stop) {
        std::vector<Entry> entries(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i % kStopInterval == 0 && stop.stop_requested()) return false;
            entries[i] = {keyOf(base::RowId(rows[i]), i == 0 ? base::RowId{} : base::RowId(rows[i - 1])), rows[i]};
        }
        if (m_ranked) {
            const auto ranks = m_ranking.ranks();
            for (auto& entry : entries)
                if (entry.key != kLast) entry.key = ranks[entry.key];
        }
        if (m_sorting.descending)
            for (auto& entry : entries)
                if (entry.key != kLast) entry.key = kLast - 1 - entry.key;
        if (!entries.empty() && !radixSort(entries, stop)) return false;
        std::ranges::transform(entries, rows.begin(), &Entry::row);
        return true;
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
            return ordered(row.time.nanoseconds);
        case Sorting::By::SincePrevious:
            return before.valid() ? ordered(row.time.nanoseconds - m_snapshot.row(before).time.nanoseconds)
                                  : ordered(0);
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
            return ranked(format::flagsText(row));
        case Sorting::By::Identifier:
            return store::isEvent(row) || row.packetIdentifier == 0 ? kLast : row.packetIdentifier;
        case Sorting::By::Size:
            return row.length;
        case Sorting::By::Key:
            return valueKey(id);
        }
        return 0;
    }

    static std::uint64_t ordered(std::int64_t number) {
        return static_cast<std::uint64_t>(number) ^ std::uint64_t{1} << 63;
    }

    /// The worst first.
    [[nodiscard]] std::uint64_t markKey(base::RowId id, const store::Row& row) const {
        const auto finding = m_snapshot.latestFinding(id);
        const auto worst = finding.valid() ? m_snapshot.finding(finding).worst : base::Severity::Information;
        if (worst != base::Severity::Information) return worst == base::Severity::Error ? 0 : 1;
        if ((row.flags & store::RowFlag::kMalformed) != 0) return 0;
        return (row.flags & store::RowFlag::kIncomplete) != 0 ? 1 : 3;
    }

    std::uint64_t ranked(std::string_view text) {
        m_ranked = true;
        return text.empty() ? kLast : m_ranking.add(text);
    }

    std::uint64_t clientKey(const store::Row& row) {
        m_ranked = true;
        if (!row.connection.valid()) return kLast;
        const auto clientId = m_snapshot.clientId(row.connection);
        if (!clientId.empty()) return ranked(clientId);
        return ranked(format::endpointText(m_snapshot.connection(row.connection).client));
    }

    std::uint64_t infoKey(base::RowId id, const store::Row& row) {
        if (row.text.valid()) return ranked(m_snapshot.text(row.text));
        if (store::isEvent(row)) return ranked(format::eventText(m_snapshot, row));
        return ranked(format::infoText(m_snapshot, row, m_inspection.packet(m_snapshot, id).summary(), {}));
    }

    std::uint64_t payloadKey(base::RowId id, const store::Row& row) {
        if (store::isEvent(row) || mqtt::packetType(row.head) != mqtt::PacketType::Publish) return ranked({});
        const auto packet = m_inspection.packet(m_snapshot, id);
        return ranked(payloadPreview(packet, packet.summary()));
    }

    std::uint64_t valueKey(base::RowId id) {
        const auto values = exporter::keyValues({m_inspection, m_snapshot, id}, m_sorting.key, {});
        return ranked(values.empty() ? std::string_view{} : values.front());
    }

    const engine::Inspection& m_inspection;
    const store::Snapshot& m_snapshot;
    const Sorting& m_sorting;
    Ranking m_ranking;
    bool m_ranked = false;
};

} // namespace

bool sortRows(const engine::Inspection& inspection, const store::Snapshot& snapshot, const Sorting& sorting,
              std::vector<std::uint32_t>& rows, const std::stop_token& stop) {
    return Sorter(inspection, snapshot, sorting).sort(rows, stop);
}

} // namespace mqttscope::ui
