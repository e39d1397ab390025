// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/mapped_source.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace mqttscope::capture {
namespace {

std::uint64_t pageSize() {
    return static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t roundUp(std::uint64_t value, std::uint64_t step) {
    return (value + step - 1) / step * step;
}

base::Error failure(const std::string& name, std::string cause) {
    return {.tried = "read", .subject = name, .cause = std::move(cause), .advice = {}};
}

std::int64_t fileSize(int file) {
    struct stat status{};
    return ::fstat(file, &status) == 0 ? static_cast<std::int64_t>(status.st_size) : -1;
}

} // namespace

base::Result<std::unique_ptr<MappedSource>> MappedSource::open(std::string name, FileDescriptor file,
                                                               std::uint64_t reserve) {
    const auto size = fileSize(file.get());
    if (size < 0) return std::unexpected(failure(name, base::systemMessage(errno)));
    const auto least = roundUp(std::max(static_cast<std::uint64_t>(size), std::uint64_t{1}), pageSize());
    auto range = roundUp(std::max(reserve, least), pageSize());
    const auto reserved = [&] {
        return ::mmap(nullptr, range, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    };
    void* at = reserved();
    // Where address space is limited (ulimit -v), there is less room to grow.
    while (at == MAP_FAILED && range / 2 >= std::max(least, kLeastGrowingReserve)) {
        range = roundUp(range / 2, pageSize());
        at = reserved();
    }
    if (at == MAP_FAILED) return std::unexpected(failure(name, base::systemMessage(errno)));
    std::unique_ptr<MappedSource> source(
        new MappedSource(std::move(name), std::move(file), static_cast<std::uint8_t*>(at), range));
    if (auto mapped = source->refresh(); !mapped) return std::unexpected(std::move(mapped.error()));
    return source;
}

MappedSource::MappedSource(std::string name, FileDescriptor file, std::uint8_t* base, std::uint64_t reserve)
    : Source(std::move(name))
    , m_file(std::move(file))
    , m_base(base)
    , m_reserve(reserve)
    , m_guard(std::make_unique<MappingGuard>(base, reserve)) {
    place(m_base);
}

MappedSource::~MappedSource() {
    m_guard.reset();
    ::munmap(m_base, m_reserve);
}

base::Result<void> MappedSource::refresh() {
    const auto found = fileSize(m_file.get());
    if (found < 0) return std::unexpected(failure(name(), base::systemMessage(errno)));
    const auto now = static_cast<std::uint64_t>(found);
    if (now < size()) {
        shrink(now);
        return {};
    }
    if (now == size() || truncated()) return {};
    if (now > m_reserve) {
        return std::unexpected(failure(name(), "it grew beyond the " + std::to_string(m_reserve >> 20) +
                                                   " MiB of address space that were set aside for it"));
    }
    if (auto mapped = map(now); !mapped) return mapped;
    publish(now);
    return {};
}

void MappedSource::verify() const {
    const auto found = fileSize(m_file.get());
    if (found >= 0 && static_cast<std::uint64_t>(found) < size()) shrink(static_cast<std::uint64_t>(found));
}

std::uint64_t MappedSource::left() const {
    return std::min({size(), m_shortest.load(std::memory_order_acquire), m_guard->lostFrom()});
}

void MappedSource::shrink(std::uint64_t now) const {
    auto known = m_shortest.load(std::memory_order_acquire);
    while (now < known && !m_shortest.compare_exchange_weak(known, now, std::memory_order_acq_rel)) {
    }
}

base::Result<void> MappedSource::map(std::uint64_t newSize) {
    const auto end = roundUp(newSize, pageSize());
    // The last page that was mapped shows what was appended to it by itself: only whole new pages are mapped.
    if (end == m_mapped) return {};
    void* const at = ::mmap(m_base + m_mapped, end - m_mapped, PROT_READ, MAP_SHARED | MAP_FIXED, m_file.get(),
                            static_cast<off_t>(m_mapped));
    if (at == MAP_FAILED) return std::unexpected(failure(name(), base::systemMessage(errno)));
    ::madvise(at, end - m_mapped, MADV_SEQUENTIAL);
    m_mapped = end;
    return {};
}

} // namespace mqttscope::capture
