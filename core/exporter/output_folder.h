// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <string>
#include <string_view>

namespace mqttscope::exporter {

/// A folder that appears under its name only when all that belongs into it is written.
class OutputFolder {
public:
    /// Nothing may be there under this name but an empty folder.
    [[nodiscard]] static base::Result<OutputFolder> make(const std::string& path);
    OutputFolder(OutputFolder&& other) noexcept;
    OutputFolder& operator=(OutputFolder&&) = delete;
    ~OutputFolder(); ///< removes what was not finished

    /// Where a file of it is written now.
    [[nodiscard]] std::string pathOf(std::string_view name) const { return m_temporary + '/' + std::string(name); }

    /// Puts the whole folder in its place.
    [[nodiscard]] base::Result<void> finish();

private:
    OutputFolder(std::string path, std::string temporary);

    std::string m_path;
    std::string m_temporary;
};

} // namespace mqttscope::exporter
