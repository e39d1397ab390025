// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/inspection.h"

#include "core/engine/packet_gatherer.h"
#include "core/engine/worker.h"

#include <utility>

namespace mqttscope::engine {

Inspection::Inspection(InspectionOptions options)
    : m_worker(std::make_unique<Worker>(std::move(options))) {}

Inspection::~Inspection() = default;

store::Snapshot Inspection::snapshot() {
    return m_worker->snapshot();
}

Progress Inspection::progress() const {
    return m_worker->progress();
}

bool Inspection::wait() {
    return m_worker->wait();
}

void Inspection::cancel() {
    m_worker->cancel();
}

Report Inspection::report() const {
    return m_worker->report();
}

std::optional<base::Error> Inspection::error() const {
    return m_worker->error();
}

PacketBytes Inspection::packet(const store::Snapshot& snapshot, base::RowId row) const {
    return PacketGatherer(m_worker->sources(), snapshot).gather(row);
}

FrameBytes Inspection::frame(const store::Snapshot& snapshot, base::ExtentId id, base::ConnectionId connection) const {
    FrameBytes found;
    const bool derived = snapshot.extent(id).isDerived();
    const auto& extent = snapshot.extent(derived ? base::ExtentId(id.value - 1) : id);
    const auto place = extent.isGap() ? extent.place : extent.place - extent.offsetInFrame;
    found.file = m_worker->sources()[place.source()].name();
    if (connection.valid()) {
        const auto& record = snapshot.connection(connection);
        found.tcpConnection = record.tcpConnection;
        found.clientPort = record.client.port;
        for (std::size_t i = 0; i < found.firstSequence.size(); ++i) {
            if (!record.firstSequenceKnown[i].load(std::memory_order_acquire)) continue;
            found.firstSequence[i] = record.firstSequence[i].load(std::memory_order_relaxed);
        }
    }
    const auto frame = m_worker->frameAt(place);
    if (!frame) return found;
    found.frame = {.id = extent.frame,
                   .time = frame->time,
                   .linkType = frame->linkType,
                   .originalLength = frame->originalLength,
                   .bytes = m_worker->sources().view(place, frame->capturedLength),
                   .place = place};
    return found;
}

} // namespace mqttscope::engine
