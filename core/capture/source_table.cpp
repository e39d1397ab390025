// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/source_table.h"

#include <algorithm>
#include <utility>

namespace mqttscope::capture {

SourceTable::SourceTable()
    : m_sources(std::make_unique<std::unique_ptr<Source>[]>(kMaxSources)) {}

SourceTable::~SourceTable() = default;

base::Result<base::SourceId> SourceTable::add(std::unique_ptr<Source> source) {
    if (!m_free.empty()) {
        const auto id = m_free.back();
        m_free.pop_back();
        m_sources[id.value] = std::move(source);
        return id;
    }
    const auto index = m_count.load(std::memory_order_relaxed);
    if (index == kMaxSources) {
        return std::unexpected(base::Error{.tried = "open",
                                           .subject = source->name(),
                                           .cause = "too many files are open already",
                                           .advice = "Join some of them with mergecap first"});
    }
    m_sources[index] = std::move(source);
    m_count.store(index + 1, std::memory_order_release);
    return base::SourceId(static_cast<std::uint32_t>(index));
}

void SourceTable::remove(base::SourceId id) {
    m_sources[id.value].reset();
    m_free.push_back(id);
}

const Source& SourceTable::operator[](base::SourceId id) const {
    return *m_sources[id.value];
}

base::ByteView SourceTable::view(base::SourceOffset place, std::uint64_t size) const {
    if (place.isNone()) return {};
    const auto& source = (*this)[place.source()];
    const auto end = source.left();
    if (place.offset() >= end) return {};
    return {source.data() + place.offset(), static_cast<std::size_t>(std::min(size, end - place.offset()))};
}

} // namespace mqttscope::capture
