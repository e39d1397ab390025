// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/remote_dialog.h"

#include "ui/views/theme.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

namespace mqttscope::ui {

RemoteDialog::RemoteDialog(const RemoteWishes& wishes, QWidget* parent)
    : QDialog(parent)
    , m_host(new QLineEdit(wishes.host, this))
    , m_interface(new QLineEdit(wishes.interface, this))
    , m_filter(new QLineEdit(wishes.filter, this))
    , m_sudo(new QCheckBox(tr("&sudo tcpdump (without a password there)"), this))
    , m_command(new QPlainTextEdit(this)) {
    setObjectName(QStringLiteral("remoteDialog"));
    setWindowTitle(tr("Capture on Another Machine"));
    resize(560, 340);
    m_host->setObjectName(QStringLiteral("remoteHost"));
    m_host->setPlaceholderText(tr("gateway, or user@gateway"));
    m_interface->setObjectName(QStringLiteral("remoteInterface"));
    m_filter->setObjectName(QStringLiteral("remoteFilter"));
    m_filter->setPlaceholderText(tr("everything"));
    m_sudo->setChecked(wishes.sudo);
    m_command->setObjectName(QStringLiteral("remoteCommand"));
    m_command->setReadOnly(true);
    m_command->setFont(fixedFont(font()));
    m_command->setTabChangesFocus(true);
    m_command->setAccessibleName(tr("The command that is run"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_start = buttons->button(QDialogButtonBox::Ok);
    m_start->setText(tr("S&tart"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (auto* line : {m_host, m_interface, m_filter})
        connect(line, &QLineEdit::textChanged, this, &RemoteDialog::update);
    connect(m_sudo, &QCheckBox::toggled, this, &RemoteDialog::update);
    auto* layout = new QFormLayout(this);
    layout->addRow(tr("&Host:"), m_host);
    layout->addRow(tr("&Interface:"), m_interface);
    layout->addRow(tr("&Filter:"), m_filter);
    layout->addRow(QString(), m_sudo);
    layout->addRow(tr("Command:"), m_command);
    auto* hint = new QLabel(
        tr("It needs tcpdump there, and your ssh must get in without a terminal: with a key, or an agent."), this);
    hint->setWordWrap(true);
    layout->addRow(hint);
    layout->addRow(buttons);
    update();
}

RemoteWishes RemoteDialog::wishes() const {
    return {.host = m_host->text().trimmed(),
            .interface = m_interface->text().trimmed(),
            .filter = m_filter->text().trimmed(),
            .sudo = m_sudo->isChecked()};
}

void RemoteDialog::update() {
    const auto now = wishes();
    m_command->setPlainText(now.command());
    m_start->setEnabled(!now.host.isEmpty() && !now.interface.isEmpty());
}

} // namespace mqttscope::ui
