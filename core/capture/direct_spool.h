// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/capture/spool.h"

#include <cstdint>
#include <memory>
#include <string>

namespace mqttscope::capture {

/// A spool for many small pieces: it is written through a mapping instead of a call for each piece, and what was
/// appended can be read at once. Room is taken from the disk before anything is written into it, from 64 KiB at first
/// to 16 MiB at a time. At most MappedSource::kGrowingReserve (64 GiB) long.
class DirectSpool {
public:
    /// `directory` as for Spool::create().
    [[nodiscard]] static base::Result<DirectSpool> create(std::string name, const std::string& directory);
    ~DirectSpool();
    DirectSpool(DirectSpool&& other) noexcept;
    DirectSpool& operator=(DirectSpool&& other) noexcept;

    /// Appends all of it or nothing, and tells where its first byte lies in the source. An error where the disk is
    /// nearly full or the spool has its full length; it can be asked again.
    [[nodiscard]] base::Result<std::uint64_t> append(base::ByteView bytes);

    /// The source, until it is handed to a SourceTable; zeros may follow what was appended.
    [[nodiscard]] std::unique_ptr<MappedSource> takeSource() { return m_spool.takeSource(); }

private:
    explicit DirectSpool(Spool spool)
        : m_spool(std::move(spool)) {}

    [[nodiscard]] base::Result<void> makeRoom(std::uint64_t size);
    void unmap();

    Spool m_spool;
    std::uint8_t* m_window = nullptr; // the part of the file that is being written
    std::uint64_t m_windowBegin = 0;  // in the file
    std::uint64_t m_windowEnd = 0;
    std::uint64_t m_size = 0; // appended so far
};

} // namespace mqttscope::capture
