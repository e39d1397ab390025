// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/packet_bytes.h"
#include "core/store/store.h"

#include <QCache>
#include <QString>

#include <cstdint>
#include <functional>

namespace mqttscope::ui {

/// Where a model gets the bytes of a packet from: engine::Inspection::packet.
using PacketLookup = std::function<engine::PacketBytes(const store::Snapshot&, base::RowId)>;

/// The texts of one row that only a decoder can tell.
struct RowText {
    QString info;
    QString payload;
    store::ConnectionVersion version{}; ///< what it was decoded by
};

/// Decodes the rows that a view shows, and remembers the last few screens of them.
class RowTexts {
public:
    RowTexts();

    /// Forgets everything; `secrets` tells whether passwords may be shown.
    void reset(PacketLookup lookup, bool secrets);

    /// Decoded now, unless it was before and the connection's version is still the same.
    [[nodiscard]] const RowText& of(const store::Snapshot& snapshot, base::RowId id, const store::Row& row);

private:
    [[nodiscard]] RowText decode(const store::Snapshot& snapshot, base::RowId id, const store::Row& row) const;

    PacketLookup m_lookup;
    bool m_secrets = false;
    QCache<std::uint32_t, RowText> m_cache;
};

} // namespace mqttscope::ui
