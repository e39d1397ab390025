// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/json_values.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace mqttscope::filter {
namespace {

/// Follows a pointer while the document is read, so that no tree of it is made.
class PointerHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, PointerHandler> {
public:
    PointerHandler(std::span<const std::string> pointer, std::vector<Value>& values, std::deque<std::string>& texts)
        : m_pointer(pointer)
        , m_values(values)
        , m_texts(texts)
        , m_elements(pointer.size() + 1) {}

    bool Null() { return scalar({.kind = Kind::Null}); }

    bool Bool(bool value) { return scalar({.kind = Kind::Truth, .number = value ? 1.0L : 0.0L}); }

    bool Int(int value) { return number(value); }

    bool Uint(unsigned value) { return number(value); }

    bool Int64(std::int64_t value) { return number(static_cast<Quantity>(value)); }

    bool Uint64(std::uint64_t value) { return number(static_cast<Quantity>(value)); }

    bool Double(double value) { return number(value); }

    bool String(const char* text, rapidjson::SizeType size, bool) {
        if (!begins() || m_level != m_pointer.size()) return true;
        m_values.push_back({.kind = Kind::Text, .bytes = m_texts.emplace_back(text, size)});
        return true;
    }

    bool Key(const char* text, rapidjson::SizeType size, bool) {
        m_hit = onPath() && m_level <= m_pointer.size() && m_pointer[m_level - 1] == std::string_view(text, size);
        return true;
    }

    bool StartObject() { return open(false); }

    bool EndObject(rapidjson::SizeType) { return close(); }

    bool StartArray() { return open(true); }

    bool EndArray(rapidjson::SizeType) { return close(); }

private:
    /// Of a container that the pointer leads into.
    struct Element {
        bool isArray = false;
        std::uint32_t next = 0;
    };

    [[nodiscard]] bool onPath() const { return m_level == m_onPath; }

    /// A value begins: whether the pointer leads to it, or through it.
    bool begins() {
        if (m_level == 0) return true;
        if (!onPath() || m_level > m_pointer.size()) return false;
        auto& element = m_elements[m_level];
        if (!element.isArray) return m_hit;
        // "0", "1", …: no leading zeros (RFC 6901 §4).
        std::array<char, 12> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), element.next++).ptr;
        return m_pointer[m_level - 1] == std::string_view(digits.data(), end);
    }

    bool number(Quantity value) { return scalar({.kind = Kind::Number, .number = value}); }

    bool scalar(Value value) {
        if (begins() && m_level == m_pointer.size()) m_values.push_back(value);
        return true;
    }

    bool open(bool isArray) {
        if (m_level >= kDeepestJson) return false;
        const bool follow = begins();
        if (follow && m_level == m_pointer.size()) m_values.push_back({.kind = Kind::Structure});
        ++m_level;
        if (!follow) return true;
        m_onPath = m_level;
        if (m_level < m_elements.size()) m_elements[m_level] = {.isArray = isArray, .next = 0};
        return true;
    }

    bool close() {
        --m_level;
        m_onPath = std::min(m_onPath, m_level);
        return true;
    }

    std::span<const std::string> m_pointer;
    std::vector<Value>& m_values;
    std::deque<std::string>& m_texts;
    std::vector<Element> m_elements; ///< by level, from 1
    std::size_t m_level = 0;         ///< containers that are open
    std::size_t m_onPath = 0;        ///< of them, those that the pointer leads through
    bool m_hit = false;              ///< the name that was read last is the next token
};

} // namespace

void jsonValues(std::string_view document, std::span<const std::string> pointer, std::vector<Value>& values,
                std::deque<std::string>& texts) {
    const auto before = values.size();
    PointerHandler handler(pointer, values, texts);
    rapidjson::MemoryStream stream(document.data(), document.size());
    rapidjson::Reader reader;
    constexpr auto kFlags =
        rapidjson::kParseValidateEncodingFlag | rapidjson::kParseFullPrecisionFlag | rapidjson::kParseIterativeFlag;
    if (!reader.Parse<kFlags>(stream, handler)) values.resize(before);
}

} // namespace mqttscope::filter
