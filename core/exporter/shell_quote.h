// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace mqttscope::exporter {

/// Whether a shell word may show these bytes as they are: UTF-8 with nothing in it that hides or moves text.
[[nodiscard]] bool isReadable(std::string_view bytes);

/// A word of a POSIX shell that stands for exactly this text, which isReadable(): nothing in it is run (POSIX.1-2017,
/// Shell Command Language §2.2.2).
[[nodiscard]] std::string shellWord(std::string_view text);

/// Shell code that gives a variable exactly these bytes, whatever they are but NUL, which no variable can hold.
[[nodiscard]] std::string shellAssignment(std::string_view variable, std::string_view bytes);

} // namespace mqttscope::exporter
