// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/live/capture_options.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace mqttscope::ui {

class InterfaceList;

/// What the user captured with last, to be remembered.
struct CaptureWishes {
    QStringList interfaces;
    QString filter; ///< empty: the ports of MQTT
    QStringList recentFilters;
    bool allTcp = false;
    bool promiscuous = true;
    int seconds = 0;   ///< 0: no limit
    int frames = 0;    ///< 0: no limit
    int megabytes = 0; ///< 0: no limit

    [[nodiscard]] capture::live::CaptureOptions options() const;
};

/// Asks where to capture and what. The filter is checked while it is typed.
class CaptureDialog : public QDialog {
    Q_OBJECT

public:
    explicit CaptureDialog(const CaptureWishes& wishes, QWidget* parent = nullptr);

    [[nodiscard]] CaptureWishes wishes() const;

private:
    void compose();
    void check();
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
    QPushButton* m_start = nullptr;
};

} // namespace mqttscope::ui
