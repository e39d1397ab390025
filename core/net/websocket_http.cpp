// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/websocket_http.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace mqttscope::net {
namespace {

constexpr std::uint16_t kSwitching = 101;
constexpr std::uint16_t kNoContent = 204;
constexpr std::uint16_t kNotModified = 304;
constexpr std::string_view kBlank = " \t\r\n";

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
    const auto from = text.find_first_not_of(kBlank);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

/// Takes the next item of a list up to `separator`; separators within quotes do not count (RFC 9110 §5.6.4).
std::string_view takeItem(std::string_view& list, char separator) {
    bool quoted = false;
    std::size_t at = 0;
    for (; at < list.size() && (quoted || list[at] != separator); ++at) {
        if (list[at] == '"') quoted = !quoted;
        if (list[at] == '\\' && quoted && at + 1 < list.size()) ++at;
    }
    const auto item = trimmed(list.substr(0, at));
    list.remove_prefix(std::min(at + 1, list.size()));
    return item;
}

template <class Function>
void forEachItem(std::string_view list, char separator, const Function& function) {
    while (!list.empty()) {
        if (const auto item = takeItem(list, separator); !item.empty()) function(item);
    }
}

/// Takes a line without its end.
std::string_view takeLine(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// Calls function(name, value) for each field behind the first line.
template <class Function>
void forEachField(std::string_view lines, const Function& function) {
    while (!lines.empty()) {
        const auto line = takeLine(lines);
        const auto colon = std::min(line.find(':'), line.size());
        auto value = std::string(trimmed(line.substr(std::min(colon + 1, line.size()))));
        while (!lines.empty() && (lines.front() == ' ' || lines.front() == '\t')) {
            value += ' ';
            value += trimmed(takeLine(lines));
        }
        if (colon != line.size()) function(trimmed(line.substr(0, colon)), std::string_view(value));
    }
}

template <class Number>
std::optional<Number> numberOf(std::string_view text) {
    Number number{};
    const auto* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && at == end ? std::optional(number) : std::nullopt;
}

std::uint8_t windowBits(std::string_view value) {
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    const auto bits = numberOf<unsigned>(value).value_or(15);
    return bits >= 8 && bits <= 15 ? static_cast<std::uint8_t>(bits) : std::uint8_t{15};
}

void readExtension(std::string_view extension, WebSocketDeflate& deflate) {
    // A client may offer several variants (RFC 7692 §5.1); the first one is the one that it prefers.
    if (deflate.present || !same(takeItem(extension, ';'), "permessage-deflate")) return;
    deflate.present = true;
    forEachItem(extension, ';', [&](std::string_view parameter) {
        const auto name = takeItem(parameter, '=');
        if (same(name, "server_no_context_takeover")) deflate.serverNoTakeover = true;
        if (same(name, "client_no_context_takeover")) deflate.clientNoTakeover = true;
        if (same(name, "server_max_window_bits")) deflate.serverBits = windowBits(trimmed(parameter));
        if (same(name, "client_max_window_bits")) deflate.clientBits = windowBits(trimmed(parameter));
    });
}

/// What requests and answers have in common.
class CommonFields {
public:
    bool upgrade = false;
    std::vector<std::string> protocols;
    WebSocketDeflate deflate;

    void take(std::string_view name, std::string_view value) {
        if (same(name, "upgrade")) {
            forEachItem(value, ',', [&](std::string_view item) { upgrade = upgrade || same(item, "websocket"); });
        } else if (same(name, "sec-websocket-protocol")) {
            forEachItem(value, ',', [&](std::string_view item) { protocols.emplace_back(item); });
        } else if (same(name, "sec-websocket-extensions")) {
            forEachItem(value, ',', [&](std::string_view item) { readExtension(item, deflate); });
        } else if (same(name, "content-length")) {
            m_length = numberOf<std::uint64_t>(value);
        } else if (same(name, "transfer-encoding")) {
            forEachItem(value, ',', [&](std::string_view item) { m_chunked = same(item, "chunked"); });
        }
    }

    /// RFC 9112 §6.3; `otherwise` where no field tells.
    [[nodiscard]] HttpFraming framing(HttpFraming::Kind otherwise) const {
        if (m_chunked) return {.kind = HttpFraming::Kind::Chunked};
        if (m_length) return {.kind = HttpFraming::Kind::Length, .length = *m_length};
        return {.kind = otherwise};
    }

private:
    std::optional<std::uint64_t> m_length;
    bool m_chunked = false;
};

/// The head without the empty lines in front of it.
std::string_view withoutEmptyLines(std::string_view head) {
    return head.substr(std::min(head.find_first_not_of("\r\n"), head.size()));
}

} // namespace

HttpHead::State HttpHead::feed(base::ByteView& bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (m_text.size() + i >= kMostHead) {
            bytes = bytes.subspan(i);
            return State::TooLong;
        }
        if (bytes[i] != '\n') {
            if (bytes[i] == '\r') continue;
            m_lineEmpty = false;
            m_begun = true;
        } else if (m_lineEmpty && m_begun) {
            m_text += base::asText(bytes.first(i + 1));
            bytes = bytes.subspan(i + 1);
            return State::Whole;
        } else {
            m_lineEmpty = true;
        }
    }
    m_text += base::asText(bytes);
    bytes = {};
    return State::NeedMore;
}

