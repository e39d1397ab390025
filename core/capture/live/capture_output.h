// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/capture/file_descriptor.h"

#include <cstdint>
#include <functional>
#include <string>

namespace mqttscope::capture::live {

/// An opened file that a capture goes to, from where its descriptor stands on.
struct OutputFile {
    FileDescriptor descriptor{};
    std::string name{}; ///< for messages
};

/// Gives the first file of a capture, and later the next ones of a ring.
using NextFile = std::function<base::Result<OutputFile>()>;

/// What a capture writes to: whole blocks, so that a file never ends within one, whatever happens to the disk.
class CaptureOutput {
public:
    CaptureOutput(NextFile nextFile, std::uint64_t freeFloor)
        : m_nextFile(std::move(nextFile))
        , m_freeFloor(freeFloor) {}

    /// Goes on with the next file.
    [[nodiscard]] base::Result<void> next();
    /// Whole blocks. After an error the file ends with the last ones that were written wholly. An error as well where
    /// less of the disk is free than must be left to others.
    [[nodiscard]] base::Result<void> write(base::ByteView blocks);

    /// In the present file.
    [[nodiscard]] std::uint64_t fileBytes() const { return m_fileBytes; }

private:
    [[nodiscard]] base::Result<void> checkSpace();
    [[nodiscard]] base::Error failure(std::string cause) const;
    void takeBack();

    NextFile m_nextFile;
    std::uint64_t m_freeFloor;
    OutputFile m_file;
    std::uint64_t m_fileBytes = 0;
    std::uint64_t m_unchecked = 0; ///< bytes since the free space was looked at
};

} // namespace mqttscope::capture::live
