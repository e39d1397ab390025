// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"
#include "core/engine/packet_bytes.h"
#include "core/exporter/key_values.h"
#include "core/store/store.h"

#include <QCache>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mqttscope::ui {

/// The client identifier of a row's connection, its address where there is none; empty without a connection.
[[nodiscard]] QString clientText(const store::Snapshot& snapshot, const store::Row& row);

/// Where a model gets what lies in no column from.
struct RowSource {
    /// The bytes of a packet: engine::Inspection::packet.
    std::function<engine::PacketBytes(const store::Snapshot&, base::RowId)> packet{};
    /// The values of a field in a row: exporter::keyValues.
    std::function<std::vector<std::string>(const store::Snapshot&, base::RowId, const exporter::KeyColumn&,
                                           const format::TextOptions&)>
        values{};

    /// From an inspection, which is kept alive.
    [[nodiscard]] static RowSource of(std::shared_ptr<const engine::Inspection> inspection);
};

/// The texts of one row that only a decoder can tell.
struct RowText {
    QString info;
    QString payload;
    std::vector<QString> fields;        ///< of the field columns
    store::ConnectionVersion version{}; ///< what it was decoded by
};

/// Decodes the rows that a view shows, and remembers the last few screens of them.
class RowTexts {
public:
    RowTexts();

    /// Forgets everything. Decodes for these field columns too; `secrets` tells whether passwords may be shown.
    void reset(RowSource source, std::vector<exporter::KeyColumn> columns, bool secrets);

    /// Decoded now, unless it was before and the connection's version is still the same.
    [[nodiscard]] const RowText& of(const store::Snapshot& snapshot, base::RowId id, const store::Row& row);

private:
    [[nodiscard]] RowText decode(const store::Snapshot& snapshot, base::RowId id, const store::Row& row) const;

    RowSource m_source;
    std::vector<exporter::KeyColumn> m_columns;
    bool m_secrets = false;
    QCache<std::uint32_t, RowText> m_cache;
};

} // namespace mqttscope::ui
