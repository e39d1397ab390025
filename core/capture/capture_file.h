// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/byte_supply.h"
#include "core/capture/pcap_reader.h"
#include "core/capture/pcapng_reader.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mqttscope::capture {

/// One file (or pipe) of a capture: where its bytes come from, and the reader of its format.
class CaptureFile {
public:
    [[nodiscard]] static base::Result<std::unique_ptr<CaptureFile>> open(SourceTable& sources, const std::string& path,
                                                                         const SupplyOptions& options);
    /// A file that is open already, for as long as this call.
    [[nodiscard]] static base::Result<std::unique_ptr<CaptureFile>>
    open(SourceTable& sources, const std::string& name, const FileDescriptor& file, const SupplyOptions& options);

    [[nodiscard]] base::Result<Step> next(Frame& frame);

    void wait(const std::stop_token& stop) { m_supply->wait(stop); }

    /// What an error of open() or next() is where other files of the capture go on.
    [[nodiscard]] static Warning warningOf(const std::string& path, const base::Error& error, bool framesRead);
    /// Gives the file up for an error of next(), which is told as a warning: other files of the capture go on.
    void giveUp(const base::Error& error);

    [[nodiscard]] std::optional<Frame> frameAt(base::SourceOffset place) const;

    [[nodiscard]] base::SourceId source() const { return m_id; }

    [[nodiscard]] std::string format() const;
    [[nodiscard]] std::vector<Interface> interfaces() const;
    [[nodiscard]] std::vector<Note> notes() const;
    [[nodiscard]] std::vector<Warning> warnings() const;
    [[nodiscard]] std::uint64_t bytesRead() const;

    [[nodiscard]] std::uint64_t bytesTotal() const { return m_supply->total(); }

private:
    [[nodiscard]] static base::Result<std::unique_ptr<CaptureFile>>
    open(SourceTable& sources, base::Result<std::unique_ptr<ByteSupply>> supply);

    /// Before the format is known.
    struct NoReader {
        [[nodiscard]] static ReadStep read(Frame&) { return ReadStep::NeedMore; }

        [[nodiscard]] static std::uint64_t position() { return 0; }

        [[nodiscard]] static Problem problem() { return {}; }

        [[nodiscard]] static std::optional<Frame> frameAt(base::SourceOffset) { return std::nullopt; }

        [[nodiscard]] static std::string format() { return {}; }

        [[nodiscard]] static std::vector<Interface> interfaces() { return {}; }

        [[nodiscard]] static std::vector<Note> notes() { return {}; }

        [[nodiscard]] static std::uint64_t notesLeftOut() { return 0; }
    };

    using Reader = std::variant<NoReader, PcapReader, PcapngReader>;

    CaptureFile(std::string name, std::unique_ptr<ByteSupply> supply)
        : m_name(std::move(name))
        , m_supply(std::move(supply)) {}

    /// Chooses the reader once enough bytes are there; `atEnd`: there will be no more.
    [[nodiscard]] base::Result<bool> recognise(bool atEnd);
    [[nodiscard]] base::Error notACapture() const;
    [[nodiscard]] ReadStep read(Frame& frame);
    /// The file became shorter; looked at where records look as if they had been wiped out.
    [[nodiscard]] bool cutShort(ReadStep step, const Frame& frame) const;
    [[nodiscard]] std::unexpected<base::Error> fail(base::Error error);
    [[nodiscard]] base::Result<Step> end();
    void warnOfEnd();
    void warn(std::uint64_t offset, std::string text);

    std::string m_name;
    std::unique_ptr<ByteSupply> m_supply;
    const Source* m_source = nullptr;
    base::SourceId m_id{};
    Reader m_reader;
    std::atomic<bool> m_recognised{false}; // m_reader is chosen and may be asked by other threads
    bool m_ended = false;
    mutable std::mutex m_mutex;
    std::vector<Warning> m_warnings; // guarded
};

} // namespace mqttscope::capture
