// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/websocket_fields.h"

#include "core/net/field_rows.h"
#include "core/net/websocket_frame.h"

#include <array>
#include <bit>

namespace mqttscope::net {
namespace {

using base::CodeName;
using base::FieldInfo;
using enum base::FieldType;
using enum WebSocketField;

constexpr std::string_view kFraming = "RFC 6455 §5.2";

constexpr std::array kOpcodes = {CodeName{0, "Continuation"}, CodeName{1, "Text"}, CodeName{2, "Binary"},
                                 CodeName{8, "Close"},        CodeName{9, "Ping"}, CodeName{10, "Pong"}};

constexpr std::array kFields{
    row(Frame, "websocket", "WebSocket", Group, 0, kFraming, "A frame of the WebSocket protocol."),
    row(Fin, "websocket.fin", "FIN", Boolean, 1, kFraming, "Whether the frame is the last of its message.",
        {.mask = 0x80}),
    row(Reserved, "websocket.rsv", "Reserved", Unsigned, 1, kFraming, "Bits that extensions may use.",
        {.mask = 0x70, .hexadecimal = true}),
    row(Compressed, "websocket.pmc", "Per-Message Compressed", Boolean, 1, "RFC 7692 §6",
        "Whether the message is compressed (permessage-deflate).", {.mask = 0x40}),
    row(Opcode, "websocket.opcode", "Opcode", Unsigned, 1, kFraming, "What the frame holds.",
        {.mask = 0x0F, .names = kOpcodes}),
    row(Mask, "websocket.mask", "Mask", Boolean, 1, kFraming,
        "Whether the payload is masked: that of clients must be, that of servers must not.", {.mask = 0x80}),
    row(Length, "websocket.payload_length", "Payload Length", Unsigned, 1, kFraming,
        "Bytes of the payload; 126 and 127 say that the length follows in two or eight bytes.", {.mask = 0x7F}),
    row(Length16, "websocket.payload_length_ext_16", "Extended Payload Length", Unsigned, 2, kFraming,
        "Bytes of the payload."),
    row(Length64, "websocket.payload_length_ext_64", "Extended Payload Length", Unsigned, 8, kFraming,
        "Bytes of the payload."),
    row(Key, "websocket.masking_key", "Masking Key", Unsigned, 4, "RFC 6455 §5.3",
        "What the payload is combined with, byte by byte.", {.hexadecimal = true}),
    row(FrameLength, "websocket.frame_length", "Length on the Wire", Unsigned, 0, kFraming,
        "Bytes of the frame with its header."),
    row(Payload, "websocket.payload", "Payload", Binary, 0, kFraming,
        "The bytes of the payload that lie in this captured frame.", {.secret = true}),
    row(MaskedPayload, "websocket.masked_payload", "Masked Payload", Binary, 0, kFraming,
        "The bytes of the payload that lie in this captured frame, still masked.", {.secret = true}),
    row(GivenLength, "websocket.inflated_length", "Inflated Length", Unsigned, 0, "RFC 7692 §7.2.2",
        "Bytes that the compressed ones in this captured frame became."),
};

static_assert([] {
    for (std::size_t i = 0; i < kFields.size(); ++i)
        if (kFields[i].id.value != kWebSocketFields + i) return false;
    return true;
}());

/// Writes down the fields of a header; `at` is its place in the captured frame, if it has one there.
class HeaderWriter {
public:
    HeaderWriter(base::ByteView header, std::optional<std::uint32_t> at, base::FieldTree& tree)
        : m_header(header)
        , m_at(at)
        , m_tree(tree) {}

    void add(WebSocketField field, std::uint32_t offset) {
        const auto& info = kFields[static_cast<std::size_t>(field)];
        std::uint64_t number = 0;
        for (std::uint32_t i = 0; i < info.width; ++i) number = number << 8 | m_header[offset + i];
        if (info.mask != 0) number = (number & info.mask) >> std::countr_zero(info.mask);
        auto& node = m_tree.add(info.id, {});
        node.number = number;
        node.generated = !m_at;
        if (m_at) node.range = {*m_at + offset, info.width};
        node.content = node.range;
    }

private:
    base::ByteView m_header;
    std::optional<std::uint32_t> m_at;
    base::FieldTree& m_tree;
};

} // namespace

std::span<const base::FieldInfo> webSocketFields() {
    return kFields;
}

void dissectWebSocket(const WebSocketFrameView& view, base::FieldTree& tree) {
    const auto header = readWebSocketHeader(view.header);
    if (header.size == 0) return;
    const auto begin = view.headerAt.value_or(view.payload.offset);
    const auto headerEnd = view.headerAt ? *view.headerAt + header.size : begin;
    const auto end = view.payload.size != 0 ? view.payload.end() : headerEnd;
    tree.enter(idOf(Frame), {begin, end - begin});
    HeaderWriter writer(view.header, view.headerAt, tree);
    writer.add(Fin, 0);
    writer.add(Reserved, 0);
    writer.add(Compressed, 0);
    writer.add(Opcode, 0);
    writer.add(Mask, 1);
    writer.add(Length, 1);
    std::uint32_t offset = 2;
    const auto extended = header.size - 2U - (header.masked ? 4U : 0U);
    if (extended != 0) writer.add(extended == 2 ? Length16 : Length64, offset);
    offset += extended;
    if (header.masked) writer.add(Key, offset);
    const auto generated = [&](WebSocketField field, std::uint64_t number) {
        auto& node = tree.add(idOf(field), {});
        node.number = number;
        node.generated = true;
    };
    generated(FrameLength, header.size + header.length);
    if (view.payload.size != 0) {
        tree.add(idOf(header.masked ? MaskedPayload : Payload), view.payload).content = view.payload;
    }
    if (header.compressed) generated(GivenLength, view.given);
    tree.leave();
}

} // namespace mqttscope::net
