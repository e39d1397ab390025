// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/row_table_view.h"

#include "ui/views/row_table_accessible.h"

#include <QAccessible>
#include <QHeaderView>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>
#include <QSignalBlocker>

#include <algorithm>
#include <limits>

namespace mqttscope::ui {

namespace {

constexpr int kLeastFilling = 16; // characters that the filling column keeps
constexpr int kRowPadding = 6;    // pixels above and below the text together
// Qt tells places in int pixels. Within this distance they are exact; rows beyond it are only "far away".
constexpr qint64 kFarPixels = qint64{1} << 29;

} // namespace

RowTableView::RowTableView(QWidget* parent)
    : QAbstractItemView(parent)
    , m_header(new QHeaderView(Qt::Horizontal, this)) {
    RowTableAccessible::install();
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerItem);
    setHorizontalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setMouseTracking(true);
    m_header->setSectionsMovable(true);
    m_header->setHighlightSections(false);
    m_header->setStretchLastSection(false);
    m_header->setFocusPolicy(Qt::NoFocus);
    connect(m_header, &QHeaderView::sectionResized, this, [this] {
        updateGeometries();
        viewport()->update();
    });
    connect(m_header, &QHeaderView::sectionHandleDoubleClicked, this, &RowTableView::fitColumn);
    connect(m_header, &QHeaderView::sectionMoved, this, [this] { viewport()->update(); });
    measureRows();
}

void RowTableView::setModel(QAbstractItemModel* newModel) {
    m_header->setModel(newModel);
    if (model() != nullptr) disconnect(model(), &QAbstractItemModel::rowsRemoved, this, &RowTableView::rowsRemoved);
    QAbstractItemView::setModel(newModel);
    if (newModel != nullptr) connect(newModel, &QAbstractItemModel::rowsRemoved, this, &RowTableView::rowsRemoved);
}

int RowTableView::rowCount() const {
    return model() == nullptr ? 0 : model()->rowCount(rootIndex());
}

int RowTableView::topRow() const {
    return verticalScrollBar()->value();
}

int RowTableView::rowsPerPage() const {
    return std::max(1, viewport()->height() / m_rowHeight);
}

bool RowTableView::atEnd() const {
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum();
}

void RowTableView::measureRows() {
    m_rowHeight = fontMetrics().height() + kRowPadding;
    m_header->setFont(font());
    m_header->setMinimumSectionSize(fontMetrics().horizontalAdvance(QLatin1Char('0')) * 2);
}

int RowTableView::rowAtY(int y) const {
    const qint64 row = qint64{topRow()} + y / m_rowHeight;
    return y < 0 || row >= rowCount() ? -1 : static_cast<int>(row);
}

QRect RowTableView::visualRect(const QModelIndex& index) const {
    if (!index.isValid() || m_header->isSectionHidden(index.column())) return {};
    const qint64 rowsDown = qint64{index.row()} - topRow();
    const qint64 farthest = kFarPixels / m_rowHeight;
    const auto y = std::clamp(rowsDown, -farthest, farthest) * m_rowHeight;
    return {m_header->sectionViewportPosition(index.column()), static_cast<int>(y),
            m_header->sectionSize(index.column()), m_rowHeight};
}

QModelIndex RowTableView::indexAt(const QPoint& point) const {
    const int row = rowAtY(point.y());
    const int column = m_header->logicalIndexAt(point.x());
    return row < 0 || column < 0 ? QModelIndex() : model()->index(row, column, rootIndex());
}

void RowTableView::scrollTo(const QModelIndex& index, ScrollHint hint) {
    if (!index.isValid()) return;
    auto* bar = verticalScrollBar();
    const int page = rowsPerPage();
    const int row = index.row();
    switch (hint) {
    case EnsureVisible:
        if (row < bar->value())
            bar->setValue(row);
        else if (qint64{row} >= qint64{bar->value()} + page)
            bar->setValue(row - page + 1);
        break;
    case PositionAtTop:
        bar->setValue(row);
        break;
    case PositionAtBottom:
        bar->setValue(row - page + 1);
        break;
    case PositionAtCenter:
        bar->setValue(row - page / 2);
        break;
    }
}

int RowTableView::lineOf(const QModelIndex& index) const {
    if (!index.isValid()) return -1;
    const qint64 line = qint64{index.row()} - topRow();
    return line >= 0 && line < rowsPerPage() ? static_cast<int>(line) : -1;
}

void RowTableView::scrollToLine(int row, int line) {
    verticalScrollBar()->setValue(row - (line < 0 ? rowsPerPage() / 2 : line));
}

void RowTableView::reset() {
    QAbstractItemView::reset();
    updateGeometries();
    verticalScrollBar()->setValue(0);
}

