// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/packet_details.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace mqttscope::ui {

/// What a line of the details stands for.
enum class DetailsKind : std::uint8_t { FrameGroup, EventText, Field, Problem };

/// The decoded fields of one packet as a tree of "Label: value" lines: one group for the frame below it, then the parts
/// of the packet. Problems stand as lines of their own below the field they belong to.
class DetailsModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role { KindRole = Qt::UserRole, SectionRole, SeverityRole };

    explicit DetailsModel(QObject* parent = nullptr);

    /// Null shows nothing.
    void show(std::shared_ptr<const PacketDetails> details);
    void setSecretsShown(bool shown);

    [[nodiscard]] const PacketDetails* details() const { return m_details.get(); }

    /// The bytes that a line speaks of, and in which view they count.
    [[nodiscard]] base::ByteRange range(const QModelIndex& index) const;
    [[nodiscard]] ByteSpace space(const QModelIndex& index) const;
    /// The key of a line's field, such as "mqtt.topic"; empty for lines that are none.
    [[nodiscard]] QString key(const QModelIndex& index) const;
    /// The line of a field.
    [[nodiscard]] QModelIndex indexOf(ByteSpace space, std::uint32_t field) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

    struct Line {
        DetailsKind kind{};
        ByteSpace space{};
        std::uint32_t source = 0; ///< index of the field or of the problem
        std::uint32_t parent = kNone;
        std::vector<std::uint32_t> children;
        int row = 0; ///< among its siblings
    };

    std::uint32_t append(DetailsKind kind, ByteSpace space, std::uint32_t source, std::uint32_t parent);
    void appendFields(ByteSpace space, std::uint32_t parent);

    [[nodiscard]] const Line& line(const QModelIndex& index) const { return m_lines[index.internalId()]; }

    [[nodiscard]] const std::vector<std::uint32_t>& childrenOf(const QModelIndex& parent) const;
    [[nodiscard]] QString text(const Line& line) const;
    [[nodiscard]] QString toolTip(const Line& line) const;
    [[nodiscard]] base::Severity severity(const Line& line) const;
    [[nodiscard]] QString problemText(const base::FieldProblem& problem) const;
    [[nodiscard]] QString frameText() const;

    std::shared_ptr<const PacketDetails> m_details;
    std::vector<Line> m_lines;
    std::vector<std::uint32_t> m_top;
    std::vector<std::uint32_t> m_packetLines; ///< line of each packet field
    std::vector<std::uint32_t> m_frameLines;  ///< line of each frame field
    bool m_secrets = false;
};

} // namespace mqttscope::ui
