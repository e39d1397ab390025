// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/details_panel.h"

#include "ui/views/details_delegate.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QTreeView>
#include <QVBoxLayout>

namespace mqttscope::ui {

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
    m_view->setItemDelegate(new DetailsDelegate(m_view));
    m_view->setModel(m_model);
    m_view->viewport()->installEventFilter(this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFocusProxy(m_view);

    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) { currentChanged(current); });
    connect(m_view, &QTreeView::entered, this,
            [this](const QModelIndex& index) { emit hovered(m_model->space(index), m_model->range(index)); });
    connect(m_view, &QTreeView::customContextMenuRequested, this, [this](const QPoint& point) {
        if (!m_view->indexAt(point).isValid()) return;
        QMenu menu(this);
        menu.addAction(tr("&Copy"), this, &DetailsPanel::copyCurrent);
        menu.exec(m_view->viewport()->mapToGlobal(point));
    });
}

void DetailsPanel::show(std::shared_ptr<const PacketDetails> details) {
    const auto key = m_key;
    // The group of the frame stays as the user left it.
    const auto group = m_model->index(0, 0);
    if (group.isValid() && group.data(DetailsModel::KindRole).value<DetailsKind>() == DetailsKind::FrameGroup)
        m_frameExpanded = m_view->isExpanded(group);
    m_model->show(std::move(details));
    expandParts();
    restore(key);
}

void DetailsPanel::setSecretsShown(bool shown) {
    const auto key = m_key;
    m_model->setSecretsShown(shown);
    expandParts();
    restore(key);
}

void DetailsPanel::expandParts() {
    // A hostile packet may hold millions of fields: then the parts are enough.
    constexpr std::size_t kManyFields = 2'000;
    const auto* details = m_model->details();
    if (details == nullptr) return;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const auto index = m_model->index(row, 0);
        const bool frame = index.data(DetailsModel::KindRole).value<DetailsKind>() == DetailsKind::FrameGroup;
        if (frame)
            m_view->setExpanded(index, m_frameExpanded);
        else if (details->packetFields.nodes.size() <= kManyFields)
            m_view->expandRecursively(index);
        else
            m_view->expand(index);
    }
}

void DetailsPanel::restore(const QString& key) {
    if (key.isEmpty() || m_model->details() == nullptr) return;
    const auto& nodes = m_model->details()->packetFields.nodes;
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        const auto index = m_model->indexOf(ByteSpace::Packet, i);
        if (m_model->key(index) != key) continue;
        m_view->setCurrentIndex(index);
        return;
    }
}

void DetailsPanel::currentChanged(const QModelIndex& index) {
    if (!index.isValid()) return;
    m_key = m_model->key(index);
    emit selected(m_model->space(index), m_model->range(index), m_key);
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

void DetailsPanel::copyCurrent() {
    const auto text = m_view->currentIndex().data().toString();
    if (!text.isEmpty()) QGuiApplication::clipboard()->setText(text);
}

bool DetailsPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Leave) emit hovered(ByteSpace::Packet, {});
    return QWidget::eventFilter(watched, event);
}

} // namespace mqttscope::ui
