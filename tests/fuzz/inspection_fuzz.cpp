// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a capture file, through the whole path: frames, streams, packets, rows, details.
#include "core/engine/inspection.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace mqttscope;

void require(bool holds) {
    if (!holds) std::abort();
}

void checkRow(const engine::Inspection& inspection, const store::Snapshot& snapshot, base::RowId id) {
    const auto packet = inspection.packet(snapshot, id);
    static_cast<void>(inspection.frame(snapshot, packet.row.first, packet.row.connection).decode());
    if (store::isEvent(packet.row)) return;
    require(packet.available <= packet.length);
    require(packet.head().size() <= packet.available);
    const bool incomplete = (packet.row.flags & store::RowFlag::kIncomplete) != 0;
    require(incomplete || packet.available == packet.length);
    static_cast<void>(packet.summary());
    for (const auto& node : packet.decode().nodes)
        require(std::uint64_t{node.range.offset} + node.range.size <= packet.length);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const int file = ::memfd_create("capture", MFD_CLOEXEC);
    require(file >= 0 && ::write(file, data, size) == static_cast<ssize_t>(size));
    {
        engine::Inspection inspection({.paths = {"/proc/self/fd/" + std::to_string(file)}});
        while (inspection.wait()) {
        }
        const auto snapshot = inspection.snapshot();
        for (std::uint32_t i = 0; i < snapshot.rows(); ++i) checkRow(inspection, snapshot, base::RowId(i));
    }
    ::close(file);
    return 0;
}
