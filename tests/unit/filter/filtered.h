// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"
#include "core/filter/filter.h"
#include "tests/support/capture_builder.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::test {

/// A capture that was read to its end, for filters to be tried on.
class Filtered {
public:
    explicit Filtered(const std::filesystem::path& path);
    explicit Filtered(Capture& capture);
    ~Filtered();
    Filtered(const Filtered&) = delete;
    Filtered& operator=(const Filtered&) = delete;

    /// The numbers of the rows that a filter takes, "3 5 6"; "-" where it takes none; what is wrong with the filter.
    [[nodiscard]] std::string rows(std::string_view filter);

    /// The same by looking at one row after the other, without columns.
    [[nodiscard]] std::vector<base::RowId> oneByOne(const filter::Filter& filter);
    [[nodiscard]] std::vector<base::RowId> scanned(const filter::Filter& filter);

    [[nodiscard]] engine::Inspection& inspection() { return m_inspection; }

private:
    std::filesystem::path m_written; ///< empty where the file is not ours
    engine::Inspection m_inspection;
};

/// What is wrong with a filter: "5+4 cause [better]"; empty if nothing is.
[[nodiscard]] std::string complaintOf(std::string_view filter);
/// The same of what is valid but suspicious, the first of them.
[[nodiscard]] std::string doubtOf(std::string_view filter);

} // namespace mqttscope::test
