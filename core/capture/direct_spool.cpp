// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/direct_spool.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace mqttscope::capture {
namespace {

constexpr std::uint64_t kFirstRoom = std::uint64_t{64} << 10;
constexpr std::uint64_t kMostRoom = std::uint64_t{16} << 20;

} // namespace

base::Result<DirectSpool> DirectSpool::create(std::string name, const std::string& directory) {
    auto spool = Spool::create(std::move(name), directory, {.expected = kFirstRoom});
    if (!spool) return std::unexpected(std::move(spool.error()));
    return DirectSpool(std::move(*spool));
}

DirectSpool::~DirectSpool() {
    unmap();
}

DirectSpool::DirectSpool(DirectSpool&& other) noexcept
    : m_spool(std::move(other.m_spool))
    , m_window(std::exchange(other.m_window, nullptr))
    , m_windowBegin(std::exchange(other.m_windowBegin, 0))
    , m_windowEnd(std::exchange(other.m_windowEnd, 0))
    , m_size(std::exchange(other.m_size, 0)) {}

DirectSpool& DirectSpool::operator=(DirectSpool&& other) noexcept {
    if (this == &other) return *this;
    unmap();
    m_spool = std::move(other.m_spool);
    m_window = std::exchange(other.m_window, nullptr);
    m_windowBegin = std::exchange(other.m_windowBegin, 0);
    m_windowEnd = std::exchange(other.m_windowEnd, 0);
    m_size = std::exchange(other.m_size, 0);
    return *this;
}

base::Result<std::uint64_t> DirectSpool::append(base::ByteView bytes) {
    if (bytes.size() > m_windowEnd - m_size) {
        if (auto room = makeRoom(bytes.size()); !room) return std::unexpected(std::move(room.error()));
    }
    std::ranges::copy(bytes, m_window + (m_size - m_windowBegin));
    return std::exchange(m_size, m_size + bytes.size());
}

/// Moves the window so that it begins with the page that is being filled and has room for `size` bytes more.
base::Result<void> DirectSpool::makeRoom(std::uint64_t size) {
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = m_size / page * page;
    const auto room = std::max(std::clamp(m_windowEnd, kFirstRoom, kMostRoom), size + page);
    const auto end = (m_windowEnd + room + page - 1) / page * page;
    if (auto extended = m_spool.extend(end - m_windowEnd); !extended) return extended;
    void* const at = ::mmap(nullptr, end - begin, PROT_READ | PROT_WRITE, MAP_SHARED, m_spool.source().descriptor(),
                            static_cast<off_t>(begin));
    if (at == MAP_FAILED) {
        return std::unexpected(base::Error{.tried = "keep on disk what comes from",
                                           .subject = m_spool.source().name(),
                                           .cause = base::systemMessage(errno),
                                           .advice = {}});
    }
    unmap();
    m_window = static_cast<std::uint8_t*>(at);
    m_windowBegin = begin;
    m_windowEnd = end;
    return {};
}

void DirectSpool::unmap() {
    if (m_window != nullptr) ::munmap(m_window, m_windowEnd - m_windowBegin);
    m_window = nullptr;
}

} // namespace mqttscope::capture
