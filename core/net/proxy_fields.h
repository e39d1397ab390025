// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field.h"

#include <cstdint>
#include <span>

namespace mqttscope::net {

inline constexpr std::uint16_t kProxyFields = base::kNetFields + 0x0800;

/// The fields of the PROXY protocol table, in its order.
enum class ProxyField : std::uint16_t {
    Header,
    Version,
    V1Magic,
    V1Protocol,
    V1Unknown,
    V2Magic,
    V2VersionAndCommand,
    V2Version,
    V2Command,
    V2FamilyAndProtocol,
    V2Family,
    V2Protocol,
    V2Length,
    SourceIpv4,
    DestinationIpv4,
    SourceIpv6,
    DestinationIpv6,
    SourcePort,
    DestinationPort,
    SourceUnix,
    DestinationUnix,
    Unknown,
    Tlv,
    TlvType,
    TlvLength,
    TlvValue,
};

[[nodiscard]] constexpr base::FieldId idOf(ProxyField field) {
    return {static_cast<std::uint16_t>(kProxyFields + static_cast<std::uint16_t>(field))};
}

/// Every field that describeProxyHeader() may find. Keys are Wireshark's where it has one.
[[nodiscard]] std::span<const base::FieldInfo> proxyFields();

} // namespace mqttscope::net
