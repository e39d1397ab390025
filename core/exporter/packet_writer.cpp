// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/packet_writer.h"

#include <utility>

namespace mqttscope::exporter {

WriterMaker makerOf(PacketFormat format) {
    switch (format) {
    case PacketFormat::Text:
        return makeTextWriter;
    case PacketFormat::Ndjson:
        return makeNdjsonWriter;
    case PacketFormat::Json:
        return makeJsonWriter;
    case PacketFormat::Csv:
        return makeCsvWriter;
    case PacketFormat::Fields:
        return makeFieldsWriter;
    }
    return nullptr;
}

base::Result<std::vector<KeyColumn>> resolveKeys(const std::vector<std::string>& keys) {
    std::vector<KeyColumn> columns;
    for (const auto& key : keys) {
        auto meanings = session::findKey(key);
        if (meanings.empty()) {
            const auto nearest = session::nearestKey(key);
            return std::unexpected(base::Error{.tried = "print the field",
                                               .subject = "'" + key + "'",
                                               .cause = "there is no field of this name",
                                               .advice = nearest.empty()
                                                             ? std::string("'mqttscope-cli fields' lists them all")
                                                             : "Did you mean '" + std::string(nearest) + "'?"});
        }
        columns.push_back({key, std::move(meanings)});
    }
    return columns;
}

} // namespace mqttscope::exporter
