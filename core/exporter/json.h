// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <memory>
#include <string>
#include <string_view>

namespace mqttscope::exporter {

/// Writes JSON as a stream; RapidJSON does the quoting. Strings must be UTF-8 or are mended, never broken.
class JsonWriter {
public:
    void beginObject() { m_writer.StartObject(); }

    void endObject() { m_writer.EndObject(); }

    void beginArray() { m_writer.StartArray(); }

    void endArray() { m_writer.EndArray(); }

    void key(std::string_view name);

    void null() { m_writer.Null(); }

    void boolean(bool value) { m_writer.Bool(value); }

    void number(std::uint64_t value) { m_writer.Uint64(value); }

    void number(std::int64_t value) { m_writer.Int64(value); }

    void text(std::string_view value);

    /// A text that comes in pieces, each of them well-formed UTF-8 by itself.
    void beginText() { m_writer.RawValue("\"", 1, rapidjson::kStringType); }

    void textPiece(std::string_view piece);

    /// The same where nothing in it needs an escape.
    void plainPiece(std::string_view piece);

    void endText() { m_buffer.Put('"'); }

    /// Moves what was written so far to `out`, in the middle of a value too.
    void moveTo(std::string& out) {
        out.append(m_buffer.GetString(), m_buffer.GetSize());
        m_buffer.Clear();
    }

    /// JSON that is known to be valid and to stand on one line.
    void raw(std::string_view json) { m_writer.RawValue(json.data(), json.size(), rapidjson::kObjectType); }

    void member(std::string_view name, std::string_view value) { key(name), text(value); }

    void member(std::string_view name, const char* value) { member(name, std::string_view(value)); }

    void member(std::string_view name, bool value) { key(name), boolean(value); }

    void member(std::string_view name, std::uint64_t value) { key(name), number(value); }

    void member(std::string_view name, std::uint32_t value) { member(name, std::uint64_t{value}); }

    /// What was written since the last call.
    [[nodiscard]] std::string_view finish();
    /// Begins the next value of a stream.
    void clear();

private:
    /// A text in which nothing needs an escape.
    void plain(std::string_view text) {
        beginText();
        plainPiece(text);
        endText();
    }

    static rapidjson::SizeType length(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }

    rapidjson::StringBuffer m_buffer;
    rapidjson::Writer<rapidjson::StringBuffer> m_writer{m_buffer};
};

/// Tells JSON from other texts. It keeps its memory from one text to the next.
class CompactJson {
public:
    CompactJson();
    ~CompactJson();
    CompactJson(const CompactJson&) = delete;
    CompactJson& operator=(const CompactJson&) = delete;

    /// The JSON value that `text` is, on one line and otherwise as it came: numbers digit for digit, repeated keys
    /// kept. Empty if it is none. Valid until the next call.
    [[nodiscard]] std::string_view of(std::string_view text);

private:
    struct Parser;

    std::unique_ptr<Parser> m_parser;
};

/// RFC 4648 §4.
[[nodiscard]] std::string base64(std::string_view bytes);

/// UTF-8 in which every byte that is none became U+FFFD.
[[nodiscard]] std::string mendUtf8(std::string_view bytes);

} // namespace mqttscope::exporter
