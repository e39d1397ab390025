// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;

namespace mqttscope::ui {

/// Asks for the number of a packet.
class GoToDialog : public QDialog {
    Q_OBJECT

public:
    explicit GoToDialog(QWidget* parent = nullptr);

    /// How many packets there are now: it may be asked while a capture is being read.
    void setCount(qint64 count);

    void accept() override;

signals:
    /// Counted from 0.
    void chosen(qint64 row);

private:
    QLineEdit* m_number;
    QLabel* m_hint;
    qint64 m_count = 0;
};

} // namespace mqttscope::ui
