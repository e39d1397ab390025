// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/note_dialog.h"

#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace mqttscope::ui {

NoteDialog::NoteDialog(const QString& title, const QString& text, QWidget* parent)
    : QDialog(parent)
    , m_text(new QPlainTextEdit(text, this)) {
    setObjectName(QStringLiteral("noteDialog"));
    setWindowTitle(title);
    m_text->setObjectName(QStringLiteral("noteText"));
    m_text->setAccessibleName(tr("Note"));
    m_text->setPlaceholderText(tr("What is worth knowing about this packet"));
    m_text->setTabChangesFocus(true);
    m_text->selectAll();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("&Keep"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    if (!text.isEmpty()) {
        auto* remove = buttons->addButton(tr("&Remove"), QDialogButtonBox::DestructiveRole);
        connect(remove, &QPushButton::clicked, this, [this] {
            m_text->clear();
            accept();
        });
    }
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_text);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 64, fontMetrics().height() * 11);
}

void NoteDialog::keyPressEvent(QKeyEvent* event) {
    // Return alone begins a line.
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReturn && event->modifiers().testFlag(Qt::ControlModifier)) return accept();
    QDialog::keyPressEvent(event);
}

void NoteDialog::accept() {
    emit written(m_text->toPlainText().trimmed());
    QDialog::accept();
}

} // namespace mqttscope::ui
