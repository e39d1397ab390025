// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/first_bytes.h"

#include "core/base/byte_reader.h"
#include "core/mqtt/recognise.h"
#include "core/net/websocket_http.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace mqttscope::engine {
namespace {

constexpr std::string_view kGet = "GET ";
constexpr std::string_view kAnswer = "HTTP/1.";
constexpr std::string_view kEmptyLine = "\r\n\r\n";
constexpr std::size_t kRecordHeader = 5;
constexpr std::uint32_t kLongestRecord = 16'384 + 2'048; // RFC 5246 §6.2.3, the largest that any version allows
constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kClientHello = 1;

bool isRecordHeader(base::ByteView bytes) {
    base::ByteReader reader(bytes);
    const auto type = reader.u8();
    const auto major = reader.u8();
    const auto minor = reader.u8();
    const auto length = reader.u16();
    return type >= 20 && type <= 23 && major == 3 && minor <= 4 && length > 0 && length <= kLongestRecord;
}

/// First bytes of a packet never look like this: types 20 to 23 would be a CONNECT with forbidden flags.
FirstBytes readRecord(base::ByteView bytes, bool atStart) {
    if (bytes[0] < 20 || bytes[0] > 23) return FirstBytes::Other;
    if (bytes.size() > 1 && bytes[1] != 3) return FirstBytes::Other;
    if (bytes.size() <= kRecordHeader) return FirstBytes::NeedMore;
    if (!isRecordHeader(bytes)) return FirstBytes::Other;
    if (atStart) {
        const bool hello = bytes[0] == kHandshake && bytes[kRecordHeader] == kClientHello;
        return hello ? FirstBytes::Tls : FirstBytes::Other;
    }
    // From the middle of a stream a chance likeness is possible: where the next record can be seen, it must be one.
    const auto next = kRecordHeader + (std::size_t{bytes[3]} << 8 | bytes[4]);
    const bool another = bytes.size() < next + kRecordHeader || isRecordHeader(bytes.subspan(next));
    return another ? FirstBytes::Tls : FirstBytes::Other;
}

} // namespace

FirstBytes readFirstBytes(base::ByteView bytes, bool atStart) {
    if (bytes.empty()) return FirstBytes::NeedMore;
    const auto text = base::asText(bytes);
    const auto mayBe = [text](std::string_view word) {
        const auto size = std::min(word.size(), text.size());
        return text.substr(0, size) == word.substr(0, size);
    };
    const bool answers = mayBe(kAnswer);
    if (!answers && !mayBe(kGet)) return readRecord(bytes, atStart);
    const auto end = text.find(kEmptyLine);
    if (end == std::string_view::npos) return FirstBytes::NeedMore;
    if (answers) {
        const auto answer = net::readWebSocketResponse(text.substr(0, end + kEmptyLine.size()));
        const bool selects = answer.valid && answer.upgrade && net::isMqttProtocol(answer.protocol);
        return selects ? FirstBytes::MqttWebSocketAnswer : FirstBytes::Other;
    }
    const auto request = net::readWebSocketRequest(text.substr(0, end + kEmptyLine.size()));
    if (!request.valid || !request.upgrade) return FirstBytes::Http;
    return std::ranges::any_of(request.protocols, net::isMqttProtocol) ? FirstBytes::MqttWebSocket
                                                                       : FirstBytes::PlainWebSocket;
}

AfterRequest readAfterRequest(base::ByteView bytes) {
    const auto end = base::asText(bytes).find(kEmptyLine);
    if (end == std::string_view::npos) return AfterRequest::NeedMore;
    base::ByteReader reader(bytes.subspan(end + kEmptyLine.size()));
    // RFC 6455 §5.2: flags and opcode, mask bit and length, the mask of a client.
    const auto first = reader.u8();
    const auto second = reader.u8();
    if (!reader.ok()) return AfterRequest::NeedMore;
    const bool data = (first & 0x0F) == 1 || (first & 0x0F) == 2; // text is wrong there, but shows what is meant
    const bool plain = (first & 0x70) == 0;                       // an extension may have compressed it
    if (!data || (second & 0x80) == 0) return AfterRequest::Other;
    if (!plain) return AfterRequest::Other;
    const auto length = second & 0x7F;
    reader.skip(length == 127 ? 8 : length == 126 ? 2 : 0);
    std::array<std::uint8_t, 4> mask{};
    std::ranges::copy(reader.bytes(mask.size()), mask.begin());
    if (!reader.ok()) return AfterRequest::NeedMore;
    std::array<std::uint8_t, 16> start{}; // a CONNECT shows within 13 bytes
    const auto there = reader.bytes(std::min(start.size(), reader.remaining()));
    for (std::size_t i = 0; i < there.size(); ++i) start[i] = there[i] ^ mask[i % mask.size()];
    switch (mqtt::streamStart(base::ByteView(start).first(there.size()))) {
    case mqtt::StreamStart::NeedMore:
        return AfterRequest::NeedMore;
    case mqtt::StreamStart::Connect:
        return AfterRequest::Mqtt;
    case mqtt::StreamStart::No:
        break;
    }
    return AfterRequest::Other;
}

} // namespace mqttscope::engine
