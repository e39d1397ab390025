// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/live/capture_device.h"
#include "core/capture/live/capture_output.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace mqttscope::capture::live {

/// One interface of a running capture.
struct InterfaceStatus {
    std::string name;
    InterfaceCounts counts{};
    std::string lost{};  ///< why nothing comes from it now; empty while it can be captured on
    bool returns = true; ///< where it is lost: capturing on it goes on by itself when it is there again
};

/// What ended a capture, where it was no error.
enum class CaptureEnd : std::uint8_t { None, Asked, Duration, Frames, Bytes };

/// How a capture stands.
struct CaptureStatus {
    std::uint64_t frames = 0;    ///< written
    std::uint64_t bytes = 0;     ///< of these frames, as captured
    std::uint64_t fileBytes = 0; ///< of all files so far, deleted ones included
    std::vector<InterfaceStatus> interfaces{};
    CaptureEnd end = CaptureEnd::None; ///< None while it runs
};

/// Whether nothing will come any more: every interface is lost, and whoever captures cannot open it again.
[[nodiscard]] bool isStranded(const CaptureStatus& status);

/// From interfaces to files, until something ends it: reads frames in batches, writes whole blocks, notes drops where
/// they happen, changes files of a ring, waits for interfaces that are lost. One thread; it sleeps while nothing comes.
class CaptureLoop final : private FrameTaker {
public:
    using Clock = std::chrono::steady_clock;

    /// `told` is called now and then, and at the end.
    CaptureLoop(CaptureOptions options, std::vector<CaptureDevice> devices, CaptureOutput output,
                std::function<void(const CaptureStatus&)> told);

    /// Begins the first file, so that a reader finds it.
    [[nodiscard]] base::Result<void> begin();
    /// Captures until `stopDescriptor` is readable or closed, a stop condition holds (both are no error), the disk
    /// gives no more, or all interfaces are gone for good. Frames that the kernel had gathered by then are written.
    [[nodiscard]] base::Result<void> run(int stopDescriptor);

private:
    bool take(const CapturedFrame& frame) override;

    [[nodiscard]] base::Result<void> beginFile();
    [[nodiscard]] base::Result<void> readAll();
    [[nodiscard]] base::Result<void> read(std::size_t device);
    [[nodiscard]] base::Result<void> flush();
    [[nodiscard]] base::Result<void> turnRing();
    [[nodiscard]] base::Result<void> finish(CaptureEnd end);
    /// The stop condition of an amount that holds, or None.
    [[nodiscard]] CaptureEnd reachedAmount() const;
    [[nodiscard]] CaptureEnd reachedLimit(Clock::time_point now) const;
    [[nodiscard]] bool wait(int stopDescriptor, Clock::time_point now);
    [[nodiscard]] Clock::duration untilNext(Clock::time_point now) const;
    void noteLoss(std::size_t device);
    void reopen(Clock::time_point now);
    void count(Clock::time_point now);
    void writeStatistics();

    CaptureOptions m_options;
    std::vector<CaptureDevice> m_devices;
    CaptureOutput m_output;
    std::function<void(const CaptureStatus&)> m_told;
    PcapngWriter m_writer;
    CaptureStatus m_status;
    std::size_t m_current = 0; ///< the device whose frames are being taken
    Clock::time_point m_begun;
    Clock::time_point m_fileBegun;
    Clock::time_point m_counted;
    std::uint64_t m_countedFrames = 0; ///< frames written then
    Clock::time_point m_triedAgain;
    base::Timestamp m_since; ///< when the capture began, by the clock of the frames
};

} // namespace mqttscope::capture::live
