// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/live/helper_capture.h"

#include <chrono>
#include <memory>

namespace mqttscope::capture::live {

/// A capture by one mqttscope-capture after the other. Each gives its privilege up as soon as it captures, so it ends
/// when all of its interfaces are gone; when they are back, the next one goes on at the end of the same file, or in the
/// next one of a ring. One thread.
class HelperRelay {
public:
    using Told = HelperCapture::Told;

    /// Starts the first one and waits until it captures. `files` must live as long as this. `told` hears of all of them
    /// as of one capture.
    [[nodiscard]] static base::Result<std::unique_ptr<HelperRelay>> start(const CaptureOptions& options,
                                                                          CaptureFiles& files, Told told);
    HelperRelay(const HelperRelay&) = delete;
    HelperRelay& operator=(const HelperRelay&) = delete;

    /// As HelperCapture::run(), over all of them.
    [[nodiscard]] base::Result<void> run(int stopDescriptor);

private:
    using Clock = std::chrono::steady_clock;

    HelperRelay(CaptureOptions options, CaptureFiles& files, Told told);
    [[nodiscard]] base::Result<void> next();
    /// Until all interfaces are there again: true. False where it is to end before.
    [[nodiscard]] bool waitForInterfaces(int stopDescriptor);
    void take(const CaptureStatus& status);
    void end(CaptureEnd end);
    [[nodiscard]] CaptureOptions whatIsLeft() const;

    CaptureOptions m_options;
    CaptureFiles& m_files;
    Told m_told;
    Clock::time_point m_begun = Clock::now();
    CaptureStatus m_before; ///< of those that have ended, added up
    CaptureStatus m_status; ///< of all
    bool m_stranded = false;
    std::unique_ptr<HelperCapture> m_capture; ///< the one that captures now
};

} // namespace mqttscope::capture::live
