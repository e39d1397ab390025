// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/capture/source_table.h"

#include <cstdint>
#include <memory>
#include <string>

namespace mqttscope::capture {

/// What an attempt to get more bytes came to.
enum class Supplied : std::uint8_t { More, NothingNow, End };

/// Where the bytes of one capture come from: a file, a pipe, a compressed file. It fills one source, which a reader
/// reads.
class ByteSupply {
public:
    virtual ~ByteSupply() = default;

    /// The source that is filled, to be put into a table; once.
    [[nodiscard]] virtual std::unique_ptr<Source> takeSource() = 0;
    [[nodiscard]] virtual const Source& source() const = 0;
    /// Brings more bytes if there are any; never blocks for long.
    [[nodiscard]] virtual base::Result<Supplied> more() = 0;
    /// Waits until more() may bring something, some 100 ms at most.
    virtual void wait() = 0;

    /// "gzip", or empty where the bytes are as they came.
    [[nodiscard]] virtual std::string encoding() const { return {}; }

    /// Bytes taken in and bytes to take in, for progress; the total is 0 where it cannot be known, and the first is
    /// ignored where bytes are taken as they are read.
    [[nodiscard]] virtual std::uint64_t taken() const { return 0; }

    [[nodiscard]] virtual std::uint64_t total() const { return 0; }

    /// Damage that ended the supply early, in words; empty if there was none.
    [[nodiscard]] virtual std::string damage() const { return {}; }
};

/// How a capture is opened (OpenOptions without what concerns several files).
struct SupplyOptions {
    bool follow = false;
    std::string spoolDirectory;
};

/// The supply for a path; "-" is standard input. Compressed files are recognised by their first bytes, so this may wait
/// for a pipe to bring them.
[[nodiscard]] base::Result<std::unique_ptr<ByteSupply>> openSupply(const std::string& path,
                                                                   const SupplyOptions& options);

enum class Compression : std::uint8_t { None, Gzip, Zstd };

/// What the first bytes of a file say.
[[nodiscard]] Compression compressionOf(base::ByteView beginning);

/// Expands what another supply brings.
[[nodiscard]] base::Result<std::unique_ptr<ByteSupply>> expand(std::unique_ptr<ByteSupply> compressed,
                                                               Compression compression, const SupplyOptions& options);

} // namespace mqttscope::capture
