// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/mapping_guard.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <mutex>

namespace mqttscope::capture {
namespace {

struct Slot {
    std::atomic<std::uintptr_t> begin{0}; // 0 = free
    std::atomic<std::uintptr_t> end{0};
    std::atomic<std::atomic<std::uintptr_t>*> lost{nullptr};
};

// Why a global is unavoidable here: a signal has one handler for the whole process, it is called without any argument
// of ours, and it may take no lock. So the ranges it knows are a fixed global table of atomics. SourceTable allows
// 65,535 sources; a mapping beyond the table is only unguarded.
std::array<Slot, 65'536> slots;
struct sigaction previousAction;

void lower(std::atomic<std::uintptr_t>& value, std::uintptr_t to) {
    auto known = value.load(std::memory_order_acquire);
    while (to < known && !value.compare_exchange_weak(known, to, std::memory_order_acq_rel)) {
    }
}

bool cover(std::uintptr_t address) {
    for (auto& slot : slots) {
        const auto begin = slot.begin.load(std::memory_order_acquire);
        const auto end = slot.end.load(std::memory_order_acquire);
        if (begin == 0 || address < begin || address >= end) continue;
        if (slot.begin.load(std::memory_order_acquire) != begin) continue; // changed hands in between
        const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
        const auto from = address / page * page;
        // The rest of the range too: whoever cut the file cut all of it, and one fault is enough.
        // NOLINTNEXTLINE(performance-no-int-to-ptr): the address of a fault is a number
        void* const covered = ::mmap(reinterpret_cast<void*>(from), end - from, PROT_READ,
                                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
        if (covered == MAP_FAILED) return false;
        if (auto* lost = slot.lost.load(std::memory_order_acquire)) lower(*lost, from);
        return true;
    }
    return false;
}

void onBusError(int number, siginfo_t* info, void* context) {
    // Whoever was interrupted may be about to look at errno; a signal that somebody sent has no address.
    const int interrupted = errno;
    const bool covered = info->si_code == BUS_ADRERR && cover(reinterpret_cast<std::uintptr_t>(info->si_addr));
    errno = interrupted;
    if (covered) return;
    // Not ours: let it be what it would have been without us.
    if ((previousAction.sa_flags & SA_SIGINFO) != 0 && previousAction.sa_sigaction != nullptr) {
        previousAction.sa_sigaction(number, info, context);
        return;
    }
    ::sigaction(SIGBUS, &previousAction, nullptr);
    ::raise(number);
}

void installHandler() {
    static std::once_flag installed;
    std::call_once(installed, [] {
        struct sigaction action{};
        action.sa_sigaction = onBusError;
        action.sa_flags = SA_SIGINFO | SA_NODEFER;
        ::sigaction(SIGBUS, &action, &previousAction);
    });
}

} // namespace

MappingGuard::MappingGuard(const std::uint8_t* begin, std::size_t size)
    : m_begin(begin)
    , m_size(size)
    , m_slot(slots.size()) {
    installHandler();
    const auto from = reinterpret_cast<std::uintptr_t>(begin);
    for (std::size_t i = 0; i < slots.size(); ++i) {
        std::atomic<std::uintptr_t>* expected = nullptr;
        if (!slots[i].lost.compare_exchange_strong(expected, &m_lost)) continue;
        slots[i].end.store(from + size, std::memory_order_release);
        slots[i].begin.store(from, std::memory_order_release);
        m_slot = i;
        return;
    }
}

MappingGuard::~MappingGuard() {
    if (m_slot == slots.size()) return;
    slots[m_slot].begin.store(0, std::memory_order_release);
    slots[m_slot].lost.store(nullptr, std::memory_order_release);
}

std::uint64_t MappingGuard::lostFrom() const {
    const auto lost = m_lost.load(std::memory_order_acquire);
    return lost == kNothing ? m_size : lost - reinterpret_cast<std::uintptr_t>(m_begin);
}

} // namespace mqttscope::capture
