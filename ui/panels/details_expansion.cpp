// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/details_expansion.h"

#include "ui/models/details_model.h"

#include <QDataStream>
#include <QIODevice>
#include <QScopedValueRollback>
#include <QTreeView>

namespace mqttscope::ui {

namespace {

constexpr std::size_t kManyFields = 2'000; // a hostile packet may hold millions: then its big parts are opened
constexpr int kMostOpened = 5'000;         // lines that are opened at once
constexpr qsizetype kMostRemembered = 1'000;

} // namespace

DetailsExpansion::DetailsExpansion(DetailsModel* model, QTreeView* view)
    : QObject(view)
    , m_model(model)
    , m_view(view) {
    connect(view, &QTreeView::expanded, this, [this](const QModelIndex& index) { remember(index, true); });
    connect(view, &QTreeView::collapsed, this, [this](const QModelIndex& index) { remember(index, false); });
}

bool DetailsExpansion::isOpenAtFirst(const QModelIndex& index) const {
    switch (index.data(DetailsModel::KindRole).value<DetailsKind>()) {
    case DetailsKind::Field:
        // The packet is what people came for; the frame below it opens layer by layer.
        return m_model->space(index) == ByteSpace::Packet;
    case DetailsKind::FrameGroup:
    case DetailsKind::SegmentGroup:
    case DetailsKind::MateGroup:
        return false;
    case DetailsKind::Note:
    case DetailsKind::EventText:
    case DetailsKind::Segment:
    case DetailsKind::MoreSegments:
    case DetailsKind::Problem:
    case DetailsKind::Mate:
    case DetailsKind::ExchangeGroup:
    case DetailsKind::Step:
        break;
    }
    return true;
}

void DetailsExpansion::remember(const QModelIndex& index, bool open) {
    if (m_applying) return;
    const auto path = m_model->path(index);
    if (open == isOpenAtFirst(index))
        m_chosen.remove(path);
    else if (m_chosen.size() < kMostRemembered || m_chosen.contains(path))
        m_chosen.insert(path, open);
}

void DetailsExpansion::apply() {
    if (m_model->details() == nullptr) return;
    const QScopedValueRollback applying(m_applying, true);
    applyBelow({});
}

void DetailsExpansion::applyBelow(const QModelIndex& parent) {
    const bool many = m_model->details()->packetFields.nodes.size() > kManyFields;
    for (int row = 0; row < m_model->rowCount(parent); ++row) {
        const auto index = m_model->index(row, 0, parent);
        if (m_model->rowCount(index) == 0) continue;
        m_view->setExpanded(index, m_chosen.value(m_model->path(index), isOpenAtFirst(index)));
        if (!many || m_model->space(index) == ByteSpace::Frame) applyBelow(index);
    }
}

int DetailsExpansion::setBelow(const QModelIndex& index, bool open, int most) {
    const int rows = m_model->rowCount(index);
    if (rows == 0) return 0;
    int done = 0;
    for (int row = 0; row < rows && done < most; ++row)
        done += setBelow(m_model->index(row, 0, index), open, most - done);
    if (index.isValid()) m_view->setExpanded(index, open);
    return done + 1;
}

void DetailsExpansion::setSubtree(const QModelIndex& index, bool open) {
    if (index.isValid()) setBelow(index, open, kMostOpened);
}

void DetailsExpansion::setAll(bool open) {
    if (m_model->details() != nullptr) setBelow({}, open, kMostOpened);
}

QByteArray DetailsExpansion::saveState() const {
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << m_chosen;
    return state;
}

void DetailsExpansion::restoreState(const QByteArray& state) {
    QDataStream stream(state);
    QHash<QString, bool> chosen;
    stream >> chosen;
    if (stream.status() == QDataStream::Ok) m_chosen = chosen;
}

} // namespace mqttscope::ui
