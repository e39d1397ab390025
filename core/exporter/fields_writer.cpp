// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/packet_writer.h"
#include "core/format/field_text.h"
#include "core/format/row_text.h"
#include "core/session/fields.h"

#include <fmt/format.h>

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

std::string sessionValue(const PacketRecord& record, session::SessionField field) {
    const auto& row = record.row();
    switch (field) {
    case session::SessionField::Number:
        return fmt::format("{}", record.id().value + std::uint64_t{1});
    case session::SessionField::Client:
        return std::string(record.clientId());
    case session::SessionField::Connection:
        return fmt::format("{}", row.connection.value);
    case session::SessionField::Direction:
        return store::direction(row) == base::Direction::ToServer ? "0" : "1";
    case session::SessionField::Version:
        return std::string(mqtt::name(record.connection().version.load(std::memory_order_acquire).version));
    case session::SessionField::TypeName:
        return format::typeText(row);
    case session::SessionField::Size:
        return fmt::format("{}", row.length);
    case session::SessionField::FirstFrame:
        return fmt::format("{}", record.firstFrame());
    case session::SessionField::Event:
        return store::isEvent(row) ? "1" : "0";
    case session::SessionField::Incomplete:
        return (row.flags & store::RowFlag::kIncomplete) != 0 ? "1" : "0";
    case session::SessionField::End:
        break;
    }
    return {};
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

    void packet(const PacketRecord& record, std::string& out) override {
        for (std::size_t i = 0; i < m_options.columns.size(); ++i) {
            if (i != 0) out += '\t';
            column(record, m_options.columns[i], out);
        }
        out += '\n';
    }

private:
    void column(const PacketRecord& record, const KeyColumn& column, std::string& out) const {
        bool first = true;
        const auto append = [&](std::string_view value) {
            if (!std::exchange(first, false)) out += ',';
            appendEscaped(out, value);
        };
        // The meanings of one key lie in one table; nodes are looked at in packet order whatever the meaning.
        const auto table = column.meanings.front().field->id.value;
        if (table >= base::kSessionFields) {
            append(sessionValue(record, static_cast<session::SessionField>(table)));
            return;
        }
        if (table >= base::kNetFields) {
            nodes(record.frameTree(), record.frame().frame.bytes, column, append);
        } else if (!store::isEvent(record.row())) {
            nodes(record.tree(), packetView(record, column), column, append);
        }
    }

    /// The packet's bytes for reading values from: the head, or all of it where the payload is asked for.
    [[nodiscard]] base::ByteView packetView(const PacketRecord& record, const KeyColumn& column) const {
        const auto head = record.packet().head();
        for (const auto& meaning : column.meanings) {
            const bool binary = meaning.field->type == base::FieldType::Binary && !meaning.length;
            if (binary && head.size() < record.packet().available) {
                return record.packet().view(0, record.packet().available, m_scratch);
            }
        }
        return head;
    }

    template <class Append>
    void nodes(const base::FieldTree& tree, base::ByteView view, const KeyColumn& column, const Append& append) const {
        for (const auto& node : tree.nodes) {
            for (const auto& meaning : column.meanings) {
                if (meaning.field->id != node.field) continue;
                const auto text = value(tree, node, view, meaning);
                // A topic that was sent as an alias is empty, and stands once more as what it means.
                if (!text.empty()) append(text);
            }
        }
    }

    [[nodiscard]] std::string value(const base::FieldTree& tree, const base::FieldNode& node, base::ByteView view,
                                    const session::KeyMeaning& meaning) const {
        if (meaning.length) return fmt::format("{}", node.content.size);
        const bool masked = meaning.field->secret && !m_options.secrets;
        if (!meaning.asText || masked || view.size() < node.content.end()) {
            return format::rawText(tree, node, view, {.secrets = m_options.secrets});
        }
        return std::string(base::asText(view.subspan(node.content.offset, node.content.size)));
    }

    WriterOptions m_options;
    mutable std::vector<std::uint8_t> m_scratch;
};

} // namespace

std::unique_ptr<PacketWriter> makeFieldsWriter(WriterOptions options) {
    return std::make_unique<FieldsWriter>(std::move(options));
}

} // namespace mqttscope::exporter
