// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/payload.h"

#include "core/session/catalogue.h"
#include "ui/models/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace mqttscope::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Payload", text);
}

std::string_view viewOf(const QByteArray& bytes) {
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

QByteArray payloadBytes(const PacketDetails& details, std::uint32_t most) {
    const auto bytes = details.read(ByteSpace::Payload, 0, most);
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

/// "application/json; charset=utf-8" is "application/json" (RFC 9110 §8.3.1).
QString mediaType(const QString& contentType) {
    return contentType.section(QLatin1Char(';'), 0, 0).trimmed().toLower();
}

/// What the sender says that it is.
std::optional<PayloadForm> announced(const QString& contentType) {
    const auto type = mediaType(contentType);
    if (type == QStringLiteral("application/json") || type == QStringLiteral("text/json") ||
        type.endsWith(QStringLiteral("+json")))
        return PayloadForm::Json;
    if (type == QStringLiteral("application/cbor") || type.endsWith(QStringLiteral("+cbor"))) return PayloadForm::Cbor;
    if (type == QStringLiteral("image/svg+xml")) return PayloadForm::Text;
    if (type.startsWith(QStringLiteral("image/"))) return PayloadForm::Image;
    if (type.startsWith(QStringLiteral("text/"))) return PayloadForm::Text;
    return std::nullopt;
}

/// The first bytes of PNG, JPEG, GIF, BMP and WebP files.
bool beginsPicture(std::string_view bytes) {
    using namespace std::string_view_literals;
    static constexpr std::array kBeginnings{"\x89PNG\r\n\x1a\n"sv, "\xFF\xD8\xFF"sv, "GIF87a"sv, "GIF89a"sv};
    const bool webp =
        bytes.starts_with("RIFF"sv) && bytes.substr(std::min<std::size_t>(8, bytes.size())).starts_with("WEBP"sv);
    return webp || std::ranges::any_of(kBeginnings, [&](auto beginning) { return bytes.starts_with(beginning); });
}

/// The mark that says of itself that CBOR follows (RFC 8949 §3.4.6).
bool saysCbor(std::string_view bytes) {
    using namespace std::string_view_literals;
    return bytes.starts_with("\xD9\xD9\xF7"sv);
}

bool beginsJson(std::string_view bytes) {
    const auto first = bytes.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (bytes[first] == '{' || bytes[first] == '[');
}

/// A text as it is shown.
struct Lines {
    QString text;
    bool cut = false; ///< a line was too long to be laid out in time
};

/// Line feeds and tabs stay; every other control character becomes visible.
Lines lines(std::string_view text) {
    constexpr std::size_t kLongestLine = 8'192;
    Lines shown;
    for (std::size_t from = 0; from <= text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        auto line = text.substr(from, end - from);
        if (line.ends_with('\r')) line.remove_suffix(1);
        const bool cut = line.size() > kLongestLine;
        if (cut) line = format::wholeCharacters(line.substr(0, kLongestLine));
        shown.cut |= cut;
        for (std::size_t at = 0; at <= line.size();) {
            const auto tab = std::min(line.find('\t', at), line.size());
            shown.text += toText(format::visibleText(line.substr(at, tab - at)));
            if (tab < line.size()) shown.text += QLatin1Char('\t');
            at = tab + 1;
        }
        if (cut) shown.text += QChar(0x2026);
        if (end < text.size()) shown.text += QLatin1Char('\n');
        from = end + 1;
    }
    return shown;
}

class Reading {
public:
    Reading(const PacketDetails& details, const PayloadFacts& facts)
        : m_details(details)
        , m_facts(facts) {}

    ReadPayload asWanted(PayloadForm form) {
        switch (form) {
        case PayloadForm::Text:
            return text();
        case PayloadForm::Json:
        case PayloadForm::Cbor: {
            auto read = document(form);
            return read ? std::move(*read) : hexOrText(std::exchange(m_refused, {}));
        }
        case PayloadForm::Image:
            return image();
        case PayloadForm::Hex:
            return hex({});
        }
        return hex({});
    }

    ReadPayload asItIs() {
        const auto said = announced(m_facts.contentType);
        if (said == PayloadForm::Json || said == PayloadForm::Cbor || said == PayloadForm::Image)
            return asWanted(*said);
        constexpr std::uint32_t kBeginning = 64;
        const auto beginning = payloadBytes(m_details, kBeginning);
        if (beginsPicture(viewOf(beginning))) return image();
        if (saysCbor(viewOf(beginning)))
            if (auto read = document(PayloadForm::Cbor)) return std::move(*read);
        if (beginsJson(viewOf(beginning)))
            if (auto read = document(PayloadForm::Json)) return std::move(*read);
        return hexOrText({});
    }

private:
    [[nodiscard]] bool isWhole() const { return m_facts.available == m_facts.size; }

    std::optional<ReadPayload> document(PayloadForm form) {
        const bool json = form == PayloadForm::Json;
        if (!isWhole() || m_facts.size > kMostPayloadDocument) {
            m_refused = isWhole() ? tr("It is too long to be shown as a tree")
                                  : tr("Not all of it was captured, so it is not shown as a tree");
            return std::nullopt;
        }
        const auto bytes = payloadBytes(m_details, m_facts.size);
        auto tree = json ? readJson(bytes) : readCbor(bytes);
        if (!tree) {
            m_refused = (json ? tr("This is not JSON: %1, at byte %2") : tr("This is not CBOR: %1, at byte %2"))
                            .arg(tree.error().cause, numberText(tree.error().offset));
            return std::nullopt;
        }
        return ReadPayload{.form = form, .tree = std::make_shared<const ValueTree>(*std::move(tree))};
    }

    ReadPayload image() {
        if (!isWhole() || m_facts.size > kMostPayloadDocument)
            return hex(isWhole() ? tr("It is too long to be shown as a picture")
                                 : tr("Not all of it was captured, so it is not shown as a picture"));
        return {.form = PayloadForm::Image, .image = payloadBytes(m_details, m_facts.size)};
    }

    ReadPayload text() {
        const auto bytes = payloadBytes(m_details, kMostPayloadText);
        const bool cut = static_cast<std::uint32_t>(bytes.size()) < m_facts.available;
        auto shown = lines(cut ? format::wholeCharacters(viewOf(bytes)) : viewOf(bytes));
        ReadPayload read{.form = PayloadForm::Text, .text = std::move(shown.text)};
        if (cut) {
            read.note = tr("The first %1 of %2 bytes are shown; hex shows all")
                            .arg(numberText(static_cast<std::uint64_t>(bytes.size())), numberText(m_facts.available));
        } else if (shown.cut) {
            read.note = tr("Very long lines are cut; hex shows all");
        }
        return read;
    }

    ReadPayload hex(QString note) { return {.form = PayloadForm::Hex, .note = std::move(note)}; }

    ReadPayload hexOrText(QString note) {
        const auto bytes = payloadBytes(m_details, kMostPayloadText);
        const bool cut = static_cast<std::uint32_t>(bytes.size()) < m_facts.available || !isWhole();
        const auto view = cut ? format::wholeCharacters(viewOf(bytes)) : viewOf(bytes);
        const bool saidText = m_facts.saysUtf8 || announced(m_facts.contentType) == PayloadForm::Text;
        const bool isText = format::isText(view) || (saidText && format::isUtf8(view));
        if (!isText && saidText && note.isEmpty()) note = tr("It is said to be text, but is not well-formed UTF-8");
        if (!isText) return hex(std::move(note));
        auto read = text();
        if (!note.isEmpty()) read.note = read.note.isEmpty() ? note : note + QStringLiteral(". ") + read.note;
        return read;
    }

    const PacketDetails& m_details;
    const PayloadFacts& m_facts;
    QString m_refused; ///< why a document is none
};

} // namespace

std::optional<PayloadFacts> payloadFacts(const PacketDetails& details) {
    if (!details.event.isEmpty() || mqtt::packetType(details.packet.row.head) != mqtt::PacketType::Publish)
        return std::nullopt;
    PayloadFacts facts{.size = details.packet.length - std::min(details.packet.length, details.payloadOffset),
                       .available = details.size(ByteSpace::Payload)};
    for (const auto& node : details.packetFields.nodes) {
        const auto key = session::fieldInfo(node.field).key;
        if (key == "mqtt.prop.payload_format_indicator") facts.saysUtf8 = node.number == 1;
        if (key == "mqtt.prop.content_type") {
            const auto head = details.packet.head();
            if (node.content.end() <= head.size())
                facts.contentType =
                    toText(format::visibleText(base::asText(head.subspan(node.content.offset, node.content.size))));
        }
    }
    return facts;
}

ReadPayload readPayload(const PacketDetails& details, std::optional<PayloadForm> wanted) {
    const auto facts = payloadFacts(details);
    if (!facts) return {};
    Reading reading(details, *facts);
    auto read = wanted ? reading.asWanted(*wanted) : reading.asItIs();
    if (facts->available < facts->size) {
        const auto lacking = tr("%1 of its %2 bytes were not captured")
                                 .arg(numberText(facts->size - facts->available), numberText(facts->size));
        read.note = read.note.isEmpty() ? lacking : read.note + QStringLiteral(". ") + lacking;
    }
    return read;
}

} // namespace mqttscope::ui
