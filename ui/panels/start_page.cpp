// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/start_page.h"

#include "core/capture/live/permission.h"
#include "core/capture/spool_files.h"
#include "ui/models/text.h"
#include "ui/panels/entry_button.h"
#include "ui/panels/interface_list.h"
#include "ui/views/icons.h"

#include <QAction>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

namespace mqttscope::ui {

namespace {

constexpr int kColumnWidth = 430;
constexpr int kColumnGap = 36;
constexpr int kMaxRecent = 9;
constexpr int kHintGap = 4;

QLabel* heading(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    auto font = label->font();
    font.setBold(true);
    label->setFont(font);
    label->setContentsMargins(8, 0, 0, 4);
    return label;
}

} // namespace

StartPage::StartPage(QAction* open, const std::vector<Sample>& samples, QWidget* parent)
    : QScrollArea(parent) {
    setObjectName(QStringLiteral("startPage"));
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setBackgroundRole(QPalette::Base);
    auto* page = new QWidget(this);
    page->setBackgroundRole(QPalette::Base);
    setWidget(page);

    auto* outer = new QVBoxLayout(page);
    outer->setContentsMargins(24, 24, 24, 24);
    outer->addStretch(2);
    outer->addWidget(header(open), 0, Qt::AlignHCenter);
    outer->addSpacing(28);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(kColumnGap);
    columns->addStretch(1);
    m_recentBox = new QWidget(page);
    m_recentBox->setFixedWidth(kColumnWidth);
    m_recent = new QVBoxLayout(m_recentBox);
    m_recent->setContentsMargins(0, 0, 0, 0);
    m_recent->setSpacing(0);
    auto* left = new QVBoxLayout;
    left->setSpacing(18);
    left->addWidget(captureBox());
    left->addWidget(m_recentBox);
    left->addStretch(1);
    columns->addLayout(left);
    if (!samples.empty()) {
        auto* box = new QWidget(page);
        box->setFixedWidth(kColumnWidth);
        auto* column = new QVBoxLayout(box);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        column->addWidget(heading(tr("Samples"), box));
        for (const auto& sample : samples)
            addEntry(column, QStringLiteral("sample"), sample.title, sample.lesson, sample.path);
        columns->addWidget(box, 0, Qt::AlignTop);
    }
    columns->addStretch(1);
    outer->addLayout(columns);
    outer->addStretch(3);
}

QWidget* StartPage::header(QAction* open) {
    auto* box = new QWidget(this);
    box->setFixedWidth(2 * kColumnWidth + kColumnGap);
    auto* layout = new QHBoxLayout(box);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(18);
    auto* picture = new QLabel(box);
    picture->setPixmap(QIcon(QStringLiteral(":/icons/mqttscope.svg")).pixmap(QSize(64, 64), devicePixelRatioF()));
    layout->addWidget(picture);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    auto* name = new QLabel(QStringLiteral("mqttscope"), box);
    auto large = name->font();
    large.setPointSizeF(large.pointSizeF() * 1.9);
    large.setWeight(QFont::DemiBold);
    name->setFont(large);
    words->addWidget(name);
    auto* purpose = new QLabel(tr("See what clients and brokers really said to each other"), box);
    purpose->setForegroundRole(QPalette::PlaceholderText);
    words->addWidget(purpose);
    layout->addLayout(words);
    layout->addStretch(1);
    auto* button = new QPushButton(tr("Open a Capture…"), box);
    button->setObjectName(QStringLiteral("openButton"));
    button->setIcon(lineIcon(QStringLiteral("open")));
    button->setMinimumHeight(button->sizeHint().height() + 8);
    button->setToolTip(tr("Or drop capture files onto the window"));
    button->setDefault(true);
    connect(button, &QPushButton::clicked, open, &QAction::trigger);
    layout->addWidget(button);
    return box;
}

QWidget* StartPage::captureBox() {
    auto* box = new QWidget(this);
    box->setFixedWidth(kColumnWidth);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(heading(tr("Capture"), box));
    if (const auto may = capture::live::checkPermission(); !may) {
        auto* why = new QLabel(toText(may.error().message()), box);
        why->setObjectName(QStringLiteral("captureForbidden"));
        why->setTextFormat(Qt::PlainText);
        why->setWordWrap(true);
        why->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        why->setContentsMargins(8, 0, 8, 0);
        why->setMinimumHeight(why->heightForWidth(kColumnWidth));
        column->addWidget(why);
        return box;
    }
    auto* interfaces = new InterfaceList(box);
    interfaces->setFrameShape(NoFrame);
    interfaces->setHeaderHidden(true);
    interfaces->setFixedHeight(interfaces->sizeHint().height());
    interfaces->setToolTip(tr("Double-click an interface to capture on it"));
    connect(interfaces, &InterfaceList::interfaceActivated, this, &StartPage::interfaceChosen);
    column->addWidget(interfaces);
    m_interfaces = interfaces;
    return box;
}

void StartPage::setMeasuring(bool on) {
    if (m_interfaces != nullptr) m_interfaces->setMeasuring(on);
}

EntryButton* StartPage::addEntry(QVBoxLayout* column, const QString& icon, const QString& title,
                                 const QString& explanation, const QString& path) {
    auto* entry = new EntryButton(lineIcon(icon, QPalette::Text), title, explanation, column->parentWidget());
    connect(entry, &EntryButton::clicked, this, [this, path] { emit chosen(path); });
    column->addWidget(entry);
    return entry;
}

void StartPage::addLeftCaptures() {
    const auto left = capture::leftCaptures();
    if (left.empty()) return;
    m_recent->addWidget(heading(tr("Left behind when the program ended"), m_recentBox));
    for (const auto& capture : left) {
        const auto begun = QDateTime::fromSecsSinceEpoch(capture.begun);
        QStringList paths;
        for (const auto& path : capture.paths) paths += QFile::decodeName(QByteArray::fromStdString(path));
        auto* entry =
            new EntryButton(lineIcon(QStringLiteral("capture"), QPalette::Text),
                            tr("Recover the capture of %1").arg(QLocale().toString(begun, QLocale::ShortFormat)),
                            toText(format::byteCountText(capture.bytes)), m_recentBox);
        connect(entry, &EntryButton::clicked, this, [this, paths] { emit leftCaptureChosen(paths); });
        m_recent->addWidget(entry);
    }
}

void StartPage::letRemove(EntryButton* entry, const QString& path) {
    const auto remove = [this, path] { emit removed(path); };
    auto* key = new QShortcut(QKeySequence::Delete, entry, nullptr, nullptr, Qt::WidgetShortcut);
    connect(key, &QShortcut::activated, this, remove);
    entry->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(entry, &QWidget::customContextMenuRequested, this, [this, entry, remove](QPoint at) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(tr("&Remove From the List"), this, remove);
        menu->popup(entry->mapToGlobal(at));
    });
}

void StartPage::setRecent(const QStringList& paths) {
    while (auto* item = m_recent->takeAt(0)) {
        // Later: it may be the very entry that was clicked.
        if (auto* entry = item->widget(); entry != nullptr) {
            entry->hide();
            entry->deleteLater();
        }
        delete item;
    }
    addLeftCaptures();
    m_recent->addWidget(heading(tr("Recent"), m_recentBox));
    for (const auto& path : paths.first(std::min<qsizetype>(paths.size(), kMaxRecent))) {
        const QFileInfo file(path);
        const bool gone = !file.exists();
        const auto folder = QDir::toNativeSeparators(file.absolutePath());
        auto* entry = addEntry(m_recent, QStringLiteral("file"), file.fileName(),
                               gone ? tr("Not there any more: %1").arg(folder) : folder, path);
        entry->setFaded(gone);
        letRemove(entry, path);
    }
    if (!paths.isEmpty()) return;
    auto* hint = new QLabel(tr("Captures that you open are listed here.\nYou can also drop files onto the window."),
                            m_recentBox);
    hint->setForegroundRole(QPalette::PlaceholderText);
    hint->setContentsMargins(8, kHintGap, 0, 0);
    m_recent->addWidget(hint);
}

} // namespace mqttscope::ui
