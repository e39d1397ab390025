// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/text.h"
#include "ui/models/details_lines.h"

#include <QAbstractItemModel>
#include <QStringList>

#include <memory>
#include <set>

namespace mqttscope::ui {

/// The decoded fields of one packet as a tree of "Label: value" lines (DetailsLines).
class DetailsModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role {
        KindRole = Qt::UserRole,
        SectionRole,
        SeverityRole,
        BitsRole, ///< the bits of a flag within its byte, ".... 1..."; empty for other lines
        LinkRole, ///< the row that a line leads to (quint32); nothing for other lines
    };

    explicit DetailsModel(QObject* parent = nullptr);

    /// Null shows nothing. Secrets that were revealed one by one are masked again.
    void show(std::shared_ptr<const PacketDetails> details);
    void setSecretsShown(bool shown);
    /// Shows this one value, until another packet is shown.
    void reveal(const QModelIndex& index);
    /// Whether a line is masked at the moment.
    [[nodiscard]] bool isMasked(const QModelIndex& index) const;

    [[nodiscard]] const PacketDetails* details() const { return m_details.get(); }

    /// The bytes that a line speaks of, and in which view they count.
    [[nodiscard]] base::ByteRange range(const QModelIndex& index) const;
    [[nodiscard]] ByteSpace space(const QModelIndex& index) const;
    /// The key of a line's field, such as "mqtt.topic"; empty for lines that are none.
    [[nodiscard]] QString key(const QModelIndex& index) const;
    /// The line of a field.
    [[nodiscard]] QModelIndex indexOf(ByteSpace space, std::uint32_t field) const;

    /// A line by its number in DetailsLines; invalid if there is none.
    [[nodiscard]] QModelIndex indexOfLine(std::uint32_t line) const;

    /// The keys from the top down to a line, with "/" between them: the same for the same field of every packet.
    [[nodiscard]] QString path(const QModelIndex& index) const;
    /// The first line with a path.
    [[nodiscard]] QModelIndex indexAt(const QString& path) const;

    /// The value of a line in full, as far as it was decoded.
    [[nodiscard]] QString value(const QModelIndex& index) const;
    /// A display filter that the packet fulfils because of this line; of a masked value only that it is there. Empty
    /// for lines that are no fields.
    [[nodiscard]] QString filterTerm(const QModelIndex& index) const;
    /// The labels from the top down to a line: "Variable Header › Properties › Topic Alias".
    [[nodiscard]] QString labels(const QModelIndex& index) const;
    /// The line as it is drawn: with its bits.
    [[nodiscard]] QString drawnText(const QModelIndex& index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] const DetailsLine& line(const QModelIndex& index) const {
        return m_lines[static_cast<std::uint32_t>(index.internalId())];
    }

    [[nodiscard]] const std::vector<std::uint32_t>& childrenOf(const QModelIndex& parent) const;
    [[nodiscard]] format::TextOptions optionsFor(const QModelIndex& index, std::size_t maxLength) const;
    [[nodiscard]] base::Severity severity(const DetailsLine& line) const;
    /// The row that a line leads to.
    [[nodiscard]] QVariant link(const DetailsLine& line) const;
    [[nodiscard]] bool isSection(const DetailsLine& line) const;
    void textsChanged(const QModelIndex& parent);

    std::shared_ptr<const PacketDetails> m_details;
    DetailsLines m_lines;
    std::set<quintptr> m_revealed; ///< lines
    bool m_secrets = false;
};

} // namespace mqttscope::ui
