// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/inspection.h"

#include "core/engine/packet_gatherer.h"
#include "core/engine/row_source.h"
#include "core/engine/worker.h"
#include "core/net/websocket_frame.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace mqttscope::engine {
namespace {

/// What store::Extent::kDerived tells of the extent before a derived one.
std::optional<net::WebSocketFrameView> webSocketFrame(const capture::SourceTable& sources,
                                                      const store::Snapshot& snapshot, base::ExtentId derived) {
    const auto& raw = snapshot.extent(base::ExtentId(derived.value - 1));
    const auto& begin = raw.next.valid() ? snapshot.extent(raw.next) : raw;
    const auto bytes = sources.view(begin.place, std::min<std::uint64_t>(begin.length, net::kMostWebSocketHeader));
    const auto size = net::readWebSocketHeader(bytes).size;
    const auto inFront = raw.next.valid() ? 0U : size;
    if (size == 0 || inFront > raw.length) return std::nullopt;
    net::WebSocketFrameView view{.header = bytes,
                                 .payload = {raw.offsetInFrame + inFront, raw.length - inFront},
                                 .given = snapshot.extent(derived).length};
    if (begin.frame == raw.frame && !begin.isDerived()) view.headerAt = begin.offsetInFrame;
    return view;
}

} // namespace

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

void Inspection::endFollowing() {
    m_worker->endFollowing();
}

Report Inspection::report() const {
    return m_worker->report();
}

std::optional<base::Error> Inspection::error() const {
    return m_worker->error();
}

base::Timestamp Inspection::firstTime() const {
    return m_worker->firstTime();
}

std::vector<capture::Warning> Inspection::warnings() const {
    return m_worker->warnings();
}

bool Inspection::verify(const store::Snapshot& snapshot, base::RowId begin, base::RowId end) const {
    bool cut = false;
    base::SourceId last;
    for (base::RowId row(std::max(begin.value, snapshot.firstRow())); row.value < end.value; ++row.value) {
        const auto source = snapshot.extent(snapshot.row(row).first).place.source();
        if (source != std::exchange(last, source)) cut = m_worker->look(source, Worker::Look::Now) || cut;
    }
    return cut;
}

PacketBytes Inspection::packet(const store::Snapshot& snapshot, base::RowId row) const {
    m_worker->look(snapshot.extent(snapshot.row(row).first).place.source(), Worker::Look::NowAndThen);
    return PacketGatherer(m_worker->sources(), snapshot).gather(row);
}

FrameBytes Inspection::frame(const store::Snapshot& snapshot, base::ExtentId id, base::ConnectionId connection) const {
    FrameBytes found;
    const bool derived = snapshot.extent(id).isDerived();
    const auto& extent = snapshot.extent(derived ? base::ExtentId(id.value - 1) : id);
    if (extent.isGone()) {
        found.gone = true;
        return found;
    }
    const auto place = extent.isGap() ? extent.place : extent.place - extent.offsetInFrame;
    const auto& source = m_worker->sources()[place.source()];
    found.file = source.name();
    m_worker->look(place.source(), Worker::Look::NowAndThen);
    if (connection.valid()) {
        const auto& record = snapshot.connection(connection);
        found.tcpConnection = record.tcpConnection;
        found.clientPort = record.client.port;
        for (std::size_t i = 0; i < found.firstSequence.size(); ++i) {
            if (!record.firstSequenceKnown[i].load(std::memory_order_acquire)) continue;
            found.firstSequence[i] = record.firstSequence[i].load(std::memory_order_relaxed);
        }
    }
    // The header of the record stands in front of its bytes: it went with them.
    found.gone = source.truncated() && place.offset() >= source.left();
    const auto frame = found.gone ? std::nullopt : m_worker->frameAt(place);
    if (!frame) return found;
    found.frame = {.id = extent.frame,
                   .time = frame->time,
                   .linkType = frame->linkType,
                   .originalLength = frame->originalLength,
                   .bytes = m_worker->sources().view(place, frame->capturedLength),
                   .place = place};
    if (derived) found.webSocket = webSocketFrame(m_worker->sources(), snapshot, id);
    found.gone = source.truncated() && found.frame.bytes.size() < frame->capturedLength;
    return found;
}

std::unique_ptr<filter::PacketSource> Inspection::packetSource(store::Snapshot snapshot) const {
    return std::make_unique<RowSource>(*this, *m_worker, std::move(snapshot));
}

} // namespace mqttscope::engine
