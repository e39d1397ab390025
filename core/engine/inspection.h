// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/engine/packet_bytes.h"
#include "core/engine/port_set.h"
#include "core/engine/report.h"
#include "core/filter/packet_source.h"
#include "core/store/store.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mqttscope::capture {
class FileSequence;
} // namespace mqttscope::capture

namespace mqttscope::engine {

class Worker;

struct InspectionOptions {
    std::vector<std::string> paths{}; ///< capture files; several are merged by time; "-" is standard input
    /// In place of paths: the files of a capture that runs, one after the other. What belongs to files that it does not
    /// keep any more leaves the rows (store::Snapshot::firstRow()).
    std::shared_ptr<const capture::FileSequence> files{};
    PortSet ports = PortSet::standard(); ///< TCP ports that carry MQTT
    bool detect = true;                  ///< look for MQTT on all other ports, too
    bool follow = false;                 ///< keep reading when the end of the files is reached
    std::string spoolDirectory{};        ///< for expanded and piped captures; empty: the user's cache directory
    /// Called when something new was published: on the worker thread, or, once a file turns out to be cut, on the one
    /// that asked for its bytes. Calls are coalesced: the next comes only after snapshot() was taken. It must not
    /// block, nor ask the inspection for anything.
    std::function<void()> wake{};
};

enum class State : std::uint8_t {
    Running,   ///< reading
    Waiting,   ///< a followed file or a pipe has nothing more for now
    Finished,  ///< everything was read
    Cancelled, ///< stopped by cancel(); what was read stays
    Failed,    ///< an error ended it; what was read before stays
};

struct Progress {
    State state = State::Running;
    std::uint64_t bytesRead = 0;
    std::uint64_t bytesTotal = 0; ///< 0 = not known
};

/// Opens a capture and inspects it on a worker thread, from the first byte to rows in a store. Every member may be
/// called from any thread. Destroying it cancels and waits for the worker.
class Inspection {
public:
    explicit Inspection(InspectionOptions options);
    ~Inspection();
    Inspection(const Inspection&) = delete;
    Inspection& operator=(const Inspection&) = delete;

    /// The state that was published last; cheap. It stays readable for as long as it is kept.
    [[nodiscard]] store::Snapshot snapshot();
    [[nodiscard]] Progress progress() const;
    /// Blocks until something new was published or the inspection has ended; false once there is nothing new to come.
    bool wait();
    void cancel();
    /// What is followed will not grow any more: what it holds is read to its end, and the inspection finishes.
    void endFollowing();

    /// What was read and what is in it, as of the last published state. Its warnings may grow after the end: see
    /// warnings().
    [[nodiscard]] Report report() const;
    /// The time of the first frame that has one, which relative times count from; not known before that was read.
    [[nodiscard]] base::Timestamp firstTime() const;
    /// What the user should know about the files, as in the report. A file may be cut short after it was read: packet()
    /// and frame() notice it when they fetch bytes, then a warning with the first byte that is gone stands here, and
    /// `wake` tells, in every state. What was shown of the file may be zeros by then: show it again.
    [[nodiscard]] std::vector<capture::Warning> warnings() const;
    /// Looks at once whether the files that hold these rows were cut; true if bytes are gone that were there at the
    /// last look. For who made something of bytes and must know that it was no zeros. `end` is not looked at.
    [[nodiscard]] bool verify(const store::Snapshot& snapshot, base::RowId begin, base::RowId end) const;
    /// Why it failed; only in State::Failed.
    [[nodiscard]] std::optional<base::Error> error() const;

    /// The bytes of a packet, gathered from where they lie, with what is needed to decode them. Any thread.
    [[nodiscard]] PacketBytes packet(const store::Snapshot& snapshot, base::RowId row) const;
    /// The frame that an extent came in; the connection, where given, makes sequence numbers relative. Any thread.
    [[nodiscard]] FrameBytes frame(const store::Snapshot& snapshot, base::ExtentId extent,
                                   base::ConnectionId connection = {}) const;
    /// For filters: what the columns of a snapshot do not hold. It must not outlive the inspection; one thread each.
    [[nodiscard]] std::unique_ptr<filter::PacketSource> packetSource(store::Snapshot snapshot) const;

private:
    std::unique_ptr<Worker> m_worker;
};

} // namespace mqttscope::engine
