// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/row_place.h"

#include <QDialog>

#include <functional>

class QLabel;
class QLineEdit;

namespace mqttscope::ui {

/// Asks for a place in the capture: the number of a packet or a frame, a time, a distance.
class GoToDialog : public QDialog {
    Q_OBJECT

public:
    /// Finds the row of a place, or says why there is none.
    using Find = std::function<std::expected<base::RowId, QString>(const RowPlace&)>;

    explicit GoToDialog(Find find, QWidget* parent = nullptr);

    /// How many packets there are now: it may be asked while a capture is being read.
    void setCount(qint64 count);

    void accept() override;

signals:
    void chosen(base::RowId row);

private:
    void complain(const QString& text);

    Find m_find;
    QLineEdit* m_place;
    QLabel* m_hint;
};

} // namespace mqttscope::ui
