// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"
#include "core/filter/filter.h"
#include "ui/models/background_job.h"
#include "ui/models/colouring_rule.h"

#include <QCache>
#include <QTimer>

#include <cstdint>
#include <memory>
#include <vector>

namespace mqttscope::ui {

/// Which colouring rule a row has. Only rows that somebody asks for are looked at, beside the window's thread: a rule
/// may ask for what must be decoded.
class RowTints : public QObject {
    Q_OBJECT

public:
    explicit RowTints(QObject* parent = nullptr);

    /// Another capture, or none.
    void show(std::shared_ptr<engine::Inspection> inspection);
    void adopt(const store::Snapshot& snapshot);
    void setRules(const ColouringRules& rules);

    [[nodiscard]] const ColouringRules& rules() const { return m_rules; }

    /// Null where no rule accepts the row, or where it is not known yet: then changed() follows.
    [[nodiscard]] const ColouringRule* ruleOf(base::RowId row);

signals:
    /// More is known, or something else holds.
    void changed();

private:
    struct Known {
        int rule = -1; ///< -1: none
        std::uint32_t age = 0;
    };

    struct Compiled {
        int rule = 0;
        filter::Filter filter{};
    };

    void look();
    void take(const std::vector<std::uint32_t>& rows, const std::vector<int>& found, std::uint32_t age);

    std::shared_ptr<engine::Inspection> m_inspection;
    store::Snapshot m_snapshot;
    ColouringRules m_rules;
    std::shared_ptr<const std::vector<Compiled>> m_compiled; ///< of the rules that are on and right
    bool m_ages = false;                                     ///< later packets may change what holds
    std::uint32_t m_age = 0;                                 ///< what is known of another one is asked for again
    QCache<std::uint32_t, Known> m_known;
    std::vector<std::uint32_t> m_asked;
    BackgroundJob m_job;
    QTimer m_soon;
};

} // namespace mqttscope::ui
