// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/live/control_socket.h"

namespace mqttscope::helper {

/// Captures what the other end of the socket asks for, until it says stop or is gone, and tells how it ended. The
/// privilege is given up once the interfaces are open. Gives whether all went well.
[[nodiscard]] bool serveCapture(const capture::live::ControlSocket& socket);

} // namespace mqttscope::helper
