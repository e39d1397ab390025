// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/complaint.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::filter {

struct Program;

/// A display filter that was read and checked. Cheap to copy, never changes, and may be used by many threads.
class Filter {
public:
    /// Accepts every row.
    Filter();

    /// Reads a filter; an empty text accepts every row. What is wrong is told with its place.
    [[nodiscard]] static Checked<Filter> read(std::string_view text);

    [[nodiscard]] const std::string& text() const { return m_text; }

    [[nodiscard]] bool acceptsAll() const;

    /// What is valid but may not be meant, in the order of the text.
    [[nodiscard]] std::span<const Complaint> suspicions() const { return m_suspicions; }

    /// Whether later packets may change the answer for a row that was looked at: it asks for the client, the version
    /// or findings.
    [[nodiscard]] bool dependsOnLaterFacts() const;

    [[nodiscard]] const Program& program() const { return *m_program; }

private:
    std::string m_text;
    std::vector<Complaint> m_suspicions;
    std::shared_ptr<const Program> m_program;
};

} // namespace mqttscope::filter
