// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_texts.h"

#include "core/format/row_text.h"
#include "core/format/text.h"
#include "ui/models/payload_preview.h"
#include "ui/models/text.h"

#include <utility>

namespace mqttscope::ui {

namespace {

// More rows than a tall screen shows, some times over, so that scrolling back decodes nothing again.
constexpr qsizetype kRememberedRows = 1024;
// Characters of a cell; what is longer is seen in the details.
constexpr std::size_t kMaxCellText = 400;

store::ConnectionVersion versionOf(const store::Snapshot& snapshot, const store::Row& row) {
    return row.connection.valid() ? snapshot.connection(row.connection).version.load(std::memory_order_acquire)
                                  : store::ConnectionVersion{};
}

QString joined(const std::vector<std::string>& values) {
    QString text;
    for (const auto& value : values) {
        if (text.size() > static_cast<qsizetype>(kMaxCellText)) return text + QStringLiteral("…");
        if (!text.isEmpty()) text += QStringLiteral(", ");
        text += toText(value);
    }
    return text;
}

} // namespace

QString clientText(const store::Snapshot& snapshot, const store::Row& row) {
    constexpr std::size_t kLongest = 256;
    if (!row.connection.valid()) return {};
    const auto clientId = snapshot.clientId(row.connection);
    if (!clientId.empty()) return toText(format::visibleText(clientId, kLongest));
    return toText(format::endpointText(snapshot.connection(row.connection).client));
}

RowTexts::RowTexts()
    : m_cache(kRememberedRows) {}

RowSource RowSource::of(std::shared_ptr<const engine::Inspection> inspection) {
    return {.packet = [inspection](const store::Snapshot& snapshot,
                                   base::RowId row) { return inspection->packet(snapshot, row); },
            .values =
                [inspection](const store::Snapshot& snapshot, base::RowId row, const exporter::KeyColumn& column,
                             const format::TextOptions& options) {
                    return exporter::keyValues({*inspection, snapshot, row}, column,
                                               {.style = exporter::ValueStyle::People, .text = options});
                }};
}

void RowTexts::reset(RowSource source, std::vector<exporter::KeyColumn> columns, bool secrets) {
    m_cache.clear();
    m_source = std::move(source);
    m_columns = std::move(columns);
    m_secrets = secrets;
}

const RowText& RowTexts::of(const store::Snapshot& snapshot, base::RowId id, const store::Row& row) {
    if (const auto* known = m_cache.object(id.value); known != nullptr && known->version == versionOf(snapshot, row))
        return *known;
    auto* made = new RowText(decode(snapshot, id, row)); // the cache owns it
    m_cache.insert(id.value, made);
    return *made;
}

RowText RowTexts::decode(const store::Snapshot& snapshot, base::RowId id, const store::Row& row) const {
    RowText made;
    made.version = versionOf(snapshot, row);
    const format::TextOptions options{.secrets = m_secrets, .maxLength = kMaxCellText};
    if (m_source.values)
        for (const auto& column : m_columns)
            made.fields.push_back(joined(m_source.values(snapshot, id, column, options)));
    if (store::isEvent(row)) {
        made.info = toText(format::eventText(snapshot, row, options));
        return made;
    }
    if (!m_source.packet) return made;
    const auto packet = m_source.packet(snapshot, id);
    const auto summary = packet.summary();
    made.info = toText(format::infoText(snapshot, row, summary, options));
    made.payload = toText(payloadPreview(packet, summary));
    return made;
}

} // namespace mqttscope::ui
