// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/column.h"
#include "core/base/text_pool.h"
#include "core/store/connection.h"
#include "core/store/exchange_link.h"
#include "core/store/extents.h"
#include "core/store/finding.h"
#include "core/store/rows.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

namespace mqttscope::store {

/// How much of every table belongs to one published state.
struct Counts {
    std::uint64_t frames = 0;
    std::uint32_t rows = 0;
    std::uint32_t extents = 0;
    std::uint32_t connections = 0;
    std::uint32_t texts = 0;
    std::uint32_t findings = 0;
    std::uint32_t exchangeLinks = 0;
    // What left with the oldest files of a ring lies before these (KeptFrames); all 0 for every other capture.
    std::uint32_t firstFrame = 0;
    std::uint32_t firstRow = 0;
    std::uint32_t firstExtent = 0;
    std::uint32_t firstFinding = 0;
    std::uint32_t firstExchangeLink = 0;
    base::Timestamp since{};     ///< the time of the first frame; known once something left
    base::Timestamp firstTime{}; ///< of the first row that ever was
};

/// Everything known of a capture, in append-only tables. One thread writes; others read through snapshots.
class Store {
public:
    Store();

    // Writer only.
    Rows rows;
    Extents extents;
    base::Column<Connection> connections;
    base::TextPool texts;
    Findings findings;
    base::Column<ExchangeLink> exchangeLinks;

    /// Writer only: adds a finding of `finding.row`, behind those that the row has; `previous` and `worst` are set
    /// here.
    base::FindingId addFinding(Finding finding);

    /// Writer only: what came before this frame leaves with the next publication. `since`: the time of the frame.
    void leave(base::FrameId firstKept, base::Timestamp since);
    /// Writer only: gives back the memory of what left and no snapshot shows any more. The first frame of which a
    /// snapshot may still show something.
    std::uint32_t release();

    /// Writer only: whether a row is still shown.
    [[nodiscard]] bool hasLeft(base::RowId row) const { return row.value < m_counts.firstRow; }

    /// Writer only.
    [[nodiscard]] bool hasLeft(base::ExtentId extent) const {
        return extent.value < m_counts.firstExtent || extents[extent.value].frame.value < m_counts.firstFrame;
    }

    /// Writer only.
    [[nodiscard]] bool hasLeft(base::LinkId link) const { return link.value < m_counts.firstExchangeLink; }

    /// Writer only: makes everything appended so far visible, by one release store.
    void publish(std::uint64_t frames);
    /// The last published state; any thread.
    [[nodiscard]] Counts published() const;

    /// What snapshots hold so that nothing of what they show goes: the same for all between two times at which
    /// something left.
    class Pin {
    public:
        explicit Pin(std::shared_ptr<std::atomic<bool>> isOver)
            : m_isOver(std::move(isOver)) {}

        ~Pin() { m_isOver->store(true, std::memory_order_release); }

        Pin(const Pin&) = delete;
        Pin& operator=(const Pin&) = delete;

    private:
        std::shared_ptr<std::atomic<bool>> m_isOver;
    };

    /// The last published state, and what keeps it whole; any thread.
    struct State {
        std::shared_ptr<const Pin> pin;
        Counts counts;
    };

    [[nodiscard]] State state() const;
    /// Bytes that the tables use. Writer only.
    [[nodiscard]] std::uint64_t memory() const;

    static constexpr std::size_t kMaxConnections = std::size_t{1} << 27;

private:
    /// From one time at which something left to the next.
    struct Time {
        Counts counts{};
        std::shared_ptr<std::atomic<bool>> isOver; ///< nobody holds its pin any more
    };

    void pinCounts();

    // Every published state is an entry of its own and never changes, so a reader gets counts that belong together
    // without a lock: it reads the number of entries, then the last of them.
    base::Column<Counts> m_states;
    alignas(64) std::atomic<std::size_t> m_published{0}; // a cache line of its own: readers must not slow the writer
    Counts m_counts{};                                   // the writer's own
    mutable std::mutex m_mutex;                          // held for no longer than it takes to copy a pointer
    std::shared_ptr<const Pin> m_pin;                    // guarded: new snapshots hold it
    std::deque<Time> m_times; // the writer's own: those that somebody may still hold, and now
};

/// A frozen view of a store: its counts never change, so a model's row count never changes behind the view's back.
class Snapshot {
public:
    Snapshot() = default;
    explicit Snapshot(std::shared_ptr<const Store> store);

    /// The end of the rows: the first one is firstRow().
    [[nodiscard]] std::uint32_t rows() const { return m_counts.rows; }

    /// 0 unless rows left with the oldest files of a ring.
    [[nodiscard]] std::uint32_t firstRow() const { return m_counts.firstRow; }

    [[nodiscard]] std::uint32_t rowCount() const { return m_counts.rows - m_counts.firstRow; }

    [[nodiscard]] bool has(base::RowId id) const { return id.value >= firstRow() && id.value < rows(); }

    [[nodiscard]] std::uint32_t connections() const { return m_counts.connections; }

    [[nodiscard]] std::uint64_t frames() const { return m_counts.frames; }

    [[nodiscard]] const Counts& counts() const { return m_counts; }

    [[nodiscard]] Row row(base::RowId id) const { return m_store->rows[id]; }

    [[nodiscard]] const Rows& columns() const { return m_store->rows; }

    [[nodiscard]] std::uint32_t findings() const { return m_counts.findings; }

    [[nodiscard]] const Finding& finding(base::FindingId id) const { return m_store->findings[id.value]; }

    /// The latest finding of a row that this snapshot knows, or none; the others follow by Finding::previous.
    [[nodiscard]] base::FindingId latestFinding(base::RowId row) const;

    /// Also one that came after the snapshot, where another one leads to it.
    [[nodiscard]] const ExchangeLink& exchangeLink(base::LinkId id) const { return m_store->exchangeLinks[id.value]; }

    [[nodiscard]] const Connection& connection(base::ConnectionId id) const { return m_store->connections[id.value]; }

    /// Extent::isGone() where its file left.
    [[nodiscard]] const Extent& extent(base::ExtentId id) const {
        const auto& extent = m_store->extents[id.value];
        return extent.frame.value >= m_counts.firstFrame ? extent : kGone;
    }

    [[nodiscard]] std::string_view text(base::TextId id) const { return m_store->texts.text(id); }

    /// The client identifier of a connection as it is known now; empty if it is not.
    [[nodiscard]] std::string_view clientId(base::ConnectionId id) const;

private:
    static constexpr Extent kGone{.place = base::SourceOffset::none(),
                                  .length = 0xFFFF'FFFF,
                                  .frame = {},
                                  .offsetInFrame = Extent::kGap,
                                  .next = {}};

    std::shared_ptr<const Store> m_store;
    std::shared_ptr<const Store::Pin> m_pin;
    Counts m_counts;
};

} // namespace mqttscope::store
