// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/mqtt_counter.h"

#include "ui/models/background_job.h"
#include "ui/models/text.h"

#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace mqttscope::ui {

namespace {

namespace live = capture::live;

constexpr std::uint32_t kHeaders = 128;                   // bytes of a frame: the filter needs no more
constexpr std::uint32_t kBuffer = std::uint32_t{1} << 20; // of the kernel, bytes

/// To where everything is thrown away: what passes on an interface must not lie about.
live::CaptureOptions optionsFor(const std::vector<std::string>& interfaces) {
    return {.interfaces = interfaces,
            .snapLength = kHeaders,
            .bufferBytes = kBuffer,
            .promiscuous = false,
            .path = "/dev/null",
            .overwrite = true,
            .freeFloor = 0};
}

} // namespace

MqttCounter::MqttCounter(QObject* parent)
    : QObject(parent)
    , m_opening(new BackgroundJob(this)) {}

MqttCounter::~MqttCounter() {
    stop();
}

void MqttCounter::start(const std::vector<std::string>& interfaces) {
    stop();
    m_obstacle.clear();
    if (interfaces.empty()) return;
    m_opening->start([self = QPointer(this), interfaces](const std::stop_token&) -> std::function<void()> {
        auto started = live::LiveCapture::start(optionsFor(interfaces));
        if (!started) {
            return [self, message = toText(started.error().message())] { self->m_obstacle = message; };
        }
        return [self, capture = std::shared_ptr(std::move(*started))] { self->m_capture = capture; };
    });
}

void MqttCounter::stop() {
    m_opening->cancel();
    if (!m_capture) return;
    m_capture->stop();
    // Its end is waited for elsewhere: the window has better things to do.
    QThreadPool::globalInstance()->start([capture = std::exchange(m_capture, nullptr)]() mutable { capture.reset(); });
}

std::map<std::string, std::uint64_t> MqttCounter::frames() const {
    std::map<std::string, std::uint64_t> counted;
    if (!isCounting()) return counted;
    for (const auto& interface : m_capture->status().interfaces)
        if (interface.lost.empty()) counted[interface.name] = interface.counts.received;
    return counted;
}

} // namespace mqttscope::ui
