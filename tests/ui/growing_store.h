// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <memory>
#include <string_view>

namespace mqttscope::test {

/// A store that a test fills as the worker would, row by row.
class GrowingStore {
public:
    base::ConnectionId connection(std::string_view clientId = {}, std::uint16_t port = 50'000) {
        const base::ConnectionId made(static_cast<std::uint32_t>(m_store->connections.size()));
        m_store->connections.append();
        auto& record = m_store->connections.at(made.value);
        record.client = {.address = {.bytes = {10, 0, 0, 7}}, .port = port};
        record.server = {.address = {.bytes = {10, 0, 0, 1}}, .port = 1883};
        if (!clientId.empty()) record.clientId = m_store->texts.intern(clientId).value;
        return made;
    }

    base::RowId row(base::ConnectionId connection, std::uint8_t head = 0x30) {
        store::Row row;
        row.time = {1'767'323'045'123'456'789};
        row.connection = connection;
        row.length = 10;
        row.head = head;
        row.frame = m_frame;
        const auto id = m_store->rows.append(row);
        auto& record = m_store->connections.at(connection.value);
        if (record.firstRow == base::RowId::kNone) record.firstRow = id.value;
        record.lastRow = id.value;
        ++record.packets[0];
        record.bytes[0] += row.length;
        return id;
    }

    void finding(base::RowId row, std::uint16_t rule, base::Severity severity) {
        m_store->addFinding({.row = row, .rule = {rule}, .severity = severity});
    }

    /// The frame of the rows that follow.
    void frame(std::uint32_t number) { m_frame = base::FrameId(number); }

    /// What came in frames before this one leaves.
    void leave(std::uint32_t firstFrame) { m_store->leave(base::FrameId(firstFrame), {}); }

    /// What a reader sees from now on.
    store::Snapshot publish() {
        m_store->publish(0);
        return store::Snapshot(m_store);
    }

private:
    std::shared_ptr<store::Store> m_store = std::make_shared<store::Store>();
    base::FrameId m_frame;
};

} // namespace mqttscope::test
