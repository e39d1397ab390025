// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/frame_secrets.h"

#include "core/net/fields.h"
#include "core/session/catalogue.h"

#include <algorithm>
#include <optional>

namespace mqttscope::ui {

namespace {

// How far packets of the same frame are looked for. A segment of 64 KiB holds some thousands of the smallest packets.
constexpr std::uint32_t kFarthest = 40'000;

bool mayHoldSecrets(const store::Row& row) {
    switch (mqtt::packetType(row.head)) {
    case mqtt::PacketType::Connect:
    case mqtt::PacketType::Connack:
    case mqtt::PacketType::Auth:
        return true;
    case mqtt::PacketType::Reserved:
    case mqtt::PacketType::Publish:
    case mqtt::PacketType::Puback:
    case mqtt::PacketType::Pubrec:
    case mqtt::PacketType::Pubrel:
    case mqtt::PacketType::Pubcomp:
    case mqtt::PacketType::Subscribe:
    case mqtt::PacketType::Suback:
    case mqtt::PacketType::Unsubscribe:
    case mqtt::PacketType::Unsuback:
    case mqtt::PacketType::Pingreq:
    case mqtt::PacketType::Pingresp:
    case mqtt::PacketType::Disconnect:
        return false;
    }
    return true;
}

/// Gathers what the packets of one frame allow to be shown.
class FrameMask {
public:
    FrameMask(const engine::Inspection& inspection, const store::Snapshot& snapshot, const engine::FrameBytes& frame)
        : m_inspection(inspection)
        , m_snapshot(snapshot)
        , m_frame(frame) {}

    /// Whether some of the packet's bytes lie in the frame.
    bool add(base::RowId id) {
        const auto row = m_snapshot.row(id);
        if (store::isEvent(row)) return false;
        const auto packet = m_inspection.packet(m_snapshot, id);
        std::vector<base::ByteRange> secrets;
        if (mayHoldSecrets(row)) secrets = packetSecrets(packet.decode());
        bool inFrame = false;
        for (const auto& part : packet.parts) {
            const auto place = placeOf(part);
            if (!place) continue;
            inFrame = true;
            m_known.push_back({*place, static_cast<std::uint32_t>(part.bytes.size())});
            for (const auto& secret : secrets) addSecret(secret, part, *place);
        }
        return inFrame;
    }

    /// `payload` is all of the frame that may belong to packets.
    [[nodiscard]] std::vector<base::ByteRange> masked(base::ByteRange payload) {
        std::sort(m_known.begin(), m_known.end(), [](const auto& a, const auto& b) { return a.offset < b.offset; });
        auto masked = m_secrets;
        auto at = payload.offset;
        for (const auto& known : m_known) {
            if (known.offset > at) masked.push_back({at, std::min(known.offset, payload.end()) - at});
            at = std::max(at, known.end());
            if (at >= payload.end()) break;
        }
        if (at < payload.end()) masked.push_back({at, payload.end() - at});
        return masked;
    }

private:
    /// Where a part lies in the frame; none if it lies elsewhere, as reassembled fragments do.
    [[nodiscard]] std::optional<std::uint32_t> placeOf(const engine::PacketPart& part) const {
        const auto bytes = m_frame.frame.bytes;
        if (part.bytes.empty() || part.frame != m_frame.frame.id) return {};
        if (std::less{}(part.bytes.data(), bytes.data()) ||
            std::less{}(bytes.data() + bytes.size(), part.bytes.data() + part.bytes.size()))
            return {};
        return static_cast<std::uint32_t>(part.bytes.data() - bytes.data());
    }

    void addSecret(base::ByteRange secret, const engine::PacketPart& part, std::uint32_t place) {
        const auto from = std::max(secret.offset, part.offset);
        const auto to = std::min<std::uint64_t>(secret.end(), part.offset + part.bytes.size());
        if (from < to) m_secrets.push_back({place + (from - part.offset), static_cast<std::uint32_t>(to - from)});
    }

    const engine::Inspection& m_inspection;
    const store::Snapshot& m_snapshot;
    const engine::FrameBytes& m_frame;
    std::vector<base::ByteRange> m_known;
    std::vector<base::ByteRange> m_secrets;
};

/// What TCP or an undecoded layer carries; empty for a frame of headers only.
base::ByteRange payloadOf(const base::FieldTree& fields) {
    base::ByteRange payload;
    for (const auto& node : fields.nodes)
        if (node.field == net::idOf(net::NetField::TcpPayload) || node.field == net::idOf(net::NetField::Data))
            payload = node.range;
    return payload;
}

} // namespace

std::vector<base::ByteRange> packetSecrets(const base::FieldTree& packetFields) {
    std::vector<base::ByteRange> found;
    for (const auto& node : packetFields.nodes) {
        if (node.range.size == 0 || !session::fieldInfo(node.field).secret) continue;
        found.push_back(node.content.size > 0 ? node.content : node.range);
    }
    return found;
}

std::vector<base::ByteRange> frameSecrets(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                                          base::RowId row, const engine::FrameBytes& frame,
                                          const base::FieldTree& frameFields) {
    FrameMask mask(inspection, snapshot, frame);
    const auto selected = snapshot.row(row);
    mask.add(row);
    // Rows stand in the order of completion: what this frame completed stands together …
    const auto first = row.value - std::min(row.value, kFarthest);
    for (auto before = row.value; before > first; --before) {
        const base::RowId id(before - 1);
        if (snapshot.row(id).frame != frame.frame.id) break;
        mask.add(id);
    }
    // … and of a packet that only begins in it, the row comes later: the next one of this direction.
    const auto last =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(snapshot.rows(), std::uint64_t{row.value} + kFarthest));
    for (auto after = row.value + 1; after < last; ++after) {
        const base::RowId id(after);
        const auto other = snapshot.row(id);
        if (other.frame == frame.frame.id) {
            mask.add(id);
        } else if (other.connection == selected.connection && !store::isEvent(other) &&
                   store::direction(other) == store::direction(selected)) {
            mask.add(id);
            break;
        }
    }
    return mask.masked(payloadOf(frameFields));
}

} // namespace mqttscope::ui
