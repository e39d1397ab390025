// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/report.h"

#include <QDialog>
#include <QStringList>

class QPlainTextEdit;

namespace mqttscope::ui {

/// What the user should know about a capture that could still be read, one line each: where a file was cut, link types
/// that were skipped, bytes that are missing.
[[nodiscard]] QStringList warningLines(const engine::Report& report);

/// Those lines, to be read, selected and copied. It may stay open beside the window.
class WarningsDialog : public QDialog {
    Q_OBJECT

public:
    explicit WarningsDialog(QWidget* parent = nullptr);

    void setLines(const QStringList& lines);

private:
    QPlainTextEdit* m_text;
};

} // namespace mqttscope::ui
