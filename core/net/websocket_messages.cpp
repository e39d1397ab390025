// SPDX-License-Identifier: GPL-3.0-or-later
// The frames of a WebSocket connection, and what their messages hold.
#include "core/net/websocket.h"

#include <algorithm>

namespace mqttscope::net {
namespace {

/// What a sender takes off the end of a compressed message, and a receiver puts back (RFC 7692 §7.2.2).
constexpr std::array<std::uint8_t, 4> kTail = {0x00, 0x00, 0xFF, 0xFF};

} // namespace

void WebSocketStream::readHeader(Lane& lane) {
    const auto bytes = rest();
    const auto size = lane.gathered == 0 ? webSocketHeaderSize(bytes) : 0;
    if (size != 0 && size <= bytes.size()) {
        std::ranges::copy(bytes.first(size), lane.header.begin());
        lane.headerHere = true;
        lane.headerAt = static_cast<std::uint32_t>(m_at);
        m_at += size;
    } else {
        lane.headerHere = false;
        const auto wanted = [&] {
            return std::max<std::size_t>(2, webSocketHeaderSize(base::ByteView(lane.header).first(lane.gathered)));
        };
        while (lane.gathered < wanted()) {
            if (m_at == m_piece.size()) return;
            lane.header[lane.gathered++] = m_piece[m_at++];
        }
        lane.gathered = 0;
    }
    lane.frame = readWebSocketHeader(lane.header);
    beginFrame(lane);
}

void WebSocketStream::beginFrame(Lane& lane) {
    const auto& frame = lane.frame;
    const bool fromClient = m_direction == base::Direction::ToServer;
    // What is wrong twice is no frame, whatever came before.
    const bool hopeless = faults(frame, fromClient) > 1;
    if (hopeless || (lane.trust < kTrusted && !isPlausible(frame, fromClient, mayCompress()))) {
        if (lane.trust == kTrusted) checkFrame(lane);
        // The boundary that was found was none. Look again from the byte behind it.
        if (lane.headerHere) m_at = lane.headerAt + std::size_t{1};
        lose(lane.headerHere ? 1 : frame.size, true);
        return beginSeeking(lane);
    }
    lane.skipping = false;
    lane.given = false;
    lane.left = frame.length;
    lane.done = 0;
    lane.controlSize = 0;
    lane.controlWhole = true;
    lane.inPayload = true;
    checkFrame(lane);
    if (!frame.possibleLength()) return beginSeeking(lane);
    if (lane.trust < kTrusted) ++lane.trust;
    if (!frame.isControl() && frame.knownOpcode()) beginMessage(lane);
    if (lane.left == 0) endFrame(lane);
}

void WebSocketStream::checkFrame(Lane& lane) {
    const auto& frame = lane.frame;
    const bool fromClient = m_direction == base::Direction::ToServer;
    if (frame.masked != fromClient) {
        tell(m_direction, fromClient ? WebSocketProblem::Unmasked : WebSocketProblem::Masked);
    }
    if (!frame.shortest || !frame.possibleLength()) tell(m_direction, WebSocketProblem::BadLength);
    // RSV1 stands on the first frame of a message, and means nothing without the extension (RFC 7692 §6).
    const bool noMeaning = frame.compressed && (frame.isControl() || frame.opcode == 0 || !mayCompress());
    if (frame.reserved || noMeaning) {
        tell(m_direction, WebSocketProblem::ReservedBits);
        lane.skipping = frame.reserved || frame.opcode != 0;
    }
    if (!frame.knownOpcode()) {
        tell(m_direction, WebSocketProblem::BadOpcode);
        lane.skipping = true;
    } else if (frame.isControl() && (!frame.fin || frame.length > kMostControl)) {
        tell(m_direction, WebSocketProblem::BadControl);
        lane.skipping = true;
    }
}

void WebSocketStream::beginMessage(Lane& lane) {
    const auto& frame = lane.frame;
    const bool continues = frame.opcode == static_cast<std::uint8_t>(WebSocketOpcode::Continuation);
    if (continues == lane.messageOpen) {
        if (continues) return;
    } else if (continues && lane.trust < kTrusted) {
        // The middle of a message whose beginning was not captured: it may be compressed, and then it is lost.
        lane.compressed = false;
        lane.messageLost = m_extension == WebSocketExtension::Deflate;
        return;
    } else {
        tell(m_direction, WebSocketProblem::BadFragment);
        if (continues) return;
        if (lane.compressed) loseContext(lane);
    }
    if (frame.opcode == static_cast<std::uint8_t>(WebSocketOpcode::Text))
        tell(m_direction, WebSocketProblem::TextFrame);
    lane.messageLost = lane.skipping;
    lane.compressed = frame.compressed && !lane.skipping;
    if (!lane.compressed) return;
    // Others needed the room (InflatePool).
    if (lane.contextUsed && !lane.inflater.hasContext()) lane.contextMissing = true;
}

void WebSocketStream::readPayload(Lane& lane) {
    const bool control = lane.frame.isControl();
    const bool masked = lane.frame.masked;
    auto size = static_cast<std::size_t>(std::min<std::uint64_t>(lane.left, rest().size()));
    if (masked) size = std::min(size, m_workspace.unmasked.size());
    auto payload = rest().first(size);
    lane.rawHasHeader = lane.headerHere;
    lane.rawOffset = lane.headerHere ? lane.headerAt : static_cast<std::uint32_t>(m_at);
    lane.headerHere = false;
    m_at += size;
    lane.rawSize = static_cast<std::uint32_t>(m_at) - lane.rawOffset;
    const bool useless = lane.skipping || (!control && lane.messageLost);
    if (masked && !useless) {
        unmaskWebSocket(payload, lane.frame.mask, lane.done, m_workspace.unmasked.data());
        payload = base::ByteView(m_workspace.unmasked).first(size);
    }
    lane.left -= size;
    lane.done += size;
    if (control) {
        if (!lane.skipping) readControl(lane, payload);
    } else if (useless) {
        // A frame of an unknown kind holds nothing of any message.
        if (lane.frame.knownOpcode()) lose(size);
    } else if (lane.compressed) {
        lane.pending = payload;
        lane.expanding = true;
    } else {
        give(lane, payload, !masked);
    }
    if (lane.left == 0) endFrame(lane);
}

void WebSocketStream::readControl(Lane& lane, base::ByteView payload) {
    // Control frames are never longer than this.
    const auto size = std::min(payload.size(), lane.control.size() - lane.controlSize);
    std::ranges::copy(payload.first(size), lane.control.begin() + lane.controlSize);
    lane.controlSize = static_cast<std::uint8_t>(lane.controlSize + size);
}

void WebSocketStream::endFrame(Lane& lane) {
    lane.inPayload = false;
    if (lane.frame.isControl()) {
        if (!lane.skipping) endControl(lane);
        return;
    }
    if (!lane.frame.knownOpcode()) return;
    lane.messageOpen = !lane.frame.fin;
    if (lane.messageOpen || !lane.compressed || lane.messageLost || lane.skipping) return;
    lane.tail = kTail.size();
    lane.expanding = true;
}

void WebSocketStream::endControl(Lane& lane) {
    WebSocketOutput output{.direction = m_direction};
    switch (static_cast<WebSocketOpcode>(lane.frame.opcode)) {
    case WebSocketOpcode::Close: {
        output.kind = WebSocketOutput::Kind::Close;
        const auto body = base::ByteView(lane.control).first(lane.controlWhole ? lane.controlSize : 0);
        if (body.size() >= 2) {
            output.code = static_cast<std::uint16_t>(body[0] << 8 | body[1]);
            output.bytes = body.subspan(2);
        }
        break;
    }
    case WebSocketOpcode::Ping:
        output.kind = WebSocketOutput::Kind::Ping;
        break;
    case WebSocketOpcode::Pong:
        output.kind = WebSocketOutput::Kind::Pong;
        break;
    case WebSocketOpcode::Continuation:
    case WebSocketOpcode::Text:
    case WebSocketOpcode::Binary:
        return;
    }
    m_found.push_back(output);
}

void WebSocketStream::expand(Lane& lane) {
    const bool atTail = lane.pending.empty() && lane.tail != 0;
    auto input = atTail ? base::ByteView(kTail).last(lane.tail) : lane.pending;
    const auto result = lane.inflater.step(input);
    if (atTail) {
        lane.tail = static_cast<std::uint8_t>(input.size());
    } else {
        lane.pending = input;
    }
    if (!result.output.empty()) give(lane, result.output, false);
    switch (result.step) {
    case Inflater::Step::Output:
        return;
    case Inflater::Step::NeedMore:
        lane.expanding = lane.tail != 0;
        if (!atTail || lane.tail != 0) return;
        // The message is complete.
        lane.contextUsed = !noTakeover();
        if (lane.contextUsed) return;
        lane.inflater.release();
        lane.contextMissing = false;
        return;
    case Inflater::Step::Broken:
        tell(m_direction, lane.contextMissing ? WebSocketProblem::ContextLost : WebSocketProblem::BadDeflate);
        return loseMessage(lane);
    case Inflater::Step::Bomb:
        tell(m_direction, WebSocketProblem::DeflateBomb);
        return loseMessage(lane);
    }
}

void WebSocketStream::loseMessage(Lane& lane) {
    if (lane.expanding) lose(lane.given ? lane.pending.size() : lane.rawSize);
    lane.messageLost = true;
    loseContext(lane);
}

void WebSocketStream::loseContext(Lane& lane) {
    lane.pending = {};
    lane.tail = 0;
    lane.expanding = false;
    lane.inflater.release();
    // Where messages stand for themselves nothing is missing for the next one.
    lane.contextMissing = !noTakeover();
}

void WebSocketStream::give(Lane& lane, base::ByteView bytes, bool inPlace) {
    const bool begins = !lane.given;
    lane.given = true;
    WebSocketOutput output{.kind = WebSocketOutput::Kind::Data,
                           .direction = m_direction,
                           .bytes = bytes,
                           .inPlace = inPlace,
                           .beginsFrame = begins,
                           .headerInPlace = begins && lane.rawHasHeader,
                           .rawOffset = lane.rawOffset,
                           .rawSize = lane.rawSize};
    if (begins && !lane.rawHasHeader) output.header = base::ByteView(lane.header).first(lane.frame.size);
    m_found.push_back(output);
}

} // namespace mqttscope::net