QModelIndex RowTableView::moveCursor(CursorAction action, Qt::KeyboardModifiers) {
    const int rows = rowCount();
    if (rows == 0) return {};
    const auto current = currentIndex();
    const int column = current.isValid() ? current.column() : m_header->logicalIndex(0);
    const auto go = [&](qint64 row) {
        return model()->index(static_cast<int>(std::clamp<qint64>(row, 0, rows - 1)), column, rootIndex());
    };
    if (!current.isValid()) return go(topRow());
    const qint64 row = current.row();
    auto* bar = horizontalScrollBar();
    switch (action) {
    case MoveUp:
    case MovePrevious:
        return go(row - 1);
    case MoveDown:
    case MoveNext:
        return go(row + 1);
    case MovePageUp:
        return go(row - rowsPerPage());
    case MovePageDown:
        return go(row + rowsPerPage());
    case MoveHome:
        return go(0);
    case MoveEnd:
        return go(rows - 1);
    // A row is one thing: left and right move the picture, not the cursor.
    case MoveLeft:
        bar->setValue(bar->value() - bar->singleStep());
        break;
    case MoveRight:
        bar->setValue(bar->value() + bar->singleStep());
        break;
    }
    return current;
}

void RowTableView::keyboardSearch(const QString&) {
    // Typing a letter must not make text of millions of rows to find one that begins with it.
}

void RowTableView::setFillingColumn(int column) {
    m_fillingColumn = column;
    fillWidth();
}

void RowTableView::fillWidth() {
    if (m_fillingColumn < 0 || m_fillingColumn >= m_header->count() || m_header->isSectionHidden(m_fillingColumn))
        return;
    const int others = m_header->length() - m_header->sectionSize(m_fillingColumn);
    const int least = fontMetrics().averageCharWidth() * kLeastFilling;
    const QSignalBlocker quiet(m_header); // this is the answer to its signal
    m_header->resizeSection(m_fillingColumn, std::max(least, viewport()->width() - others));
    m_header->viewport()->update();
}

void RowTableView::fitColumn(int column) {
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    int width = m_header->sectionSizeHint(column);
    const qint64 end = std::min<qint64>(rowCount(), qint64{topRow()} + rowsPerPage() + 1);
    for (int row = topRow(); row < end; ++row) {
        const auto index = model()->index(row, column, rootIndex());
        width = std::max(width, itemDelegateForIndex(index)->sizeHint(option, index).width());
    }
    m_header->resizeSection(column, std::min(width, viewport()->width()));
}

int RowTableView::horizontalOffset() const {
    return m_header->offset();
}

int RowTableView::verticalOffset() const {
    const auto pixels = qint64{topRow()} * m_rowHeight;
    return pixels < kFarPixels ? static_cast<int>(pixels) : 0;
}

bool RowTableView::isIndexHidden(const QModelIndex& index) const {
    return m_header->isSectionHidden(index.column());
}

void RowTableView::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags flags) {
    const auto line = rect.normalized();
    const int rows = rowCount();
    if (selectionModel() == nullptr || rows == 0) return;
    const auto rowNear = [&](int y) {
        const qint64 row = qint64{topRow()} + (y < 0 ? (y - m_rowHeight + 1) / m_rowHeight : y / m_rowHeight);
        return static_cast<int>(std::clamp<qint64>(row, 0, rows - 1));
    };
    const QItemSelection chosen(model()->index(rowNear(line.top()), 0, rootIndex()),
                                model()->index(rowNear(line.bottom()), model()->columnCount() - 1, rootIndex()));
    selectionModel()->select(chosen, flags);
}

QRegion RowTableView::visualRegionForSelection(const QItemSelection& selection) const {
    QRegion region;
    const int first = topRow();
    const qint64 last = qint64{first} + rowsPerPage() + 1;
    for (const auto& range : selection) {
        if (range.bottom() < first || range.top() > last) continue;
        const int from = std::max(range.top(), first) - first;
        const auto to = static_cast<int>(std::min<qint64>(range.bottom(), last)) - first;
        region += QRect(0, from * m_rowHeight, viewport()->width(), (to - from + 1) * m_rowHeight);
    }
    return region;
}

void RowTableView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QAbstractItemView::currentChanged(current, previous);
    if (!QAccessible::isActive()) return;
    // The row in words: a cell alone says little.
    QStringList cells;
    for (int visual = 0; visual < m_header->count(); ++visual)
        cells += current.siblingAtColumn(m_header->logicalIndex(visual)).data().toString();
    cells.removeAll(QString());
    setAccessibleDescription(cells.join(QStringLiteral(", ")));
    const auto child = qint64{current.row()} * m_header->count() + current.column();
    if (!current.isValid() || !hasFocus() || child > std::numeric_limits<int>::max()) return;
    QAccessibleEvent event(this, QAccessible::Focus);
    event.setChild(static_cast<int>(child));
    QAccessible::updateAccessibility(&event);
}

