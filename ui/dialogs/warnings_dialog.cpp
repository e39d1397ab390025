// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/warnings_dialog.h"

#include "core/format/text.h"
#include "core/net/link_types.h"
#include "ui/models/text.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace mqttscope::ui {

QStringList warningLines(const engine::Report& report) {
    QStringList lines;
    for (const auto& warning : report.warnings)
        lines += WarningsDialog::tr("%1, byte %2: %3")
                     .arg(toText(warning.file), numberText(warning.offset), toText(warning.text));
    for (const auto& link : report.net.unknownLinks)
        lines += WarningsDialog::tr("Link type %1 (%2) is not understood: %3 frames were skipped")
                     .arg(link.linkType)
                     .arg(toText(net::linkTypeName(link.linkType)), numberText(link.frames));
    if (report.gaps > 0)
        lines += WarningsDialog::tr("The capture misses %1 of the connections, in %2 gaps")
                     .arg(toText(format::byteCountText(report.missingBytes)), numberText(report.gaps));
    if (report.skippedBytes > 0)
        lines += WarningsDialog::tr("%1 belong to no packet and were skipped")
                     .arg(toText(format::byteCountText(report.skippedBytes)));
    if (report.net.clippedFrames > 0)
        lines += WarningsDialog::tr("%1 frames are shorter in the capture than they were on the wire")
                     .arg(numberText(report.net.clippedFrames));
    for (const auto& interface : report.interfaces)
        if (interface.dropped.value_or(0) > 0)
            lines += WarningsDialog::tr("%1 frames were dropped while capturing on %2")
                         .arg(numberText(*interface.dropped), toText(interface.name));
    return lines;
}

WarningsDialog::WarningsDialog(QWidget* parent)
    : QDialog(parent)
    , m_text(new QPlainTextEdit(this)) {
    setObjectName(QStringLiteral("warningsDialog"));
    setWindowTitle(tr("Warnings"));
    m_text->setObjectName(QStringLiteral("warningsText"));
    m_text->setReadOnly(true);
    m_text->setAccessibleName(tr("What you should know about this capture"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* copy = buttons->addButton(tr("&Copy All"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_text);
    layout->addWidget(buttons);
    resize(680, 280);
}

void WarningsDialog::setLines(const QStringList& lines) {
    const auto text = lines.join(QLatin1Char('\n'));
    // Setting the same text again would lose the selection.
    if (text != m_text->toPlainText()) m_text->setPlainText(text);
}

} // namespace mqttscope::ui
