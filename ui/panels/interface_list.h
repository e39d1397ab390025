// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/interface_rates.h"

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

    InterfaceRates m_rates;
    QTimer m_timer;
};

} // namespace mqttscope::ui
