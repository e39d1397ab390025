// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <fmt/format.h>

#include <system_error>

namespace mqttscope::base {

std::string Error::message() const {
    std::string text = "Cannot " + tried;
    if (!subject.empty()) text += ' ' + subject;
    if (!cause.empty()) text += ": " + cause;
    if (offset) text += fmt::format(" (at byte {})", *offset);
    if (!advice.empty()) text += ". " + advice;
    return text;
}

std::string systemMessage(int errorNumber) {
    return std::generic_category().message(errorNumber);
}

} // namespace mqttscope::base
