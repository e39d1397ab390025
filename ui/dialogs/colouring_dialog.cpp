// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/colouring_dialog.h"

#include "core/filter/filter.h"
#include "ui/models/text.h"
#include "ui/views/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPixmap>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

QString tintText(Tint tint) {
    switch (tint) {
    case Tint::Red:
        return ColouringDialog::tr("Red");
    case Tint::Orange:
        return ColouringDialog::tr("Orange");
    case Tint::Yellow:
        return ColouringDialog::tr("Yellow");
    case Tint::Green:
        return ColouringDialog::tr("Green");
    case Tint::Blue:
        return ColouringDialog::tr("Blue");
    case Tint::Violet:
        return ColouringDialog::tr("Violet");
    case Tint::Grey:
        return ColouringDialog::tr("Grey");
    }
    return {};
}

QIcon tintIcon(Tint tint, const QPalette& palette) {
    constexpr int kSide = 32; // sharp where the screen is dense
    QPixmap square(kSide, kSide);
    square.fill(Theme(palette).tint(tint));
    return square;
}

ColouringDialog::ColouringDialog(ColouringRules rules, QWidget* parent)
    : QDialog(parent)
    , m_rules(std::move(rules))
    , m_list(new QListWidget(this))
    , m_name(new QLineEdit(this))
    , m_filter(new FilterEdit(this))
    , m_tint(new QComboBox(this))
    , m_everywhere(new QCheckBox(tr("In &all captures, not only in this one"), this))
    , m_wrong(new QLabel(this)) {
    setObjectName(QStringLiteral("colouringDialog"));
    setWindowTitle(tr("Colouring Rules"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    auto* words = new QLabel(tr("The first rule that accepts a row gives its background."), this);
    words->setTextFormat(Qt::PlainText);
    layout->addWidget(words);
    layout->addWidget(makeList(), 1);
    layout->addWidget(makeForm());
    layout->addWidget(buttons);
    fillList(m_rules.empty() ? -1 : 0);
    resize(fontMetrics().averageCharWidth() * 84, fontMetrics().height() * 24);
}

QPushButton* ColouringDialog::addButton(const QString& name, const QString& text) {
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

QWidget* ColouringDialog::makeList() {
    auto* whole = new QWidget(this);
    m_list->setObjectName(QStringLiteral("colouringList"));
    m_list->setAccessibleName(tr("Colouring rules"));
    auto* addRule = addButton(QStringLiteral("addRule"), tr("A&dd"));
    m_remove = addButton(QStringLiteral("removeRule"), tr("&Remove"));
    m_up = addButton(QStringLiteral("ruleUp"), tr("&Up"));
    m_down = addButton(QStringLiteral("ruleDown"), tr("Do&wn"));
    auto* column = new QVBoxLayout;
    for (auto* button : {addRule, m_remove, m_up, m_down}) column->addWidget(button);
    column->addStretch(1);
    auto* line = new QHBoxLayout(whole);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_list, 1);
    line->addLayout(column);
    connect(m_list, &QListWidget::currentRowChanged, this, &ColouringDialog::showRule);
    connect(m_list, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        if (!m_filling) m_rules[m_list->row(item)].on = item->checkState() == Qt::Checked;
    });
    connect(addRule, &QPushButton::clicked, this, &ColouringDialog::add);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        const auto at = current();
        m_rules.removeAt(at);
        fillList(std::min(at, m_rules.size() - 1));
    });
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(+1); });
    return whole;
}

QWidget* ColouringDialog::makeForm() {
    m_form = new QWidget(this);
    m_name->setObjectName(QStringLiteral("ruleName"));
    m_name->setPlaceholderText(tr("what it stands for"));
    m_filter->setObjectName(QStringLiteral("ruleFilter"));
    m_filter->setPlaceholderText(tr("a display filter, such as mqtt.type == PUBLISH && mqtt.retain"));
    m_tint->setObjectName(QStringLiteral("ruleTint"));
    for (const auto tint : kTints) m_tint->addItem(tintIcon(tint, palette()), tintText(tint));
    m_everywhere->setObjectName(QStringLiteral("ruleEverywhere"));
    m_wrong->setObjectName(QStringLiteral("ruleWrong"));
    m_wrong->setTextFormat(Qt::PlainText);
    m_wrong->setWordWrap(true);
    m_wrong->setMinimumHeight(m_wrong->fontMetrics().lineSpacing());
    auto* form = new QFormLayout(m_form);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(tr("&Name:"), m_name);
    form->addRow(tr("&Filter:"), m_filter);
    form->addRow(QString(), m_wrong);
    form->addRow(tr("&Colour:"), m_tint);
    form->addRow(QString(), m_everywhere);
    connect(m_name, &QLineEdit::textEdited, this, &ColouringDialog::takeRule);
    connect(m_filter, &QLineEdit::textChanged, this, &ColouringDialog::takeRule);
    connect(m_filter, &FilterEdit::escaped, this, &QDialog::reject);
    connect(m_tint, &QComboBox::activated, this, &ColouringDialog::takeRule);
    connect(m_everywhere, &QCheckBox::clicked, this, &ColouringDialog::takeRule);
    return m_form;
}

