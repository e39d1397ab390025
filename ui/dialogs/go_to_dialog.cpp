// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/go_to_dialog.h"

#include "ui/models/text.h"
#include "ui/views/theme.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace mqttscope::ui {

GoToDialog::GoToDialog(QWidget* parent)
    : QDialog(parent)
    , m_number(new QLineEdit(this))
    , m_hint(new QLabel(this)) {
    setObjectName(QStringLiteral("goToDialog"));
    setWindowTitle(tr("Go to Packet"));
    m_number->setObjectName(QStringLiteral("goToNumber"));
    m_number->setClearButtonEnabled(true);
    m_hint->setObjectName(QStringLiteral("goToHint"));
    m_hint->setTextFormat(Qt::PlainText);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("&Go"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QFormLayout(this);
    layout->addRow(tr("Packet &number:"), m_number);
    layout->addRow(m_hint);
    layout->addRow(buttons);
}

void GoToDialog::setCount(qint64 count) {
    m_count = count;
    m_hint->setText(tr("1 to %1").arg(numberText(count)));
    m_hint->setPalette({});
}

void GoToDialog::accept() {
    auto digits = m_number->text();
    digits.remove(QLatin1Char(',')).remove(QLatin1Char(' '));
    bool isNumber = false;
    const auto number = digits.toLongLong(&isNumber);
    if (isNumber && number >= 1 && number <= m_count) {
        emit chosen(number - 1);
        return QDialog::accept();
    }
    m_hint->setText(isNumber ? tr("There is no packet %1: the capture has %2").arg(digits, numberText(m_count))
                             : tr("A number from 1 to %1, please").arg(numberText(m_count)));
    auto colors = m_hint->palette();
    colors.setColor(QPalette::WindowText, readableOn(Theme(palette()).error, palette().color(QPalette::Window)));
    m_hint->setPalette(colors);
    m_number->selectAll();
}

} // namespace mqttscope::ui
