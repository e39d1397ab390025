// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/details_panel.h"

#include "ui/panels/details_expansion.h"
#include "ui/views/details_delegate.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTreeView>
#include <QVBoxLayout>

namespace mqttscope::ui {

namespace {

constexpr qsizetype kMostCopied = 16 << 20; // characters; a hostile packet may hold millions of lines

} // namespace

DetailsPanel::DetailsPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new DetailsModel(this))
    , m_view(new QTreeView(this)) {
    m_view->setObjectName(QStringLiteral("details"));
    m_view->setAccessibleName(tr("Fields of the packet"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setHeaderHidden(true);
    m_view->setUniformRowHeights(true);
    m_view->setMouseTracking(true);
    m_view->setTextElideMode(Qt::ElideRight);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setExpandsOnDoubleClick(true);
    m_view->setItemDelegate(new DetailsDelegate(m_view));
    m_view->setModel(m_model);
    m_view->viewport()->installEventFilter(this);
    m_view->installEventFilter(this);
    m_expansion = new DetailsExpansion(m_model, m_view);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFocusProxy(m_view);

    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) { currentChanged(current); });
    connect(m_view, &QTreeView::entered, this, [this](const QModelIndex& index) {
        emit hovered(m_model->space(index), m_model->range(index));
        const bool link = index.data(DetailsModel::LinkRole).isValid();
        m_view->viewport()->setCursor(link ? Qt::PointingHandCursor : Qt::ArrowCursor);
    });
    connect(m_view, &QTreeView::clicked, this, &DetailsPanel::follow);
    connect(m_view, &QTreeView::customContextMenuRequested, this, &DetailsPanel::requestMenu);
}

void DetailsPanel::show(std::shared_ptr<const PacketDetails> details) {
    const auto path = m_path;
    const int scrolled = m_view->verticalScrollBar()->value();
    m_model->show(std::move(details));
    m_expansion->apply();
    const auto same = m_model->indexAt(path);
    if (same.isValid())
        m_view->setCurrentIndex(same);
    else
        m_view->verticalScrollBar()->setValue(scrolled);
    m_path = path; // a packet without this field does not make it forgotten
}

void DetailsPanel::setSecretsShown(bool shown) {
    m_model->setSecretsShown(shown);
}

void DetailsPanel::currentChanged(const QModelIndex& index) {
    if (!index.isValid()) return;
    m_path = m_model->path(index);
    emit selected(m_model->space(index), m_model->range(index), m_model->key(index));
}

QString DetailsPanel::currentKey() const {
    return m_model->key(m_view->currentIndex());
}

void DetailsPanel::selectByte(ByteSpace space, std::uint32_t byte) {
    if (m_model->details() == nullptr) return;
    const auto field = m_model->details()->fieldAt(space, byte);
    if (field == base::FieldNode::kNone) return;
    const auto index = m_model->indexOf(space, field);
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

void DetailsPanel::selectLine(std::uint32_t line) {
    const auto index = m_model->indexOfLine(line);
    if (!index.isValid()) return;
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

void DetailsPanel::revealCurrent() {
    m_model->reveal(m_view->currentIndex());
}

void DetailsPanel::followCurrent() {
    follow(m_view->currentIndex());
}

void DetailsPanel::follow(const QModelIndex& index) {
    const auto row = index.data(DetailsModel::LinkRole);
    if (row.isValid()) emit rowChosen(base::RowId(row.value<quint32>()));
}

void DetailsPanel::requestMenu(const QPoint& at) {
    // From the keyboard, `at` may be anywhere: the menu belongs to the current line.
    const auto index = m_view->indexAt(at);
    if (index.isValid()) m_view->setCurrentIndex(index);
    if (m_view->currentIndex().isValid()) emit menuRequested(m_view->viewport()->mapToGlobal(at));
}

void DetailsPanel::appendLines(const QModelIndex& index, int depth, bool folded, QString& text) const {
    constexpr int kIndent = 4;
    if (text.size() > kMostCopied) return;
    text += QString(depth * kIndent, QLatin1Char(' ')) + m_model->drawnText(index) + QLatin1Char('\n');
    if (folded && !m_view->isExpanded(index)) return;
    for (int row = 0; row < m_model->rowCount(index); ++row)
        appendLines(m_model->index(row, 0, index), depth + 1, folded, text);
}

QString DetailsPanel::copied(Copy what) const {
    const auto current = m_view->currentIndex();
    QString text;
    switch (what) {
    case Copy::Line:
        return current.data().toString();
    case Copy::Value:
        return m_model->value(current);
    case Copy::Key:
        return m_model->key(current);
    case Copy::Path:
        return m_model->labels(current);
    case Copy::Subtree:
        if (current.isValid()) appendLines(current, 0, false, text);
        return text;
    case Copy::Visible:
        for (int row = 0; row < m_model->rowCount(); ++row) appendLines(m_model->index(row, 0), 0, true, text);
        return text;
    }
    return text;
}

void DetailsPanel::copy(Copy what) {
    const auto text = copied(what);
    if (text.isEmpty()) return emit noted(tr("There is nothing to copy"));
    QGuiApplication::clipboard()->setText(text);
    emit noted(tr("Copied"));
}

bool DetailsPanel::handleKey(int key) {
    const auto current = m_view->currentIndex();
    if (!current.isValid()) return false;
    switch (key) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (current.data(DetailsModel::LinkRole).isValid()) return follow(current), true;
        m_view->setExpanded(current, !m_view->isExpanded(current));
        return true;
    case Qt::Key_Backspace:
        if (current.parent().isValid()) m_view->setCurrentIndex(current.parent());
        return true;
    case Qt::Key_Asterisk:
        // Qt's own opens without an end in a packet with millions of fields.
        m_expansion->setSubtree(current, true);
        return true;
    default:
        return false;
    }
}

bool DetailsPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Leave) emit hovered(ByteSpace::Packet, {});
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto* pressed = static_cast<QKeyEvent*>(event);
        const bool plain = (pressed->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) == 0;
        if (plain && handleKey(pressed->key())) return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace mqttscope::ui
