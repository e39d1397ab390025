// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/packet_record.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace mqttscope::exporter {

/// The decoded fields of one packet, by their ids. Valid as long as the record. Of a PUBLISH, everything but its
/// payload: PacketRecord::payload() has that.
class RecordFields {
public:
    RecordFields() = default;

    explicit RecordFields(const PacketRecord& record)
        : m_tree(&record.fields())
        , m_view(record.packet().head()) {}

    [[nodiscard]] const base::FieldTree& tree() const { return *m_tree; }

    /// The first field of this id, or none.
    [[nodiscard]] const base::FieldNode* find(base::FieldId field) const;
    /// Its number, where there is such a field.
    [[nodiscard]] std::optional<std::uint64_t> number(base::FieldId field) const;
    /// Its bytes as captured; empty where there is none.
    [[nodiscard]] std::string_view text(base::FieldId field) const;

    [[nodiscard]] base::ByteView bytes(const base::FieldNode& node) const;

    [[nodiscard]] std::string_view text(const base::FieldNode& node) const { return base::asText(bytes(node)); }

private:
    const base::FieldTree* m_tree = nullptr;
    base::ByteView m_view;
};

} // namespace mqttscope::exporter
