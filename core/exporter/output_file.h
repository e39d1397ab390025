// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::exporter {

/// Where results go: standard output, or a file that appears under its name only when it is whole.
class OutputFile {
public:
    /// `path` empty: standard output. A file that holds something is overwritten only with `force`, and an input never.
    [[nodiscard]] static base::Result<OutputFile> open(const std::string& path, bool force,
                                                       const std::vector<std::string>& inputs);
    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&&) = delete;
    ~OutputFile(); ///< removes what was not finished

    /// Writes everything or says why not. After the reader of a pipe went away it does nothing (see closed()).
    [[nodiscard]] base::Result<void> write(std::string_view text);

    /// The reader of standard output went away, which is no error: stop.
    [[nodiscard]] bool closed() const { return m_closed; }

    /// A script: whoever may read the file may run it.
    void makeExecutable() { m_mode = 0777; }

    /// Puts the whole file in its place.
    [[nodiscard]] base::Result<void> finish();
    /// The same without waiting for the disk: for one of many files in a folder that is put in its place later.
    [[nodiscard]] base::Result<void> finishUnsynced();

private:
    OutputFile(int file, std::string path, std::string temporary);

    int m_file = -1;
    std::string m_path;
    std::string m_temporary;                // empty for standard output
    unsigned m_mode = 0666;                 // before the umask
    std::optional<unsigned> m_replacedMode; // of the file that it takes the place of
    bool m_closed = false;
};

} // namespace mqttscope::exporter
