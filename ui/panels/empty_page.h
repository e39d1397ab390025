// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/report.h"

#include <QScrollArea>

class QLabel;
class QVBoxLayout;

namespace mqttscope::ui {

/// What stands in place of the packets when a capture was read and holds no MQTT: what it holds instead, and what could
/// be tried.
class EmptyPage : public QScrollArea {
    Q_OBJECT

public:
    explicit EmptyPage(QWidget* parent = nullptr);

    void show(const engine::Report& report);
    [[nodiscard]] QString text() const;

signals:
    /// The user wants this TCP port to be read as MQTT.
    void portChosen(quint16 port);

private:
    QLabel* m_title;
    QLabel* m_contents;
    QWidget* m_portsBox;
    QVBoxLayout* m_ports;
};

} // namespace mqttscope::ui
