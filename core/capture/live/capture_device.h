// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/time.h"
#include "core/capture/live/capture_options.h"
#include "core/capture/live/pcapng_writer.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

struct pcap;

namespace mqttscope::capture::live {

/// One frame as libpcap hands it over; the bytes are gone after the call.
struct CapturedFrame {
    base::Timestamp time{};
    base::ByteView bytes{};
    std::uint32_t originalLength = 0;
};

/// Who takes frames; false: not this one, and no more for now.
class FrameTaker {
public:
    virtual bool take(const CapturedFrame& frame) = 0;

protected:
    ~FrameTaker() = default;
};

/// An interface that is being captured on, through libpcap. One thread.
class CaptureDevice {
public:
    /// Opens it, still without its filter. Errors say what is missing: no such interface, not up, no permission. Only
    /// this and reopen() need a privilege.
    [[nodiscard]] static base::Result<CaptureDevice> open(const std::string& interface, const CaptureOptions& options);

    /// Sets the filter that the options ask for; an error tells where it is wrong.
    [[nodiscard]] base::Result<void> applyFilter();

    /// What a file says of it.
    [[nodiscard]] const InterfaceDescription& description() const { return m_description; }

    /// Readable when there are frames; -1 while the interface is lost.
    [[nodiscard]] int descriptor() const;

    /// Hands over what is there, `most` frames at the most. Gives how many; 0 as well once the interface is lost.
    std::size_t read(FrameTaker& taker, std::size_t most);

    /// Looks whether the interface is up; libpcap does not tell when it is only switched off.
    void look();

    /// Why the interface gives nothing any more, in words: it was removed or, when look() looked, switched off. Empty
    /// while it does.
    [[nodiscard]] const std::string& lost() const { return m_lost; }

    /// Whether it goes on by itself when the interface is there again: what was only switched off does, and what may
    /// be opened again.
    [[nodiscard]] bool returns() const;

    /// Tries to go on with an interface that was lost. Gives whether it is there again.
    bool reopen();

    /// Since the capture began, times in which the interface was lost included.
    [[nodiscard]] InterfaceCounts counts();

private:
    struct Close {
        void operator()(pcap* handle) const;
    };

    using Handle = std::unique_ptr<pcap, Close>;

    CaptureDevice(InterfaceDescription description, CaptureOptions options, Handle handle)
        : m_description(std::move(description))
        , m_options(std::move(options))
        , m_handle(std::move(handle)) {}

    [[nodiscard]] static base::Result<Handle> activate(const std::string& interface, const CaptureOptions& options);

    /// libpcap counts in 32 bits, from the opening on.
    struct Counted {
        std::uint32_t received = 0;
        std::uint32_t droppedByKernel = 0;
        std::uint32_t droppedByInterface = 0;
    };

    InterfaceDescription m_description;
    CaptureOptions m_options;
    Handle m_handle;
    std::string m_lost;
    Counted m_last;           ///< when counts() looked last
    InterfaceCounts m_counts; ///< up to then
};

/// Opens every interface of the options and sets its filter. In between `opened` is called: where a privilege is given
/// up, for compiling a filter needs none.
[[nodiscard]] base::Result<std::vector<CaptureDevice>> openDevices(const CaptureOptions& options,
                                                                   const std::function<void()>& opened = {});

} // namespace mqttscope::capture::live
