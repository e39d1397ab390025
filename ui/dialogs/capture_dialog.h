// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/live/capture_options.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace mqttscope::ui {

class FilterEdit;
class InterfaceList;

/// What the user captured with last, to be remembered.
struct CaptureWishes {
    QStringList interfaces{};
    QString filter{}; ///< empty: the ports of MQTT
    QStringList recentFilters{};
    bool allTcp = false;
    bool promiscuous = true;
    int seconds = 0;   ///< 0: no limit
    int frames = 0;    ///< 0: no limit
    int megabytes = 0; ///< 0: no limit
    QString path{};    ///< the file to write; empty: one that is kept until it is saved or discarded

    /// When the next file begins.
    enum class NextFile : std::uint8_t { Never, AtSize, AfterTime };
    NextFile nextFile = NextFile::Never;
    int fileMegabytes = 100;
    int fileMinutes = 60;
    int keptFiles = 10; ///< the oldest is deleted when there are more

    /// What the capture waits for …
    enum class WaitFor : std::uint8_t { Nothing, Filter, Warning, Error };
    WaitFor waitFor = WaitFor::Nothing;
    QString waitFilter{};
    bool waitStops = true; ///< … to end then; or to mark the packet, and go on

    [[nodiscard]] capture::live::CaptureOptions options() const;
};

/// Asks where to capture and what. The filter is checked while it is typed.
class CaptureDialog : public QDialog {
    Q_OBJECT

public:
    explicit CaptureDialog(const CaptureWishes& wishes, QWidget* parent = nullptr);

    [[nodiscard]] CaptureWishes wishes() const;

    /// Whether to measure what share of the traffic is MQTT: InterfaceList::setMeasuring().
    void setMeasuring(bool on);

private:
    void compose();
    void check();
    [[nodiscard]] QLayout* makeOutput();
    [[nodiscard]] QLayout* makeRing();
    [[nodiscard]] QLayout* makeWait();
    void choosePath();
    [[nodiscard]] QString outputComplaint() const;
    [[nodiscard]] QString waitComplaint() const;
    [[nodiscard]] QString complaint() const;

    CaptureWishes m_before;
    InterfaceList* m_interfaces;
    QComboBox* m_filter;
    QLabel* m_hint;
    QCheckBox* m_allTcp;
    QCheckBox* m_promiscuous;
    QSpinBox* m_seconds;
    QSpinBox* m_frames;
    QSpinBox* m_megabytes;
    QLineEdit* m_path;
    QComboBox* m_nextFile;
    QSpinBox* m_fileMegabytes;
    QSpinBox* m_fileMinutes;
    QSpinBox* m_keptFiles;
    QComboBox* m_waitFor;
    FilterEdit* m_waitFilter;
    QComboBox* m_waitThen;
    QPushButton* m_start = nullptr;
};

} // namespace mqttscope::ui
