// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/capture/file_descriptor.h"
#include "core/capture/source_table.h"

#include <cstdint>
#include <memory>
#include <stop_token>
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
    /// Waits until more() may bring something or `stop` is requested, some 100 ms at most.
    virtual void wait(const std::stop_token& stop) = 0;

    /// Looks whether somebody shortened the file, which only shows in the source when a whole page of it is gone.
    virtual void verify() {}

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
    std::stop_token complete{}; ///< requested: what is followed will not grow any more
    std::string spoolDirectory;
};

/// The supply for a path; "-" is standard input. What comes compressed is recognised by its first bytes.
[[nodiscard]] base::Result<std::unique_ptr<ByteSupply>> openSupply(const std::string& path,
                                                                   const SupplyOptions& options);
/// The supply for a file that is open already; it opens it once more.
[[nodiscard]] base::Result<std::unique_ptr<ByteSupply>> openSupply(const std::string& name, const FileDescriptor& file,
                                                                   const SupplyOptions& options);

} // namespace mqttscope::capture
