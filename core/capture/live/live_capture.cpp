// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/live_capture.h"

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
    std::vector<CaptureDevice> devices;
    for (const auto& interface : options.interfaces) {
        auto device = CaptureDevice::open(interface, options);
        if (!device) return std::unexpected(std::move(device.error()));
        devices.push_back(std::move(*device));
    }
    FileDescriptor stop(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!stop.valid())
        return std::unexpected(
            base::Error{.tried = "capture", .subject = {}, .cause = base::systemMessage(errno), .advice = {}});
    std::unique_ptr<LiveCapture> capture(new LiveCapture(std::make_unique<CaptureFiles>(options), std::move(stop)));
    auto loop = std::make_unique<CaptureLoop>(
        options, std::move(devices),
        CaptureOutput([files = capture->m_files.get()] { return files->next(); }, options.freeFloor),
        [capture = capture.get()](const CaptureStatus& status) {
            const std::lock_guard lock(capture->m_mutex);
            capture->m_status = status;
        });
    if (auto begun = loop->begin(); !begun) return std::unexpected(std::move(begun.error()));
    capture->m_thread = std::jthread(
        [capture = capture.get(), loop = std::move(loop), ended = std::move(ended)] { capture->run(*loop, ended); });
    return capture;
}

LiveCapture::LiveCapture(std::unique_ptr<CaptureFiles> files, FileDescriptor stop)
    : m_files(std::move(files))
    , m_stop(std::move(stop)) {}

LiveCapture::~LiveCapture() {
    stop();
}

void LiveCapture::run(CaptureLoop& loop, const std::function<void()>& ended) {
    std::optional<base::Error> error;
    try {
        if (auto result = loop.run(m_stop.get()); !result) error = std::move(result.error());
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