void RowTableView::dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight, const QList<int>&) {
    // Qt's own would ask for the place of every cell of the range: two seconds at ten million rows.
    if (qint64{topLeft.row()} <= qint64{topRow()} + rowsPerPage() + 1 && bottomRight.row() >= topRow())
        viewport()->update();
}

void RowTableView::rowsInserted(const QModelIndex& parent, int first, int last) {
    QAbstractItemView::rowsInserted(parent, first, last);
    updateGeometries();
    if (qint64{first} <= qint64{topRow()} + rowsPerPage() + 1) viewport()->update();
}

void RowTableView::rowsAboutToBeRemoved(const QModelIndex& parent, int first, int last) {
    // Qt's own would choose another row, and scroll there.
    const auto current = currentIndex();
    if (current.isValid() && current.row() >= first && current.row() <= last)
        selectionModel()->setCurrentIndex({}, QItemSelectionModel::NoUpdate);
    QAbstractItemView::rowsAboutToBeRemoved(parent, first, last);
}

/// What is in sight stays where it is.
void RowTableView::rowsRemoved(const QModelIndex&, int first, int last) {
    const int above = std::clamp(topRow() - first, 0, last - first + 1);
    const int top = topRow() - above;
    updateGeometries();
    verticalScrollBar()->setValue(top);
    viewport()->update();
}

void RowTableView::updateGeometries() {
    const int headerHeight = std::max(m_header->sizeHint().height(), m_header->minimumHeight());
    setViewportMargins(0, headerHeight, 0, 0);
    const auto area = viewport()->geometry();
    m_header->setGeometry(area.left(), area.top() - headerHeight, area.width(), headerHeight);
    fillWidth();

    const int page = rowsPerPage();
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setSingleStep(1);
    verticalScrollBar()->setRange(0, std::max(0, rowCount() - page));
    horizontalScrollBar()->setPageStep(area.width());
    horizontalScrollBar()->setSingleStep(fontMetrics().averageCharWidth() * 4);
    horizontalScrollBar()->setRange(0, std::max(0, m_header->length() - area.width()));
    QAbstractItemView::updateGeometries();
}

void RowTableView::scrollContentsBy(int dx, int dy) {
    if (dx != 0) m_header->setOffset(horizontalScrollBar()->value());
    viewport()->update();
    Q_UNUSED(dy);
}

void RowTableView::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    const auto dirty = event->rect();
    const int first = std::max(0, dirty.top() / m_rowHeight);
    const int rows = rowCount();
    for (int line = first; line * m_rowHeight <= dirty.bottom(); ++line) {
        const qint64 row = qint64{topRow()} + line;
        if (row >= rows) break;
        paintRow(painter, static_cast<int>(row), {0, line * m_rowHeight, viewport()->width(), m_rowHeight});
    }
}

void RowTableView::paintRow(QPainter& painter, int row, const QRect& line) {
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    option.textElideMode = Qt::ElideRight;
    const bool selected =
        selectionModel() != nullptr && selectionModel()->isSelected(model()->index(row, 0, rootIndex()));
    const bool current = currentIndex().row() == row && hasFocus();
    if (selected) {
        option.state |= QStyle::State_Selected;
        painter.fillRect(
            line, option.palette.brush(isActiveWindow() ? QPalette::Active : QPalette::Inactive, QPalette::Highlight));
    }
    if (const auto fill = m_rowFill && !selected ? m_rowFill(model()->index(row, 0, rootIndex())) : QColor();
        fill.isValid()) {
        option.backgroundBrush = fill;
        painter.fillRect(line, fill);
    }
    const auto state = option.state;
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int column = m_header->logicalIndex(visual);
        if (m_header->isSectionHidden(column)) continue;
        option.rect =
            QRect(m_header->sectionViewportPosition(column), line.top(), m_header->sectionSize(column), line.height());
        if (option.rect.right() < 0 || option.rect.left() > line.right()) continue;
        option.state = state;
        const auto index = model()->index(row, column, rootIndex());
        itemDelegateForIndex(index)->paint(&painter, option, index);
    }
    if (current && !selected) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        focus.rect = line;
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, this);
    }
}

void RowTableView::resizeEvent(QResizeEvent* event) {
    QAbstractItemView::resizeEvent(event);
    updateGeometries();
}

void RowTableView::changeEvent(QEvent* event) {
    QAbstractItemView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        measureRows();
        updateGeometries();
        viewport()->update();
    }
}

} // namespace mqttscope::ui
