// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/exporter/key_values.h"
#include "core/exporter/packet_record.h"
#include "core/format/time.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::exporter {

enum class PacketFormat : std::uint8_t { Text, Ndjson, Json, Csv, Fields };

struct WriterOptions {
    bool secrets = false;
    format::TimeFormat timeFormat = format::TimeFormat::TimeOfDay;
    std::vector<KeyColumn> columns{}; ///< of PacketFormat::Fields
    bool header = false;              ///< a first line with the keys, for PacketFormat::Fields
    /// Called in the middle of a packet with a long payload, to write and to clear what there is of the output.
    std::function<void(std::string&)> spill{};
};

/// Writes packets in one format: begin, each packet in order, end. Each call appends to `out`.
class PacketWriter {
public:
    virtual ~PacketWriter() = default;

    virtual void begin(std::string& out) { static_cast<void>(out); }

    virtual void packet(const PacketRecord& record, std::string& out) = 0;

    virtual void end(std::string& out) { static_cast<void>(out); }

    /// Remembers what it knows of the packets so far, for rewind().
    virtual void mark() {}

    /// Forgets the packets since mark(): they are written once more.
    virtual void rewind() {}
};

[[nodiscard]] std::unique_ptr<PacketWriter> makePacketWriter(PacketFormat format, WriterOptions options);

/// The columns for a list of keys, or which key is unknown and what it may have been meant to be.
[[nodiscard]] base::Result<std::vector<KeyColumn>> resolveKeys(const std::vector<std::string>& keys);

// The formats, one file each.
[[nodiscard]] std::unique_ptr<PacketWriter> makeTextWriter(WriterOptions options);
[[nodiscard]] std::unique_ptr<PacketWriter> makeJsonWriter(const WriterOptions& options, bool asArray);
[[nodiscard]] std::unique_ptr<PacketWriter> makeCsvWriter();
[[nodiscard]] std::unique_ptr<PacketWriter> makeFieldsWriter(WriterOptions options);

} // namespace mqttscope::exporter
