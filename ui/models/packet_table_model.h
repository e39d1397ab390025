// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"
#include "ui/models/annotations.h"
#include "ui/models/row_order.h"
#include "ui/models/row_texts.h"
#include "ui/models/row_times.h"
#include "ui/models/row_tints.h"

#include <QAbstractTableModel>

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace mqttscope::ui {

/// What a packet is about; the one thing in the table that has a hue.
enum class Family : std::uint8_t { Connect, Publish, Subscribe, Quiet, Event };

/// What is wrong with a row, or worth knowing.
enum class RowMark : std::uint8_t { None, Information, Incomplete, Warning, Malformed, Error };

/// What a person said about a row, as bits.
struct RowSign {
    static constexpr quint32 kMarked = 1;
    static constexpr quint32 kIgnored = 2;
    static constexpr quint32 kNoted = 4;
};

/// What a row has to do with the selected one.
enum class Relation : std::uint8_t { None, Connection, Segment };

/// The main table: a thin adapter over a snapshot. Its row count changes in adopt() and nowhere else, and it makes text
/// only for the cells that a view asks for.
class PacketTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    /// The columns that are always there; those of fields follow.
    enum Column {
        Mark,
        Number,
        Time,
        Client,
        Direction,
        Type,
        Info,
        Payload,
        Flags,
        Identifier,
        Size,
        SincePrevious,
        kColumns
    };

    enum Role {
        FamilyRole = Qt::UserRole,
        MarkRole,
        RelationRole,
        SignsRole, ///< RowSign bits (quint32)
        TintRole,  ///< Tint of the colouring rule that holds (int); nothing without one
    };

    explicit PacketTableModel(QObject* parent = nullptr);

    /// Shows another capture, from its beginning.
    void show(RowSource source);
    void clear();
    /// Takes over a later state of the capture that is shown: rows are added at the end, and leave at the beginning.
    void adopt(const store::Snapshot& snapshot);
    /// Shows these rows in this order, null: all as they came. `continues`: the rows that are shown stay, more follow.
    void setOrder(const std::shared_ptr<const RowOrder>& order, bool continues);
    /// Decodes again what is shown.
    void refresh();
    /// Passwords are masked until this is true.
    void setSecretsShown(bool shown);
    void setTimes(const RowTimes& times);
    /// What is said about rows is shown from now on; it must outlive the model.
    void setAnnotations(const Annotations* annotations);
    /// The backgrounds that rules give; they must outlive the model.
    void setTints(RowTints* tints);
    /// The rows that belong together with this one are marked.
    void setSelected(base::RowId row);

    /// Adds a column of a field, at the end, and returns its number.
    int addFieldColumn(const exporter::KeyColumn& column);
    void removeFieldColumn(int column);

    [[nodiscard]] const std::vector<exporter::KeyColumn>& fieldColumns() const { return m_fieldColumns; }

    [[nodiscard]] Qt::Alignment alignment(int column) const;
    void setAlignment(int column, Qt::Alignment alignment);

    /// By what a click on a column's header sorts.
    [[nodiscard]] Sorting sortingOf(int column) const;

    [[nodiscard]] const store::Snapshot& snapshot() const { return m_snapshot; }

    /// What setOrder() gave.
    [[nodiscard]] const std::shared_ptr<const RowOrder>& order() const { return m_order; }

    [[nodiscard]] const RowTimes& times() const { return m_times; }

    [[nodiscard]] base::RowId rowId(const QModelIndex& index) const;
    /// Where a row stands, or -1 if it is not shown.
    [[nodiscard]] int positionOf(base::RowId row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] int shownRows() const;
    void grow(int rows);
    /// Takes rows away at the beginning; `change` makes it so.
    void shrink(std::size_t rows, const std::function<void()>& change);
    void signsChanged();
    [[nodiscard]] quint32 signsOf(base::RowId id) const;
    [[nodiscard]] QString signsText(base::RowId id) const;
    [[nodiscard]] RowMark markOf(base::RowId id, const store::Row& row) const;
    [[nodiscard]] Relation relationOf(const store::Row& row) const;
    [[nodiscard]] base::RowId rowBefore(const QModelIndex& cell) const;
    [[nodiscard]] QString cellText(const QModelIndex& cell) const;
    [[nodiscard]] QString toolTip(const QModelIndex& cell) const;

    store::Snapshot m_snapshot;
    RowSource m_source;
    std::shared_ptr<const RowOrder> m_order;
    std::vector<exporter::KeyColumn> m_fieldColumns;
    std::map<int, Qt::Alignment> m_alignments; ///< that differ from what a column has by itself
    RowTimes m_times;
    const Annotations* m_annotations = nullptr;
    RowTints* m_tints = nullptr;
    base::RowId m_selected;
    store::Row m_selectedRow;
    bool m_secrets = false;
    int m_rows = 0;
    std::uint32_t m_first = 0; ///< the row at the top where there is no order
    mutable RowTexts m_texts;  // a cache: what it answers does not depend on it
};

} // namespace mqttscope::ui
