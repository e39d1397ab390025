// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/helper_relay.h"

#include "core/capture/live/interfaces.h"

#include <poll.h>

#include <algorithm>
#include <utility>

namespace mqttscope::capture::live {
namespace {

using namespace std::chrono_literals;

constexpr auto kRetryInterval = 500ms; // as CaptureLoop has it

void add(InterfaceCounts& to, const InterfaceCounts& more) {
    to.received += more.received;
    to.droppedByKernel += more.droppedByKernel;
    to.droppedByInterface += more.droppedByInterface;
}

/// What is left of a limit. None stays none; a capture that reached it has ended.
template <class Amount, class Used>
std::optional<Amount> left(const std::optional<Amount>& limit, Used used) {
    if (!limit) return limit;
    const auto taken = static_cast<Amount>(used);
    return taken < *limit ? *limit - taken : Amount{1};
}

} // namespace

HelperRelay::HelperRelay(CaptureOptions options, CaptureFiles& files, Told told)
    : m_options(std::move(options))
    , m_files(files)
    , m_told(std::move(told)) {}

base::Result<std::unique_ptr<HelperRelay>> HelperRelay::start(const CaptureOptions& options, CaptureFiles& files,
                                                              Told told) {
    std::unique_ptr<HelperRelay> relay(new HelperRelay(options, files, std::move(told)));
    if (auto begun = relay->next(); !begun) return std::unexpected(std::move(begun.error()));
    return relay;
}

base::Result<void> HelperRelay::next() {
    auto capture = HelperCapture::start(whatIsLeft(), m_files, [this](const CaptureStatus& status) { take(status); });
    if (!capture) return std::unexpected(std::move(capture.error()));
    m_capture = std::make_unique<HelperCapture>(std::move(*capture));
    return {};
}

base::Result<void> HelperRelay::run(int stopDescriptor) {
    for (;;) {
        auto result = m_capture->run(stopDescriptor);
        if (result || !m_stranded) return result;
        m_capture.reset();
        m_before = m_status;
        m_stranded = false;
        do {
            if (!waitForInterfaces(stopDescriptor)) return {};
            result = next();
            // Gone again before it could be opened.
        } while (!result && !areUp(m_options.interfaces));
        if (!result) return result;
        for (auto& interface : m_status.interfaces) interface.lost.clear();
        m_told(m_status);
    }
}

bool HelperRelay::waitForInterfaces(int stopDescriptor) {
    const auto& duration = m_options.stop.duration;
    while (!areUp(m_options.interfaces)) {
        pollfd polled{.fd = stopDescriptor, .events = POLLIN, .revents = 0};
        if (::poll(&polled, 1, static_cast<int>(std::chrono::milliseconds(kRetryInterval).count())) > 0) {
            end(CaptureEnd::Asked);
            return false;
        }
        if (duration && Clock::now() - m_begun >= *duration) {
            end(CaptureEnd::Duration);
            return false;
        }
    }
    return true;
}

CaptureOptions HelperRelay::whatIsLeft() const {
    auto options = m_options;
    options.stop.duration = left(options.stop.duration, Clock::now() - m_begun);
    options.stop.frames = left(options.stop.frames, m_before.frames);
    options.stop.bytes = left(options.stop.bytes, m_before.fileBytes);
    return options;
}

/// Counts go on where the one before ended. What this one lost for good the next one takes up.
void HelperRelay::take(const CaptureStatus& status) {
    m_stranded = isStranded(status);
    m_status = status;
    m_status.frames += m_before.frames;
    m_status.bytes += m_before.bytes;
    m_status.fileBytes += m_before.fileBytes;
    const auto both = std::min(m_status.interfaces.size(), m_before.interfaces.size());
    for (std::size_t i = 0; i < both; ++i) add(m_status.interfaces[i].counts, m_before.interfaces[i].counts);
    if (m_stranded) {
        for (auto& interface : m_status.interfaces) interface.returns = true;
    }
    m_told(m_status);
}

void HelperRelay::end(CaptureEnd end) {
    m_status.end = end;
    m_told(m_status);
}

} // namespace mqttscope::capture::live
