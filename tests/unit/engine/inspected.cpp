// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/engine/inspected.h"

#include "core/format/row_text.h"

namespace mqttscope::engine {

std::string Inspected::types() {
    const auto snapshot = m_inspection.snapshot();
    std::string text;
    for (std::uint32_t i = 0; i < snapshot.rows(); ++i) {
        if (!text.empty()) text += ' ';
        text += format::typeText(snapshot.row(base::RowId(i)));
    }
    return text;
}

} // namespace mqttscope::engine
