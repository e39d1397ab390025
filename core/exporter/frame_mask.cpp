// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/frame_mask.h"

#include "core/format/field_text.h"
#include "core/net/fields.h"
#include "core/session/catalogue.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace mqttscope::exporter {
namespace {

// How far packets of the same frame are looked for. A segment of 64 KiB holds some thousands of the smallest packets.
constexpr std::uint32_t kFarthest = 40'000;
constexpr std::uint32_t kMostFraming = 14; // the longest header of a WebSocket frame (RFC 6455 §5.2)

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool startsWithNoCase(std::string_view text, std::string_view beginning) {
    return text.size() >= beginning.size() &&
           std::ranges::equal(text.substr(0, beginning.size()), beginning, {}, lower);
}

/// The values of header lines that authenticate, and the query of the request, where tokens and signatures stand.
void addHandshakeSecrets(std::string_view text, std::uint32_t offset, std::vector<base::ByteRange>& secrets) {
    constexpr std::array<std::string_view, 4> kSecret{
        "authorization:", "proxy-authorization:", "cookie:", "set-cookie:"};
    const auto add = [&](std::size_t from, std::size_t to) {
        if (from < to)
            secrets.push_back({offset + static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to - from)});
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find("\r\n", at), text.size());
        const auto line = text.substr(at, end - at);
        const auto* const name =
            std::ranges::find_if(kSecret, [line](std::string_view secret) { return startsWithNoCase(line, secret); });
        if (name != kSecret.end()) add(at + name->size(), end);
        const auto query = line.find('?');
        if (at == 0 && query != std::string_view::npos)
            add(query + 1, at + std::min(line.find(' ', query), line.size()));
        at = end + 2;
    }
}

} // namespace

std::vector<base::ByteRange> secretRanges(const base::FieldTree& packetFields, const format::TextOptions& shown) {
    std::vector<base::ByteRange> ranges;
    for (const auto& node : packetFields.nodes) {
        if (node.range.size == 0 || !format::isMasked(session::fieldInfo(node.field), shown)) continue;
        ranges.push_back(node.content.size > 0 ? node.content : node.range);
    }
    return ranges;
}

FrameMask::FrameMask(const engine::Inspection& inspection, const store::Snapshot& snapshot, base::FrameId first,
                     std::size_t count)
    : m_inspection(inspection)
    , m_snapshot(snapshot)
    , m_first(first)
    , m_known(count) {}

FrameMask FrameMask::ofAll(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                           const format::TextOptions& shown) {
    FrameMask mask(inspection, snapshot, base::FrameId(0), snapshot.frames());
    for (base::RowId id(snapshot.firstRow()); id.value < snapshot.rows(); ++id.value) mask.add(id, shown);
    return mask;
}

FrameMask FrameMask::ofOne(const engine::Inspection& inspection, const store::Snapshot& snapshot, base::FrameId frame,
                           base::RowId row) {
    FrameMask mask(inspection, snapshot, frame, 1);
    const format::TextOptions shown{};
    const auto selected = snapshot.row(row);
    // Rows stand in the order of completion: what this frame completed stands together …
    auto first = row;
    while (first.value > snapshot.firstRow() && row.value - first.value < kFarthest &&
           snapshot.row(base::RowId(first.value - 1)).frame == frame)
        --first.value;
    for (auto id = first; id.value <= row.value; ++id.value) mask.add(id, shown);
    // … and of a packet that only begins in it, the row comes later: the next one of this direction.
    const auto last = std::min<std::uint64_t>(snapshot.rows(), std::uint64_t{row.value} + kFarthest);
    for (base::RowId id(row.value + 1); id.value < last; ++id.value) {
        const auto other = snapshot.row(id);
        const bool next = other.connection == selected.connection && !store::isEvent(other) &&
                          store::direction(other) == store::direction(selected);
        if (other.frame == frame || next) mask.add(id, shown);
        if (other.frame != frame && next) break;
    }
    return mask;
}

void FrameMask::add(base::RowId id, const format::TextOptions& shown) {
    const auto row = m_snapshot.row(id);
    if (!store::isEvent(row)) {
        addPacket(m_inspection.packet(m_snapshot, id), shown);
    } else if (store::eventKind(row) == store::EventKind::WebSocketOpen) {
        m_handshakes.emplace(row.frame.value, true);
    } else if (store::eventKind(row) == store::EventKind::ProxyHeader) {
        const auto packet = m_inspection.packet(m_snapshot, id);
        for (const auto& part : packet.parts) cover(placeOf(packet, part));
    }
}

void FrameMask::addPacket(const engine::PacketBytes& packet, const format::TextOptions& shown) {
    std::vector<base::ByteRange> secrets;
    if (mqtt::carriesSecrets(mqtt::packetType(packet.row.head))) secrets = secretRanges(packet.decodeFields(), shown);
    for (const auto& part : packet.parts) {
        if (part.bytes.empty()) continue;
        const auto place = placeOf(packet, part);
        cover(place);
        for (const auto& secret : secrets) addSecret(secret, part, place);
    }
}

