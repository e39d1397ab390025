// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/payload_preview.h"

#include "core/format/text.h"

namespace mqttscope::ui {

namespace {

constexpr std::uint32_t kPreviewBytes = 160;
constexpr std::size_t kPreviewHexBytes = 32;

} // namespace

std::string payloadPreview(const engine::PacketBytes& packet, const mqtt::PacketSummary& summary) {
    if (mqtt::packetType(packet.row.head) != mqtt::PacketType::Publish || summary.payloadOffset >= packet.length)
        return {};
    const auto bytes = packet.copy(summary.payloadOffset, kPreviewBytes);
    const bool more = packet.length - summary.payloadOffset > bytes.size();
    const auto text = more ? format::wholeCharacters(base::asText(bytes)) : base::asText(bytes);
    if (format::isText(text)) return format::visibleText(text) + (more && !bytes.empty() ? "…" : "");
    return format::hexText(bytes, kPreviewHexBytes);
}

} // namespace mqttscope::ui
