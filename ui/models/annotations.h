// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "ui/models/colouring_rule.h"

#include <QObject>
#include <QString>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace mqttscope::ui {

/// What a person said about the rows of one capture. It knows row numbers, and nothing of what is in the rows.
class Annotations : public QObject {
    Q_OBJECT

public:
    enum class Kind : std::uint8_t {
        Mark,
        Ignored,   ///< shown grey, and no display filter accepts it
        Reference, ///< times count from it
    };

    /// The most rows of one kind: they are kept with the capture one by one.
    static constexpr std::size_t kMost = 100'000;
    static constexpr qsizetype kMostRules = 100;
    /// Characters of a note.
    static constexpr qsizetype kLongestNote = 10'000;

    /// Ascending, each once.
    using Rows = std::vector<std::uint32_t>;
    using Notes = std::map<std::uint32_t, QString>;

    using QObject::QObject;

    /// Never null, and never changed: workers may keep it.
    [[nodiscard]] const std::shared_ptr<const Rows>& rows(Kind kind) const;
    [[nodiscard]] bool has(Kind kind, base::RowId row) const;
    /// In the order of the capture.
    [[nodiscard]] std::vector<base::RowId> markedRows() const;

    [[nodiscard]] const Notes& notes() const { return m_notes; }

    /// Empty where there is none.
    [[nodiscard]] QString note(base::RowId row) const;

    /// The rules of this capture alone.
    [[nodiscard]] const ColouringRules& colouring() const { return m_colouring; }

    /// At most kMostRules are kept.
    void setColouring(const ColouringRules& rules);

    /// Says it of these rows, or takes it back; the rows ascend.
    void set(Kind kind, const Rows& rows, bool on);
    /// An empty text removes the note; a longer one than kLongestNote is cut.
    void setNote(base::RowId row, const QString& text);
    /// Of another capture nothing was said.
    void clear();

signals:
    void rowsChanged(mqttscope::ui::Annotations::Kind kind);
    void noteChanged(mqttscope::base::RowId row);
    void colouringChanged();

private:
    static constexpr std::size_t kKinds = 3;

    std::array<std::shared_ptr<const Rows>, kKinds> m_rows{
        std::make_shared<const Rows>(), std::make_shared<const Rows>(), std::make_shared<const Rows>()};
    ColouringRules m_colouring;
    Notes m_notes;
};

} // namespace mqttscope::ui
