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

} // namespace

RowTexts::RowTexts()
    : m_cache(kRememberedRows) {}

void RowTexts::reset(PacketLookup lookup, bool secrets) {
    m_cache.clear();
    m_lookup = std::move(lookup);
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
    if (store::isEvent(row)) {
        made.info = toText(format::eventText(row));
        return made;
    }
    if (!m_lookup) return made;
    const auto packet = m_lookup(snapshot, id);
    const auto summary = packet.summary();
    const format::TextOptions options{.secrets = m_secrets, .maxLength = kMaxCellText};
    made.info = toText(format::infoText(snapshot, row, summary, options));
    made.payload = toText(payloadPreview(packet, summary));
    return made;
}

} // namespace mqttscope::ui
