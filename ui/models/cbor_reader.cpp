// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/text.h"
#include "ui/models/value_tree_builder.h"

#include <QCborStreamReader>
#include <QCoreApplication>

#include <cmath>
#include <limits>
#include <optional>

namespace mqttscope::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Payload", text);
}

/// Reads one data item after the other, without recursion. Qt reads the bytes; what they mean is said here in
/// diagnostic notation.
class Reader {
public:
    explicit Reader(QByteArrayView bytes)
        : m_size(bytes.size())
        , m_stream(bytes.data(), bytes.size()) {}

    std::expected<ValueTree, NoDocument> read() {
        while (!m_done) {
            if (!m_cause.isEmpty()) return std::unexpected(NoDocument{m_cause, offset()});
            if (m_stream.lastError() != QCborError::NoError)
                return std::unexpected(NoDocument{m_stream.lastError().toString(), offset()});
            step();
        }
        if (!m_cause.isEmpty()) return std::unexpected(NoDocument{m_cause, offset()});
        if (m_stream.currentOffset() != m_size)
            return std::unexpected(NoDocument{tr("Something follows the document"), offset()});
        return m_builder.finish();
    }

private:
    [[nodiscard]] std::uint64_t offset() const { return static_cast<std::uint64_t>(m_stream.currentOffset()); }

    void step() {
        if (!m_levels.empty() && !m_stream.hasNext() && m_stream.lastError() == QCborError::NoError) return leave();
        // A key is a value, too; only its text is kept.
        if (!m_levels.empty() && m_levels.back().map && !m_levels.back().keyRead) {
            auto key = scalar();
            if (!key) return refuse(tr("A key that is itself a structure is not shown"));
            m_builder.setKey(std::move(key->text));
            m_levels.back().keyRead = true;
            return;
        }
        if (m_stream.isArray()) return enter(ValueKind::Array, false);
        if (m_stream.isMap()) return enter(ValueKind::Object, true);
        if (m_stream.isTag()) return readTag();
        auto value = scalar();
        if (!value) return refuse(tr("This is no CBOR"));
        if (!m_tags.isEmpty()) value->text = tr("tag %1").arg(std::exchange(m_tags, {})) + value->text;
        if (!m_builder.add(value->kind, std::move(value->text))) return refuse(tooMuch());
        valueRead();
    }

    /// The mark of CBOR itself (RFC 8949 §3.4.6) is no news; others stand before what they say something about.
    void readTag() {
        constexpr quint64 kSelfDescribed = 55'799;
        const auto tag = static_cast<quint64>(m_stream.toTag());
        m_stream.next();
        if (tag != kSelfDescribed) m_tags += QString::number(tag) + QLatin1Char(' ');
    }

    struct Scalar {
        ValueKind kind;
        QString text;
    };

    std::optional<Scalar> scalar() {
        switch (m_stream.type()) {
        case QCborStreamReader::UnsignedInteger: {
            Scalar value{ValueKind::Number, QString::number(m_stream.toUnsignedInteger())};
            m_stream.next();
            return value;
        }
        case QCborStreamReader::NegativeInteger: {
            // -2^64 is written as 0: no 64-bit number holds it.
            const auto magnitude = static_cast<quint64>(m_stream.toNegativeInteger());
            Scalar value{ValueKind::Number, magnitude == 0 ? QStringLiteral("-18446744073709551616")
                                                           : QLatin1Char('-') + QString::number(magnitude)};
            m_stream.next();
            return value;
        }
        case QCborStreamReader::ByteString:
            return string(ValueKind::Bytes);
        case QCborStreamReader::TextString:
            return string(ValueKind::Text);
        case QCborStreamReader::SimpleType: {
            const auto type = m_stream.toSimpleType();
            m_stream.next();
            return Scalar{ValueKind::Word, word(type)};
        }
        case QCborStreamReader::HalfFloat: {
            const auto value = static_cast<double>(static_cast<float>(m_stream.toFloat16()));
            m_stream.next();
            return number(value, std::numeric_limits<float>::digits10);
        }
        case QCborStreamReader::Float: {
            const auto value = static_cast<double>(m_stream.toFloat());
            m_stream.next();
            return number(value, std::numeric_limits<float>::max_digits10);
        }
        case QCborStreamReader::Double: {
            const auto value = m_stream.toDouble();
            m_stream.next();
            return number(value, std::numeric_limits<double>::max_digits10);
        }
        case QCborStreamReader::Array:
        case QCborStreamReader::Map:
        case QCborStreamReader::Tag:
        case QCborStreamReader::Invalid:
            return std::nullopt;
        }
        return std::nullopt;
    }

