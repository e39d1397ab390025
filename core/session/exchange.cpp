// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/exchange.h"

#include <algorithm>

namespace mqttscope::session {
namespace {

using mqtt::PacketType;

PacketType typeOf(const store::Row& row) {
    return mqtt::packetType(row.head);
}

bool isRequest(PacketType type) {
    return type == PacketType::Publish || type == PacketType::Subscribe || type == PacketType::Unsubscribe ||
           type == PacketType::Pingreq || type == PacketType::Connect;
}

bool isLastAnswer(PacketType type) {
    return type == PacketType::Puback || type == PacketType::Pubcomp || type == PacketType::Suback ||
           type == PacketType::Unsuback || type == PacketType::Pingresp || type == PacketType::Connack;
}

ExchangeState stateAfter(const store::Row& last, bool over) {
    const bool refused = (last.flags & store::RowFlag::kRefused) != 0;
    if (isLastAnswer(typeOf(last))) return refused ? ExchangeState::Refused : ExchangeState::Complete;
    if (refused && typeOf(last) == PacketType::Pubrec) return ExchangeState::Refused;
    return over ? ExchangeState::Unanswered : ExchangeState::Open;
}

PacketType awaitedAfter(const store::Row& last) {
    switch (typeOf(last)) {
    case PacketType::Publish:
        return (last.head & 0x06) == 0x04 ? PacketType::Pubrec : PacketType::Puback;
    case PacketType::Pubrec:
        return PacketType::Pubrel;
    case PacketType::Pubrel:
        return PacketType::Pubcomp;
    case PacketType::Subscribe:
        return PacketType::Suback;
    case PacketType::Unsubscribe:
        return PacketType::Unsuback;
    case PacketType::Pingreq:
        return PacketType::Pingresp;
    case PacketType::Connect:
        return PacketType::Connack;
    case PacketType::Reserved:
    case PacketType::Connack:
    case PacketType::Puback:
    case PacketType::Pubcomp:
    case PacketType::Suback:
    case PacketType::Unsuback:
    case PacketType::Pingresp:
    case PacketType::Disconnect:
    case PacketType::Auth:
        break;
    }
    return PacketType::Reserved;
}

} // namespace

std::string_view name(ExchangeState state) {
    switch (state) {
    case ExchangeState::Open:
        return "open";
    case ExchangeState::Complete:
        return "complete";
    case ExchangeState::Refused:
        return "refused";
    case ExchangeState::Unanswered:
        return "unanswered";
    }
    return {};
}

const Exchange* ExchangeFinder::find(const store::Snapshot& snapshot, base::RowId row) {
    const auto link = linkOf(snapshot, row);
    if (!link) return nullptr;
    // Indices grow along an exchange; only its last link leads back.
    auto last = *link;
    const auto next = [&](base::LinkId id) { return snapshot.exchangeLink(id).following(); };
    auto first = next(last);
    while (first.value > last.value) {
        last = first;
        first = next(last);
    }
    const bool beginsHere = first.value >= snapshot.counts().firstExchangeLink;
    m_exchange.packets.clear();
    for (auto at = beginsHere ? first : *link;; at = next(at)) {
        m_exchange.packets.push_back(snapshot.exchangeLink(at).row);
        if (at == last) break;
    }
    const auto firstRow = snapshot.row(m_exchange.packets.front());
    const auto lastRow = snapshot.row(m_exchange.packets.back());
    m_exchange.state = stateAfter(lastRow, snapshot.exchangeLink(last).isOver());
    m_exchange.awaited = PacketType::Reserved;
    m_exchange.latency.reset();
    const bool answered = m_exchange.state == ExchangeState::Complete || m_exchange.state == ExchangeState::Refused;
    if (!answered) m_exchange.awaited = awaitedAfter(lastRow);
    if (answered && beginsHere && isRequest(typeOf(firstRow)) && firstRow.time.known() && lastRow.time.known())
        m_exchange.latency = lastRow.time - firstRow.time;
    return &m_exchange;
}

std::optional<base::LinkId> ExchangeFinder::linkOf(const store::Snapshot& snapshot, base::RowId row) {
    if ((snapshot.columns().flags(snapshot.rows())[row.value] & store::RowFlag::kExchange) == 0) return std::nullopt;
    const auto& counts = snapshot.counts();
    auto low = counts.firstExchangeLink;
    auto high = counts.exchangeLinks;
    const auto rowAt = [&](std::uint32_t index) { return snapshot.exchangeLink(base::LinkId(index)).row; };
    if (m_last.value >= low && m_last.value < high && rowAt(m_last.value) <= row) {
        // In steps that double from where it was last time.
        low = m_last.value;
        for (std::uint32_t step = 1; step < high - low; step *= 2) {
            if (rowAt(low + step) > row) {
                high = low + step;
                break;
            }
            low += step;
        }
    }
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        if (rowAt(middle) < row) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low >= counts.exchangeLinks || rowAt(low) != row) return std::nullopt;
    return m_last = base::LinkId(low);
}

base::RowId firstOpen(const store::Snapshot& snapshot, base::RowId begin) {
    ExchangeFinder finder;
    const auto flags = snapshot.columns().flags(snapshot.rows());
    for (auto row = begin; row.value < snapshot.rows(); ++row.value) {
        if ((flags[row.value] & store::RowFlag::kExchange) == 0) continue;
        const auto* const exchange = finder.find(snapshot, row);
        if (exchange != nullptr && exchange->state == ExchangeState::Open) return row;
    }
    return base::RowId(snapshot.rows());
}

} // namespace mqttscope::session
