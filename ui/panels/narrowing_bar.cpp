// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/narrowing_bar.h"

#include "ui/views/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace mqttscope::ui {

namespace {

constexpr int kLongestPill = 60; // characters

} // namespace

NarrowingBar::NarrowingBar(QWidget* parent)
    : QWidget(parent)
    , m_pills(new QHBoxLayout)
    , m_result(new QLabel(this)) {
    m_result->setObjectName(QStringLiteral("narrowingResult"));
    m_result->setTextFormat(Qt::PlainText);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(6, 3, 8, 3);
    auto* title = new QLabel(tr("Only"), this);
    layout->addWidget(title);
    layout->addLayout(m_pills);
    layout->addStretch(1);
    layout->addWidget(m_result);
    hide();
}

void NarrowingBar::clear() {
    while (auto* item = m_pills->takeAt(0)) {
        // The click that led here may come from the pill itself.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    hide();
}

void NarrowingBar::add(Part part, const QString& text) {
    auto* pill = new QToolButton(this);
    pill->setObjectName(QStringLiteral("pill"));
    const auto shown = text.size() > kLongestPill ? text.left(kLongestPill) + QStringLiteral("…") : text;
    // A button takes an ampersand for a shortcut; a client identifier means it.
    pill->setText(QString(shown).replace(QLatin1Char('&'), QStringLiteral("&&")));
    pill->setIcon(lineIcon(QStringLiteral("close")));
    pill->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    pill->setLayoutDirection(Qt::RightToLeft); // the cross behind the text
    pill->setToolTip(tr("Show the others again"));
    pill->setAccessibleName(tr("Only %1; press to remove").arg(shown));
    connect(pill, &QToolButton::clicked, this, [this, part] { emit removed(part); });
    m_pills->addWidget(pill);
    show();
}

void NarrowingBar::setResult(const QString& text) {
    m_result->setText(text);
}

} // namespace mqttscope::ui
