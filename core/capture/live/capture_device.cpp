// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/capture_device.h"

#include "core/capture/live/interfaces.h"
#include "core/capture/live/link_type.h"
#include "core/capture/live/permission.h"

#include <fmt/format.h>
#include <net/if.h>
#include <pcap/pcap.h>

#include <array>
#include <exception>
#include <utility>

namespace mqttscope::capture::live {
namespace {

/// How long the kernel may gather frames before it hands over a block that is not full: prompt when few come, large
/// batches when many do.
constexpr int kGatherMilliseconds = 40;

base::Error cannotCapture(const std::string& interface, std::string cause, std::string advice = {}) {
    return {.tried = "capture on", .subject = interface, .cause = std::move(cause), .advice = std::move(advice)};
}

std::string namesOfInterfaces() {
    std::string names;
    if (const auto interfaces = listInterfaces()) {
        for (const auto& each : *interfaces) names += (names.empty() ? "" : ", ") + each.name;
    }
    return names;
}

base::Error noSuch(const std::string& interface) {
    return cannotCapture(interface, "there is no such interface", "There are " + namesOfInterfaces());
}

/// What libpcap says when it cannot begin, so that one can act on it.
base::Error refused(pcap_t* handle, const std::string& interface, int status) {
    const std::string words = ::pcap_geterr(handle);
    switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
        return noSuch(interface);
    case PCAP_ERROR_IFACE_NOT_UP:
        return cannotCapture(interface, "it is down",
                             fmt::format("'ip link set {} up' switches it on, as root", interface));
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        return cannotCapture(interface, "this program may not (CAP_NET_RAW is missing)");
    default:
        return cannotCapture(interface, words.empty() ? ::pcap_statustostr(status) : words);
    }
}

/// Hands frames on. What is thrown must not pass through libpcap, which is C.
struct Passing {
    pcap_t* handle;
    FrameTaker& taker;
    std::int64_t nanosecondsPerTick;
    std::size_t taken = 0;
    std::exception_ptr thrown{};

    static void take(u_char* user, const pcap_pkthdr* header, const u_char* bytes) {
        auto& self = *reinterpret_cast<Passing*>(user);
        if (self.thrown) return;
        const auto nanoseconds = static_cast<std::int64_t>(header->ts.tv_sec) * base::kNanosecondsPerSecond +
                                 static_cast<std::int64_t>(header->ts.tv_usec) * self.nanosecondsPerTick;
        try {
            const bool taken = self.taker.take(
                {.time = {nanoseconds}, .bytes = {bytes, header->caplen}, .originalLength = header->len});
            if (taken) ++self.taken;
            if (!taken) ::pcap_breakloop(self.handle);
        } catch (...) {
            self.thrown = std::current_exception();
            ::pcap_breakloop(self.handle);
        }
    }
};

} // namespace

void CaptureDevice::Close::operator()(pcap* handle) const {
    ::pcap_close(handle);
}

base::Result<CaptureDevice::Handle> CaptureDevice::activate(const std::string& interface,
                                                            const CaptureOptions& options) {
    // libpcap's other devices, such as USB buses and netfilter logs, are no networks.
    if (interface != kAnyInterface && ::if_nametoindex(interface.c_str()) == 0)
        return std::unexpected(noSuch(interface));
    std::array<char, PCAP_ERRBUF_SIZE> error{};
    Handle handle(::pcap_create(interface.c_str(), error.data()));
    if (!handle) return std::unexpected(cannotCapture(interface, error.data()));
    ::pcap_set_snaplen(handle.get(), static_cast<int>(options.snapLength));
    ::pcap_set_buffer_size(handle.get(), static_cast<int>(options.bufferBytes));
    ::pcap_set_timeout(handle.get(), kGatherMilliseconds);
    // "any" knows no promiscuous mode.
    ::pcap_set_promisc(handle.get(), options.promiscuous && interface != kAnyInterface ? 1 : 0);
    ::pcap_set_tstamp_precision(handle.get(), PCAP_TSTAMP_PRECISION_NANO); // where it has no better: microseconds
    if (const int status = ::pcap_activate(handle.get()); status < 0)
        return std::unexpected(refused(handle.get(), interface, status));
    if (::pcap_setnonblock(handle.get(), 1, error.data()) != 0)
        return std::unexpected(cannotCapture(interface, error.data()));
    return handle;
}

