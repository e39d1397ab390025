// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/json.h"
#include "core/exporter/packet_record.h"
#include "core/exporter/record_fields.h"
#include "core/format/text.h"

#include <functional>
#include <utility>
#include <vector>

namespace mqttscope::exporter {

/// Writes the `mqtt` object of a packet: its decoded values under the names that COMMANDS.md shows. Names come from the
/// keys of the field table, so a new property needs nothing here.
class PacketJson {
public:
    /// `spill` is called within a long payload, so that what stands in `json` need not be kept.
    PacketJson(JsonWriter& json, format::TextOptions shown, std::function<void()> spill)
        : m_json(json)
        , m_shown(shown)
        , m_spill(std::move(spill)) {}

    void write(const PacketRecord& record);

private:
    void simpleMembers();
    void topicAndIdentifier();
    void will();
    void properties(base::FieldId group);
    void property(std::uint32_t index);
    void subscriptions();
    void reasonCodes();
    void payload();
    void longPayload();

    void value(const base::FieldNode& node);
    /// Bytes that may be text: `value` and how it is encoded.
    void encoded(base::ByteView content, std::string_view key);
    /// Which fields stand there as the mask.
    void masked();

    JsonWriter& m_json;
    format::TextOptions m_shown;
    std::function<void()> m_spill;
    const PacketRecord* m_record = nullptr;
    RecordFields m_fields;
    const base::FieldTree* m_tree = nullptr;
    std::vector<std::uint8_t> m_scratch;
    CompactJson m_compact;
};

} // namespace mqttscope::exporter
