// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/column.h"
#include "core/base/field.h"
#include "core/base/id.h"
#include "core/base/rule.h"

namespace mqttscope::store {

/// Something worth telling about a row: a rule that it broke, and where (DESIGN.md §1). 24 bytes.
struct Finding {
    base::RowId row{};
    base::FindingId previous{}; ///< an earlier finding of the same row
    base::ByteRange range{};    ///< in the packet; empty where it is about no bytes
    base::FieldId field{};      ///< the field it is about, if any
    base::RuleId rule{};
    base::Severity severity{}; ///< of this one: guards may make it less than the rule's
    base::Severity worst{};    ///< of this one and all `previous`: the mark of the row
};

static_assert(sizeof(Finding) == 24);

using Findings = base::Column<Finding>;

} // namespace mqttscope::store
