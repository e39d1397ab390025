// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/csv.h"
#include "core/exporter/table.h"

#include <gtest/gtest.h>

namespace mqttscope::exporter {
namespace {

Table sample() {
    Table table({{"name", "Name"}, {"count", "Count", Table::Align::Right}, {"on", "On"}});
    table.addRow({std::string("é"), std::uint64_t{1234}, true});
    table.addRow({std::string("=1+1"), std::uint64_t{5}, {}});
    return table;
}

TEST(Table, textIsAlignedByCharacters) {
    EXPECT_EQ(sample().text(), "Name  Count  On\n"
                               "é     1,234  yes\n"
                               "=1+1      5\n");
}

TEST(Table, textCannotControlATerminal) {
    Table table(std::vector<Table::Column>{{"a", "A"}});
    table.addRow({std::string("\x1b[2J")});
    EXPECT_EQ(table.text(), "A\n\\x1b[2J\n");
}

TEST(Table, jsonHasOneObjectARow) {
    EXPECT_EQ(sample().ndjson(), "{\"name\":\"é\",\"count\":1234,\"on\":true}\n"
                                 "{\"name\":\"=1+1\",\"count\":5,\"on\":null}\n");
    EXPECT_EQ(sample().json().front(), '[');
}

TEST(Table, csvRunsNoFormula) {
    EXPECT_EQ(sample().csv(), "name,count,on\r\né,1234,yes\r\n'=1+1,5,\r\n");
}

TEST(Csv, quotesAsRfc4180Says) {
    std::string out;
    appendCsvCell(out, "a,\"b\"\nc");
    EXPECT_EQ(out, "\"a,\"\"b\"\"\nc\"");
    out.clear();
    appendCsvCell(out, "plain");
    EXPECT_EQ(out, "plain");
}

} // namespace
} // namespace mqttscope::exporter
