// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/shell_quote.h"

#include "core/format/text.h"

#include <fmt/format.h>

#include <iterator>

namespace mqttscope::exporter {

bool isReadable(std::string_view bytes) {
    return format::visibleText(bytes) == bytes;
}

std::string shellWord(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') {
            out += R"('\'')";
        } else {
            out += c;
        }
    }
    return out + '\'';
}

std::string shellAssignment(std::string_view variable, std::string_view bytes) {
    if (isReadable(bytes)) return fmt::format("{}={}", variable, shellWord(bytes));
    std::string octal;
    for (const char c : bytes) fmt::format_to(std::back_inserter(octal), "\\{:03o}", static_cast<std::uint8_t>(c));
    // A command substitution loses the line feeds at its end: something stands behind them and is taken off again.
    return fmt::format("{0}=$(printf '{1}x'); {0}=${{{0}%x}}", variable, octal);
}

} // namespace mqttscope::exporter
