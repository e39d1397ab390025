// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"
#include "ui/models/row_texts.h"

#include <QAbstractTableModel>

namespace mqttscope::ui {

/// What a packet is about; the one thing in the table that has a hue.
enum class Family : std::uint8_t { Connect, Publish, Subscribe, Quiet, Event };

/// What is wrong with a row.
enum class RowMark : std::uint8_t { None, Incomplete, Malformed };

/// The main table: a thin adapter over a snapshot. Its row count changes in adopt() and nowhere else, and it makes text
/// only for the cells that a view asks for.
class PacketTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Mark, Number, Time, Client, Direction, Type, Info, Payload, Flags, Identifier, Size, kColumns };

    enum Role { FamilyRole = Qt::UserRole, MarkRole };

    explicit PacketTableModel(QObject* parent = nullptr);

    /// Shows another capture, from its beginning.
    void show(PacketLookup lookup);
    void clear();
    /// Takes over a later state of the capture that is shown: rows are only ever added.
    void adopt(const store::Snapshot& snapshot);
    /// Passwords are masked until this is true.
    void setSecretsShown(bool shown);

    [[nodiscard]] const store::Snapshot& snapshot() const { return m_snapshot; }

    [[nodiscard]] static base::RowId rowId(const QModelIndex& index);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString cellText(base::RowId id, const store::Row& row, int column) const;
    [[nodiscard]] QString clientText(const store::Row& row) const;
    [[nodiscard]] QString toolTip(base::RowId id, const store::Row& row, int column) const;

    store::Snapshot m_snapshot;
    PacketLookup m_lookup;
    bool m_secrets = false;
    int m_rows = 0;
    mutable RowTexts m_texts; // a cache: what it answers does not depend on it
};

} // namespace mqttscope::ui
