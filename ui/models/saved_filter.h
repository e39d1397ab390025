// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace mqttscope::ui {

/// A display filter that the user gave a name.
struct SavedFilter {
    QString name;
    QString text;

    bool operator==(const SavedFilter&) const = default;
};

using SavedFilters = QList<SavedFilter>;

/// With this filter at the end, or in the place of the one of the same name.
[[nodiscard]] SavedFilters withFilter(SavedFilters filters, const SavedFilter& filter);

} // namespace mqttscope::ui
