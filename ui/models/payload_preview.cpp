// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/payload_preview.h"

#include "core/format/text.h"

#include <algorithm>

namespace mqttscope::ui {

namespace {

constexpr std::uint32_t kPreviewBytes = 160;
constexpr std::size_t kPreviewHexBytes = 32;

/// Without the first bytes of a character that the cut went through.
std::string_view wholeCharacters(std::string_view text) {
    // RFC 3629: a character has at most three bytes after its first.
    for (std::size_t back = 1; back <= std::min<std::size_t>(4, text.size()); ++back) {
        const auto byte = static_cast<std::uint8_t>(text[text.size() - back]);
        if ((byte & 0xC0U) == 0x80U) continue;
        const std::size_t size = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
        return size > back ? text.substr(0, text.size() - back) : text;
    }
    return text;
}

} // namespace

std::string payloadPreview(const engine::PacketBytes& packet, const mqtt::PacketSummary& summary) {
    if (mqtt::packetType(packet.row.head) != mqtt::PacketType::Publish || summary.payloadOffset >= packet.length)
        return {};
    const auto bytes = packet.copy(summary.payloadOffset, kPreviewBytes);
    const bool more = packet.length - summary.payloadOffset > bytes.size();
    const auto text = more ? wholeCharacters(base::asText(bytes)) : base::asText(bytes);
    if (format::isText(text)) return format::visibleText(text) + (more && !bytes.empty() ? "…" : "");
    return format::hexText(bytes, kPreviewHexBytes);
}

} // namespace mqttscope::ui
