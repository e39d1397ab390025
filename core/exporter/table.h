// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mqttscope::exporter {

/// A list that is not packets (connections, fields) on its way out: named columns, one value a cell.
class Table {
public:
    /// Nothing, a number, a truth value, or text as captured.
    using Cell = std::variant<std::monostate, std::uint64_t, bool, std::string>;

    enum class Align : std::uint8_t { Left, Right };

    struct Column {
        std::string key;     ///< of JSON and CSV: "client_id"
        std::string heading; ///< of text: "Client"
        Align align = Align::Left;
    };

    explicit Table(std::vector<Column> columns)
        : m_columns(std::move(columns)) {}

    void addRow(std::vector<Cell> cells) { m_rows.push_back(std::move(cells)); }

    /// Columns as wide as their widest value, captured text made safe for a terminal.
    [[nodiscard]] std::string text() const;
    /// RFC 4180, with a header line.
    [[nodiscard]] std::string csv() const;
    /// One object a row, on a line of its own.
    [[nodiscard]] std::string ndjson() const;
    /// One array of objects.
    [[nodiscard]] std::string json() const;

private:
    void writeObject(JsonWriter& json, const std::vector<Cell>& cells) const;

    std::vector<Column> m_columns;
    std::vector<std::vector<Cell>> m_rows;
};

} // namespace mqttscope::exporter