    static Scalar number(double value, int digits) {
        if (std::isnan(value)) return {ValueKind::Number, QStringLiteral("NaN")};
        if (std::isinf(value))
            return {ValueKind::Number, value < 0 ? QStringLiteral("-Infinity") : QStringLiteral("Infinity")};
        // The shortest that is read back as the same number.
        for (int precision = 1; precision < digits; ++precision) {
            const auto text = QString::number(value, 'g', precision);
            const bool same = digits > 10 ? text.toDouble() == value : static_cast<double>(text.toFloat()) == value;
            if (same) return {ValueKind::Number, text};
        }
        return {ValueKind::Number, QString::number(value, 'g', digits)};
    }

    static QString word(QCborSimpleType type) {
        switch (type) {
        case QCborSimpleType::False:
            return QStringLiteral("false");
        case QCborSimpleType::True:
            return QStringLiteral("true");
        case QCborSimpleType::Null:
            return QStringLiteral("null");
        case QCborSimpleType::Undefined:
            return QStringLiteral("undefined");
        }
        return QStringLiteral("simple(%1)").arg(static_cast<int>(type));
    }

    std::optional<Scalar> string(ValueKind kind) {
        // A string may come in chunks; none is longer than what is there.
        QByteArray bytes;
        for (;;) {
            const auto size = m_stream.currentStringChunkSize();
            if (size < 0 || size > m_size) return std::nullopt;
            const auto before = bytes.size();
            bytes.resize(before + size);
            const auto chunk = m_stream.readStringChunk(bytes.data() + before, size);
            if (chunk.status == QCborStreamReader::Error) return std::nullopt;
            bytes.truncate(before + (chunk.status == QCborStreamReader::Ok ? chunk.data : 0));
            if (chunk.status == QCborStreamReader::EndOfString) break;
        }
        const std::string_view view(bytes.constData(), static_cast<std::size_t>(bytes.size()));
        if (kind == ValueKind::Text)
            return Scalar{kind, QLatin1Char('"') + toText(format::visibleText(view)) + QLatin1Char('"')};
        return Scalar{kind, QLatin1String("h'") + QString::fromLatin1(bytes.toHex()) + QLatin1Char('\'')};
    }

    void enter(ValueKind kind, bool map) {
        auto text = m_tags.isEmpty() ? QString() : tr("tag %1").arg(std::exchange(m_tags, {}));
        if (!m_builder.enter(kind, std::move(text))) return refuse(tooMuch());
        m_stream.enterContainer();
        m_levels.push_back({.map = map});
    }

    void leave() {
        m_stream.leaveContainer();
        m_levels.pop_back();
        m_builder.leave();
        valueRead();
    }

    void valueRead() {
        if (m_levels.empty()) m_done = true;
        if (!m_levels.empty()) m_levels.back().keyRead = false;
    }

    void refuse(QString cause) {
        m_cause = m_stream.lastError() == QCborError::NoError ? std::move(cause) : m_stream.lastError().toString();
    }

    static QString tooMuch() { return tr("It has more values than are shown as a tree"); }

    struct Level {
        bool map = false;
        bool keyRead = false;
    };

    qint64 m_size;
    QCborStreamReader m_stream;
    ValueTreeBuilder m_builder;
    std::vector<Level> m_levels;
    QString m_tags;
    QString m_cause;
    bool m_done = false;
};

} // namespace

std::expected<ValueTree, NoDocument> readCbor(QByteArrayView bytes) {
    return Reader(bytes).read();
}

} // namespace mqttscope::ui
