// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/saved_filter.h"

#include <algorithm>

namespace mqttscope::ui {

SavedFilters withFilter(SavedFilters filters, const SavedFilter& filter) {
    const auto found = std::ranges::find(filters, filter.name, &SavedFilter::name);
    if (found == filters.end()) {
        filters.append(filter);
    } else {
        found->text = filter.text;
    }
    return filters;
}

} // namespace mqttscope::ui
