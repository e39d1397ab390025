// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/live/own_network.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <stdexcept>

namespace mqttscope::test {
namespace {

void require(bool done, const char* what) {
    if (!done) throw std::runtime_error(what);
}

bool bringUp(const char* interface) {
    ifreq request{};
    std::strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
    request.ifr_flags = IFF_UP;
    const int any = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool done = any >= 0 && ::ioctl(any, SIOCSIFFLAGS, &request) == 0;
    if (any >= 0) ::close(any);
    return done;
}

} // namespace

bool enterOwnNetwork() {
    const auto user = ::getuid();
    const auto group = ::getgid();
    if (user == 0) return ::unshare(CLONE_NEWNET) == 0 && bringUp("lo");
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
    std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
    return bringUp("lo");
}

bool sendFrames(const std::string& interface, const std::vector<std::vector<std::uint8_t>>& frames) {
    const int socket = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
    bool sent = socket >= 0 && ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    for (const auto& frame : frames)
        sent = sent && ::send(socket, frame.data(), frame.size(), 0) == static_cast<ssize_t>(frame.size());
    if (socket >= 0) ::close(socket);
    return sent;
}

LoopbackConnection::LoopbackConnection(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    const int yes = 1;
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    require(::bind(m_listener, generic, sizeof address) == 0 && ::listen(m_listener, 1) == 0, "listen");
    m_client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(::connect(m_client, generic, sizeof address) == 0, "connect");
    m_server = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    require(m_server >= 0, "accept");
    for (const int end : {m_client, m_server}) ::setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

LoopbackConnection::~LoopbackConnection() {
    for (const int end : {m_client, m_server, m_listener}) {
        if (end >= 0) ::close(end);
    }
}

void LoopbackConnection::pass(int from, int to, const std::vector<std::uint8_t>& bytes) {
    std::vector<std::uint8_t> received(bytes.size());
    require(::send(from, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()), "send");
    require(::recv(to, received.data(), received.size(), MSG_WAITALL) == static_cast<ssize_t>(bytes.size()), "recv");
}

void LoopbackConnection::toServer(const std::vector<std::uint8_t>& bytes) const {
    pass(m_client, m_server, bytes);
}

void LoopbackConnection::toClient(const std::vector<std::uint8_t>& bytes) const {
    pass(m_server, m_client, bytes);
}

} // namespace mqttscope::test