FrameMask::Place FrameMask::placeOf(const engine::PacketBytes& packet, const engine::PacketPart& part) const {
    if (!part.extent.valid()) return {}; // it left with its file
    const auto& extent = m_snapshot.extent(part.extent);
    if (extent.isGap()) return {};
    const auto frame = m_inspection.frame(m_snapshot, part.extent);
    if (!extent.isDerived()) {
        // Reassembled fragments lie elsewhere: of those nobody knows which bytes of the frame they are.
        const auto bytes = frame.frame.bytes;
        const bool inside = !bytes.empty() && !std::less{}(part.bytes.data(), bytes.data()) &&
                            !std::less{}(bytes.data() + bytes.size(), part.bytes.data() + part.bytes.size());
        if (!inside) return {};
        return {.frame = part.frame,
                .range = {static_cast<std::uint32_t>(part.bytes.data() - bytes.data()),
                          static_cast<std::uint32_t>(part.bytes.size())}};
    }
    if (!frame.webSocket) return {};
    const auto& message = *frame.webSocket;
    // Unmasking leaves every byte where it was; inflating does not.
    if (message.given != message.payload.size)
        return {.frame = part.frame, .range = message.payload, .exact = false, .framing = kMostFraming};
    const auto before = part.extent == packet.row.first ? packet.row.firstOffset : 0;
    return {.frame = part.frame,
            .range = {message.payload.offset + before, static_cast<std::uint32_t>(part.bytes.size())},
            .framing = kMostFraming};
}

void FrameMask::cover(const Place& place) {
    // Frames in front of the first one wrap around, and are no frames of ours either.
    if (!place.frame.valid() || place.frame.value - m_first.value >= m_known.size()) return;
    auto& known = m_known[place.frame.value - m_first.value];
    if (known.size == 0) {
        const auto from = place.range.offset - std::min(place.range.offset, place.framing);
        known = {from, place.range.end() - from};
    } else if (place.range.offset <= known.end() + place.framing && place.range.end() > known.end()) {
        known.size = place.range.end() - known.offset;
    }
}

void FrameMask::addSecret(base::ByteRange secret, const engine::PacketPart& part, const Place& place) {
    const auto from = std::max(secret.offset, part.offset);
    const auto to = std::min<std::uint64_t>(secret.end(), part.offset + part.bytes.size());
    if (from >= to || !place.frame.valid()) return;
    if (!place.exact) {
        // Where in the compressed message the secret stands is not told, so all of it goes.
        m_secrets[place.frame.value].push_back(place.range);
        return;
    }
    m_secrets[place.frame.value].push_back(
        {place.range.offset + (from - part.offset), static_cast<std::uint32_t>(to - from)});
}

std::vector<base::ByteRange> FrameMask::of(base::FrameId frame, base::ByteView bytes, base::ByteRange payload) const {
    std::vector<base::ByteRange> masked;
    if (const auto found = m_secrets.find(frame.value); found != m_secrets.end()) masked = found->second;
    if (m_handshakes.contains(frame.value)) {
        addHandshakeSecrets(base::asText(bytes.subspan(payload.offset, payload.size)), payload.offset, masked);
        return masked;
    }
    const auto at = frame.value - m_first.value;
    const auto known = at < m_known.size() ? m_known[at] : base::ByteRange{};
    if (payload.size == 0) return masked;
    if (known.size == 0) {
        masked.push_back(payload);
        return masked;
    }
    if (known.offset > payload.offset) masked.push_back({payload.offset, known.offset - payload.offset});
    if (known.end() < payload.end()) masked.push_back({known.end(), payload.end() - known.end()});
    return masked;
}

base::ByteRange payloadOf(const base::FieldTree& frameFields) {
    base::ByteRange payload;
    for (const auto& node : frameFields.nodes) {
        if (node.field == net::idOf(net::NetField::TcpPayload) || node.field == net::idOf(net::NetField::Data))
            payload = node.range;
    }
    return payload;
}

void overwrite(std::vector<std::uint8_t>& frame, std::span<const base::ByteRange> ranges,
               const base::FieldTree& fields) {
    const base::FieldNode* tcp = nullptr;
    const base::FieldNode* checksum = nullptr;
    for (const auto& node : fields.nodes) {
        if (node.field == net::idOf(net::NetField::Tcp)) tcp = &node;
        if (node.field == net::idOf(net::NetField::TcpChecksum)) checksum = &node;
    }
    std::uint32_t sum = 0; // what the bytes add to the one's complement sum
    for (const auto& range : ranges) {
        for (auto at = range.offset; at < std::min<std::size_t>(range.end(), frame.size()); ++at) {
            const bool high = tcp != nullptr && ((at - tcp->range.offset) & 1U) == 0;
            const auto before = static_cast<std::uint32_t>(frame[at]) << (high ? 8 : 0);
            const auto after = static_cast<std::uint32_t>('x') << (high ? 8 : 0);
            sum += after + (0xFFFFU - before); // RFC 1624: the one's complement of what was there is taken off
            sum = (sum & 0xFFFFU) + (sum >> 16);
            frame[at] = 'x';
        }
    }
    if (checksum != nullptr && checksum->range.end() <= frame.size()) {
        const auto at = checksum->range.offset;
        const auto old = static_cast<std::uint32_t>(frame[at] << 8 | frame[at + 1]);
        auto mended = (~old & 0xFFFFU) + sum;
        while (mended > 0xFFFFU) mended = (mended & 0xFFFFU) + (mended >> 16);
        mended = ~mended & 0xFFFFU;
        frame[at] = static_cast<std::uint8_t>(mended >> 8);
        frame[at + 1] = static_cast<std::uint8_t>(mended);
    }
    for (const auto& node : fields.nodes) {
        if (node.field != net::idOf(net::NetField::UdpChecksum) || node.range.end() > frame.size()) continue;
        frame[node.range.offset] = frame[node.range.offset + 1] = 0;
    }
}

} // namespace mqttscope::exporter
