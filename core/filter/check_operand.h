// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/program.h"
#include "core/filter/syntax.h"

#include <string_view>
#include <vector>

namespace mqttscope::filter {

/// What a part of a filter turned out to be: a literal, or an operand of the program.
struct Resolved {
    bool isLiteral = false;
    std::uint32_t index = 0;   ///< index into Program::operands
    std::vector<Kind> kinds{}; ///< of its values, by meaning; of a literal none
    bool json = false;         ///< its values say themselves what they are
};

/// The part of the checker that looks at operands.
class OperandChecker {
public:
    OperandChecker(const Syntax& syntax, Program& program)
        : m_syntax(syntax)
        , m_program(program) {}

    [[nodiscard]] Checked<Resolved> resolve(std::uint32_t part);

    [[nodiscard]] static bool isField(std::string_view word);
    /// Whether a word can be meant for nothing but the key of a field: it begins as keys do.
    [[nodiscard]] static bool looksLikeKey(std::string_view word);
    [[nodiscard]] static Complaint noField(const Part& word);

private:
    [[nodiscard]] Checked<Resolved> word(const Part& part);
    [[nodiscard]] Checked<Resolved> call(const Part& part);
    [[nodiscard]] Checked<Resolved> slice(const Part& part);
    [[nodiscard]] Checked<Resolved> json(const Part& part);
    [[nodiscard]] Checked<Resolved> bits(const Part& part);
    [[nodiscard]] Resolved add(Operand operand, std::vector<Kind> kinds, bool json = false);

    const Syntax& m_syntax;
    Program& m_program;
};

} // namespace mqttscope::filter
