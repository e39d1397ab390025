// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace mqttscope::ui {

/// Shows everything that narrows the table, as pills that can be removed: narrowing is never hidden. Hidden itself
/// while all rows are shown.
class NarrowingBar : public QWidget {
    Q_OBJECT

public:
    /// What a pill stands for.
    enum class Part : std::uint8_t { Filter, Connection, Rule, Events };

    explicit NarrowingBar(QWidget* parent = nullptr);

    void clear();
    void add(Part part, const QString& text);
    /// "12 of 50 rows", or that it is being worked out.
    void setResult(const QString& text);

signals:
    void removed(mqttscope::ui::NarrowingBar::Part part);

private:
    QHBoxLayout* m_pills;
    QLabel* m_result;
};

} // namespace mqttscope::ui
