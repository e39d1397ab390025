// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/program.h"
#include "core/filter/syntax.h"

#include <vector>

namespace mqttscope::filter {

/// A program, and what is valid in it but may not mean what was meant.
struct CheckedProgram {
    Program program;
    std::vector<Complaint> suspicions{};
};

/// Gives every word its meaning by the catalogue of fields, and every literal the type that it is compared with.
[[nodiscard]] Checked<CheckedProgram> check(const Syntax& syntax);

} // namespace mqttscope::filter
