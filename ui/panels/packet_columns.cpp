// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/packet_columns.h"

#include "core/exporter/packet_writer.h"
#include "core/session/catalogue.h"
#include "ui/models/packet_table_model.h"
#include "ui/models/text.h"
#include "ui/views/row_table_view.h"

#include <QAction>
#include <QDataStream>
#include <QHeaderView>
#include <QIODevice>
#include <QInputDialog>
#include <QMenu>
#include <QStringList>

#include <array>
#include <utility>

namespace mqttscope::ui {

namespace {

// What people add most, beside whatever field they meet in the details.
constexpr std::array<std::string_view, 6> kCommonFields{"ip.src",          "ip.dst",       "frame.number",
                                                        "mqtt.connection", "mqtt.version", "tcp.stream"};
constexpr double kFieldWidth = 16; // digits
constexpr quint8 kStateVersion = 2;

} // namespace

PacketColumns::PacketColumns(PacketTableModel* model, RowTableView* view)
    : QObject(view)
    , m_model(model)
    , m_view(view) {
    auto* header = m_view->header();
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(false);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this, [this, header](const QPoint& at) {
        showMenu(header->viewport()->mapToGlobal(at), header->logicalIndexAt(at));
    });
    connect(header, &QHeaderView::sectionClicked, this, &PacketColumns::sortBy);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &PacketColumns::widenNumbers);
    setWidths();
}

void PacketColumns::widenNumbers() {
    auto* header = m_view->header();
    const auto last = numberText(m_model->snapshot().rows());
    const int needed = m_view->fontMetrics().horizontalAdvance(last + QStringLiteral("0000")); // with signs before it
    if (header->sectionSize(PacketTableModel::Number) < needed) header->resizeSection(PacketTableModel::Number, needed);
}

void PacketColumns::setFont(const QFont& font) {
    const auto digit = [this] { return std::max(m_view->fontMetrics().horizontalAdvance(QLatin1Char('0')), 1); };
    const auto before = digit();
    m_view->setFont(font);
    const auto now = digit();
    auto* header = m_view->header();
    for (int column = 0; now != before && column < header->count(); ++column)
        if (!header->isSectionHidden(column)) header->resizeSection(column, header->sectionSize(column) * now / before);
}

void PacketColumns::setWidths() {
    // In digits of the font, so that it fits at any size.
    constexpr std::array<double, PacketTableModel::kColumns> widths{3.8, 8, 13, 17, 4, 12.5, 31, 20, 6, 7, 8, 11};
    const auto digit = m_view->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (int column = 0; column < PacketTableModel::kColumns; ++column)
        m_view->header()->resizeSection(column, static_cast<int>(widths[static_cast<std::size_t>(column)] * digit));
    m_view->header()->setSectionHidden(PacketTableModel::SincePrevious, true);
    m_view->setFillingColumn(PacketTableModel::Payload);
}

void PacketColumns::sortBy(int column) {
    // Up, down, and back to the order of the capture.
    if (column != m_sortedBy) return sort(column, false);
    if (!m_descending) return sort(column, true);
    sort(-1, false);
}

