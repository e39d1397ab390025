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
    bool userNames = true; ///< false: masked like secrets
    format::TimeFormat timeFormat = format::TimeFormat::TimeOfDay;
    std::vector<KeyColumn> columns{}; ///< of PacketFormat::Fields, and of PacketFormat::Csv where there are some
    bool header = false;              ///< a first line with the keys, for PacketFormat::Fields
    bool json = false;                ///< Zeek's logs: JSON instead of tab-separated values
    /// Called in the middle of a packet with a long payload, to write and to clear what there is of the output.
    std::function<void(std::string&)> spill{};

    [[nodiscard]] format::TextOptions text(std::size_t maxLength = 0) const {
        return {.secrets = secrets, .userNames = userNames, .maxLength = maxLength};
    }
};

/// Writes packets in one format: begin, each packet in order, end. Each call appends to `out`.
class PacketWriter {
public:
    virtual ~PacketWriter() = default;

    virtual void begin(std::string& out) { static_cast<void>(out); }

    virtual void packet(const PacketRecord& record, std::string& out) = 0;

    /// `snapshot` is the last that packets came from.
    virtual void end(const engine::Inspection& inspection, const store::Snapshot& snapshot, std::string& out) {
        static_cast<void>(inspection), static_cast<void>(snapshot), static_cast<void>(out);
    }

    /// Whether what it writes of a packet depends on that packet alone: then several may write at once.
    [[nodiscard]] virtual bool standsAlone() const { return false; }

    /// Whether it tells what belongs to a packet: that is known once the exchange is not open any more.
    [[nodiscard]] virtual bool tellsExchanges() const { return false; }

    /// Remembers what it knows of the packets so far, for rewind().
    virtual void mark() {}

    /// Forgets the packets since mark(): they are written once more. False where that cannot be done.
    [[nodiscard]] virtual bool rewind() { return true; }

    /// Whether it wants to know of packets that are not written, to tell what became of those that are.
    [[nodiscard]] virtual bool wantsAll() const { return false; }

    /// A packet that is not written; only where wantsAll().
    virtual void passedOver(const PacketRecord& record, std::string& out) {
        static_cast<void>(record), static_cast<void>(out);
    }
};

/// The columns for a list of keys, or which key is unknown and what it may have been meant to be.
[[nodiscard]] base::Result<std::vector<KeyColumn>> resolveKeys(const std::vector<std::string>& keys);

/// Makes a writer of one format.
using WriterMaker = std::unique_ptr<PacketWriter> (*)(const WriterOptions& options);

[[nodiscard]] WriterMaker makerOf(PacketFormat format);

// The formats, one file each.
[[nodiscard]] std::unique_ptr<PacketWriter> makeTextWriter(const WriterOptions& options);
[[nodiscard]] std::unique_ptr<PacketWriter> makeNdjsonWriter(const WriterOptions& options);
[[nodiscard]] std::unique_ptr<PacketWriter> makeJsonWriter(const WriterOptions& options);
[[nodiscard]] std::unique_ptr<PacketWriter> makeCsvWriter(const WriterOptions& options);
[[nodiscard]] std::unique_ptr<PacketWriter> makeFieldsWriter(const WriterOptions& options);
[[nodiscard]] std::unique_ptr<PacketWriter> makeTreeWriter(const WriterOptions& options);
[[nodiscard]] std::unique_ptr<PacketWriter> makeHtmlWriter(const WriterOptions& options);
[[nodiscard]] std::unique_ptr<PacketWriter> makeMermaidWriter(const WriterOptions& options);
[[nodiscard]] std::unique_ptr<PacketWriter> makeEveWriter(const WriterOptions& options);
[[nodiscard]] std::unique_ptr<PacketWriter> makeReplayWriter(const WriterOptions& options);
[[nodiscard]] std::unique_ptr<PacketWriter> makeZeekConnectWriter(const WriterOptions& options);
[[nodiscard]] std::unique_ptr<PacketWriter> makeZeekSubscribeWriter(const WriterOptions& options);
[[nodiscard]] std::unique_ptr<PacketWriter> makeZeekPublishWriter(const WriterOptions& options);

} // namespace mqttscope::exporter
