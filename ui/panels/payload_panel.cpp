// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/payload_panel.h"

#include "core/filter/term.h"
#include "ui/models/background_job.h"
#include "ui/models/text.h"
#include "ui/models/value_tree_model.h"
#include "ui/views/bytes_view.h"
#include "ui/views/icons.h"
#include "ui/views/picture_view.h"
#include "ui/views/value_delegate.h"

#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSaveFile>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace mqttscope::ui {

namespace {

/// What is longer is read beside the window's thread.
constexpr std::uint32_t kReadAtOnce = 32U << 10;
constexpr std::uint32_t kPiece = 1U << 20; // of a payload that is written to a file

/// The order of the choices; the first is "as it is".
constexpr std::array kForms{PayloadForm::Text, PayloadForm::Json, PayloadForm::Cbor, PayloadForm::Image,
                            PayloadForm::Hex};

} // namespace

PayloadPanel::PayloadPanel(QWidget* parent)
    : QWidget(parent)
    , m_job(new BackgroundJob(this))
    , m_tree(new ValueTreeModel(this))
    , m_facts(new QLabel(this))
    , m_forms(new QComboBox(this))
    , m_save(new QToolButton(this))
    , m_note(new QLabel(this))
    , m_pages(new QStackedWidget(this))
    , m_nothing(new QLabel(this))
    , m_text(new QPlainTextEdit(this))
    , m_values(new QTreeView(this))
    , m_picture(new PictureView(this))
    , m_hex(new BytesView(ByteSpace::Payload, this)) {
    compose();
    connect(m_forms, &QComboBox::activated, this, &PayloadPanel::read);
    connect(m_save, &QToolButton::clicked, this, &PayloadPanel::save);
    connect(m_values, &QWidget::customContextMenuRequested, this, &PayloadPanel::showValueMenu);
    connect(m_text, &QWidget::customContextMenuRequested, this, &PayloadPanel::showTextMenu);
    show(nullptr);
}

