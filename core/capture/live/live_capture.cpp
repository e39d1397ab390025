// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/live_capture.h"

#include "core/capture/live/helper_relay.h"
#include "core/capture/live/permission.h"

#include <sys/eventfd.h>

#include <cerrno>
#include <exception>
#include <utility>

namespace mqttscope::capture::live {

base::Result<std::unique_ptr<LiveCapture>> LiveCapture::start(const CaptureOptions& options,
                                                              std::function<void()> ended) {
    if (options.interfaces.empty())
        return std::unexpected(
            base::Error{.tried = "capture", .subject = {}, .cause = "no interface was named", .advice = {}});
    FileDescriptor stop(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!stop.valid())
        return std::unexpected(
            base::Error{.tried = "capture", .subject = {}, .cause = base::systemMessage(errno), .advice = {}});
    std::unique_ptr<LiveCapture> capture(
        new LiveCapture(std::make_unique<CaptureFiles>(options), std::move(stop), !mayCapture()));
    auto runner = capture->m_usesHelper ? capture->withHelper(options) : capture->withinProcess(options);
    if (!runner) return std::unexpected(std::move(runner.error()));
    capture->m_thread = std::jthread([capture = capture.get(), runner = std::move(*runner),
                                      ended = std::move(ended)]() mutable { capture->run(runner, ended); });
    return capture;
}

base::Result<LiveCapture::Runner> LiveCapture::withinProcess(const CaptureOptions& options) {
    auto devices = openDevices(options);
    if (!devices) return std::unexpected(std::move(devices.error()));
    auto loop = std::make_unique<CaptureLoop>(options, std::move(*devices),
                                              CaptureOutput([this] { return m_files->next(); }, options.freeFloor),
                                              [this](const CaptureStatus& status) { keep(status); });
    if (auto begun = loop->begin(); !begun) return std::unexpected(std::move(begun.error()));
    return Runner([loop = std::move(loop)](int stop) { return loop->run(stop); });
}

base::Result<LiveCapture::Runner> LiveCapture::withHelper(const CaptureOptions& options) {
    auto relay = HelperRelay::start(options, *m_files, [this](const CaptureStatus& status) { keep(status); });
    if (!relay) return std::unexpected(std::move(relay.error()));
    return Runner([relay = std::move(*relay)](int stop) { return relay->run(stop); });
}

LiveCapture::LiveCapture(std::unique_ptr<CaptureFiles> files, FileDescriptor stop, bool usesHelper)
    : m_files(std::move(files))
    , m_stop(std::move(stop))
    , m_usesHelper(usesHelper) {}

void LiveCapture::keep(const CaptureStatus& status) {
    const std::lock_guard lock(m_mutex);
    m_status = status;
}

LiveCapture::~LiveCapture() {
    stop();
}

void LiveCapture::run(Runner& runner, const std::function<void()>& ended) {
    std::optional<base::Error> error;
    try {
        if (auto result = runner(m_stop.get()); !result) error = std::move(result.error());
    } catch (const std::exception& exception) { // no memory for a batch
        error = base::Error{.tried = "capture on", .subject = {}, .cause = exception.what(), .advice = {}};
    }
    {
        const std::lock_guard lock(m_mutex);
        m_error = std::move(error);
        m_ended = true;
    }
    if (ended) ended();
}

void LiveCapture::stop() {
    ::eventfd_write(m_stop.get(), 1);
}

void LiveCapture::wait() {
    if (m_thread.joinable()) m_thread.join();
}

CaptureStatus LiveCapture::status() const {
    const std::lock_guard lock(m_mutex);
    return m_status;
}

bool LiveCapture::hasEnded() const {
    const std::lock_guard lock(m_mutex);
    return m_ended;
}

std::optional<base::Error> LiveCapture::error() const {
    const std::lock_guard lock(m_mutex);
    return m_error;
}

} // namespace mqttscope::capture::live
