// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/live/live_capture.h"

#include <QObject>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mqttscope::ui {

class BackgroundJob;

/// Counts the frames on the ports of MQTT on several interfaces: a capture of their headers of which nothing is kept.
class MqttCounter : public QObject {
    Q_OBJECT

public:
    explicit MqttCounter(QObject* parent = nullptr);
    ~MqttCounter() override;

    /// Opens the interfaces beside the window's thread.
    void start(const std::vector<std::string>& interfaces);
    void stop();

    [[nodiscard]] bool isCounting() const { return m_capture != nullptr && !m_capture->hasEnded(); }

    /// Why nothing is counted; empty while it is, or before that is known.
    [[nodiscard]] const QString& obstacle() const { return m_obstacle; }

    /// Frames so far, by interface; those that are lost are not among them.
    [[nodiscard]] std::map<std::string, std::uint64_t> frames() const;

private:
    BackgroundJob* m_opening;
    std::shared_ptr<capture::live::LiveCapture> m_capture;
    QString m_obstacle;
};

} // namespace mqttscope::ui