void PayloadPanel::compose() {
    setObjectName(QStringLiteral("payloadPanel"));
    m_facts->setObjectName(QStringLiteral("payloadFacts"));
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_forms->setObjectName(QStringLiteral("payloadForms"));
    m_forms->addItems({tr("As it is"), tr("Text"), tr("JSON"), tr("CBOR"), tr("Picture"), tr("Hex")});
    m_forms->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_forms->setAccessibleName(tr("Show the payload as"));
    m_forms->setToolTip(tr("How the payload is shown"));
    m_save->setObjectName(QStringLiteral("savePayload"));
    m_save->setText(tr("Save…"));
    m_save->setAutoRaise(true);
    m_save->setToolTip(tr("Save the payload, byte for byte, to a file"));
    m_note->setObjectName(QStringLiteral("payloadNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(8, 0, 8, 4);
    m_nothing->setObjectName(QStringLiteral("payloadNothing"));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setAutoFillBackground(true);
    m_nothing->setBackgroundRole(QPalette::Base);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_text->setObjectName(QStringLiteral("payloadText"));
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Text of the payload"));
    m_text->setTabChangesFocus(true);
    m_text->setContextMenuPolicy(Qt::CustomContextMenu);
    m_values->setObjectName(QStringLiteral("payloadValues"));
    m_values->setModel(m_tree);
    m_values->setItemDelegate(new ValueDelegate(m_values));
    m_values->setHeaderHidden(true);
    m_values->setUniformRowHeights(true);
    m_values->setFrameShape(QFrame::NoFrame);
    m_values->setContextMenuPolicy(Qt::CustomContextMenu);
    m_values->setAccessibleName(tr("Values of the payload"));
    m_hex->setObjectName(QStringLiteral("payloadHex"));
    for (auto* page : std::initializer_list<QWidget*>{m_nothing, m_text, m_values, m_picture, m_hex})
        m_pages->addWidget(page);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(8, 4, 4, 4);
    bar->addWidget(m_facts, 1);
    bar->addWidget(m_forms);
    bar->addWidget(m_save);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_note);
    layout->addWidget(m_pages, 1);
    setFocusProxy(m_pages);
}

void PayloadPanel::setFixedFont(const QFont& font) {
    m_text->setFont(font);
    m_values->setFont(font);
    m_hex->setFont(font);
}

void PayloadPanel::show(std::shared_ptr<const PacketDetails> details) {
    m_details = std::move(details);
    read();
}

std::optional<PayloadForm> PayloadPanel::wanted() const {
    const auto choice = m_forms->currentIndex();
    if (choice <= 0) return std::nullopt;
    return kForms[static_cast<std::size_t>(choice - 1)];
}

void PayloadPanel::read() {
    m_job->cancel();
    m_shown.reset();
    const auto facts = m_details ? payloadFacts(*m_details) : std::nullopt;
    if (!m_details) return presentNothing({});
    if (!facts) return presentNothing(tr("This packet carries no payload"));
    m_facts->setText(factsText(*facts));
    m_forms->setEnabled(true);
    m_save->setEnabled(facts->available != 0);
    if (facts->size == 0) return presentNothing(tr("The payload is empty"));
    if (facts->available == 0) return presentNothing(tr("The payload was not captured"));
    if (facts->available <= kReadAtOnce) return present(readContent(*m_details, wanted()));
    m_job->start([this, details = m_details, wanted = wanted()](const std::stop_token&) {
        return [this, content = readContent(*details, wanted)] { present(content); };
    });
}

PayloadPanel::Content PayloadPanel::readContent(const PacketDetails& details, std::optional<PayloadForm> wanted) {
    Content content{.payload = readPayload(details, wanted), .picture = {}};
    if (content.payload.form != PayloadForm::Image) return content;
    QSize size;
    content.picture = readPicture(content.payload.image, size);
    if (content.picture.isNull()) {
        content.payload.form = PayloadForm::Hex;
        content.payload.note = tr("This is no picture that can be shown");
    } else {
        content.payload.note = tr("%1 × %2 pixels").arg(size.width()).arg(size.height());
    }
    return content;
}

void PayloadPanel::presentNothing(const QString& why) {
    if (!m_details || !payloadFacts(*m_details)) m_facts->clear();
    m_nothing->setText(why);
    m_forms->setItemText(0, tr("As it is"));
    m_note->hide();
    m_pages->setCurrentWidget(m_nothing);
    m_tree->show(nullptr);
    m_hex->show(nullptr);
    m_text->clear();
    if (m_facts->text().isEmpty()) m_save->setEnabled(false);
}

void PayloadPanel::present(const Content& content) {
    const auto& payload = content.payload;
    m_shown = payload.form;
    const auto found = static_cast<int>(std::ranges::find(kForms, payload.form) - kForms.begin());
    m_forms->setItemText(0, m_forms->currentIndex() == 0 ? tr("As it is: %1").arg(m_forms->itemText(found + 1))
                                                         : tr("As it is"));
    m_note->setText(payload.note);
    m_note->setVisible(!payload.note.isEmpty());
    switch (payload.form) {
    case PayloadForm::Text:
        m_text->setPlainText(payload.text);
        return m_pages->setCurrentWidget(m_text);
    case PayloadForm::Json:
    case PayloadForm::Cbor: {
        constexpr std::size_t kUnfolded = 200; // values that are not too many to see at once
        m_tree->show(payload.tree);
        m_values->expandToDepth(payload.tree->nodes.size() <= kUnfolded ? -1 : 0);
        if (payload.tree->nodes.size() <= kUnfolded) m_values->expandAll();
        return m_pages->setCurrentWidget(m_values);
    }
    case PayloadForm::Image:
        m_picture->show(content.picture);
        return m_pages->setCurrentWidget(m_picture);
    case PayloadForm::Hex:
        m_hex->show(m_details);
        return m_pages->setCurrentWidget(m_hex);
    }
}

QString PayloadPanel::factsText(const PayloadFacts& facts) const {
    auto text = toText(format::byteCountText(facts.size));
    if (!facts.contentType.isEmpty()) text += QStringLiteral(" · ") + facts.contentType;
    if (facts.saysUtf8) text += QStringLiteral(" · ") + tr("said to be UTF-8");
    return text;
}

void PayloadPanel::copy() const {
    auto* clipboard = QGuiApplication::clipboard();
    const auto* page = m_pages->currentWidget();
    if (page == m_hex) return m_hex->copyHex();
    if (page == m_picture) return clipboard->setImage(m_picture->picture());
    if (page == m_values && m_values->currentIndex().isValid())
        return clipboard->setText(m_values->currentIndex().data(ValueTreeModel::ValueRole).toString());
    if (page != m_text) return;
    const auto selected = m_text->textCursor().selection().toPlainText();
    clipboard->setText(selected.isEmpty() ? m_text->toPlainText() : selected);
}

void PayloadPanel::popUp(QMenu* menu, const QString& condition, const QPoint& at) {
    menu->setObjectName(QStringLiteral("payloadMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    emit menuAboutToShow(menu, condition);
    menu->popup(at);
}

void PayloadPanel::showTextMenu(QPoint at) {
    // Lines may end otherwise than they are shown.
    const auto selected = m_text->textCursor().selection().toPlainText();
    const bool plain = !selected.isEmpty() && !selected.contains(QLatin1Char('\n'));
    const auto quoted = toText(filter::quoted(selected.toStdString()));
    popUp(m_text->createStandardContextMenu(at),
          plain ? QStringLiteral("payload.text contains %1").arg(quoted) : QString(),
          m_text->viewport()->mapToGlobal(at));
}

void PayloadPanel::showValueMenu(QPoint at) {
    const auto index = m_values->indexAt(at);
    if (!index.isValid()) return;
    auto* menu = new QMenu(this);
    const auto copies = [&](const QString& title, const QString& text) {
        connect(menu->addAction(title), &QAction::triggered, this,
                [text] { QGuiApplication::clipboard()->setText(text); });
    };
    copies(tr("Copy &Value"), index.data(ValueTreeModel::ValueRole).toString());
    copies(tr("Copy &Key"), index.data(ValueTreeModel::KeyRole).toString());
    const bool json = m_shown == PayloadForm::Json;
    if (json) copies(tr("Copy &Pointer"), m_tree->pointer(index));
    popUp(menu, json ? m_tree->jsonTerm(index) : QString(), m_values->viewport()->mapToGlobal(at));
}

void PayloadPanel::save() {
    auto* dialog = new QFileDialog(this, tr("Save the Payload"));
    dialog->setObjectName(QStringLiteral("savePayloadDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(QStringLiteral("payload"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, details = m_details](const QString& path) {
        QSaveFile file(path); // appears under its name only when it is whole
        bool good = file.open(QIODevice::WriteOnly);
        const auto size = details->size(ByteSpace::Payload);
        for (std::uint32_t at = 0; good && at < size; at += kPiece) {
            const auto piece = details->read(ByteSpace::Payload, at, kPiece);
            good = file.write(reinterpret_cast<const char*>(piece.data()), static_cast<qint64>(piece.size())) ==
                   static_cast<qint64>(piece.size());
        }
        good = good && file.commit();
        emit noted(good ? tr("Saved %1 to %2").arg(toText(format::byteCountText(size)), path)
                        : tr("The payload was not saved to %1: %2").arg(path, file.errorString()));
    });
    dialog->open();
}

} // namespace mqttscope::ui
