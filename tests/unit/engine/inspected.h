// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"
#include "tests/golden/dump.h"
#include "tests/support/capture_builder.h"

#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>

namespace mqttscope::engine {

/// A capture that was built, read to its end.
class Inspected {
public:
    explicit Inspected(test::Capture& capture, InspectionOptions options = {})
        : m_path(written(capture))
        , m_inspection(at(m_path, std::move(options))) {
        while (m_inspection.wait()) {
        }
    }

    ~Inspected() { std::filesystem::remove(m_path); }

    Inspected(const Inspected&) = delete;
    Inspected& operator=(const Inspected&) = delete;

    [[nodiscard]] Inspection& inspection() { return m_inspection; }

    /// Connections and rows, one a line, with their findings.
    [[nodiscard]] std::string text() { return test::dump(m_inspection, {.frames = false, .fields = false}); }

    /// The types of all rows: "CONNECT CONNACK [FIN]".
    [[nodiscard]] std::string types();

    [[nodiscard]] std::uint32_t connections() { return m_inspection.snapshot().connections(); }

private:
    static std::filesystem::path written(test::Capture& capture) {
        static int count = 0;
        const auto name = "mqttscope-engine-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
        auto path = std::filesystem::temp_directory_path() / name;
        capture.write(path);
        return path;
    }

    static InspectionOptions at(const std::filesystem::path& path, InspectionOptions options) {
        options.paths = {path.string()};
        return options;
    }

    std::filesystem::path m_path;
    Inspection m_inspection;
};

} // namespace mqttscope::engine
