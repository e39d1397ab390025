// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::cli {

/// Where results go: standard output, or a file that appears under its name only when it is whole.
class Output {
public:
    /// `path` empty: standard output. A file that holds something is overwritten only with `force`, and an input never.
    [[nodiscard]] static base::Result<Output> open(const std::string& path, bool force,
                                                   const std::vector<std::string>& inputs);
    Output(Output&& other) noexcept;
    Output& operator=(Output&&) = delete;
    ~Output(); ///< removes what was not finished

    /// Writes everything or says why not. After the reader of a pipe went away it does nothing (see closed()).
    [[nodiscard]] base::Result<void> write(std::string_view text);

    /// The reader of standard output went away, which is no error: stop.
    [[nodiscard]] bool closed() const { return m_closed; }

    /// Puts the whole file in its place.
    [[nodiscard]] base::Result<void> finish();

private:
    Output(int file, std::string path, std::string temporary);

    int m_file = -1;
    std::string m_path;
    std::string m_temporary; // empty for standard output
    bool m_closed = false;
};

} // namespace mqttscope::cli
