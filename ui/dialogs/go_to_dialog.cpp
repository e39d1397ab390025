// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/go_to_dialog.h"

#include "ui/models/text.h"
#include "ui/views/theme.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <utility>

namespace mqttscope::ui {

GoToDialog::GoToDialog(Find find, QWidget* parent)
    : QDialog(parent)
    , m_find(std::move(find))
    , m_place(new QLineEdit(this))
    , m_hint(new QLabel(this)) {
    setObjectName(QStringLiteral("goToDialog"));
    setWindowTitle(tr("Go to Packet"));
    m_place->setObjectName(QStringLiteral("goToNumber"));
    m_place->setClearButtonEnabled(true);
    m_place->setMinimumWidth(fontMetrics().averageCharWidth() * 30);
    m_hint->setObjectName(QStringLiteral("goToHint"));
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("&Go"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QFormLayout(this);
    layout->addRow(tr("&Number or time:"), m_place);
    layout->addRow(m_hint);
    layout->addRow(buttons);
}

void GoToDialog::setCount(qint64 count) {
    m_hint->setText(tr("1 to %1, frame N, 02:14:07, +5s").arg(numberText(count)));
    m_hint->setPalette({});
}

void GoToDialog::accept() {
    const auto place = readPlace(m_place->text());
    if (!place) return complain(place.error());
    const auto row = m_find(*place);
    if (!row) return complain(row.error());
    emit chosen(*row);
    QDialog::accept();
}

void GoToDialog::complain(const QString& text) {
    m_hint->setText(text);
    auto colors = m_hint->palette();
    colors.setColor(QPalette::WindowText, readableOn(Theme(palette()).error, palette().color(QPalette::Window)));
    m_hint->setPalette(colors);
    m_place->selectAll();
}

} // namespace mqttscope::ui
