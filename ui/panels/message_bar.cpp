// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/message_bar.h"

#include "ui/views/icons.h"
#include "ui/views/theme.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace mqttscope::ui {

namespace {

constexpr int kStripe = 4; // pixels of the coloured edge

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_copy(new QToolButton(this))
    , m_close(new QToolButton(this)) {
    setObjectName(QStringLiteral("messageBar"));
    m_text->setObjectName(QStringLiteral("messageText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setCursor(Qt::IBeamCursor);
    m_copy->setObjectName(QStringLiteral("messageCopy"));
    m_copy->setIcon(lineIcon(QStringLiteral("copy"), QPalette::Text));
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copy the message"));
    m_copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_copy->setAutoRaise(true);
    m_close->setObjectName(QStringLiteral("messageClose"));
    m_close->setIcon(lineIcon(QStringLiteral("close"), QPalette::Text));
    m_close->setToolTip(tr("Close the message"));
    m_close->setAccessibleName(tr("Close the message"));
    m_close->setAutoRaise(true);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kStripe + 10, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_copy, 0, Qt::AlignTop);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    connect(m_copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    applyColors();
    hide();
}

void MessageBar::showError(const QString& message) {
    show(message, true);
}

void MessageBar::showNote(const QString& message) {
    show(message, false);
}

void MessageBar::show(const QString& message, bool error) {
    m_error = error;
    setAccessibleName(error ? tr("Error message") : tr("Message"));
    m_text->setText(message);
    applyColors();
    update();
    QFrame::show();
}

QString MessageBar::text() const {
    return m_text->text();
}

void MessageBar::applyColors() {
    const Theme theme(palette());
    const auto icon =
        m_error ? lineIcon(QStringLiteral("error"), theme.error) : lineIcon(QStringLiteral("check"), theme.good);
    m_icon->setPixmap(icon.pixmap(QSize(18, 18), devicePixelRatioF()));
    // A palette of the label alone: a style sheet would undo the platform's style.
    auto colors = m_text->palette();
    colors.setColor(QPalette::WindowText, readableOn(theme.text, m_error ? theme.errorFill : theme.goodFill));
    m_text->setPalette(colors);
}

void MessageBar::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyColors();
}

void MessageBar::paintEvent(QPaintEvent*) {
    const Theme theme(palette());
    QPainter painter(this);
    painter.fillRect(rect(), m_error ? theme.errorFill : theme.goodFill);
    painter.fillRect(QRect(0, 0, kStripe, height()), m_error ? theme.error : theme.good);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.line);
}

} // namespace mqttscope::ui
