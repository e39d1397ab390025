// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of UDP and of tunnels, a part of the table in fields.cpp.
#pragma once

#include "core/net/field_rows.h"

#include <array>

namespace mqttscope::net {

namespace tunnel_rows {

using base::CodeName;
using enum base::FieldType;
using enum NetField;

inline constexpr std::array kFrameTypes = {CodeName{0, "Ethernet"}, CodeName{2, "IP"}};

inline constexpr std::array kErspanVersions = {CodeName{0, "Type I"}, CodeName{1, "Type II"}, CodeName{2, "Type III"}};

inline constexpr std::array kTagPlaces = {
    CodeName{0, "without VLAN tag"},
    CodeName{1, "Cisco ISL"},
    CodeName{2, "802.1Q"},
    CodeName{3, "VLAN tag kept in the frame"},
};

inline constexpr std::array kDamages = {
    CodeName{0, "good frame"},
    CodeName{1, "bad frame"},
    CodeName{2, "short frame"},
    CodeName{3, "oversized frame"},
};

inline constexpr std::array kGranularities = {
    CodeName{0, "100 µs"},
    CodeName{1, "100 ns"},
    CodeName{2, "IEEE 1588"},
    CodeName{3, "the platform's own"},
};

inline constexpr std::array kMirrorDirections = {CodeName{0, "incoming"}, CodeName{1, "outgoing"}};

/// Labels with a meaning of their own (RFC 3032 §2.1, RFC 5586, RFC 6790).
inline constexpr std::array kLabels = {
    CodeName{0, "IPv4 Explicit Null"},
    CodeName{1, "Router Alert"},
    CodeName{2, "IPv6 Explicit Null"},
    CodeName{3, "Implicit Null"},
    CodeName{7, "Entropy Label Indicator"},
    CodeName{13, "Generic Associated Channel"},
    CodeName{14, "OAM Alert"},
};

inline constexpr std::array kRows = {
    row(Udp, "udp", "User Datagram Protocol", Group, 0, "RFC 768", "The header of a UDP datagram."),
    row(UdpSourcePort, "udp.srcport", "Source Port", Unsigned, 2, "RFC 768",
        "The port of the sender; a tunnel spreads its connections over many.", {.aliases = "udp.port"}),
    row(UdpDestinationPort, "udp.dstport", "Destination Port", Unsigned, 2, "RFC 768", "The port of the receiver.",
        {.aliases = "udp.port"}),
    row(UdpLength, "udp.length", "Length", Unsigned, 2, "RFC 768", "Header and payload together, in bytes."),
    row(UdpChecksum, "udp.checksum", "Checksum", Unsigned, 2, "RFC 768",
        "Protects the datagram; 0 where the sender computed none, as tunnels do.", {.hexadecimal = true}),
    row(UdpPayload, "udp.payload", "Payload", Binary, 0, "RFC 768", "What the datagram carries."),
    row(Vxlan, "vxlan", "Virtual eXtensible Local Area Network", Group, 0, "RFC 7348 §5",
        "The header that carries an Ethernet frame in UDP."),
    row(VxlanFlags, "vxlan.flags", "Flags", Unsigned, 2, "RFC 7348 §5", "Which fields of the header are in use.",
        {.hexadecimal = true}),
    row(VxlanPolicyPresent, "vxlan.flag_g", "Group Policy Extension", Boolean, 2, "draft-smith-vxlan-group-policy",
        "Whether a group policy identifier is there.", {.mask = 0x8000}),
    row(VxlanInstance, "vxlan.flag_i", "Network Identifier Valid", Boolean, 2, "RFC 7348 §5",
        "Whether the network identifier is valid; it must be.", {.mask = 0x0800}),
    row(VxlanDontLearn, "vxlan.flag_d", "Don't Learn", Boolean, 2, "draft-smith-vxlan-group-policy",
        "Whether the receiver must not learn the sender's address.", {.mask = 0x0040}),
    row(VxlanPolicyApplied, "vxlan.flag_a", "Policy Applied", Boolean, 2, "draft-smith-vxlan-group-policy",
        "Whether the policy was applied already.", {.mask = 0x0008}),
    row(VxlanPolicy, "vxlan.gbp", "Group Policy Identifier", Unsigned, 2, "draft-smith-vxlan-group-policy",
        "The group that the sender belongs to."),
    row(VxlanNetwork, "vxlan.vni", "Network Identifier (VNI)", Unsigned, 3, "RFC 7348 §5",
        "The number of the virtual network."),
    row(VxlanReserved, "vxlan.reserved8", "Reserved", Unsigned, 1, "RFC 7348 §5", "Must be 0."),
    row(Geneve, "geneve", "Generic Network Virtualization Encapsulation", Group, 0, "RFC 8926 §3.4",
        "The header that carries a frame of any kind in UDP."),
    row(GeneveVersion, "geneve.version", "Version", Unsigned, 1, "RFC 8926 §3.4", "The version of the protocol, 0.",
        {.mask = 0xC0}),
    row(GeneveOptionsLength, "geneve.options_length", "Options Length", Unsigned, 1, "RFC 8926 §3.4",
        "The length of all options, in bytes.", {.aliases = "geneve.option.length"}),
    row(GeneveFlags, "geneve.flags", "Flags", Unsigned, 1, "RFC 8926 §3.4", "The flags of the header.",
        {.hexadecimal = true}),
    row(GeneveControl, "geneve.flags.oam", "Control Packet", Boolean, 1, "RFC 8926 §3.4",
        "Whether the tunnel's ends talk to each other.", {.mask = 0x80}),
    row(GeneveCritical, "geneve.flags.critical", "Critical Options", Boolean, 1, "RFC 8926 §3.4",
        "Whether an option is there that the receiver must understand.", {.mask = 0x40}),
    row(GeneveFlagsReserved, "geneve.flags.reserved", "Reserved", Unsigned, 1, "RFC 8926 §3.4", "Must be 0.",
        {.mask = 0x3F}),
    row(GeneveProtocol, "geneve.proto_type", "Protocol", Unsigned, 2, "RFC 8926 §3.4",
        "The protocol that the tunnel carries.", {.names = kEtherTypes, .hexadecimal = true}),
    row(GeneveNetwork, "geneve.vni", "Network Identifier (VNI)", Unsigned, 3, "RFC 8926 §3.4",
        "The number of the virtual network."),
    row(GeneveReserved, "geneve.reserved", "Reserved", Unsigned, 1, "RFC 8926 §3.4", "Must be 0."),
    row(GeneveOptions, "geneve.options", "Options", Group, 0, "RFC 8926 §3.5", "The options of the header."),
    row(GeneveOption, "geneve.option", "Option", Group, 0, "RFC 8926 §3.5", "One option."),
    row(GeneveOptionClass, "geneve.option.class", "Class", Unsigned, 2, "RFC 8926 §3.5", "Who defines the type.",
        {.hexadecimal = true}),
    row(GeneveOptionType, "geneve.option.type", "Type", Unsigned, 1, "RFC 8926 §3.5", "What the option means.",
        {.hexadecimal = true}),
    row(GeneveOptionCritical, "geneve.option.type.critical", "Critical", Boolean, 1, "RFC 8926 §3.5",
        "Whether a receiver that does not know the option must drop the packet.", {.mask = 0x80}),
    row(GeneveOptionReserved, "geneve.option.flags.reserved", "Reserved", Unsigned, 1, "RFC 8926 §3.5", "Must be 0.",
        {.mask = 0xE0}),
    row(GeneveOptionLength, "geneve.option.length", "Length", Unsigned, 1, "RFC 8926 §3.5",
        "The length of the option with its header, in bytes."),
    row(GeneveOptionData, "geneve.option.unknown.data", "Data", Binary, 0, "RFC 8926 §3.5", "What the option holds."),
    row(Gre, "gre", "Generic Routing Encapsulation", Group, 0, "RFC 2784 §2",
        "The header that carries a packet of any protocol in IP."),
    row(GreFlags, "gre.flags_and_version", "Flags and Version", Unsigned, 2, "RFC 2784 §2.1",
        "Which fields of the header are there.", {.hexadecimal = true}),
    row(GreChecksumPresent, "gre.flags.checksum", "Checksum Present", Boolean, 2, "RFC 2784 §2.2",
        "Whether a checksum is there.", {.mask = 0x8000}),
    row(GreRoutingPresent, "gre.flags.routing", "Routing Present", Boolean, 2, "RFC 1701",
        "Whether source routes are there, which nobody uses any more.", {.mask = 0x4000}),
    row(GreKeyPresent, "gre.flags.key", "Key Present", Boolean, 2, "RFC 2890 §2", "Whether a key is there.",
        {.mask = 0x2000}),
    row(GreSequencePresent, "gre.flags.sequence_number", "Sequence Number Present", Boolean, 2, "RFC 2890 §2",
        "Whether a sequence number is there.", {.mask = 0x1000}),
    row(GreSourceRoute, "gre.flags.strict_source_route", "Strict Source Route", Boolean, 2, "RFC 1701",
        "Must be 0 since RFC 2784.", {.mask = 0x0800}),
    row(GreRecursion, "gre.flags.recursion_control", "Recursion Control", Unsigned, 2, "RFC 1701",
        "Must be 0 since RFC 2784.", {.mask = 0x0700}),
    row(GreReserved, "gre.flags.reserved", "Reserved", Unsigned, 2, "RFC 2784 §2.3", "Must be 0.", {.mask = 0x00F8}),
    row(GreVersion, "gre.flags.version", "Version", Unsigned, 2, "RFC 2784 §2.3.1",
        "The version of the protocol, 0; the tunnels of PPTP have 1.", {.mask = 0x0007}),
    row(GreProtocol, "gre.proto", "Protocol", Unsigned, 2, "RFC 2784 §2.4", "The protocol that the tunnel carries.",
        {.names = kEtherTypes, .hexadecimal = true}),
    row(GreChecksum, "gre.checksum", "Checksum", Unsigned, 2, "RFC 2784 §2.5", "Protects the header and what follows.",
        {.hexadecimal = true}),
    row(GreOffset, "gre.offset", "Reserved", Unsigned, 2, "RFC 2784 §2.6", "Must be 0."),
    row(GreKey, "gre.key", "Key", Unsigned, 4, "RFC 2890 §2.1", "Tells the tunnels between two hosts apart.",
        {.hexadecimal = true}),
    row(GreSequence, "gre.sequence_number", "Sequence Number", Unsigned, 4, "RFC 2890 §2.2",
        "Counts the packets of the tunnel."),
    row(Erspan, "erspan", "Mirrored Frame (ERSPAN)", Group, 0, "draft-foschiano-erspan §4",
        "The header that a switch puts before a frame that it mirrors."),
    row(ErspanVersion, "erspan.version", "Version", Unsigned, 2, "draft-foschiano-erspan §4.2",
        "The format of the header.", {.mask = 0xF000, .names = kErspanVersions}),
    row(ErspanVlan, "erspan.vlan", "VLAN", Unsigned, 2, "draft-foschiano-erspan §4.2",
        "The virtual network that the frame was in.", {.mask = 0x0FFF}),
    row(ErspanClass, "erspan.cos", "Class of Service", Unsigned, 2, "draft-foschiano-erspan §4.2",
        "The priority of the frame.", {.mask = 0xE000}),
    row(ErspanEncapsulation, "erspan.encap", "Encapsulation", Unsigned, 2, "draft-foschiano-erspan §4.2",
        "Where the frame's VLAN tag is.", {.mask = 0x1800, .names = kTagPlaces}),
    row(ErspanDamage, "erspan.bso", "Bad/Short/Oversized", Unsigned, 2, "draft-foschiano-erspan §4.3",
        "Whether the frame was good.", {.mask = 0x1800, .names = kDamages}),
    row(ErspanTruncated, "erspan.truncated", "Truncated", Boolean, 2, "draft-foschiano-erspan §4.2",
        "Whether the switch cut the frame.", {.mask = 0x0400}),
    row(ErspanSession, "erspan.spanid", "Session Identifier", Unsigned, 2, "draft-foschiano-erspan §4.2",
        "The number of the mirror session.", {.mask = 0x03FF}),
    row(ErspanReserved, "erspan.reserved", "Reserved", Unsigned, 4, "draft-foschiano-erspan §4.2", "Must be 0.",
        {.mask = 0xFFF0'0000}),
    row(ErspanIndex, "erspan.index", "Index", Unsigned, 4, "draft-foschiano-erspan §4.2",
        "The port and direction, as the switch numbers them.", {.mask = 0x000F'FFFF}),
    row(ErspanTimestamp, "erspan.timestamp", "Timestamp", Unsigned, 4, "draft-foschiano-erspan §4.3",
        "The switch's clock when it saw the frame."),
    row(ErspanSecurityTag, "erspan.sgt", "Security Group Tag", Unsigned, 2, "draft-foschiano-erspan §4.3",
        "The security group of the sender."),
    row(ErspanHasEthernet, "erspan.p", "Ethernet Frame", Boolean, 2, "draft-foschiano-erspan §4.3",
        "Whether the mirrored frame is an Ethernet frame.", {.mask = 0x8000}),
    row(ErspanFrameType, "erspan.ft", "Frame Type", Unsigned, 2, "draft-foschiano-erspan §4.3",
        "The kind of the mirrored frame.", {.mask = 0x7C00, .names = kFrameTypes}),
    row(ErspanHardware, "erspan.hw", "Hardware Identifier", Unsigned, 2, "draft-foschiano-erspan §4.3",
        "The engine of the switch that mirrored.", {.mask = 0x03F0}),
    row(ErspanDirection, "erspan.direction", "Direction", Unsigned, 2, "draft-foschiano-erspan §4.3",
        "Whether the frame came into the port or went out.", {.mask = 0x0008, .names = kMirrorDirections}),
    row(ErspanGranularity, "erspan.gra", "Timestamp Granularity", Unsigned, 2, "draft-foschiano-erspan §4.3",
        "The unit of the time stamp.", {.mask = 0x0006, .names = kGranularities}),
    row(ErspanOptional, "erspan.o", "Optional Subheader", Boolean, 2, "draft-foschiano-erspan §4.3",
        "Whether the platform's own subheader follows.", {.mask = 0x0001}),
    row(ErspanPlatform, "erspan.platid", "Platform Identifier", Unsigned, 4, "draft-foschiano-erspan §4.3",
        "The layout of the subheader.", {.mask = 0xFC00'0000}),
    row(ErspanPlatformData, "erspan.platform_data", "Platform Information", Binary, 0, "draft-foschiano-erspan §4.3",
        "The platform's own subheader."),
    row(Mpls, "mpls", "MPLS Label", Group, 0, "RFC 3032 §2.1", "One entry of the label stack."),
    row(MplsLabel, "mpls.label", "Label", Unsigned, 4, "RFC 3032 §2.1", "The label that routers switch by.",
        {.mask = 0xFFFF'F000, .names = kLabels}),
    row(MplsClass, "mpls.exp", "Traffic Class", Unsigned, 4, "RFC 5462", "How routers shall treat the packet.",
        {.mask = 0x0000'0E00}),
    row(MplsBottom, "mpls.bottom", "Bottom of Stack", Boolean, 4, "RFC 3032 §2.1", "Whether this is the last label.",
        {.mask = 0x0000'0100}),
    row(MplsTtl, "mpls.ttl", "Time to Live", Unsigned, 4, "RFC 3032 §2.1",
        "How many routers the packet may still pass.", {.mask = 0x0000'00FF}),
    row(Pseudowire, "pweth.cw", "Pseudowire Control Word", Group, 0, "RFC 4448 §4.6",
        "The word between a label stack and an Ethernet frame.", {.aliases = "pweth"}),
    row(PseudowireSequence, "pweth.cw.sequence_number", "Sequence Number", Unsigned, 2, "RFC 4448 §4.6",
        "Counts the frames of the pseudowire; 0 where it does not."),
};

} // namespace tunnel_rows

inline constexpr auto& kTunnelFields = tunnel_rows::kRows;

} // namespace mqttscope::net
