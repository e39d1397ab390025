// SPDX-License-Identifier: GPL-3.0-or-later
// The only program of mqttscope that may have a privilege: CAP_NET_RAW, to open interfaces. Whoever starts it passes a
// Unix socket as standard input, says there what to capture, and gives it every file that it writes to. It opens none.
#include "app/capture/privilege.h"
#include "app/capture/served_capture.h"
#include "core/capture/live/control_socket.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kUsageError = 2;

} // namespace

int main(int argc, char**) {
    using mqttscope::capture::live::ControlSocket;
    const ControlSocket socket{mqttscope::capture::FileDescriptor(STDIN_FILENO)};
    if (argc != 1 || !socket.valid()) {
        mqttscope::helper::dropPrivileges();
        std::fputs("mqttscope-capture is started by mqttscope and mqttscope-cli, and takes no arguments\n", stderr);
        return kUsageError;
    }
    // Its end comes over the socket, and by that alone.
    for (const int signal : {SIGINT, SIGHUP, SIGPIPE, SIGTERM}) std::signal(signal, SIG_IGN);
    return mqttscope::helper::serveCapture(socket) ? kDone : kFailed;
}
