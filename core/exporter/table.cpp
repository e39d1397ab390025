// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/table.h"

#include "core/exporter/csv.h"
#include "core/format/text.h"

#include <utf8.h>

#include <algorithm>

namespace mqttscope::exporter {
namespace {

constexpr std::size_t kLongestTextCell = 80;

std::string plainText(const Table::Cell& cell) {
    if (const auto* number = std::get_if<std::uint64_t>(&cell)) return std::to_string(*number);
    if (const auto* truth = std::get_if<bool>(&cell)) return *truth ? "yes" : "no";
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    return {};
}

std::string shownText(const Table::Cell& cell) {
    if (const auto* number = std::get_if<std::uint64_t>(&cell)) return format::numberText(*number);
    return format::visibleText(plainText(cell), kLongestTextCell);
}

/// Characters, which is what a terminal aligns.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(utf8::unchecked::distance(text.begin(), text.end()));
}

void appendAligned(std::string& line, std::string_view text, std::size_t columnWidth, Table::Align align) {
    const std::string padding(columnWidth - std::min(columnWidth, width(text)), ' ');
    if (align == Table::Align::Right) line += padding;
    line += text;
    if (align == Table::Align::Left) line += padding;
}

void appendLine(std::string& out, std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
}

} // namespace

std::string Table::text() const {
    std::vector<std::size_t> widths;
    widths.reserve(m_columns.size());
    for (const auto& column : m_columns) widths.push_back(width(column.heading));
    for (const auto& row : m_rows) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(shownText(row[i])));
    }
    std::string out;
    std::string line;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (i != 0) line += "  ";
        appendAligned(line, m_columns[i].heading, widths[i], m_columns[i].align);
    }
    appendLine(out, std::exchange(line, {}));
    for (const auto& row : m_rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i != 0) line += "  ";
            appendAligned(line, shownText(row[i]), widths[i], m_columns[i].align);
        }
        appendLine(out, std::exchange(line, {}));
    }
    return out;
}

std::string Table::csv() const {
    std::string out;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (i != 0) out += ',';
        appendCsvCell(out, m_columns[i].key);
    }
    out += kCsvLineEnd;
    for (const auto& row : m_rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i != 0) out += ',';
            appendCsvCell(out, mendUtf8(plainText(row[i])));
        }
        out += kCsvLineEnd;
    }
    return out;
}

std::string Table::ndjson() const {
    std::string out;
    JsonWriter json;
    for (const auto& row : m_rows) {
        json.clear();
        writeObject(json, row);
        out.append(json.finish()) += '\n';
    }
    return out;
}

std::string Table::json() const {
    JsonWriter json;
    json.beginArray();
    for (const auto& row : m_rows) writeObject(json, row);
    json.endArray();
    return std::string(json.finish()) + '\n';
}

void Table::writeObject(JsonWriter& json, const std::vector<Cell>& cells) const {
    json.beginObject();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        json.key(m_columns[i].key);
        if (const auto* number = std::get_if<std::uint64_t>(&cells[i])) {
            json.number(*number);
        } else if (const auto* truth = std::get_if<bool>(&cells[i])) {
            json.boolean(*truth);
        } else if (const auto* text = std::get_if<std::string>(&cells[i])) {
            json.text(*text);
        } else {
            json.null();
        }
    }
    json.endObject();
}

} // namespace mqttscope::exporter
