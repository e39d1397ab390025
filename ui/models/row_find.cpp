// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_find.h"

#include "core/filter/column_evaluator.h"
#include "core/format/row_text.h"
#include "ui/models/details_text.h"
#include "ui/models/row_texts.h"

#include <algorithm>
#include <functional>

namespace mqttscope::ui {

namespace {

/// Fills in where in the row it was found, if it was.
using Test = std::function<bool(base::RowId row, FoundRow& found)>;

Test filterTest(const FindScope& scope, const filter::Filter& filter) {
    struct Asked {
        std::unique_ptr<filter::PacketSource> source;
        filter::ColumnEvaluator evaluator;
    };

    auto source = scope.inspection->packetSource(scope.snapshot);
    auto& packets = *source;
    const auto asked = std::make_shared<Asked>(
        Asked{std::move(source), filter::ColumnEvaluator(filter.program(), packets, scope.snapshot)});
    return [asked](base::RowId row, FoundRow&) { return asked->evaluator.accepts(row); };
}

Test listTest(const FindScope& scope, const filter::Needle& needle) {
    const auto texts = std::make_shared<RowTexts>();
    texts->reset(RowSource::of(scope.inspection), scope.columns, scope.secrets);
    return [&scope, &needle, texts](base::RowId id, FoundRow&) {
        const auto row = scope.snapshot.row(id);
        const auto has = [&needle](const QString& text) {
            return !text.isEmpty() && needle.in(text.toStdString()).has_value();
        };
        if (needle.in(format::typeText(row)) || has(clientText(scope.snapshot, row))) return true;
        const auto& text = texts->of(scope.snapshot, id, row);
        return has(text.info) || has(text.payload) || std::ranges::any_of(text.fields, has);
    };
}

Test detailsTest(const FindScope& scope, const filter::Needle& needle) {
    return [&scope, &needle](base::RowId row, FoundRow& found) {
        const auto note = scope.notes.find(row.value);
        const auto details = PacketDetails::decode(scope.inspection, scope.snapshot, row,
                                                   note == scope.notes.end() ? QString() : note->second);
        const DetailsLines lines(*details);
        const format::TextOptions options{.secrets = scope.secrets};
        for (std::uint32_t line = 0; line < lines.size(); ++line) {
            if (!needle.in(DetailsText(*details, lines[line]).line(options).toStdString())) continue;
            found.line = line;
            return true;
        }
        return false;
    };
}

/// The first place that is not masked.
std::optional<base::ByteRange> findBytes(const FindScope& scope, const filter::Needle& needle, base::RowId row,
                                         std::string_view bytes) {
    auto place = needle.in(bytes);
    if (!place || scope.secrets) return place;
    const auto details = PacketDetails::decode(scope.inspection, scope.snapshot, row);
    while (place && details->isMasked(ByteSpace::Packet, *place)) place = needle.in(bytes, place->offset + 1);
    return place;
}

Test bytesTest(const FindScope& scope, const filter::Needle& needle) {
    const std::shared_ptr<filter::PacketSource> source = scope.inspection->packetSource(scope.snapshot);
    return [&scope, &needle, source](base::RowId row, FoundRow& found) {
        if (store::isEvent(scope.snapshot.row(row))) return false;
        const auto available = source->packet(row).available;
        found.bytes = findBytes(scope, needle, row, base::asText(source->packetBytes(row, {0, available})));
        return found.bytes.has_value();
    };
}

Test makeTest(const FindScope& scope, const Sought& sought) {
    if (!sought.needle) return filterTest(scope, sought.filter);
    switch (sought.in) {
    case FindIn::List:
        return listTest(scope, *sought.needle);
    case FindIn::Details:
        return detailsTest(scope, *sought.needle);
    case FindIn::Bytes:
        return bytesTest(scope, *sought.needle);
    }
    return {};
}

} // namespace

std::optional<FoundRow> findRow(const FindScope& scope, const Sought& sought, std::int64_t from, int step,
                                std::atomic<std::uint32_t>& looked, const std::stop_token& stop) {
    const auto test = makeTest(scope, sought);
    const auto& order = scope.order;
    const auto count = order ? static_cast<std::int64_t>(order->rows.size()) : std::int64_t{scope.snapshot.rowCount()};
    // From no row, going down begins at the first and going up at the last.
    if (from < 0 || from >= count) from = step > 0 ? -1 : count;
    FoundRow found;
    auto at = from;
    for (std::int64_t tried = 0; tried < count && !stop.stop_requested(); ++tried) {
        at += step;
        if (at == count || at < 0) {
            at = step > 0 ? 0 : count - 1;
            found.wrapped = from >= 0 && from < count;
        }
        found.row = base::RowId(order ? order->rows[static_cast<std::size_t>(at)]
                                      : scope.snapshot.firstRow() + static_cast<std::uint32_t>(at));
        const bool passed = scope.ignored && std::ranges::binary_search(*scope.ignored, found.row.value);
        if (!passed && test(found.row, found)) return found;
        looked.fetch_add(1, std::memory_order_relaxed);
    }
    return std::nullopt;
}

} // namespace mqttscope::ui
