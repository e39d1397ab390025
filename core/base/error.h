// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

namespace mqttscope::base {

/// A failed operation, told so that the person at the screen can act on it.
struct Error {
    std::string tried;                     ///< what was attempted: "open the capture"
    std::string subject;                   ///< on what: a path, an interface; empty if `tried` says it
    std::string cause;                     ///< why it failed: "permission denied"
    std::string advice;                    ///< what the user can do; empty if there is nothing useful to say
    std::optional<std::uint64_t> offset{}; ///< byte of `subject` where it happened

    /// "Cannot <tried> <subject>: <cause> (at byte N). <advice>"
    [[nodiscard]] std::string message() const;
};

template <class T>
using Result = std::expected<T, Error>;

/// The system's words for an errno value, safe to call from any thread.
[[nodiscard]] std::string systemMessage(int errorNumber);

} // namespace mqttscope::base
