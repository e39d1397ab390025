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
constexpr std::size_t kLargestStep = std::size_t{8} << 20;
/// Up to here a table stays in plain memory: small captures never touch the disk.
constexpr std::size_t kAnonymousBytes = std::size_t{16} << 20;

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
    : m_capacity(roundUp(capacity, kLargestStep)) {
    void* at = MAP_FAILED;
    // An address space limit (ulimit -v) may refuse the whole range: then fewer rows fit, and commit() says so.
    for (; m_capacity >= kLargestStep; m_capacity = roundUp(m_capacity / 4, kFirstStep)) {
        at = ::mmap(nullptr, m_capacity, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (at != MAP_FAILED) break;
    }
    if (at == MAP_FAILED) throw std::bad_alloc();
    m_data = static_cast<std::uint8_t*>(at);
}

GrowingMemory::~GrowingMemory() {
    ::munmap(m_data, m_capacity);
    if (m_file >= 0) ::close(m_file);
}

void GrowingMemory::commit(std::size_t size) {
    if (size <= m_committed) return;
    if (size > m_capacity) throw std::bad_alloc();
    const auto step = std::clamp(m_committed, kFirstStep, kLargestStep);
    const auto target = std::min(roundUp(std::max(size, m_committed + step), kFirstStep), m_capacity);
    const bool wantsFile = m_committed >= kAnonymousBytes && !m_fileRefused;
    if (!(wantsFile && commitFromFile(m_committed, target)) &&
        ::mprotect(m_data + m_committed, target - m_committed, PROT_READ | PROT_WRITE) != 0) {
        throw std::bad_alloc();
    }
    m_committed = target;
}

bool GrowingMemory::commitFromFile(std::size_t from, std::size_t to) {
    if (m_file < 0) m_file = openUnlinkedFile();
    const auto offset = static_cast<off_t>(from - kAnonymousBytes);
    const auto length = static_cast<off_t>(to - from);
    // Blocks are allocated before they are mapped: a full disk is an answer here, not a SIGBUS at some later write.
    const bool mapped =
        m_file >= 0 && from >= kAnonymousBytes && ::posix_fallocate(m_file, offset, length) == 0 &&
        ::mmap(m_data + from, to - from, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, m_file, offset) != MAP_FAILED;
    m_fileRefused = !mapped;
    // What was filled before leaves the resident set; the page cache keeps it and gives it back on the next touch.
    if (mapped && from > kAnonymousBytes) {
        const auto keep = std::min(from - kAnonymousBytes, kLargestStep);
        const auto coldStart = kAnonymousBytes + (from - kAnonymousBytes - keep) / kLargestStep * kLargestStep;
        if (from - coldStart > keep) ::madvise(m_data + coldStart, from - keep - coldStart, MADV_DONTNEED);
    }
    return mapped;
}

} // namespace mqttscope::base
