// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/text.h"
#include "ui/models/details_lines.h"

#include <QCoreApplication>
#include <QString>

namespace mqttscope::ui {

/// The texts of one line of the details. It lives as long as what it speaks of.
class DetailsText {
    Q_DECLARE_TR_FUNCTIONS(DetailsText)

public:
    DetailsText(const PacketDetails& details, const DetailsLine& line)
        : m_details(details)
        , m_line(line) {}

    /// "QoS: at least once (1)"; what is generated stands in brackets.
    [[nodiscard]] QString line(const format::TextOptions& options) const;
    /// "at least once (1)"; of a line that is no field, all of it.
    [[nodiscard]] QString value(const format::TextOptions& options) const;
    /// "QoS"; of a line that is no field, all of it.
    [[nodiscard]] QString label() const;
    /// The bits of a field that is less than its bytes, as the tables of the standard draw them: ".... .01."; empty for
    /// other lines.
    [[nodiscard]] QString bits() const;
    /// Key, meaning, raw value, place in the standard and in the packet, a line each.
    [[nodiscard]] QString toolTip(const format::TextOptions& options) const;
    /// What the line is called among its siblings, the same in every packet: its key.
    [[nodiscard]] QString name() const;

    /// Whether the line shows what is masked until the user asks.
    [[nodiscard]] bool isSecret() const;

private:
    [[nodiscard]] const base::FieldTree& tree() const { return m_details.fields(m_line.space); }

    [[nodiscard]] const base::FieldNode& node() const { return tree().nodes[m_line.source]; }

    [[nodiscard]] const base::FieldInfo& info() const;
    [[nodiscard]] QString frameText() const;
    [[nodiscard]] QString segmentGroupText() const;
    [[nodiscard]] QString segmentText() const;
    [[nodiscard]] QString stepText() const;
    [[nodiscard]] QString mateText() const;
    [[nodiscard]] QString problemText() const;
    [[nodiscard]] QString fieldText(const format::TextOptions& options) const;
    [[nodiscard]] QString rawText(const format::TextOptions& options) const;
    [[nodiscard]] bool isMaskedPayload(const format::TextOptions& options) const;

    const PacketDetails& m_details;
    const DetailsLine& m_line;
};

} // namespace mqttscope::ui
