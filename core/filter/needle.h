// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/complaint.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace mqttscope::filter {

/// Something to look for in captured text and bytes. Looking takes time in proportion to what is looked through,
/// whatever the expression. Cheap to copy, never changes, and may be used by many threads.
class Needle {
public:
    enum class Form : std::uint8_t {
        Text,
        Expression, ///< RE2, as `matches` of a filter takes it; "." is a character of UTF-8
        Hex,        ///< bytes as a filter takes them: 0a:0b, 0a 0b, 0a0b
    };

    /// What is wrong is told with its place. An empty text is nothing to look for, and so a complaint. Bytes are what
    /// they are: `matchCase` is for letters.
    [[nodiscard]] static Checked<Needle> read(std::string_view text, Form form, bool matchCase);

    /// The first place of it that begins at `from` or later.
    [[nodiscard]] std::optional<base::ByteRange> in(std::string_view bytes, std::uint32_t from = 0) const;

private:
    struct Compiled;

    explicit Needle(std::shared_ptr<const Compiled> compiled);

    std::shared_ptr<const Compiled> m_compiled;
};

} // namespace mqttscope::filter
