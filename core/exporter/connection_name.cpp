// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/connection_name.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <array>
#include <span>
#include <string_view>

namespace mqttscope::exporter {
namespace {

/// FNV-1a (draft-eastlake-fnv): not seeded, because the name must be the same in every run.
class Fnv {
public:
    explicit Fnv(std::uint64_t basis)
        : m_hash(basis) {}

    void add(std::uint64_t value) {
        for (int i = 0; i < 8; ++i) addByte(static_cast<std::uint8_t>(value >> (8 * i)));
    }

    void add(const net::Endpoint& endpoint) {
        for (const auto byte : endpoint.address.bytes) addByte(byte);
        add(endpoint.port);
    }

    [[nodiscard]] std::uint64_t value() const { return m_hash; }

private:
    void addByte(std::uint8_t byte) { m_hash = (m_hash ^ byte) * 0x0000'0100'0000'01B3; }

    std::uint64_t m_hash;
};

std::uint64_t hashOf(const store::Connection& connection, std::uint64_t basis) {
    Fnv hash(basis);
    hash.add(connection.client);
    hash.add(connection.server);
    hash.add(static_cast<std::uint64_t>(connection.opened.nanoseconds));
    return hash.value();
}

constexpr std::uint64_t kBasis = 0xCBF2'9CE4'8422'2325;

} // namespace

std::uint64_t connectionNumber(const store::Connection& connection) {
    return hashOf(connection, kBasis) >> 1;
}

std::string connectionUid(const store::Connection& connection) {
    constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string uid = "C";
    std::uint64_t rest = 0;
    for (int i = 0; i < 17; ++i) {
        if (i == 0 || i == 9) rest = hashOf(connection, i == 0 ? kBasis : ~kBasis);
        uid += kDigits[rest % kDigits.size()];
        rest /= kDigits.size();
    }
    return uid;
}

std::string addressText(const net::Address& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(address.v6 ? AF_INET6 : AF_INET, address.bytes.data(), text.data(),
                static_cast<socklen_t>(text.size()));
    return text.data();
}

} // namespace mqttscope::exporter