void PacketColumns::sort(int column, bool descending) {
    m_sortedBy = column;
    m_descending = descending;
    // The header turns its arrow by itself when it is clicked: it shows what is so.
    auto* header = m_view->header();
    if (column >= 0) header->setSortIndicator(column, descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    header->setSortIndicatorShown(column >= 0);
    emit sortRequested(column, descending);
}

void PacketColumns::clearSorting() {
    m_sortedBy = -1;
    m_view->header()->setSortIndicatorShown(false);
}

int PacketColumns::columnOf(const QString& key) const {
    const auto& columns = m_model->fieldColumns();
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (toText(columns[i].key) == key) return PacketTableModel::kColumns + static_cast<int>(i);
    return -1;
}

bool PacketColumns::addField(const QString& key) {
    auto* header = m_view->header();
    if (const int known = columnOf(key); known >= 0) {
        header->setSectionHidden(known, false);
    } else {
        auto columns = exporter::resolveKeys({key.toStdString()});
        if (!columns) return false;
        const int column = m_model->addFieldColumn(columns->front());
        const auto digit = m_view->fontMetrics().horizontalAdvance(QLatin1Char('0'));
        header->resizeSection(column, static_cast<int>(kFieldWidth * digit));
        // Before the payload, which takes what width is left.
        header->moveSection(header->visualIndex(column), header->visualIndex(PacketTableModel::Payload));
    }
    return true;
}

QString PacketColumns::titleOf(int column) const {
    if (column == PacketTableModel::Mark) return tr("Mark");
    if (column == PacketTableModel::Direction) return tr("Direction");
    return m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
}

void PacketColumns::showMenu(const QPoint& at, int column) {
    auto* menu = new QMenu(m_view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("columnMenu"));
    if (column >= 0) {
        menu->addAction(tr("Sort &Ascending"), this, [this, column] { sort(column, false); });
        menu->addAction(tr("Sort &Descending"), this, [this, column] { sort(column, true); });
    }
    menu->addAction(tr("Order of the &Capture"), this, [this] { sort(-1, false); });
    menu->addSeparator();
    if (column >= 0) {
        menu->addAction(tr("&Fit Width"), this, [this, column] { m_view->fitColumn(column); });
    }
    menu->addAction(tr("Fit All &Widths"), this, &PacketColumns::fitAll);
    if (column >= 0) fillAlignment(menu->addMenu(tr("A&lign")), column);
    menu->addSeparator();
    fillShown(menu->addMenu(tr("&Show")));
    fillFields(menu->addMenu(tr("Add &Field")));
    if (column >= PacketTableModel::kColumns) {
        menu->addAction(tr("&Remove This Column"), this, [this, column] {
            if (column == m_sortedBy) sort(-1, false);
            m_model->removeFieldColumn(column);
        });
    } else if (column >= 0) {
        menu->addAction(tr("&Hide This Column"), this,
                        [this, column] { m_view->header()->setSectionHidden(column, true); });
    }
    menu->addAction(tr("Restore D&efaults"), this, &PacketColumns::restoreDefaults);
    menu->popup(at);
}

void PacketColumns::fillShown(QMenu* menu) {
    auto* header = m_view->header();
    for (int column = 0; column < m_model->columnCount(); ++column) {
        auto* action = menu->addAction(titleOf(column));
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        connect(action, &QAction::toggled, header,
                [header, column](bool shown) { header->setSectionHidden(column, !shown); });
    }
}

void PacketColumns::fillFields(QMenu* menu) {
    for (const auto key : kCommonFields) {
        const auto meanings = session::findKey(key);
        if (meanings.empty()) continue;
        menu->addAction(QStringLiteral("%1 (%2)").arg(toText(meanings.front().field->label), toText(key)), this,
                        [this, key] { addField(toText(key)); });
    }
    menu->addSeparator();
    menu->addAction(tr("&Another…"), this, [this] {
        QStringList keys;
        for (const auto* field : session::allFields())
            if (field->type != base::FieldType::Group) keys += toText(field->key);
        auto* dialog = new QInputDialog(m_view);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle(tr("Add a Column"));
        dialog->setLabelText(tr("Key of the field:"));
        dialog->setComboBoxItems(keys);
        dialog->setComboBoxEditable(true);
        connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& key) { addField(key); });
        dialog->open();
    });
}

void PacketColumns::fillAlignment(QMenu* menu, int column) {
    const std::array<std::pair<QString, Qt::Alignment>, 3> choices{std::pair{tr("&Left"), Qt::AlignLeft},
                                                                   std::pair{tr("&Center"), Qt::AlignHCenter},
                                                                   std::pair{tr("&Right"), Qt::AlignRight}};
    const auto now = m_model->alignment(column) & Qt::AlignHorizontal_Mask;
    for (const auto& [text, alignment] : choices) {
        auto* action =
            menu->addAction(text, this, [this, column, chosen = alignment] { m_model->setAlignment(column, chosen); });
        action->setCheckable(true);
        action->setChecked(alignment == now);
    }
}

void PacketColumns::fitAll() {
    for (int column = 0; column < m_model->columnCount(); ++column)
        if (!m_view->header()->isSectionHidden(column) && column != PacketTableModel::Payload)
            m_view->fitColumn(column);
}

QByteArray PacketColumns::saveState() const {
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    QStringList keys;
    for (const auto& column : m_model->fieldColumns()) keys += toText(column.key);
    stream << kStateVersion << keys;
    for (int column = 0; column < m_model->columnCount(); ++column)
        stream << static_cast<qint32>(m_model->alignment(column) & Qt::AlignHorizontal_Mask);
    stream << m_view->header()->saveState();
    return state;
}

void PacketColumns::restoreState(const QByteArray& state) {
    QDataStream stream(state);
    quint8 version = 0;
    QStringList keys;
    stream >> version >> keys;
    // Of another version of the program: columns would come out in the wrong places.
    if (version != kStateVersion || stream.status() != QDataStream::Ok) return;
    for (const auto& key : std::as_const(keys))
        if (!addField(key)) return;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        qint32 alignment = 0;
        stream >> alignment;
        const auto wanted = Qt::Alignment(alignment) & Qt::AlignHorizontal_Mask;
        if (wanted != 0 && wanted != (m_model->alignment(column) & Qt::AlignHorizontal_Mask))
            m_model->setAlignment(column, wanted);
    }
    QByteArray header;
    stream >> header;
    m_view->header()->restoreState(header);
    clearSorting(); // it belongs to a capture, not to the window
}

void PacketColumns::restoreDefaults() {
    auto* header = m_view->header();
    while (m_model->columnCount() > PacketTableModel::kColumns) m_model->removeFieldColumn(m_model->columnCount() - 1);
    for (int column = 0; column < PacketTableModel::kColumns; ++column) {
        header->setSectionHidden(column, false);
        header->moveSection(header->visualIndex(column), column);
    }
    setWidths();
}

} // namespace mqttscope::ui
