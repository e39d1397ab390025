// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <zlib.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::test::websocket {

using Bytes = std::vector<std::uint8_t>;

inline constexpr std::uint8_t kContinuation = 0;
inline constexpr std::uint8_t kText = 1;
inline constexpr std::uint8_t kBinary = 2;
inline constexpr std::uint8_t kClose = 8;
inline constexpr std::uint8_t kPing = 9;
inline constexpr std::uint8_t kPong = 10;

/// How a frame is written; the mask of a client is there unless told otherwise (RFC 6455 §5.2).
struct Frame {
    std::uint8_t opcode = kBinary;
    bool fin = true;
    std::uint8_t reserved = 0; ///< RSV1 is 4, RSV2 2, RSV3 1
    bool masked = false;
    std::array<std::uint8_t, 4> mask{0x37, 0xFA, 0x21, 0x3D};
    std::size_t lengthSize = 0; ///< 2 or 8 to write it longer than needed
};

inline Bytes frame(base::ByteView payload, const Frame& how = {}) {
    Bytes bytes{static_cast<std::uint8_t>((how.fin ? 0x80U : 0U) | unsigned{how.reserved} << 4 | how.opcode)};
    const auto size = payload.size();
    const auto wide = how.lengthSize != 0 ? how.lengthSize : size > 0xFFFF ? 8U : size > 125 ? 2U : 0U;
    const auto first = wide == 8 ? 127U : wide == 2 ? 126U : static_cast<unsigned>(size);
    bytes.push_back(static_cast<std::uint8_t>((how.masked ? 0x80U : 0U) | first));
    for (std::size_t i = wide; i-- > 0;)
        bytes.push_back(static_cast<std::uint8_t>(std::uint64_t{size} >> (8 * i) & 0xFF));
    if (how.masked) bytes.insert(bytes.end(), how.mask.begin(), how.mask.end());
    for (std::size_t i = 0; i < size; ++i) {
        bytes.push_back(how.masked ? static_cast<std::uint8_t>(payload[i] ^ how.mask[i % 4]) : payload[i]);
    }
    return bytes;
}

inline Bytes frame(std::string_view payload, const Frame& how = {}) {
    return frame(base::asBytes(payload), how);
}

/// A frame of a client.
inline Bytes clientFrame(base::ByteView payload, Frame how = {}) {
    how.masked = true;
    return frame(payload, how);
}

inline Bytes clientFrame(std::string_view payload, const Frame& how = {}) {
    return clientFrame(base::asBytes(payload), how);
}

/// Payload of a close (§5.5.1).
inline Bytes closeBody(std::uint16_t code, std::string_view reason = {}) {
    Bytes bytes{static_cast<std::uint8_t>(code >> 8), static_cast<std::uint8_t>(code & 0xFF)};
    bytes.insert(bytes.end(), reason.begin(), reason.end());
    return bytes;
}

/// Header fields as lines; `more` is appended as it is.
inline Bytes request(std::string_view more = "Sec-WebSocket-Protocol: mqtt\r\n", std::string_view target = "/mqtt") {
    const auto text = "GET " + std::string(target) +
                      " HTTP/1.1\r\nHost: broker\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
                      std::string(more) + "\r\n";
    return {text.begin(), text.end()};
}

inline Bytes accept(std::string_view more = "Sec-WebSocket-Protocol: mqtt\r\n") {
    const auto text = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" +
                      std::string(more) + "\r\n";
    return {text.begin(), text.end()};
}

/// Compresses messages as permessage-deflate does (RFC 7692 §7.2.1).
class Deflater {
public:
    explicit Deflater(bool takeover = true, int windowBits = 15)
        : m_takeover(takeover) {
        if (::deflateInit2(&m_stream, 9, Z_DEFLATED, -windowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::runtime_error("deflateInit2");
    }

    ~Deflater() { ::deflateEnd(&m_stream); }

    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    Bytes message(base::ByteView payload) {
        if (!m_takeover) ::deflateReset(&m_stream);
        Bytes out(::deflateBound(&m_stream, static_cast<uLong>(payload.size())) + 64);
        m_stream.next_in = const_cast<Bytef*>(payload.data());
        m_stream.avail_in = static_cast<uInt>(payload.size());
        m_stream.next_out = out.data();
        m_stream.avail_out = static_cast<uInt>(out.size());
        ::deflate(&m_stream, Z_SYNC_FLUSH);
        const auto written = out.size() - m_stream.avail_out;
        if (written < 4) throw std::runtime_error("deflate");
        return {out.begin(), out.begin() + static_cast<std::ptrdiff_t>(written - 4)}; // without the tail 00 00 FF FF
    }

    Bytes message(std::string_view payload) { return message(base::asBytes(payload)); }

private:
    z_stream m_stream{};
    bool m_takeover;
};

} // namespace mqttscope::test::websocket