HttpBody::HttpBody(HttpFraming framing) {
    switch (framing.kind) {
    case HttpFraming::Kind::None:
        return;
    case HttpFraming::Kind::Length:
        m_left = framing.length;
        m_state = m_left == 0 ? State::Done : State::Bytes;
        return;
    case HttpFraming::Kind::Chunked:
        m_chunked = true;
        m_state = State::Size;
        return;
    case HttpFraming::Kind::UntilEnd:
        m_state = State::UntilEnd;
        return;
    }
}

bool HttpBody::skip(base::ByteView& bytes) {
    while (!bytes.empty() && m_state != State::Done && m_state != State::Broken) {
        if (m_state == State::UntilEnd) {
            bytes = {};
        } else if (m_state == State::Bytes) {
            const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size()));
            bytes = bytes.subspan(size);
            m_left -= size;
            if (m_left == 0) m_state = m_chunked ? State::ChunkEnd : State::Done;
        } else {
            chunkByte(bytes.front());
            bytes = bytes.subspan(1);
        }
    }
    return m_state == State::Done;
}

/// RFC 9112 §7.1: size in hexadecimal, extensions that nobody needs, CRLF; the bytes, CRLF; size 0, trailer, CRLF.
void HttpBody::chunkByte(std::uint8_t byte) {
    constexpr std::uint8_t kMostDigits = 15;
    if (byte == '\r') return;
    if (m_state == State::Size) {
        const auto letter = lower(static_cast<char>(byte));
        const bool digit = byte >= '0' && byte <= '9';
        if (digit || (letter >= 'a' && letter <= 'f')) {
            m_left = m_left << 4 | static_cast<unsigned>(digit ? byte - '0' : letter - 'a' + 10);
            if (++m_digits > kMostDigits) m_state = State::Broken;
            return;
        }
        m_state = m_digits == 0 ? State::Broken : State::SizeLine;
    }
    if (m_state == State::SizeLine) {
        if (byte != '\n') return;
        m_digits = 0;
        m_lineEmpty = true;
        m_state = m_left == 0 ? State::Trailer : State::Bytes;
    } else if (m_state == State::ChunkEnd) {
        m_state = byte == '\n' ? State::Size : State::Broken;
    } else if (m_state == State::Trailer) {
        if (byte == '\n' && m_lineEmpty) m_state = State::Done;
        m_lineEmpty = byte == '\n';
    }
}

WebSocketRequest readWebSocketRequest(std::string_view head) {
    WebSocketRequest request{.size = static_cast<std::uint32_t>(head.size())};
    auto lines = withoutEmptyLines(head);
    auto line = takeLine(lines);
    const auto method = takeItem(line, ' ');
    const auto target = takeItem(line, ' ');
    request.valid = !method.empty() && !target.empty() && line.starts_with("HTTP/1.");
    request.headOnly = method == "HEAD";
    request.target = target;
    CommonFields common;
    forEachField(lines, [&](std::string_view name, std::string_view value) { common.take(name, value); });
    request.upgrade = request.valid && common.upgrade && method == "GET";
    request.framing = common.framing(HttpFraming::Kind::None);
    request.protocols = std::move(common.protocols);
    request.deflate = common.deflate;
    return request;
}

WebSocketResponse readWebSocketResponse(std::string_view head) {
    WebSocketResponse response{.size = static_cast<std::uint32_t>(head.size())};
    auto lines = withoutEmptyLines(head);
    auto line = takeLine(lines);
    response.valid = takeItem(line, ' ').starts_with("HTTP/1.");
    const auto status = numberOf<std::uint16_t>(takeItem(line, ' '));
    response.valid = response.valid && status;
    response.status = status.value_or(0);
    response.reason = trimmed(line);
    CommonFields common;
    forEachField(lines, [&](std::string_view name, std::string_view value) { common.take(name, value); });
    response.upgrade = response.valid && response.status == kSwitching && common.upgrade;
    if (!common.protocols.empty()) response.protocol = std::move(common.protocols.front());
    response.deflate = common.deflate;
    const bool bodiless = response.status < 200 || response.status == kNoContent || response.status == kNotModified;
    if (!bodiless) response.framing = common.framing(HttpFraming::Kind::UntilEnd);
    return response;
}

bool isMqttProtocol(std::string_view protocol) {
    return protocol == "mqtt" || protocol == "mqttv3.1";
}

} // namespace mqttscope::net
