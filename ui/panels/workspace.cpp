// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/workspace.h"

#include "core/session/catalogue.h"
#include "ui/models/annotations.h"
#include "ui/models/filter_completion.h"
#include "ui/models/packet_table_model.h"
#include "ui/models/row_tints.h"
#include "ui/models/text.h"
#include "ui/panels/bytes_panel.h"
#include "ui/panels/connection_list.h"
#include "ui/panels/details_expansion.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/empty_page.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/find_bar.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/navigator.h"
#include "ui/panels/packet_columns.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/payload_panel.h"
#include "ui/views/bytes_view.h"
#include "ui/views/row_table_view.h"
#include "ui/views/theme.h"

#include <QApplication>
#include <QDataStream>
#include <QHeaderView>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolTip>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

namespace {

constexpr double kSmallestPoints = 5;

} // namespace

Workspace::Workspace(QWidget* parent)
    : QWidget(parent)
    , m_annotations(new Annotations(this))
    , m_tints(new RowTints(this))
    , m_model(new PacketTableModel(this))
    , m_filter(new FilterBar(this))
    , m_find(new FindBar(this))
    , m_table(new NarrowedTable(m_model, this))
    , m_packets(m_table->packets())
    , m_navigator(new Navigator(this))
    , m_details(new DetailsPanel(this))
    , m_bytes(new BytesPanel(this))
    , m_empty(new EmptyPage(this))
    , m_pages(new QStackedWidget(this))
    , m_columns(new QSplitter(Qt::Horizontal, this))
    , m_rows(new QSplitter(Qt::Vertical, this))
    , m_lower(new QSplitter(Qt::Horizontal, this)) {
    m_lower->addWidget(m_details);
    m_lower->addWidget(m_bytes);
    m_lower->setChildrenCollapsible(false);
    m_lower->setSizes({440, 620});
    m_rows->addWidget(m_table);
    m_rows->addWidget(m_lower);
    m_rows->setChildrenCollapsible(false);
    m_rows->setStretchFactor(0, 3);
    m_rows->setStretchFactor(1, 2);
    m_columns->addWidget(m_navigator);
    m_columns->addWidget(m_rows);
    m_columns->setChildrenCollapsible(false);
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({330, 950});
    m_pages->addWidget(m_columns);
    m_pages->addWidget(m_empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filter);
    layout->addWidget(m_find);
    layout->addWidget(m_pages);
    connectPanes();
}

void Workspace::connectPanes() {
    m_model->setAnnotations(m_annotations);
    m_model->setTints(m_tints);
    connect(m_annotations, &Annotations::noteChanged, this, [this](base::RowId row) {
        if (row.valid() && row == m_packets->currentRow()) showRow(row);
    });
    connect(m_packets, &PacketPanel::currentChanged, this, &Workspace::showRow);
    connect(m_packets, &PacketPanel::noted, this, &Workspace::noted);
    connect(m_table, &NarrowedTable::narrowed, this, &Workspace::narrowed);
    connect(m_filter, &FilterBar::applied, m_table, &NarrowedTable::narrowToFilter);
    connect(m_filter, &FilterBar::left, m_packets, [this] { m_packets->setFocus(); });
    connect(m_table, &NarrowedTable::filterChanged, m_filter, &FilterBar::setApplied);
    m_filter->edit()->setCompletion([this](const QString& text, int cursor) {
        auto made = suggestForFilter(text, cursor, m_model->snapshot());
        return Completion{made.from, made.length, std::move(made.words)};
    });
    m_table->setTitles([this](base::ConnectionId connection) { return m_navigator->title(connection); },
                       [this](base::RuleId rule) { return m_navigator->title(rule); });
    connect(m_navigator, &Navigator::connectionChosen, m_table, &NarrowedTable::narrowToConnection);
    connect(m_navigator, &Navigator::ruleChosen, m_table, &NarrowedTable::narrowToRule);
    connect(m_navigator, &Navigator::rowChosen, m_table, &NarrowedTable::reveal);
    connect(m_table, &NarrowedTable::connectionReleased, m_navigator, &Navigator::clearChoice);
    connect(m_empty, &EmptyPage::portChosen, this, &Workspace::portChosen);
    connect(m_details, &DetailsPanel::selected, this,
            [this](ByteSpace space, base::ByteRange range, const QString& key) {
                m_bytes->highlight(space, range);
                m_selectedKey = key;
                m_selectedSize = key.isEmpty() ? 0 : range.size;
                emit keyChanged(key, m_selectedSize);
            });
    connect(m_details, &DetailsPanel::noted, this, &Workspace::noted);
    connect(m_details, &DetailsPanel::rowChosen, m_table, &NarrowedTable::reveal);
    connect(m_details, &DetailsPanel::hovered, m_bytes, &BytesPanel::hover);
    connect(m_bytes, &BytesPanel::byteActivated, m_details, &DetailsPanel::selectByte);
    connect(m_bytes, &BytesPanel::byteHovered, this, &Workspace::hoverByte);
    connect(m_bytes->payload(), &PayloadPanel::noted, this, &Workspace::noted);
}

