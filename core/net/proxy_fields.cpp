// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/proxy_fields.h"

#include "core/net/field_rows.h"

#include <array>

namespace mqttscope::net {
namespace {

using base::CodeName;
using base::FieldInfo;
using enum base::FieldType;
using enum ProxyField;

constexpr std::string_view kV1 = "PROXY protocol §2.1";
constexpr std::string_view kV2 = "PROXY protocol §2.2";

constexpr std::array kCommands = {CodeName{0, "LOCAL"}, CodeName{1, "PROXY"}};

constexpr std::array kFamilies = {CodeName{0, "unspecified"}, CodeName{1, "IPv4"}, CodeName{2, "IPv6"},
                                  CodeName{3, "UNIX"}};

constexpr std::array kProtocols = {CodeName{0, "unspecified"}, CodeName{1, "stream"}, CodeName{2, "datagram"}};

constexpr std::array kTlvTypes = {
    CodeName{0x01, "ALPN"},
    CodeName{0x02, "authority"},
    CodeName{0x03, "CRC32C"},
    CodeName{0x04, "no operation"},
    CodeName{0x05, "unique id"},
    CodeName{0x20, "TLS"},
    CodeName{0x21, "TLS version"},
    CodeName{0x22, "TLS common name"},
    CodeName{0x23, "TLS cipher"},
    CodeName{0x24, "TLS signature algorithm"},
    CodeName{0x25, "TLS key algorithm"},
    CodeName{0x30, "network namespace"},
    CodeName{0xEA, "AWS"},
    CodeName{0xEE, "Azure"},
};

constexpr std::array kFields{
    row(Header, "proxy", "PROXY Protocol", Group, 0, "PROXY protocol §2",
        "What a load balancer says about the client that it passes on."),
    row(Version, "proxy.version", "Version", Unsigned, 0, "PROXY protocol §2", "1 is text, 2 is binary."),
    row(V1Magic, "proxy.v1.magic", "Magic", Text, 6, kV1, "The word that every header of version 1 begins with."),
    row(V1Protocol, "proxy.v1.proto", "Protocol", Text, 0, kV1, "TCP4, TCP6 or UNKNOWN."),
    row(V1Unknown, "proxy.v1.unknown", "Unknown data", Text, 0, kV1, "What follows UNKNOWN; a receiver ignores it."),
    row(V2Magic, "proxy.v2.magic", "Magic", Binary, 12, kV2,
        "The twelve bytes that every header of version 2 begins with."),
    row(V2VersionAndCommand, "proxy.v2.version_command", "Version and Command", Unsigned, 1, kV2,
        "The version in the high nibble, the command in the low one.", {.hexadecimal = true}),
    row(V2Version, "proxy.v2.version", "Version", Unsigned, 1, kV2, "Always 2.", {.mask = 0xF0}),
    row(V2Command, "proxy.v2.cmd", "Command", Unsigned, 1, kV2,
        "LOCAL: the proxy speaks for itself. PROXY: for the client that the addresses name.",
        {.mask = 0x0F, .names = kCommands}),
    row(V2FamilyAndProtocol, "proxy.v2.addr_family_protocol", "Address Family and Protocol", Unsigned, 1, kV2,
        "The family in the high nibble, the protocol in the low one.", {.hexadecimal = true}),
    row(V2Family, "proxy.v2.addr_family", "Address Family", Unsigned, 1, kV2, "What the addresses are.",
        {.mask = 0xF0, .names = kFamilies}),
    row(V2Protocol, "proxy.v2.protocol", "Protocol", Unsigned, 1, kV2, "What carried the client's bytes.",
        {.mask = 0x0F, .names = kProtocols}),
    row(V2Length, "proxy.v2.length", "Length", Unsigned, 2, kV2, "Bytes of addresses and of what follows them."),
    row(SourceIpv4, "proxy.src.ipv4", "Source Address", Ipv4, 4, "PROXY protocol §2", "The client's address."),
    row(DestinationIpv4, "proxy.dst.ipv4", "Destination Address", Ipv4, 4, "PROXY protocol §2",
        "The address that the client called."),
    row(SourceIpv6, "proxy.src.ipv6", "Source Address", Ipv6, 16, "PROXY protocol §2", "The client's address."),
    row(DestinationIpv6, "proxy.dst.ipv6", "Destination Address", Ipv6, 16, "PROXY protocol §2",
        "The address that the client called."),
    row(SourcePort, "proxy.srcport", "Source Port", Unsigned, 2, "PROXY protocol §2", "The client's port."),
    row(DestinationPort, "proxy.dstport", "Destination Port", Unsigned, 2, "PROXY protocol §2",
        "The port that the client called."),
    row(SourceUnix, "proxy.v2.src.unix", "Source Address", Binary, 108, kV2, "The client's UNIX socket."),
    row(DestinationUnix, "proxy.v2.dst.unix", "Destination Address", Binary, 108, kV2,
        "The UNIX socket that the client called."),
    row(Unknown, "proxy.v2.unknown", "Unknown data", Binary, 0, kV2, "Bytes whose meaning the header does not tell."),
    row(Tlv, "proxy.v2.tlv", "TLV", Group, 0, "PROXY protocol §2.2.1", "Something more about the client's connection."),
    row(TlvType, "proxy.v2.tlv.type", "Type", Unsigned, 1, "PROXY protocol §2.2.1", "What it tells.",
        {.names = kTlvTypes}),
    row(TlvLength, "proxy.v2.tlv.length", "Length", Unsigned, 2, "PROXY protocol §2.2.1", "Bytes of its value."),
    row(TlvValue, "proxy.v2.tlv.value", "Value", Binary, 0, "PROXY protocol §2.2.1", "Its value."),
};

static_assert([] {
    for (std::size_t i = 0; i < kFields.size(); ++i)
        if (kFields[i].id.value != kProxyFields + i) return false;
    return true;
}());

} // namespace

std::span<const base::FieldInfo> proxyFields() {
    return kFields;
}

} // namespace mqttscope::net
