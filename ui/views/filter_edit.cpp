// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/filter_edit.h"

#include "ui/views/icons.h"
#include "ui/views/theme.h"

#include <QAbstractItemView>
#include <QAction>
#include <QCompleter>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QTreeView>

#include <algorithm>

namespace mqttscope::ui {

namespace {

constexpr int kMostLines = 12;
constexpr int kWave = 4; // pixels from one crest to the next

/// A tree shows two columns without a grid.
QTreeView* makePopup() {
    auto* popup = new QTreeView;
    popup->setObjectName(QStringLiteral("filterSuggestions"));
    popup->setRootIsDecorated(false);
    popup->setHeaderHidden(true);
    popup->header()->setStretchLastSection(false);
    popup->setUniformRowHeights(true);
    popup->setEditTriggers(QAbstractItemView::NoEditTriggers);
    popup->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    popup->setTextElideMode(Qt::ElideMiddle);
    return popup;
}

} // namespace

FilterEdit::FilterEdit(QWidget* parent)
    : QLineEdit(parent)
    , m_suggestions(new QStandardItemModel(0, 2, this))
    , m_completer(new QCompleter(this))
    , m_state(addAction(lineIcon(QStringLiteral("filter"), QPalette::Text), QLineEdit::LeadingPosition)) {
    m_completer->setModel(m_suggestions);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setPopup(makePopup());
    m_completer->setMaxVisibleItems(kMostLines);
    m_completer->setWidget(this);
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this, &FilterEdit::accept);
    connect(this, &QLineEdit::textEdited, this, &FilterEdit::complete);
}

void FilterEdit::setCompletion(std::function<Completion(const QString&, int)> completion) {
    m_completion = std::move(completion);
}

void FilterEdit::complete() {
    m_shown = m_completion ? m_completion(text(), cursorPosition()) : Completion{};
    auto* popup = static_cast<QTreeView*>(m_completer->popup());
    if (m_shown.suggestions.empty()) return popup->hide();
    m_suggestions->removeRows(0, m_suggestions->rowCount());
    const auto dim = Theme(palette()).dim;
    for (const auto& [what, meaning] : m_shown.suggestions) {
        auto* note = new QStandardItem(meaning);
        note->setForeground(dim);
        m_suggestions->appendRow({new QStandardItem(what), note});
    }
    const int x = xOf(m_shown.from);
    const int widest = std::max(width() - x, fontMetrics().averageCharWidth() * 40);
    popup->resizeColumnToContents(0);
    popup->setColumnWidth(0, std::min(popup->columnWidth(0) + fontMetrics().averageCharWidth() * 2, widest * 2 / 3));
    popup->resizeColumnToContents(1);
    const int wanted = popup->columnWidth(0) + popup->columnWidth(1) + popup->verticalScrollBar()->sizeHint().width();
    m_completer->complete(QRect(x, 0, std::min(wanted + 2 * popup->frameWidth(), widest), height()));
    popup->setCurrentIndex({});
}

void FilterEdit::accept(const QModelIndex& index) {
    const auto chosen = index.sibling(index.row(), 0).data().toString();
    replace(m_shown.from, m_shown.length, chosen);
}

void FilterEdit::replace(int from, int length, const QString& text) {
    setSelection(from, length);
    if (length == 0) setCursorPosition(from);
    insert(text);
}

void FilterEdit::setTone(Tone tone) {
    m_tone = tone;
    applyTone();
}

void FilterEdit::setIcon(const QString& name) {
    m_icon = name;
    applyTone();
}

void FilterEdit::applyTone() {
    const QScopedValueRollback styling(m_styling, true);
    setPalette({}); // back to what the window has, which may have changed
    const Theme theme(palette());
    auto colors = palette();
    QString icon = m_icon;
    QColor iconColor = theme.dim;
    switch (m_tone) {
    case Tone::Neutral:
        break;
    case Tone::Good:
        colors.setColor(QPalette::Base, theme.goodFill);
        icon = QStringLiteral("check");
        iconColor = theme.good;
        break;
    case Tone::Doubtful:
        colors.setColor(QPalette::Base, theme.warningFill);
        icon = QStringLiteral("warning");
        iconColor = theme.warning;
        break;
    case Tone::Wrong:
        colors.setColor(QPalette::Base, theme.errorFill);
        icon = QStringLiteral("error");
        iconColor = theme.error;
        break;
    }
    colors.setColor(QPalette::Text, readableOn(theme.text, colors.color(QPalette::Base)));
    setPalette(colors);
    m_state->setIcon(lineIcon(icon, iconColor));
}

void FilterEdit::setMark(int from, int length) {
    m_markFrom = from;
    m_markLength = length;
    update();
}

void FilterEdit::changeEvent(QEvent* event) {
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_styling) applyTone();
}

void FilterEdit::keyPressEvent(QKeyEvent* event) {
    const bool shown = m_completer->popup()->isVisible();
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    // The suggestions take these: the choice that was made, or that they are not wanted.
    if (shown && (event->key() == Qt::Key_Escape || (enter && m_completer->popup()->currentIndex().isValid())))
        return event->ignore();
    if (shown && enter) m_completer->popup()->hide();
    if (event->key() == Qt::Key_Escape) return emit escaped();
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) return complete();
    if (event->key() == Qt::Key_Down && !shown) return complete();
    QLineEdit::keyPressEvent(event);
}

/// The text may be scrolled: the cursor tells where it is.
int FilterEdit::xOf(int character) {
    const auto metrics = fontMetrics();
    const auto before = metrics.horizontalAdvance(text().left(character));
    return cursorRect().center().x() + before - metrics.horizontalAdvance(text().left(cursorPosition()));
}

void FilterEdit::paintEvent(QPaintEvent* event) {
    QLineEdit::paintEvent(event);
    if (m_markLength < 0 || text().isEmpty()) return;
    const int from = std::max(xOf(m_markFrom), 0);
    const int end = std::min(std::max(xOf(m_markFrom + m_markLength), from + kWave), width());
    const Theme theme(palette());
    const int y = (height() + fontMetrics().height()) / 2;
    QPainterPath wave(QPointF(from, y));
    bool up = true;
    for (int x = from; x < end; x += kWave / 2, up = !up) wave.lineTo(x + kWave / 2, up ? y - 2 : y);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_tone == Tone::Doubtful ? theme.warning : theme.error, 1));
    painter.drawPath(wave);
}

} // namespace mqttscope::ui