void ColouringDialog::setCompletion(std::function<Completion(const QString&, int)> completion) {
    m_filter->setCompletion(std::move(completion));
}

qsizetype ColouringDialog::current() const {
    return m_list->currentRow();
}

void ColouringDialog::fillList(qsizetype current) {
    {
        const QScopedValueRollback filling(m_filling, true);
        m_list->clear();
        for (qsizetype i = 0; i < m_rules.size(); ++i) {
            m_list->addItem(QString());
            showLine(i);
        }
        m_list->setCurrentRow(static_cast<int>(current));
    }
    showRule();
}

void ColouringDialog::showLine(qsizetype row) {
    const QScopedValueRollback filling(m_filling, true);
    const auto& rule = m_rules[row];
    auto* item = m_list->item(static_cast<int>(row));
    auto text = rule.name.isEmpty() ? rule.filter : tr("%1 — %2").arg(rule.name, rule.filter);
    if (rule.everywhere) text += tr(" (all captures)");
    item->setText(text);
    item->setCheckState(rule.on ? Qt::Checked : Qt::Unchecked);
    const Theme theme(palette());
    const auto fill = theme.tint(rule.tint);
    item->setBackground(fill);
    item->setForeground(readableOn(theme.text, fill));
}

void ColouringDialog::showRule() {
    if (m_filling) return;
    const auto at = current();
    m_form->setEnabled(at >= 0);
    m_remove->setEnabled(at >= 0);
    m_up->setEnabled(at > 0);
    m_down->setEnabled(at >= 0 && at + 1 < m_rules.size());
    const auto rule = at >= 0 ? m_rules[at] : ColouringRule{};
    const QScopedValueRollback filling(m_filling, true);
    m_name->setText(rule.name);
    m_filter->setText(rule.filter);
    m_tint->setCurrentIndex(static_cast<int>(rule.tint));
    m_everywhere->setChecked(rule.everywhere);
    showState();
}

void ColouringDialog::takeRule() {
    const auto at = current();
    if (m_filling || at < 0) return;
    auto& rule = m_rules[at];
    rule.name = m_name->text().trimmed();
    rule.filter = m_filter->text().trimmed();
    rule.tint = kTints[static_cast<std::size_t>(m_tint->currentIndex())];
    rule.everywhere = m_everywhere->isChecked();
    showLine(at);
    showState();
}

void ColouringDialog::showState() {
    const auto text = m_filter->text().toStdString();
    const auto read = filter::Filter::read(text);
    const bool empty = m_filter->text().trimmed().isEmpty();
    m_filter->setTone(empty ? Tone::Neutral : read ? Tone::Good : Tone::Wrong);
    m_wrong->setText(read ? QString() : toText(read.error().cause));
    auto colors = m_wrong->palette();
    colors.setColor(QPalette::WindowText, readableOn(Theme(palette()).error, palette().color(QPalette::Window)));
    m_wrong->setPalette(colors);
}

void ColouringDialog::add() {
    const auto at = std::max<qsizetype>(current(), 0);
    m_rules.insert(at, ColouringRule{.tint = kTints[static_cast<std::size_t>(m_rules.size()) % kTints.size()]});
    fillList(at);
    m_filter->setFocus();
}

void ColouringDialog::move(int by) {
    const auto at = current();
    m_rules.move(at, at + by);
    fillList(at + by);
}

void ColouringDialog::accept() {
    // A rule without a filter would colour every row, and is what a slip leaves behind.
    m_rules.removeIf([](const ColouringRule& rule) { return rule.filter.isEmpty(); });
    emit chosen(m_rules);
    QDialog::accept();
}

} // namespace mqttscope::ui
