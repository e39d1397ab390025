// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/find_bar.h"

#include "ui/models/text.h"
#include "ui/views/filter_edit.h"
#include "ui/views/icons.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>

#include <utility>

namespace mqttscope::ui {

FindBar::FindBar(QWidget* parent)
    : QWidget(parent)
    , m_edit(new FilterEdit(this))
    , m_by(new QComboBox(this))
    , m_in(new QComboBox(this))
    , m_case(new QToolButton(this))
    , m_result(new QLabel(this)) {
    compose();
    connect(m_edit, &QLineEdit::textChanged, this, &FindBar::read);
    connect(m_edit, &FilterEdit::escaped, this, &FindBar::leave);
    connect(m_by, &QComboBox::currentIndexChanged, this, &FindBar::read);
    connect(m_in, &QComboBox::currentIndexChanged, this, &FindBar::read);
    connect(m_case, &QToolButton::toggled, this, &FindBar::read);
    m_edit->installEventFilter(this);
    read();
    hide();
}

void FindBar::compose() {
    setObjectName(QStringLiteral("findBar"));
    m_edit->setObjectName(QStringLiteral("findText"));
    m_edit->setAccessibleName(tr("What to find"));
    m_edit->setPlaceholderText(tr("Find"));
    m_edit->setIcon(QStringLiteral("find"));
    m_by->setObjectName(QStringLiteral("findBy"));
    m_by->addItems({tr("Text"), tr("Hex bytes"), tr("Regular expression"), tr("Display filter")});
    m_by->setAccessibleName(tr("Find by"));
    m_in->setObjectName(QStringLiteral("findIn"));
    m_in->addItems({tr("in the list"), tr("in details"), tr("in bytes")});
    m_in->setAccessibleName(tr("Find in"));
    m_in->setToolTip(tr("List: client, type, topic, payload as shown, field columns. Bytes: the whole packet."));
    m_case->setObjectName(QStringLiteral("findCase"));
    m_case->setText(tr("Aa"));
    m_case->setCheckable(true);
    m_case->setAutoRaise(true);
    m_case->setToolTip(tr("Capital and small letters differ"));
    m_case->setAccessibleName(m_case->toolTip());
    m_result->setObjectName(QStringLiteral("findResult"));
    m_result->setTextFormat(Qt::PlainText);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(6, 0, 6, 4);
    layout->setSpacing(4);
    layout->addWidget(m_edit, 1);
    for (auto* widget : std::initializer_list<QWidget*>{m_by, m_in, m_case}) layout->addWidget(widget);
    m_previous =
        addButton(QStringLiteral("findPrevious"), QStringLiteral("previous"), tr("Find the previous (Ctrl+B)"));
    m_next = addButton(QStringLiteral("findNext"), QStringLiteral("next"), tr("Find the next (Ctrl+N)"));
    connect(m_previous, &QToolButton::clicked, this, [this] { emit wanted(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { emit wanted(+1); });
    layout->addWidget(m_result);
    auto* close = addButton(QStringLiteral("findClose"), QStringLiteral("close"), tr("Close (Esc)"));
    connect(close, &QToolButton::clicked, this, &FindBar::leave);
    setFocusProxy(m_edit);
}

QToolButton* FindBar::addButton(const QString& name, const QString& icon, const QString& text) {
    auto* button = new QToolButton(this);
    button->setObjectName(name);
    button->setIcon(lineIcon(icon));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolTip(text);
    button->setAccessibleName(text);
    layout()->addWidget(button);
    return button;
}

FindBar::By FindBar::by() const {
    return static_cast<By>(m_by->currentIndex());
}

void FindBar::setBy(By by) {
    m_by->setCurrentIndex(static_cast<int>(by));
}

void FindBar::setIn(FindIn in) {
    m_in->setCurrentIndex(static_cast<int>(in));
}

std::optional<Sought> FindBar::sought() const {
    return m_sought;
}

void FindBar::open() {
    show();
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FindBar::leave() {
    hide();
    emit changed();
    emit left();
}

void FindBar::setResult(const QString& text) {
    m_result->setText(text);
}

void FindBar::read() {
    // Hex is bytes, and a filter asks rows: neither has a choice of place, and neither has letters of any case.
    const bool isText = by() == By::Text || by() == By::Expression;
    m_in->setVisible(isText);
    m_case->setVisible(isText);
    m_sought.reset();
    const auto text = m_edit->text().toStdString();
    QString wrong;
    const auto take = [&](auto made, auto into) {
        if (!made) return void(wrong = toText(made.error().cause));
        m_sought.emplace();
        into(std::move(*made));
    };
    const auto needle = [&](filter::Needle::Form form) {
        take(filter::Needle::read(text, form, m_case->isChecked()),
             [&](filter::Needle made) { m_sought->needle = std::move(made); });
    };
    switch (by()) {
    case By::Text:
        needle(filter::Needle::Form::Text);
        break;
    case By::Hex:
        needle(filter::Needle::Form::Hex);
        break;
    case By::Expression:
        needle(filter::Needle::Form::Expression);
        break;
    case By::Filter:
        take(filter::Filter::read(text), [&](filter::Filter made) { m_sought->filter = std::move(made); });
        break;
    }
    if (m_sought) m_sought->in = isText ? static_cast<FindIn>(m_in->currentIndex()) : FindIn::Bytes;
    const bool empty = m_edit->text().isEmpty();
    if (empty) m_sought.reset();
    m_edit->setTone(empty || m_sought ? Tone::Neutral : Tone::Wrong);
    m_edit->setToolTip(empty ? QString() : plainToolTip(wrong));
    setResult(empty ? QString() : wrong);
    for (auto* button : {m_previous, m_next}) button->setEnabled(m_sought.has_value());
    emit changed();
}

bool FindBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto* pressed = static_cast<QKeyEvent*>(event);
        if (pressed->key() == Qt::Key_Return || pressed->key() == Qt::Key_Enter) {
            emit wanted((pressed->modifiers() & Qt::ShiftModifier) != 0 ? -1 : +1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace mqttscope::ui
