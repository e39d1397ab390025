// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/field_tree.h"
#include "core/base/id.h"
#include "core/base/time.h"

#include <cstdint>

namespace mqttscope::filter {

/// A packet's bytes as far as a decoder wants them.
struct PacketHead {
    base::ByteView bytes;        ///< the packet up to its payload at least
    std::uint32_t available = 0; ///< bytes of the packet up to the first one that was not captured
};

/// Fields and the bytes that their ranges count in.
struct FieldsView {
    const base::FieldTree* tree = nullptr;
    base::ByteView bytes;
};

/// Where a filter gets what no column holds. The engine implements it, for one snapshot and one thread; what a member
/// returns is valid until it is asked for something of another row.
class PacketSource {
public:
    virtual ~PacketSource() = default;

    /// Of a packet, no event.
    [[nodiscard]] virtual PacketHead packet(base::RowId row) = 0;
    /// Bytes of a packet that were captured, in one piece; fewer where they are gone.
    [[nodiscard]] virtual base::ByteView packetBytes(base::RowId row, base::ByteRange range) = 0;
    /// The frame that completed the row: link layer, IP, TCP.
    [[nodiscard]] virtual FieldsView frame(base::RowId row) = 0;
    /// The fields of an event's own bytes, such as a PROXY header; no tree where it has none.
    [[nodiscard]] virtual FieldsView event(base::RowId row) = 0;
    /// The first frame of the capture, which relative times count from.
    [[nodiscard]] virtual base::Timestamp captureStart() const = 0;

protected:
    PacketSource() = default;
    PacketSource(const PacketSource&) = default;
    PacketSource& operator=(const PacketSource&) = default;
};

} // namespace mqttscope::filter
