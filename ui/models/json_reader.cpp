// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/text.h"
#include "ui/models/value_tree_builder.h"

#include <QCoreApplication>

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

namespace mqttscope::ui {

namespace {

QString visible(const char* text, rapidjson::SizeType size) {
    return toText(format::visibleText({text, size}));
}

QString quoted(const QString& text) {
    return QLatin1Char('"') + text + QLatin1Char('"');
}

/// Takes what RapidJSON reads. A false ends the reading.
class Handler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Handler> {
public:
    explicit Handler(ValueTreeBuilder& builder)
        : m_builder(builder) {}

    // The names are RapidJSON's.
    bool Null() { return m_builder.add(ValueKind::Word, QStringLiteral("null")); }

    bool Bool(bool value) {
        return m_builder.add(ValueKind::Word, value ? QStringLiteral("true") : QStringLiteral("false"));
    }

    bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
        return m_builder.add(ValueKind::Number, visible(text, size));
    }

    bool String(const char* text, rapidjson::SizeType size, bool) {
        return m_builder.add(ValueKind::Text, quoted(visible(text, size)));
    }

    bool Key(const char* text, rapidjson::SizeType size, bool) {
        m_builder.setKey(visible(text, size));
        return true;
    }

    bool StartObject() { return m_builder.enter(ValueKind::Object); }

    bool StartArray() { return m_builder.enter(ValueKind::Array); }

    bool EndObject(rapidjson::SizeType) { return leave(); }

    bool EndArray(rapidjson::SizeType) { return leave(); }

private:
    bool leave() {
        m_builder.leave();
        return true;
    }

    ValueTreeBuilder& m_builder;
};

} // namespace

std::expected<ValueTree, NoDocument> readJson(QByteArrayView text) {
    // Iterative: a payload of a million brackets must not use up the stack. Numbers stay digit for digit.
    constexpr unsigned kFlags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag;
    ValueTreeBuilder builder;
    Handler handler(builder);
    rapidjson::MemoryStream stream(text.data(), static_cast<std::size_t>(text.size()));
    rapidjson::Reader reader;
    const auto result = reader.Parse<kFlags>(stream, handler);
    if (result.Code() == rapidjson::kParseErrorTermination) {
        return std::unexpected(
            NoDocument{QCoreApplication::translate("Payload", "It has more values than are shown as a tree"), 0});
    }
    if (result.IsError()) {
        auto cause = QString::fromLatin1(rapidjson::GetParseError_En(result.Code()));
        if (cause.endsWith(QLatin1Char('.'))) cause.chop(1);
        return std::unexpected(NoDocument{cause, result.Offset()});
    }
    // The stream reads as ended at a NUL byte.
    if (stream.Tell() != static_cast<std::size_t>(text.size())) {
        return std::unexpected(
            NoDocument{QCoreApplication::translate("Payload", "Something follows the document"), stream.Tell()});
    }
    return builder.finish();
}

} // namespace mqttscope::ui
