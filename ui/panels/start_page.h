// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/samples.h"

#include <QScrollArea>
#include <QStringList>

class QAction;
class QVBoxLayout;

namespace mqttscope::ui {

class EntryButton;
class InterfaceList;

/// What stands in the centre while nothing is open: open a file, recent captures, samples.
class StartPage : public QScrollArea {
    Q_OBJECT

public:
    StartPage(QAction* open, const std::vector<Sample>& samples, QWidget* parent = nullptr);

    void setRecent(const QStringList& paths);
    /// Whether to measure what share of the traffic is MQTT: InterfaceList::setMeasuring().
    void setMeasuring(bool on);

signals:
    /// To capture on.
    void interfaceChosen(const QString& name);
    /// A capture that a crash left behind is to be shown.
    void leftCaptureChosen(const QStringList& paths);
    void chosen(const QString& path);
    /// The user does not want to see this one among the recent captures.
    void removed(const QString& path);

private:
    QWidget* header(QAction* open);
    [[nodiscard]] QWidget* captureBox();
    void addLeftCaptures();
    void letRemove(EntryButton* entry, const QString& path);
    EntryButton* addEntry(QVBoxLayout* column, const QString& icon, const QString& title, const QString& explanation,
                          const QString& path);

    InterfaceList* m_interfaces = nullptr; ///< where this user may capture
    QWidget* m_recentBox = nullptr;
    QVBoxLayout* m_recent = nullptr;
};

} // namespace mqttscope::ui
