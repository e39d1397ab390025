// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/remote_capture.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace mqttscope::ui {

/// Asks where to capture on another machine, and shows the command that does it.
class RemoteDialog : public QDialog {
    Q_OBJECT

public:
    explicit RemoteDialog(const RemoteWishes& wishes, QWidget* parent = nullptr);

    [[nodiscard]] RemoteWishes wishes() const;

private:
    void update();

    QLineEdit* m_host;
    QLineEdit* m_interface;
    QLineEdit* m_filter;
    QCheckBox* m_sudo;
    QPlainTextEdit* m_command;
    QPushButton* m_start;
};

} // namespace mqttscope::ui
