// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/json.h"

#include "core/format/text.h"
#include "core/mqtt/plain_text.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <utf8.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace mqttscope::exporter {
namespace {

/// Hands a parsed value on as it is written, so that nothing is rounded, merged or reordered.
struct Copier : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Copier> {
    explicit Copier(rapidjson::StringBuffer& buffer)
        : writer(buffer) {}

    bool Null() { return writer.Null(); }

    bool Bool(bool value) { return writer.Bool(value); }

    bool RawNumber(const char* digits, rapidjson::SizeType size, bool) {
        return writer.RawValue(digits, size, rapidjson::kNumberType);
    }

    bool String(const char* text, rapidjson::SizeType size, bool) { return writer.String(text, size); }

    bool Key(const char* text, rapidjson::SizeType size, bool) { return writer.Key(text, size); }

    bool StartObject() { return writer.StartObject(); }

    bool EndObject(rapidjson::SizeType) { return writer.EndObject(); }

    bool StartArray() { return writer.StartArray(); }

    bool EndArray(rapidjson::SizeType) { return writer.EndArray(); }

    rapidjson::Writer<rapidjson::StringBuffer> writer;
};

bool mayBeJson(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return false;
    constexpr std::string_view kBeginnings = "{[\"-0123456789tfn";
    return kBeginnings.find(text[first]) != std::string_view::npos;
}

} // namespace

// Nearly all text is plain ASCII, which RapidJSON would look at letter by letter.

void JsonWriter::key(std::string_view name) {
    if (mqtt::isPlainInQuotes(name)) return plain(name);
    m_writer.Key(name.data(), length(name));
}

void JsonWriter::text(std::string_view value) {
    if (mqtt::isPlainInQuotes(value)) return plain(value);
    if (format::isUtf8(value)) {
        m_writer.String(value.data(), length(value));
        return;
    }
    const auto mended = mendUtf8(value);
    m_writer.String(mended.data(), length(mended));
}

void JsonWriter::plainPiece(std::string_view piece) {
    if (piece.empty()) return; // it may have no address, which memcpy() wants
    std::memcpy(m_buffer.Push(piece.size()), piece.data(), piece.size());
}

void JsonWriter::textPiece(std::string_view piece) {
    // Quoted by RapidJSON as a text of its own, and freed of its quotation marks.
    rapidjson::StringBuffer quoted;
    rapidjson::Writer<rapidjson::StringBuffer>(quoted).String(piece.data(), length(piece));
    plainPiece({quoted.GetString() + 1, quoted.GetSize() - 2});
}

std::string_view JsonWriter::finish() {
    return {m_buffer.GetString(), m_buffer.GetSize()};
}

void JsonWriter::clear() {
    m_buffer.Clear();
    m_writer.Reset(m_buffer);
}

struct CompactJson::Parser {
    rapidjson::StringBuffer buffer;
    rapidjson::Reader reader;
};

CompactJson::CompactJson()
    : m_parser(std::make_unique<Parser>()) {}

CompactJson::~CompactJson() = default;

std::string_view CompactJson::of(std::string_view text) {
    if (!mayBeJson(text)) return {};
    // Iterative: a payload of a million brackets must not use up the stack.
    constexpr unsigned kFlags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag;
    auto& buffer = m_parser->buffer;
    buffer.Clear();
    Copier copier(buffer);
    rapidjson::MemoryStream stream(text.data(), text.size());
    if (m_parser->reader.Parse<kFlags>(stream, copier).IsError()) return {};
    // The stream reads as ended at a NUL byte; what stands behind one makes it something else than JSON.
    if (stream.Tell() != text.size()) return {};
    return {buffer.GetString(), buffer.GetSize()};
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text((bytes.size() + 2) / 3 * 4, '=');
    auto* to = text.data();
    const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<std::uint8_t>(bytes[i])}; };
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        const auto group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        *to++ = kDigits[group >> 18];
        *to++ = kDigits[group >> 12 & 63];
        *to++ = kDigits[group >> 6 & 63];
        *to++ = kDigits[group & 63];
    }
    if (i == bytes.size()) return text;
    const bool two = bytes.size() - i == 2;
    const auto group = byte(i) << 16 | (two ? byte(i + 1) << 8 : 0U);
    *to++ = kDigits[group >> 18];
    *to++ = kDigits[group >> 12 & 63];
    if (two) *to++ = kDigits[group >> 6 & 63];
    return text;
}

std::string mendUtf8(std::string_view bytes) {
    std::string mended;
    utf8::replace_invalid(bytes.begin(), bytes.end(), std::back_inserter(mended));
    return mended;
}

} // namespace mqttscope::exporter
