// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/interface_rates.h"
#include "ui/models/mqtt_counter.h"

#include <QStringList>
#include <QTimer>
#include <QTreeWidget>

namespace mqttscope::ui {

/// The network interfaces of this machine with the traffic on each, once a second for as long as it is visible.
class InterfaceList : public QTreeWidget {
    Q_OBJECT

public:
    explicit InterfaceList(QWidget* parent = nullptr);

    /// Asks the system which there are.
    void reload();
    /// Names of those that are selected.
    [[nodiscard]] QStringList chosen() const;
    void choose(const QStringList& names);

    /// Whether to measure what share of the traffic is MQTT, while it is visible: by a capture of headers.
    void setMeasuring(bool on);

    [[nodiscard]] QSize sizeHint() const override;

signals:
    void chosenChanged();
    /// Double-clicked, or Enter.
    void interfaceActivated(const QString& name);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void sample();
    void measure();
    void tellShare(QTreeWidgetItem* item, const std::string& name);

    InterfaceRates m_rates;
    MqttCounter* m_counter;
    std::vector<std::string> m_usable; ///< interfaces that can be captured on, without "any"
    bool m_measuring = false;
    QTimer m_timer;
};

} // namespace mqttscope::ui
