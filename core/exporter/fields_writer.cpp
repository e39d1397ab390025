// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/packet_writer.h"

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
        for (const auto& value : keyValues(record, column, {.text = {.secrets = m_options.secrets}})) {
            if (!std::exchange(first, false)) out += ',';
            appendEscaped(out, value);
        }
    }

    WriterOptions m_options;
};

} // namespace

std::unique_ptr<PacketWriter> makeFieldsWriter(WriterOptions options) {
    return std::make_unique<FieldsWriter>(std::move(options));
}

} // namespace mqttscope::exporter
