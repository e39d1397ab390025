// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/row_values.h"

namespace mqttscope::filter {

/// Looks at one row after the other, values fetched as they are needed. What has columns is answered
/// faster by ColumnEvaluator.
class Evaluator {
public:
    /// `program` and `source` outlive it.
    Evaluator(const Program& program, PacketSource& source)
        : m_program(program)
        , m_values(program, source) {}

    [[nodiscard]] bool accepts(const store::Snapshot& snapshot, base::RowId row);

    /// One condition of the program.
    [[nodiscard]] bool accepts(const store::Snapshot& snapshot, base::RowId row, std::uint32_t condition);

private:
    [[nodiscard]] bool test(std::uint32_t condition);
    [[nodiscard]] bool testOperands(const Condition& condition);
    [[nodiscard]] bool testWords(const Condition& condition);

    const Program& m_program;
    RowValues m_values;
};

/// Whether a text holds a word; `word` is lower case, the text in any case.
[[nodiscard]] bool containsWord(std::string_view text, std::string_view word);

} // namespace mqttscope::filter
