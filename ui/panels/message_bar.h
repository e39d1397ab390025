// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace mqttscope::ui {

/// Tells a failed operation above the content, in whole, until the user closes it. Its text can be selected and copied.
class MessageBar : public QFrame {
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    void showError(const QString& message);
    /// Something that is no error, but must not be missed.
    void showNote(const QString& message);
    [[nodiscard]] QString text() const;

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void show(const QString& message, bool error);
    void applyColors();

    bool m_error = true;
    QLabel* m_icon;
    QLabel* m_text;
    QToolButton* m_copy;
    QToolButton* m_close;
};

} // namespace mqttscope::ui
