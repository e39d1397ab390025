// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/capture_loop.h"

#include <poll.h>

#include <algorithm>
#include <utility>

namespace mqttscope::capture::live {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBatch = 4'096;                // frames of one interface before the next one has its turn
constexpr std::size_t kBlock = std::size_t{1} << 20; // bytes that are gathered before they are written
constexpr auto kCountInterval = 500ms;
constexpr auto kBusyCountInterval = 100ms; // while frames come: the place of a drop is known as exactly as this
constexpr auto kRetryInterval = 500ms;
/// The kernel hands over what it gathers within this (capture_device.cpp): what came before a stop is there then.
constexpr auto kLastFrames = 60ms;

base::Timestamp now() {
    return {std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
                .count()};
}

bool isReadable(int descriptor, CaptureLoop::Clock::duration most) {
    pollfd polled{.fd = descriptor, .events = POLLIN, .revents = 0};
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(most).count();
    return ::poll(&polled, 1, static_cast<int>(milliseconds)) > 0;
}

base::Error stranded(const CaptureStatus& status) {
    std::string names;
    for (const auto& interface : status.interfaces) names += (names.empty() ? "" : ", ") + interface.name;
    return {.tried = "go on capturing on",
            .subject = std::move(names),
            .cause = status.interfaces.front().lost,
            .advice = "What was captured before is in the file; start the capture anew when the interface is back"};
}

} // namespace

bool isStranded(const CaptureStatus& status) {
    const auto gone = [](const InterfaceStatus& interface) { return !interface.lost.empty() && !interface.returns; };
    return !status.interfaces.empty() && std::ranges::all_of(status.interfaces, gone);
}

CaptureLoop::CaptureLoop(CaptureOptions options, std::vector<CaptureDevice> devices, CaptureOutput output,
                         std::function<void(const CaptureStatus&)> told)
    : m_options(std::move(options))
    , m_devices(std::move(devices))
    , m_output(std::move(output))
    , m_told(std::move(told)) {
    for (const auto& device : m_devices) m_status.interfaces.push_back({.name = device.description().name});
}

base::Result<void> CaptureLoop::begin() {
    m_begun = m_counted = m_triedAgain = Clock::now();
    m_since = now();
    return beginFile();
}

base::Result<void> CaptureLoop::beginFile() {
    if (auto next = m_output.next(); !next) return next;
    m_fileBegun = Clock::now();
    m_writer.section(m_options.application);
    for (const auto& device : m_devices) m_writer.interface(device.description());
    if (m_status.fileBytes != 0) writeStatistics(); // what was dropped before this file was not dropped in it
    return flush();
}

base::Result<void> CaptureLoop::run(int stopDescriptor) {
    for (;;) {
        const auto at = Clock::now();
        if (const auto end = reachedLimit(at); end != CaptureEnd::None) return finish(end);
        const bool stop = wait(stopDescriptor, at);
        if (auto read = readAll(); !read) return read;
        if (stop) return finish(CaptureEnd::Asked);
        count(Clock::now());
        reopen(Clock::now());
        if (isStranded(m_status)) {
            if (auto finished = finish(CaptureEnd::None); !finished) return finished;
            return std::unexpected(stranded(m_status));
        }
        if (auto turned = turnRing(); !turned) return turned;
    }
}

/// Sleeps until frames come, something is due, or it is to end: true.
bool CaptureLoop::wait(int stopDescriptor, Clock::time_point now) {
    std::vector<pollfd> polled{{.fd = stopDescriptor, .events = POLLIN, .revents = 0}};
    for (const auto& device : m_devices) polled.push_back({.fd = device.descriptor(), .events = POLLIN, .revents = 0});
    const auto most = std::chrono::ceil<std::chrono::milliseconds>(untilNext(now)).count();
    ::poll(polled.data(), polled.size(), static_cast<int>(most));
    return polled.front().revents != 0;
}

CaptureLoop::Clock::duration CaptureLoop::untilNext(Clock::time_point now) const {
    auto next = m_counted + kCountInterval;
    if (m_options.stop.duration) next = std::min(next, m_begun + *m_options.stop.duration);
    if (m_options.ring.duration) next = std::min(next, m_fileBegun + *m_options.ring.duration);
    return std::max(next - now, Clock::duration::zero());
}

CaptureEnd CaptureLoop::reachedAmount() const {
    const auto& stop = m_options.stop;
    if (stop.frames && m_status.frames >= *stop.frames) return CaptureEnd::Frames;
    return stop.bytes && m_status.fileBytes >= *stop.bytes ? CaptureEnd::Bytes : CaptureEnd::None;
}

