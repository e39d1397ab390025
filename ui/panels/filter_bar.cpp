// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/filter_bar.h"

#include "ui/models/text.h"
#include "ui/panels/filter_buttons.h"
#include "ui/views/icons.h"
#include "ui/views/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace mqttscope::ui {

namespace {

constexpr int kPause = 350;        // milliseconds without a key until a message is shown
constexpr int kLongestEntry = 100; // characters of a filter in the menu

/// The place of a complaint in characters; it counts bytes of UTF-8.
std::pair<int, int> placeOf(const filter::Complaint& complaint, const QByteArray& text) {
    const auto characters = [&](std::uint32_t bytes) {
        return static_cast<int>(QString::fromUtf8(text.left(static_cast<qsizetype>(bytes))).size());
    };
    const int from = characters(complaint.range.offset);
    return {from, characters(complaint.range.end()) - from};
}

} // namespace

FilterBar::FilterBar(QWidget* parent)
    : QWidget(parent)
    , m_edit(new FilterEdit(this))
    , m_buttons(new FilterButtons(this))
    , m_apply(new QToolButton(this))
    , m_clear(new QToolButton(this))
    , m_recentButton(new QToolButton(this))
    , m_messageLine(new QWidget(this))
    , m_message(new QLabel(m_messageLine))
    , m_better(new QToolButton(m_messageLine)) {
    m_edit->setObjectName(QStringLiteral("filterText"));
    m_edit->setAccessibleName(tr("Display filter"));
    m_edit->setPlaceholderText(tr("Display filter, or words to search for — Ctrl+/"));
    makeButtons();
    m_message->setObjectName(QStringLiteral("filterMessage"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_better->setObjectName(QStringLiteral("filterBetter"));
    m_better->setToolTip(tr("Write this instead"));
    auto* message = new QHBoxLayout(m_messageLine);
    message->setContentsMargins(4, 2, 0, 0);
    message->addWidget(m_message);
    message->addWidget(m_better);
    message->addStretch(1);
    m_messageLine->hide();
    auto* line = new QHBoxLayout;
    line->setSpacing(4);
    line->addWidget(m_edit, 1);
    for (auto* button : {m_apply, m_clear, m_recentButton}) line->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addWidget(m_messageLine);
    layout->addWidget(m_buttons);
    setFocusProxy(m_edit);
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, &FilterBar::showMessage);
    connect(m_edit, &QLineEdit::textChanged, this, &FilterBar::read);
    connect(m_edit, &QLineEdit::returnPressed, this, &FilterBar::apply);
    connect(m_edit, &FilterEdit::escaped, this, &FilterBar::restore);
    connect(m_better, &QToolButton::clicked, this, &FilterBar::useBetter);
    connect(m_buttons, &FilterButtons::chosen, this, [this](const QString& text) {
        prepare(text);
        apply();
    });
    read();
    showMessage();
}

void FilterBar::makeButtons() {
    m_apply->setObjectName(QStringLiteral("filterApply"));
    m_apply->setText(tr("Apply"));
    m_apply->setToolTip(tr("Show only the rows that the filter accepts (Enter)"));
    connect(m_apply, &QToolButton::clicked, this, &FilterBar::apply);
    m_clear->setObjectName(QStringLiteral("filterClear"));
    m_clear->setIcon(lineIcon(QStringLiteral("close")));
    m_clear->setToolTip(tr("Remove the filter"));
    m_clear->setAccessibleName(tr("Remove the filter"));
    connect(m_clear, &QToolButton::clicked, this, &FilterBar::clear);
    m_recentButton->setObjectName(QStringLiteral("filterRecent"));
    m_recentButton->setArrowType(Qt::DownArrow);
    m_recentButton->setToolTip(tr("Filters that were applied before"));
    m_recentButton->setAccessibleName(tr("Recent filters"));
    m_recentButton->setEnabled(false);
    connect(m_recentButton, &QToolButton::clicked, this, &FilterBar::showRecent);
    for (auto* button : {m_apply, m_clear, m_recentButton}) {
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
    }
}

QString FilterBar::text() const {
    return m_edit->text();
}

void FilterBar::prepare(const QString& text) {
    m_edit->setText(text);
    m_later.stop();
    showMessage();
}

void FilterBar::read() {
    const auto utf8 = m_edit->text().trimmed().toUtf8();
    const auto whole = m_edit->text().toUtf8();
    auto made = filter::Filter::read({whole.constData(), static_cast<std::size_t>(whole.size())});
    m_valid = made.has_value();
    m_complaint.reset();
    if (!made) m_complaint = made.error();
    if (made && !made->suspicions().empty()) m_complaint = made->suspicions().front();
    m_filter = made ? std::move(*made) : filter::Filter();
    m_edit->setTone(utf8.isEmpty() ? Tone::Neutral
                    : !m_valid     ? Tone::Wrong
                    : m_complaint  ? Tone::Doubtful
                                   : Tone::Good);
    m_edit->setMark(0, -1);
    if (m_complaint) {
        const auto [from, length] = placeOf(*m_complaint, whole);
        m_edit->setMark(from, length);
    }
    m_apply->setEnabled(m_valid && m_edit->text() != m_applied);
    m_clear->setEnabled(!m_edit->text().isEmpty() || !m_applied.isEmpty());
    m_later.start(kPause);
}

QString FilterBar::messageText() const {
    const auto cause = toText(m_complaint->cause);
    const int place = placeOf(*m_complaint, m_edit->text().toUtf8()).first + 1;
    return m_valid ? cause : tr("At character %1: %2").arg(QString::number(place), cause);
}

void FilterBar::showMessage() {
    m_messageLine->setVisible(m_complaint.has_value());
    if (!m_complaint) {
        m_edit->setToolTip({});
        return m_message->clear();
    }
    m_message->setText(messageText());
    m_edit->setToolTip(plainToolTip(messageText()));
    const Theme theme(palette());
    auto colors = m_message->palette();
    const auto background = palette().color(QPalette::Window);
    colors.setColor(QPalette::WindowText, readableOn(m_valid ? theme.warning : theme.error, background));
    m_message->setPalette(colors);
    const auto better = toText(m_complaint->better);
    m_better->setVisible(!better.isEmpty());
    m_better->setText(QString(better).replace(QLatin1Char('&'), QStringLiteral("&&")));
}

void FilterBar::useBetter() {
    if (!m_complaint) return;
    const auto [from, length] = placeOf(*m_complaint, m_edit->text().toUtf8());
    m_edit->replace(from, length, toText(m_complaint->better));
    m_edit->setFocus();
    m_later.stop();
    showMessage();
}

void FilterBar::apply() {
    m_later.stop();
    showMessage();
    if (!m_valid) return;
    m_applied = m_edit->text();
    m_apply->setEnabled(false);
    emit applied(m_filter);
}

void FilterBar::clear() {
    m_edit->clear();
    apply();
}

void FilterBar::setApplied(const QString& text) {
    if (text == m_applied) return;
    const bool same = m_edit->text() == m_applied;
    m_applied = text;
    // What somebody is typing stays; a filter that is gone from the rows goes from the bar.
    if (same) prepare(text);
    read();
}

void FilterBar::restore() {
    if (m_edit->text() == m_applied) return emit left();
    prepare(m_applied);
}

void FilterBar::setRecent(const QStringList& filters) {
    m_recent = filters;
    m_recentButton->setEnabled(!filters.isEmpty());
}

void FilterBar::showRecent() {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("recentFilters"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const auto& text : m_recent) {
        auto entry = text.size() > kLongestEntry ? text.left(kLongestEntry) + QStringLiteral("…") : text;
        menu->addAction(entry.replace(QLatin1Char('&'), QStringLiteral("&&")), this, [this, text] {
            prepare(text);
            apply();
        });
    }
    menu->addSeparator();
    menu->addAction(tr("Clear List"), this, &FilterBar::recentCleared);
    menu->popup(m_recentButton->mapToGlobal(QPoint(0, m_recentButton->height())));
}

void FilterBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) showMessage();
}

} // namespace mqttscope::ui
