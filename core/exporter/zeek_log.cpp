// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/zeek_log.h"

#include "core/exporter/connection_name.h"
#include "core/format/text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <iterator>

namespace mqttscope::exporter {
namespace {

// Zeek's own defaults.
constexpr std::string_view kUnset = "-";
constexpr std::string_view kEmpty = "(empty)";

/// What every log about a connection begins with.
constexpr std::array<ZeekLog::Column, 6> kCommon{{{"ts", "time"},
                                                  {"uid", "string"},
                                                  {"id.orig_h", "addr"},
                                                  {"id.orig_p", "port"},
                                                  {"id.resp_h", "addr"},
                                                  {"id.resp_p", "port"}}};

/// Every byte that would mean something in a log, or that is no UTF-8, as \xHH.
std::string escaped(std::string_view captured, bool inVector) {
    const bool utf8 = format::isUtf8(captured);
    std::string out;
    for (const char c : captured) {
        const auto byte = static_cast<std::uint8_t>(c);
        const bool control = byte < 0x20 || byte == 0x7F || c == '\\' || (inVector && c == ',');
        if (control || (byte >= 0x80 && !utf8)) {
            fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
        } else {
            out += c;
        }
    }
    // What stands for nothing must not be taken for it.
    if (out == kUnset) return "\\x2d";
    if (out == kEmpty) return "\\x28empty)";
    return out;
}

/// JSON holds any UTF-8; other bytes are escaped as in the other form.
std::string jsonText(std::string_view captured) {
    JsonWriter json;
    json.text(format::isUtf8(captured) ? std::string(captured) : escaped(captured, false));
    return std::string(json.finish());
}

/// "2026-11-22-23-58-41": in UTC, so that the same capture gives the same log everywhere.
std::string logTime(base::Timestamp time) {
    using namespace std::chrono;
    const auto seconds = floor<std::chrono::seconds>(nanoseconds(time.nanoseconds));
    return fmt::format("{:%Y-%m-%d-%H-%M-%S}", fmt::gmtime(static_cast<std::time_t>(seconds.count())));
}

} // namespace

void ZeekLog::begin(base::Timestamp time, const store::Connection& connection, std::string& out) {
    m_last = time;
    if (!m_begun) header(out);
    m_line = m_json ? "{" : "";
    m_at = 0;
    const auto micros = (time.nanoseconds >= 0 ? time.nanoseconds : 0) / 1000;
    value(fmt::format("{}.{:06}", micros / 1'000'000, micros % 1'000'000));
    word(connectionUid(connection));
    word(addressText(connection.client.address));
    count(connection.client.port);
    word(addressText(connection.server.address));
    count(connection.server.port);
}

void ZeekLog::value(std::string_view written) {
    if (m_json) {
        if (m_line.size() > 1) m_line += ',';
        fmt::format_to(std::back_inserter(m_line), "\"{}\":",
                       m_at < kCommon.size() ? kCommon.at(m_at).name : m_columns[m_at - kCommon.size()].name);
    } else if (m_at != 0) {
        m_line += '\t';
    }
    m_line += written;
    ++m_at;
}

void ZeekLog::unset() {
    // In JSON what is not set is not there.
    m_json ? void(++m_at) : value(kUnset);
}

void ZeekLog::text(std::string_view captured) {
    if (m_json) return value(jsonText(captured));
    value(captured.empty() ? std::string(kEmpty) : escaped(captured, false));
}

void ZeekLog::word(std::string_view word) {
    m_json ? value(fmt::format("\"{}\"", word)) : value(word);
}

void ZeekLog::boolean(bool set) {
    m_json ? value(set ? "true" : "false") : value(set ? "T" : "F");
}

void ZeekLog::count(std::uint64_t number) {
    value(fmt::format("{}", number));
}

void ZeekLog::texts(const std::vector<std::string_view>& captured) {
    std::string all;
    for (const auto text : captured) {
        if (!all.empty()) all += ',';
        if (m_json) {
            all += jsonText(text);
        } else {
            all += text.empty() ? std::string(kEmpty) : escaped(text, true);
        }
    }
    if (m_json) return value('[' + all + ']');
    value(captured.empty() ? std::string(kEmpty) : all);
}

void ZeekLog::counts(const std::vector<std::uint64_t>& numbers) {
    const auto all = fmt::format("{}", fmt::join(numbers, ","));
    if (m_json) return value('[' + all + ']');
    value(numbers.empty() ? std::string(kEmpty) : all);
}

void ZeekLog::endLine(std::string& out) {
    out += m_line;
    out += m_json ? "}\n" : "\n";
}

void ZeekLog::end(std::string& out) {
    if (!m_begun) header(out);
    if (!m_json) fmt::format_to(std::back_inserter(out), "#close\t{}\n", logTime(m_last));
}

void ZeekLog::header(std::string& out) {
    m_begun = true;
    if (m_json) return;
    fmt::format_to(std::back_inserter(out),
                   "#separator \\x09\n#set_separator\t,\n#empty_field\t{}\n#unset_field\t{}\n#path\t{}\n#open\t{}\n",
                   kEmpty, kUnset, m_path, logTime(m_last));
    std::string names = "#fields";
    std::string types = "#types";
    for (const auto columns : {std::span<const Column>(kCommon), m_columns}) {
        for (const auto& column : columns) {
            fmt::format_to(std::back_inserter(names), "\t{}", column.name);
            fmt::format_to(std::back_inserter(types), "\t{}", column.type);
        }
    }
    out += names + '\n' + types + '\n';
}

} // namespace mqttscope::exporter
