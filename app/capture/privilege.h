// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace mqttscope::helper {

/// Gives up every capability of this process for good, root's as well. Ends the process where that fails: it must not
/// go on with more than it needs.
void dropPrivileges();

} // namespace mqttscope::helper
