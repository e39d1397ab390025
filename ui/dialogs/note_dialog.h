// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QPlainTextEdit;

namespace mqttscope::ui {

/// Asks for the note on a row. An empty text removes it.
class NoteDialog : public QDialog {
    Q_OBJECT

public:
    explicit NoteDialog(const QString& title, const QString& text, QWidget* parent = nullptr);

    void accept() override;

protected:
    void keyPressEvent(QKeyEvent* event) override;

signals:
    void written(const QString& text);

private:
    QPlainTextEdit* m_text;
};

} // namespace mqttscope::ui
