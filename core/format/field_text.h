// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field_tree.h"
#include "core/format/text.h"

#include <string>

namespace mqttscope::format {

/// The value of a node for people: "QoS 1: at least once (1)" gives "at least once (1)"; empty for groups.
/// `view` is the bytes that the tree was decoded from.
[[nodiscard]] std::string valueText(const base::FieldTree& tree, const base::FieldNode& node, base::ByteView view,
                                    const TextOptions& options);

/// Label and value as one line: "Packet Identifier: 7"; generated values in brackets.
[[nodiscard]] std::string nodeText(const base::FieldTree& tree, const base::FieldNode& node, base::ByteView view,
                                   const TextOptions& options);

/// The value for machines (`-T fields`): numbers as numbers, text as captured, bytes as hex without separators,
/// booleans 1 and 0. Secrets are masked unless the options say otherwise.
[[nodiscard]] std::string rawText(const base::FieldTree& tree, const base::FieldNode& node, base::ByteView view,
                                  const TextOptions& options);

/// Whether the value must not be shown.
[[nodiscard]] bool isMasked(const base::FieldInfo& field, const TextOptions& options);

/// "02 .. 0b" style drawing of a flag within its byte, as in the standard's tables: ".... 1..." for mask 0x08.
[[nodiscard]] std::string bitsText(std::uint64_t value, std::uint64_t mask, std::uint8_t width);

} // namespace mqttscope::format
