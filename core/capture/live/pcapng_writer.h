// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/time.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::capture::live {

/// An interface as a capture file describes it (draft-ietf-opsawg-pcapng §4.2).
struct InterfaceDescription {
    std::string name;
    std::string description; ///< empty: none
    std::string filter;      ///< the capture filter; empty: everything is kept
    std::uint32_t linkType = 0;
    std::uint32_t snapLength = 0; ///< 0: no limit
    bool nanoseconds = true;      ///< how fine its clock is: nanoseconds or microseconds
};

/// What is counted for an interface since its capture began.
struct InterfaceCounts {
    std::uint64_t received = 0;           ///< frames that passed its filter, those dropped by the kernel included
    std::uint64_t droppedByKernel = 0;    ///< no room in the capture buffer
    std::uint64_t droppedByInterface = 0; ///< by the network card or its driver

    bool operator==(const InterfaceCounts&) const = default;
};

/// Makes the blocks of a pcapng section in memory, in the byte order of this machine. Whoever owns it writes bytes() to
/// the file, whole blocks at a time, and clears it.
class PcapngWriter {
public:
    /// Options are cut to this: their length has 16 bits.
    static constexpr std::size_t kLongestOption = 65'000;

    /// `application`: the program that writes, with its version. `comment` is about the whole file; empty: none.
    void section(std::string_view application, std::string_view comment = {});
    /// Interfaces are numbered from 0 in the order in which they are described.
    void interface(const InterfaceDescription& description);
    /// `time` is cut to microseconds where the interface has no more.
    void packet(std::uint32_t interface, base::Timestamp time, base::ByteView captured, std::uint32_t originalLength,
                std::span<const std::string> comments = {});
    /// An interface statistics block (§4.6): `at` is when it was counted.
    void statistics(std::uint32_t interface, base::Timestamp begin, base::Timestamp at, const InterfaceCounts& counts);

    [[nodiscard]] base::ByteView bytes() const { return m_bytes; }

    void clear() { m_bytes.clear(); }

private:
    /// Begins a block; gives where it begins.
    [[nodiscard]] std::size_t begin(std::uint32_t type);
    void end(std::size_t block);

    void u16(std::uint16_t value) { raw(&value, sizeof value); }

    void u32(std::uint32_t value) { raw(&value, sizeof value); }

    void time(std::uint32_t interface, base::Timestamp time);
    void option(std::uint16_t code, std::string_view value);
    void option(std::uint16_t code, std::uint64_t value);
    void timeOption(std::uint16_t code, std::uint32_t interface, base::Timestamp time);
    void raw(const void* data, std::size_t size);
    void pad();

    std::vector<std::uint8_t> m_bytes;
    std::vector<bool> m_nanoseconds; // by interface
};

} // namespace mqttscope::capture::live
