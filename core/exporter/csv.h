// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace mqttscope::exporter {

/// Whether a spreadsheet may run this text: it begins with what formulas begin with, and is no plain number.
[[nodiscard]] bool looksLikeFormula(std::string_view text);

/// Appends one cell of a CSV line (RFC 4180), quoted where it must be. Captured text that a spreadsheet would run as a
/// formula gets an apostrophe in front.
void appendCsvCell(std::string& out, std::string_view text);
/// RFC 4180 §2: lines end with CR LF.
inline constexpr std::string_view kCsvLineEnd = "\r\n";

} // namespace mqttscope::exporter