void Workspace::show(std::shared_ptr<engine::Inspection> inspection) {
    clear();
    m_inspection = std::move(inspection);
    m_model->show(RowSource::of(m_inspection));
    m_tints->show(m_inspection);
    m_table->show(m_inspection);
    m_filter->show();
    m_pages->setCurrentWidget(m_columns);
}

void Workspace::clear() {
    m_model->clear();
    m_tints->show(nullptr);
    m_table->show(nullptr);
    m_navigator->clear();
    showRow({});
    m_inspection.reset();
}

void Workspace::adopt(const store::Snapshot& snapshot) {
    const bool left = snapshot.firstRow() != m_model->snapshot().firstRow();
    m_tints->adopt(snapshot);
    m_model->adopt(snapshot);
    m_table->adopt(snapshot);
    m_navigator->adopt(snapshot);
    // What is shown keeps a file that left: it is taken from the later state. So it is when an answer came.
    if (m_shown && (left || m_shown->exchangeWentOn(snapshot))) showRow(m_packets->currentRow());
}

void Workspace::refresh() {
    m_model->refresh();
    showRow(m_packets->currentRow());
}

void Workspace::showEmpty(const engine::Report& report) {
    m_empty->show(report);
    m_pages->setCurrentWidget(m_empty);
    m_filter->hide();
}

void Workspace::showRow(base::RowId row) {
    m_shown = row.valid() && m_inspection
                  ? PacketDetails::decode(m_inspection, m_model->snapshot(), row, m_annotations->note(row))
                  : nullptr;
    m_selectedKey.clear();
    m_selectedSize = 0;
    emit keyChanged({}, 0);
    // Bytes first: the details select the field that was selected before, and light it there.
    m_bytes->show(m_shown);
    m_details->show(m_shown);
}

void Workspace::hoverByte(ByteSpace space, qint64 byte) {
    const auto at = static_cast<std::uint32_t>(std::max<qint64>(byte, 0));
    const auto field = byte >= 0 && m_shown ? m_shown->fieldAt(space, at) : base::FieldNode::kNone;
    if (field == base::FieldNode::kNone) {
        m_bytes->hover(space, {});
        m_bytes->view(space)->viewport()->setToolTip({});
        return emit keyChanged(m_selectedKey, m_selectedSize);
    }
    const auto& node = m_shown->fields(space).nodes[field];
    const auto& info = session::fieldInfo(node.field);
    m_bytes->hover(space, node.range);
    const auto last = std::max(node.range.end(), 1U) - 1;
    m_bytes->view(space)->viewport()->setToolTip(
        plainToolTip(tr("%1\n%2, bytes %3 to %4")
                         .arg(toText(info.label), toText(info.key), numberText(node.range.offset), numberText(last))));
    emit keyChanged(toText(info.key), node.range.size);
}

void Workspace::setSecretsShown(bool shown) {
    m_secretsShown = shown;
    m_model->setSecretsShown(shown);
    m_bytes->setSecretsShown(shown);
    m_details->setSecretsShown(shown);
}

void Workspace::setZoom(int steps) {
    auto font = QApplication::font();
    font.setPointSizeF(std::max(kSmallestPoints, font.pointSizeF() + steps));
    m_packets->columns()->setFont(font);
    m_navigator->setFont(font);
    m_details->view()->setFont(font);
    m_bytes->setFixedFont(fixedFont(font));
}

void Workspace::copy() {
    const auto* focus = QApplication::focusWidget();
    for (const auto space : {ByteSpace::Packet, ByteSpace::Frame})
        if (focus == m_bytes->view(space)) return m_bytes->view(space)->copyHex();
    if (m_bytes->payload()->isAncestorOf(focus)) return m_bytes->payload()->copy();
    if (focus == m_details->view()) return m_details->copy(DetailsPanel::Copy::Line);
    m_packets->copySelection();
}

QByteArray Workspace::saveState() const {
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << m_rows->saveState() << m_lower->saveState() << m_packets->columns()->saveState() << m_columns->saveState()
           << m_navigator->isHidden() << m_details->expansion()->saveState() << m_navigator->connections()->saveState()
           << (m_bytes->shownSpace() == ByteSpace::Payload);
    return state;
}

void Workspace::restoreState(const QByteArray& state) {
    QByteArray rows;
    QByteArray lower;
    QByteArray table;
    QByteArray columns;
    bool navigatorHidden = false;
    QByteArray details;
    QByteArray connections;
    bool payloadShown = false;
    QDataStream stream(state);
    stream >> rows >> lower >> table >> columns >> navigatorHidden >> details >> connections >> payloadShown;
    m_rows->restoreState(rows);
    m_lower->restoreState(lower);
    m_packets->columns()->restoreState(table);
    m_columns->restoreState(columns);
    m_details->expansion()->restoreState(details);
    m_navigator->connections()->restoreState(connections);
    m_navigator->setHidden(navigatorHidden);
    if (payloadShown) m_bytes->setShownSpace(ByteSpace::Payload);
}

} // namespace mqttscope::ui
