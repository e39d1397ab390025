// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/packet_writer.h"
#include "core/format/field_text.h"

#include <algorithm>
#include <utility>

namespace mqttscope::exporter {
namespace {

/// Values of one key are joined by commas and lines end records: all of these get a backslash (COMMANDS.md).
void appendEscaped(std::string& out, std::string_view value) {
    for (const char c : value) {
        switch (c) {
        case '\t':
            out += "\\t";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\0':
            out += "\\0";
            break;
        case ',':
            out += "\\,";
            break;
        case '\\':
            out += "\\\\";
            break;
        default:
            out += c; // any other byte
        }
    }
}

/// Longer values are written a piece at a time.
constexpr std::uint32_t kLongValue = std::uint32_t{1} << 20;

void appendHex(std::string& out, base::ByteView bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    auto at = out.size();
    out.resize(at + 2 * bytes.size());
    auto* const to = out.data();
    for (const auto byte : bytes) {
        to[at++] = kDigits[byte >> 4];
        to[at++] = kDigits[byte & 0xF];
    }
}

class FieldsWriter final : public PacketWriter {
public:
    explicit FieldsWriter(WriterOptions options)
        : m_options(std::move(options)) {}

    void begin(std::string& out) override {
        if (!m_options.header) return;
        for (std::size_t i = 0; i < m_options.columns.size(); ++i) {
            if (i != 0) out += '\t';
            out += m_options.columns[i].key;
        }
        out += '\n';
    }

    [[nodiscard]] bool tellsExchanges() const override { return std::ranges::any_of(m_options.columns, isOfExchanges); }

    [[nodiscard]] bool standsAlone() const override { return true; }

    void packet(const PacketRecord& record, std::string& out) override {
        for (std::size_t i = 0; i < m_options.columns.size(); ++i) {
            if (i != 0) out += '\t';
            column(record, m_options.columns[i], out);
        }
        out += '\n';
    }

private:
    void column(const PacketRecord& record, const KeyColumn& column, std::string& out) const {
        if (longValue(record, column, out)) return;
        bool first = true;
        for (const auto& value : keyValues(record, column, {.text = m_options.text()})) {
            if (!std::exchange(first, false)) out += ',';
            appendEscaped(out, value);
        }
    }

    /// Writes a payload from where it lies, a piece at a time: messages have up to 256 MiB. False where there is none.
    bool longValue(const PacketRecord& record, const KeyColumn& column, std::string& out) const {
        const auto table = column.meanings.front().field->id.value;
        if (record.row().length <= kLongValue || table >= base::kNetFields || store::isEvent(record.row()))
            return false;
        for (const auto& node : record.fields().nodes) {
            for (const auto& meaning : column.meanings) {
                const bool binary = meaning.field->type == base::FieldType::Binary && !meaning.length;
                const bool masked = format::isMasked(*meaning.field, m_options.text());
                if (meaning.field->id != node.field || !binary || masked || node.content.size <= kLongValue) continue;
                record.eachPiece(node.content.offset, node.content.size, [&](base::ByteView piece) {
                    if (meaning.asText) {
                        appendEscaped(out, base::asText(piece));
                    } else {
                        appendHex(out, piece);
                    }
                    if (m_options.spill) m_options.spill(out);
                });
                return true;
            }
        }
        return false;
    }

    WriterOptions m_options;
};

} // namespace

std::unique_ptr<PacketWriter> makeFieldsWriter(const WriterOptions& options) {
    return std::make_unique<FieldsWriter>(options);
}

} // namespace mqttscope::exporter
