// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/exporter/json.h"
#include "core/store/connection.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::exporter {

/// A log as Zeek's ASCII writer makes it: tab-separated under a header, or one JSON object a line. Values are given in
/// the order of the columns.
class ZeekLog {
public:
    struct Column {
        std::string_view name;
        std::string_view type; ///< as Zeek writes it: "time", "string", "vector[string]"
    };

    /// `path` is the log's name without ".log"; `columns` are those behind what every log begins with, and outlive it.
    ZeekLog(std::string_view path, std::span<const Column> columns, bool json)
        : m_path(path)
        , m_columns(columns)
        , m_json(json) {}

    /// Begins a line with ts, uid and id.*, which every log has; the header too, before the first.
    void begin(base::Timestamp time, const store::Connection& connection, std::string& out);
    void unset();
    void text(std::string_view captured);
    /// A word of ours, such as an enumeration.
    void word(std::string_view word);
    void boolean(bool value);
    void count(std::uint64_t value);
    void texts(const std::vector<std::string_view>& captured);
    void counts(const std::vector<std::uint64_t>& values);
    void endLine(std::string& out);
    /// The header where there was no line, and what stands at the end of a log.
    void end(std::string& out);

private:
    void header(std::string& out);
    /// A value of the next column, ready for its form.
    void value(std::string_view written);

    std::string_view m_path;
    std::span<const Column> m_columns;
    bool m_json;
    bool m_begun = false;
    std::size_t m_at = 0; // the column that comes next
    std::string m_line;
    base::Timestamp m_last{};
};

} // namespace mqttscope::exporter
