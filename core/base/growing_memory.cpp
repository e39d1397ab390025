// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/growing_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace mqttscope::base {
namespace {

constexpr std::size_t kFirstStep = std::size_t{64} << 10;
constexpr std::size_t kLargestStep = std::size_t{4} << 20;
/// Up to here a table stays in plain memory: small captures never touch the disk.
constexpr std::size_t kAnonymousBytes = std::size_t{8} << 20;
constexpr std::size_t kReleaseStep = std::size_t{64} << 10; // whole pages, whatever their size
constexpr std::size_t kCacheLine = 64;
constexpr unsigned kShiftBits = 11; // of cache lines: up to 128 KiB

constexpr std::size_t roundUp(std::size_t value, std::size_t step) {
    return (value + step - 1) / step * step;
}

int openUnlinkedFile() {
    // /var/tmp rather than /tmp: /tmp is often memory, and memory is what this is meant to spare.
    const char* chosen = std::getenv("TMPDIR"); // NOLINT(concurrency-mt-unsafe): nothing here sets the environment
    return ::open(chosen != nullptr ? chosen : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

} // namespace

GrowingMemory::GrowingMemory(std::size_t capacity)
    : m_reserved(roundUp(capacity + (kCacheLine << kShiftBits), kLargestStep)) {
    void* at = MAP_FAILED;
    // An address space limit (ulimit -v) may refuse the whole range: then fewer rows fit, and commit() says so.
    for (; m_reserved >= kLargestStep; m_reserved = roundUp(m_reserved / 4, kFirstStep)) {
        at = ::mmap(nullptr, m_reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (at != MAP_FAILED) break;
    }
    if (at == MAP_FAILED) throw std::bad_alloc();
    m_range = static_cast<std::uint8_t*>(at);
    // Ranges begin at multiples of large powers of two. Columns that are filled side by side would all fall into the
    // same few lines of the processor's cache, which made the index twice as slow: each begins at a line of its own.
    const auto place = reinterpret_cast<std::uintptr_t>(m_range) >> 12;
    m_shift = static_cast<std::size_t>(place * 0x9E37'79B9'7F4A'7C15 >> (64 - kShiftBits)) * kCacheLine;
}

GrowingMemory::~GrowingMemory() {
    ::munmap(m_range, m_reserved);
    if (m_file >= 0) ::close(m_file);
}

void GrowingMemory::commit(std::size_t size) {
    if (size > capacity()) throw std::bad_alloc();
    const auto needed = size + m_shift;
    if (needed <= m_ready) return;
    const auto step = std::clamp(m_ready, kFirstStep, kLargestStep);
    const auto target = std::min(roundUp(std::max(needed, m_ready + step), kFirstStep), m_reserved);
    const bool wantsFile = m_ready >= kAnonymousBytes && !m_fileRefused;
    if (!(wantsFile && mapFromFile(m_ready, target)) &&
        ::mprotect(m_range + m_ready, target - m_ready, PROT_READ | PROT_WRITE) != 0) {
        throw std::bad_alloc();
    }
    // One call for many pages instead of a fault for each; kernels before 5.14 refuse, and fault as ever.
    ::madvise(m_range + m_ready, target - m_ready, MADV_POPULATE_WRITE);
    if (wantsFile && !m_fileRefused) evict(m_ready - std::min(m_ready, kLargestStep));
    m_ready = target;
}

bool GrowingMemory::mapFromFile(std::size_t from, std::size_t to) {
    if (m_file < 0) {
        m_file = openUnlinkedFile();
        m_evicted = m_fileBegin = m_fileEnd = from;
    }
    const auto offset = static_cast<off_t>(from);
    const auto length = static_cast<off_t>(to - from);
    // Blocks are allocated before they are mapped: a full disk is an answer here, not a SIGBUS at some later write.
    const bool mapped =
        m_file >= 0 && ::posix_fallocate(m_file, offset, length) == 0 &&
        ::mmap(m_range + from, to - from, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, m_file, offset) != MAP_FAILED;
    m_fileRefused = !mapped;
    if (mapped) m_fileEnd = to;
    return mapped;
}

void GrowingMemory::release(std::size_t size) {
    // Fewer and larger pieces: a system call for each is worth it then.
    const auto end = std::min(size + m_shift, m_ready) / kReleaseStep * kReleaseStep;
    if (end <= m_released) return;
    const auto anonymousEnd = m_fileEnd == m_fileBegin ? end : std::min(end, m_fileBegin);
    if (m_released < anonymousEnd) ::madvise(m_range + m_released, anonymousEnd - m_released, MADV_DONTNEED);
    // The hole takes the pages of the mapping with it. A file system without holes keeps them on its disk.
    const auto from = std::max(m_released, m_fileBegin);
    const auto to = std::min(end, m_fileEnd);
    if (from < to)
        ::fallocate(m_file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(from),
                    static_cast<off_t>(to - from));
    const auto behind = std::max(anonymousEnd, std::max(m_fileEnd, m_released));
    if (behind < end) ::madvise(m_range + behind, end - behind, MADV_DONTNEED); // where the file was refused later
    m_released = end;
}

/// What was filled before leaves the resident set; the page cache keeps it and gives it back on the next touch.
void GrowingMemory::evict(std::size_t upTo) {
    if (upTo <= m_evicted) return;
    ::madvise(m_range + m_evicted, upTo - m_evicted, MADV_DONTNEED);
    m_evicted = upTo;
}

} // namespace mqttscope::base
