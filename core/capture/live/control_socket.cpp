// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/control_socket.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace mqttscope::capture::live {
namespace {

constexpr std::size_t kDescriptorSpace = CMSG_SPACE(sizeof(int));

bool sendMessage(int socket, base::ByteView message, int descriptor, int flags) {
    // sendmsg() only reads it.
    iovec part{.iov_base = const_cast<std::uint8_t*>(message.data()), .iov_len = message.size()};
    alignas(cmsghdr) std::array<char, kDescriptorSpace> space{};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    if (descriptor >= 0) {
        header.msg_control = space.data();
        header.msg_controllen = space.size();
        auto* const rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof descriptor);
        std::memcpy(CMSG_DATA(rights), &descriptor, sizeof descriptor);
    }
    ssize_t sent = -1;
    do {
        sent = ::sendmsg(socket, &header, MSG_NOSIGNAL | flags);
    } while (sent < 0 && errno == EINTR);
    return sent == static_cast<ssize_t>(message.size());
}

/// The descriptor that came; there is room for one, and the kernel closes what has none.
FileDescriptor descriptorIn(msghdr& header) {
    auto* const rights = CMSG_FIRSTHDR(&header);
    if (rights == nullptr || rights->cmsg_level != SOL_SOCKET || rights->cmsg_type != SCM_RIGHTS ||
        rights->cmsg_len != CMSG_LEN(sizeof(int)))
        return {};
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(rights), sizeof descriptor);
    return FileDescriptor(descriptor);
}

int socketOption(int socket, int option) {
    int value = -1;
    socklen_t size = sizeof value;
    return ::getsockopt(socket, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

} // namespace

bool ControlSocket::send(base::ByteView message, int descriptor) const {
    return sendMessage(m_socket.get(), message, descriptor, 0);
}

void ControlSocket::offer(base::ByteView message) const {
    (void)sendMessage(m_socket.get(), message, -1, MSG_DONTWAIT);
}

std::optional<Received> ControlSocket::receive() const {
    Received received;
    received.message.resize(kLongestMessage);
    iovec part{.iov_base = received.message.data(), .iov_len = received.message.size()};
    alignas(cmsghdr) std::array<char, kDescriptorSpace> space{};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = space.data();
    header.msg_controllen = space.size();
    ssize_t size = -1;
    do {
        // ECONNRESET comes once, where the other side went without reading all; what it said before is still there.
        size = ::recvmsg(m_socket.get(), &header, MSG_CMSG_CLOEXEC);
    } while (size < 0 && (errno == EINTR || errno == ECONNRESET));
    if (size <= 0) return std::nullopt;
    received.descriptor = descriptorIn(header);
    if ((header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) return std::nullopt;
    received.message.resize(static_cast<std::size_t>(size));
    return received;
}

bool ControlSocket::valid() const {
    return socketOption(m_socket.get(), SO_DOMAIN) == AF_UNIX &&
           socketOption(m_socket.get(), SO_TYPE) == SOCK_SEQPACKET;
}

} // namespace mqttscope::capture::live
