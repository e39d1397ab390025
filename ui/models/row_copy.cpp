// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_copy.h"

#include "core/exporter/packet_writer.h"
#include "ui/models/text.h"

namespace mqttscope::ui {

namespace {

exporter::PacketFormat formatOf(RowCopyFormat format) {
    switch (format) {
    case RowCopyFormat::Text:
        return exporter::PacketFormat::Text;
    case RowCopyFormat::Csv:
        return exporter::PacketFormat::Csv;
    case RowCopyFormat::Json:
        return exporter::PacketFormat::Json;
    }
    return exporter::PacketFormat::Text;
}

} // namespace

QString copyRows(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                 const std::vector<base::RowId>& rows, RowCopyFormat format, bool secrets) {
    const auto writer = exporter::makerOf(formatOf(format))({.secrets = secrets});
    std::string text;
    writer->begin(text);
    for (const auto row : rows) writer->packet({inspection, snapshot, row}, text);
    writer->end(inspection, snapshot, text);
    return toText(text);
}

} // namespace mqttscope::ui