CaptureEnd CaptureLoop::reachedLimit(Clock::time_point now) const {
    const auto& duration = m_options.stop.duration;
    return duration && now - m_begun >= *duration ? CaptureEnd::Duration : reachedAmount();
}

base::Result<void> CaptureLoop::readAll() {
    for (std::size_t device = 0; device < m_devices.size(); ++device) {
        if (auto done = read(device); !done) return done;
    }
    return flush();
}

base::Result<void> CaptureLoop::read(std::size_t device) {
    m_current = device;
    const auto size = m_devices[device].read(*this, kBatch);
    noteLoss(device);
    if (size == 0 || m_writer.bytes().size() < kBlock) return {};
    return flush();
}

void CaptureLoop::noteLoss(std::size_t device) {
    auto& known = m_status.interfaces[device];
    if (known.lost == m_devices[device].lost()) return;
    known.lost = m_devices[device].lost();
    known.returns = m_devices[device].returns();
}

bool CaptureLoop::take(const CapturedFrame& frame) {
    const auto& stop = m_options.stop;
    if (stop.frames && m_status.frames >= *stop.frames) return false;
    if (stop.bytes && m_status.fileBytes + m_writer.bytes().size() >= *stop.bytes) return false;
    m_writer.packet(static_cast<std::uint32_t>(m_current), frame.time, frame.bytes, frame.originalLength);
    ++m_status.frames;
    m_status.bytes += frame.bytes.size();
    return true;
}

base::Result<void> CaptureLoop::flush() {
    const auto blocks = m_writer.bytes();
    if (blocks.empty()) return {};
    if (auto written = m_output.write(blocks); !written) return written;
    m_status.fileBytes += blocks.size();
    m_writer.clear();
    return {};
}

base::Result<void> CaptureLoop::turnRing() {
    const auto& ring = m_options.ring;
    const bool full = ring.bytes && m_output.fileBytes() >= *ring.bytes;
    const bool old = ring.duration && Clock::now() - m_fileBegun >= *ring.duration;
    if (!full && !old) return {};
    writeStatistics();
    if (auto flushed = flush(); !flushed) return flushed;
    return beginFile();
}

void CaptureLoop::reopen(Clock::time_point now) {
    if (now - m_triedAgain < kRetryInterval) return;
    m_triedAgain = now;
    for (std::size_t device = 0; device < m_devices.size(); ++device) {
        if (!m_devices[device].lost().empty() && m_devices[device].reopen()) noteLoss(device);
    }
}

void CaptureLoop::count(Clock::time_point now) {
    if (now - m_counted < (m_status.frames == m_countedFrames ? kCountInterval : kBusyCountInterval)) return;
    m_counted = now;
    m_countedFrames = m_status.frames;
    bool dropped = false;
    for (std::size_t device = 0; device < m_devices.size(); ++device) {
        auto& known = m_status.interfaces[device].counts;
        const auto counts = m_devices[device].counts();
        m_devices[device].look();
        noteLoss(device);
        dropped |=
            counts.droppedByKernel != known.droppedByKernel || counts.droppedByInterface != known.droppedByInterface;
        known = counts;
    }
    if (dropped) writeStatistics(); // where in the capture frames are missing
    m_told(m_status);
}

void CaptureLoop::writeStatistics() {
    for (std::size_t device = 0; device < m_devices.size(); ++device) {
        m_writer.statistics(static_cast<std::uint32_t>(device), m_since, now(), m_status.interfaces[device].counts);
    }
}

base::Result<void> CaptureLoop::finish(CaptureEnd end) {
    // What the kernel gathers it hands over a little later.
    const auto last = Clock::now() + kLastFrames;
    for (auto at = Clock::now(); at < last && reachedAmount() == CaptureEnd::None; at = Clock::now()) {
        (void)isReadable(m_devices.size() == 1 ? m_devices.front().descriptor() : -1,
                         std::min<Clock::duration>(last - at, 20ms));
        if (auto read = readAll(); !read) return read;
    }
    for (std::size_t device = 0; device < m_devices.size(); ++device)
        m_status.interfaces[device].counts = m_devices[device].counts();
    writeStatistics();
    auto flushed = flush();
    m_status.end = end;
    m_told(m_status);
    return flushed;
}

} // namespace mqttscope::capture::live
