// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace mqttscope::ui {

/// A line to click on: an icon, a title, and below it a dimmer explanation.
class EntryButton : public QAbstractButton {
    Q_OBJECT

public:
    EntryButton(const QIcon& icon, const QString& title, const QString& explanation, QWidget* parent = nullptr);

    /// What it leads to is not there: it stands back.
    void setFaded(bool faded);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_title;
    QString m_explanation;
    bool m_faded = false;
};

} // namespace mqttscope::ui
