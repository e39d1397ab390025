// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/dissector.h"

namespace mqttscope::net {
namespace {

void ethernet(Dissector& to) {
    to.enter(NetField::Ethernet, 14);
    to.next(NetField::EthernetDestination);
    to.next(NetField::EthernetSource);
    const auto at = to.position();
    const bool isType = at + 2 > to.captured() || to.bytes()[at] >= 0x06;
    to.next(isType ? NetField::EthernetType : NetField::EthernetLength);
    to.leave();
}

void llc(Dissector& to) {
    const auto at = to.position();
    const bool snap = at < to.captured() && to.bytes()[at] == 0xAA;
    to.enter(NetField::Llc, snap ? 8 : 3);
    to.next(NetField::LlcDsap);
    to.next(NetField::LlcSsap);
    to.next(NetField::LlcControl);
    if (snap) {
        to.next(NetField::LlcOui);
        to.next(NetField::LlcType);
    }
    to.leave();
}

void vlan(Dissector& to) {
    to.enter(NetField::Vlan, 4);
    to.peek(NetField::VlanPriority);
    to.peek(NetField::VlanDei);
    to.next(NetField::VlanId);
    to.next(NetField::VlanType);
    to.leave();
}

/// The eight bytes in which cooked captures keep a hardware address of `length` bytes.
void cookedAddress(Dissector& to, NetField field, std::uint64_t length) {
    if (length == 6) {
        to.next(field);
        to.skip(2);
    } else {
        to.skip(8);
    }
}

void linuxCooked(Dissector& to) {
    to.enter(NetField::Cooked, 16);
    to.next(NetField::CookedPacketType);
    to.next(NetField::CookedHardware);
    cookedAddress(to, NetField::CookedAddress, to.next(NetField::CookedAddressLength));
    to.next(NetField::CookedType);
    to.leave();
}

void linuxCooked2(Dissector& to) {
    to.enter(NetField::Cooked2, 20);
    to.next(NetField::Cooked2Type);
    to.skip(2);
    to.next(NetField::Cooked2Interface);
    to.next(NetField::Cooked2Hardware);
    to.next(NetField::Cooked2PacketType);
    cookedAddress(to, NetField::Cooked2Address, to.next(NetField::Cooked2AddressLength));
    to.leave();
}

void family(Dissector& to) {
    to.enter(NetField::Null, 4);
    const auto at = to.position();
    if (at + 4 <= to.captured()) to.converted(NetField::NullFamily, 4, readFamily(to.bytes().subspan(at, 4)));
    to.leave();
}

void ciscoHdlc(Dissector& to) {
    to.enter(NetField::CiscoHdlc, 4);
    to.next(NetField::CiscoAddress);
    to.next(NetField::CiscoControl);
    to.next(NetField::CiscoProtocol);
    to.leave();
}

void ppp(Dissector& to) {
    const auto bytes = to.bytes().subspan(to.position());
    if (bytes.size() >= 2 && (bytes[0] == 0x0F || bytes[0] == 0x8F) && bytes[1] == 0) {
        ciscoHdlc(to);
        return;
    }
    const auto header = readPpp(bytes);
    to.enter(NetField::Ppp, header.size);
    if (header.protocolOffset > 0) {
        to.next(NetField::PppAddress);
        to.next(NetField::PppControl);
    }
    if (header.ok) to.next(NetField::PppProtocol, header.size - header.protocolOffset);
    to.leave();
}

void pppoe(Dissector& to) {
    to.enter(NetField::Pppoe, 6);
    to.peek(NetField::PppoeVersion);
    to.next(NetField::PppoeType);
    to.next(NetField::PppoeCode);
    to.next(NetField::PppoeSession);
    to.next(NetField::PppoeLength);
    to.leave();
}

void nflog(Dissector& to) {
    const auto inner = innerLayer(Layer::Nflog, to.bytes().subspan(to.position()));
    to.enter(NetField::Nflog, inner.layer == Layer::Ip ? inner.offset : 4);
    to.next(NetField::NflogFamily);
    to.next(NetField::NflogVersion);
    to.next(NetField::NflogResource);
    to.leave();
}

} // namespace

void dissectLayer(Dissector& to, Layer layer) {
    switch (layer) {
    case Layer::Unknown:
    case Layer::NotIp:
    case Layer::Cut:
    case Layer::Ip:
        return;
    case Layer::Ethernet:
        return ethernet(to);
    case Layer::Llc:
        return llc(to);
    case Layer::Vlan:
        return vlan(to);
    case Layer::LinuxCooked:
        return linuxCooked(to);
    case Layer::LinuxCooked2:
        return linuxCooked2(to);
    case Layer::Family:
        return family(to);
    case Layer::Ppp:
        return ppp(to);
    case Layer::Pppoe:
        return pppoe(to);
    case Layer::CiscoHdlc:
        return ciscoHdlc(to);
    case Layer::Nflog:
        return nflog(to);
    case Layer::Udp:
        return dissectUdp(to);
    case Layer::Vxlan:
        return dissectVxlan(to);
    case Layer::Geneve:
        return dissectGeneve(to);
    case Layer::Gre:
        return dissectGre(to);
    case Layer::Erspan2:
        return dissectErspan2(to);
    case Layer::Erspan3:
        return dissectErspan3(to);
    case Layer::Mpls:
        return dissectMpls(to);
    case Layer::Pseudowire:
        return dissectPseudowire(to);
    }
}

} // namespace mqttscope::net
