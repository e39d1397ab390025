// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/csv.h"

namespace mqttscope::exporter {

void appendCsvCell(std::string& out, std::string_view text) {
    constexpr std::string_view kFormulaStarts = "=+-@\t\r";
    const bool formula = !text.empty() && kFormulaStarts.find(text.front()) != std::string_view::npos;
    const bool quoted = text.find_first_of("\",\r\n") != std::string_view::npos;
    if (quoted) out += '"';
    if (formula) out += '\'';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    if (quoted) out += '"';
}

} // namespace mqttscope::exporter
