// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <string>

namespace mqttscope::capture::live {

/// Whether this process itself may capture (CAP_NET_RAW in its network namespace). Asked of the kernel each time.
[[nodiscard]] bool mayCapture();

/// Where mqttscope-capture lies: beside this program, or where a build puts it; empty if it is nowhere.
[[nodiscard]] std::string findHelper();

/// Whether this user can capture, with or without mqttscope-capture. The error says exactly what is missing, and its
/// advice is the command that mends it. Asks only, and takes no time: fit for a start page.
[[nodiscard]] base::Result<void> checkPermission();

/// What is wrong where mqttscope-capture was started and had no privilege.
[[nodiscard]] base::Error helperWithoutPrivilege(const std::string& helper);

} // namespace mqttscope::capture::live
