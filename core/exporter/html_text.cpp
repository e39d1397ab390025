// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/html_text.h"

#include "core/format/text.h"

namespace mqttscope::exporter {

std::string htmlText(std::string_view captured, std::size_t maxLength) {
    std::string out;
    for (const char c : format::visibleText(captured, maxLength)) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c; // any other byte
        }
    }
    return out;
}

} // namespace mqttscope::exporter
