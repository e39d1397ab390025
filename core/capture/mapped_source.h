// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/capture/file_descriptor.h"
#include "core/capture/mapping_guard.h"
#include "core/capture/source_table.h"

#include <cstdint>
#include <memory>
#include <string>

namespace mqttscope::capture {

/// A file mapped read-only at an address that stays, also while it grows: the range is reserved once and more of the
/// file is mapped into it.
class MappedSource final : public Source {
public:
    /// Reserved for what may grow; address space costs nothing, but ThreadSanitizer has only some 1.5 TiB of it.
    static constexpr std::uint64_t kGrowingReserve = std::uint64_t{64} << 30;
    /// Where address space is limited, this much must still be left for what grows.
    static constexpr std::uint64_t kLeastGrowingReserve = std::uint64_t{128} << 20;

    /// Maps what the file holds now. `reserve`: how long it may become; at least its size is reserved.
    [[nodiscard]] static base::Result<std::unique_ptr<MappedSource>> open(std::string name, FileDescriptor file,
                                                                          std::uint64_t reserve);
    ~MappedSource() override;

    /// Maps and publishes what was appended since; an error if the file outgrew its reserve.
    [[nodiscard]] base::Result<void> refresh();

    void verify() const override;

    [[nodiscard]] bool truncated() const override { return left() < size(); }

    [[nodiscard]] std::uint64_t left() const override;

    /// For who fills it; open as long as the source.
    [[nodiscard]] int descriptor() const { return m_file.get(); }

private:
    MappedSource(std::string name, FileDescriptor file, std::uint8_t* base, std::uint64_t reserve);
    [[nodiscard]] base::Result<void> map(std::uint64_t size);
    void shrink(std::uint64_t size) const;

    FileDescriptor m_file;
    std::uint8_t* m_base;
    std::uint64_t m_reserve;
    std::uint64_t m_mapped = 0;                                // whole pages
    mutable std::atomic<std::uint64_t> m_shortest{UINT64_MAX}; // the file had no more bytes than these
    std::unique_ptr<MappingGuard> m_guard;
};

} // namespace mqttscope::capture