base::Result<CaptureDevice> CaptureDevice::open(const std::string& interface, const CaptureOptions& options) {
    auto handle = activate(interface, options);
    if (!handle) return std::unexpected(std::move(handle.error()));
    InterfaceDescription description{.name = interface,
                                     .description = {},
                                     .filter = {},
                                     .linkType = fileLinkType(::pcap_datalink(handle->get())),
                                     .snapLength = options.snapLength,
                                     .nanoseconds =
                                         ::pcap_get_tstamp_precision(handle->get()) == PCAP_TSTAMP_PRECISION_NANO};
    return CaptureDevice(std::move(description), options, std::move(*handle));
}

base::Result<void> CaptureDevice::applyFilter() {
    const int dlt = ::pcap_datalink(m_handle.get());
    m_description.filter = m_options.filter.value_or(m_options.allTcp ? allTcpCaptureFilter(dlt)
                                                                      : defaultCaptureFilter(m_options.ports, dlt));
    if (m_description.filter.empty()) return {};
    return setCaptureFilter(m_handle.get(), m_description.filter);
}

base::Result<std::vector<CaptureDevice>> openDevices(const CaptureOptions& options,
                                                     const std::function<void()>& opened) {
    std::vector<CaptureDevice> devices;
    for (const auto& interface : options.interfaces) {
        auto device = CaptureDevice::open(interface, options);
        if (!device) return std::unexpected(std::move(device.error()));
        devices.push_back(std::move(*device));
    }
    if (opened) opened();
    for (auto& device : devices) {
        if (auto applied = device.applyFilter(); !applied) return std::unexpected(std::move(applied.error()));
    }
    return devices;
}

int CaptureDevice::descriptor() const {
    return m_handle ? ::pcap_get_selectable_fd(m_handle.get()) : -1;
}

std::size_t CaptureDevice::read(FrameTaker& taker, std::size_t most) {
    if (!m_handle) return 0;
    Passing passing{
        .handle = m_handle.get(), .taker = taker, .nanosecondsPerTick = m_description.nanoseconds ? 1 : 1'000};
    const int status =
        ::pcap_dispatch(m_handle.get(), static_cast<int>(most), Passing::take, reinterpret_cast<u_char*>(&passing));
    if (passing.thrown) std::rethrow_exception(passing.thrown);
    if (status >= 0 || status == PCAP_ERROR_BREAK) return passing.taken;
    m_lost = ::pcap_geterr(m_handle.get());
    if (m_lost.empty()) m_lost = ::pcap_statustostr(status);
    (void)counts();
    m_last = {};
    m_handle.reset();
    return passing.taken;
}

void CaptureDevice::look() {
    if (!m_handle || m_description.name == kAnyInterface) return;
    m_lost = isUp(m_description.name) ? "" : "it is down";
}

bool CaptureDevice::returns() const {
    return m_handle || mayCapture();
}

bool CaptureDevice::reopen() {
    if (m_handle) return m_lost.empty();
    auto handle = activate(m_description.name, m_options);
    if (!handle) return false;
    // The file says what its frames are; another kind of interface under the same name is another one.
    const int dlt = ::pcap_datalink(handle->get());
    const bool nanoseconds = ::pcap_get_tstamp_precision(handle->get()) == PCAP_TSTAMP_PRECISION_NANO;
    if (fileLinkType(dlt) != m_description.linkType || nanoseconds != m_description.nanoseconds) return false;
    if (!m_description.filter.empty() && !setCaptureFilter(handle->get(), m_description.filter)) return false;
    m_handle = std::move(*handle);
    m_lost.clear();
    return true;
}

InterfaceCounts CaptureDevice::counts() {
    pcap_stat now{};
    if (!m_handle || ::pcap_stats(m_handle.get(), &now) != 0) return m_counts;
    m_counts.received += static_cast<std::uint32_t>(now.ps_recv - m_last.received);
    m_counts.droppedByKernel += static_cast<std::uint32_t>(now.ps_drop - m_last.droppedByKernel);
    m_counts.droppedByInterface += static_cast<std::uint32_t>(now.ps_ifdrop - m_last.droppedByInterface);
    m_last = {.received = now.ps_recv, .droppedByKernel = now.ps_drop, .droppedByInterface = now.ps_ifdrop};
    return m_counts;
}

} // namespace mqttscope::capture::live
