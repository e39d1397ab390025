// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/capture/served_capture.h"

#include "app/capture/privilege.h"
#include "core/capture/live/capture_device.h"
#include "core/capture/live/capture_loop.h"
#include "core/capture/live/permission.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <exception>
#include <utility>

namespace mqttscope::helper {
namespace {

using namespace capture::live;

base::Error protocolError(std::string cause) {
    return {.tried = "capture", .subject = {}, .cause = std::move(cause), .advice = {}};
}

bool isWritable(int descriptor) {
    const int flags = descriptor < 0 ? -1 : ::fcntl(descriptor, F_GETFL);
    return flags >= 0 && ((flags & O_ACCMODE) == O_WRONLY || (flags & O_ACCMODE) == O_RDWR);
}

/// The next file, from whoever started us.
base::Result<OutputFile> askForFile(const ControlSocket& socket) {
    if (!socket.send(emptyMessage(MessageKind::WantFile)))
        return std::unexpected(protocolError("nobody is there who gives a file"));
    bool stop = false;
    for (;;) {
        auto received = socket.receive();
        if (!received) return std::unexpected(protocolError("no file was given"));
        const auto kind = kindOf(received->message);
        if (kind == MessageKind::Stop) {
            stop = true; // it crossed our question, whose answer still comes
            continue;
        }
        if (kind == MessageKind::NoFile) {
            if (auto error = readError(received->message)) return std::unexpected(std::move(*error));
        }
        const auto name = readFile(received->message);
        if (!name || !isWritable(received->descriptor.get()))
            return std::unexpected(protocolError("what was given is no file to write to"));
        // From now on the socket is readable, which ends the capture as the stop would have.
        if (stop) ::shutdown(socket.descriptor(), SHUT_RD);
        return OutputFile{.descriptor = std::move(received->descriptor), .name = *name};
    }
}

base::Result<void> capture(const ControlSocket& socket) {
    const auto start = socket.receive();
    const auto options = start ? readStart(start->message) : std::nullopt;
    if (!options) return std::unexpected(protocolError("it was asked for what it does not understand"));
    if (!mayCapture()) return {}; // an end without a beginning: whoever started us knows to say what is missing
    auto devices = openDevices(*options, dropPrivileges);
    if (!devices) return std::unexpected(std::move(devices.error()));
    CaptureLoop loop(*options, std::move(*devices),
                     CaptureOutput([&socket] { return askForFile(socket); }, options->freeFloor),
                     [&socket](const CaptureStatus& status) { socket.offer(statusMessage(status)); });
    if (auto begun = loop.begin(); !begun) return begun;
    if (!socket.send(emptyMessage(MessageKind::Begun))) return {};
    return loop.run(socket.descriptor());
}

} // namespace

bool serveCapture(const ControlSocket& socket) {
    base::Result<void> result;
    try {
        result = capture(socket);
    } catch (const std::exception& exception) { // no memory
        result = std::unexpected(protocolError(exception.what()));
    }
    // Nobody may be there to hear it.
    (void)socket.send(result ? emptyMessage(MessageKind::Ended) : errorMessage(MessageKind::Ended, result.error()));
    return result.has_value();
}

} // namespace mqttscope::helper
