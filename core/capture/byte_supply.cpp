// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/byte_supply.h"

#include "core/capture/mapped_source.h"
#include "core/capture/spool.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

namespace mqttscope::capture {
namespace {

constexpr int kWaitMilliseconds = 50;

base::Error cannotOpen(const std::string& path, std::string cause, std::string advice = {}) {
    return {.tried = "open the capture", .subject = path, .cause = std::move(cause), .advice = std::move(advice)};
}

/// A file that is read where it lies; followed, it may grow.
class FileSupply final : public ByteSupply {
public:
    FileSupply(std::unique_ptr<MappedSource> source, bool follow)
        : m_owned(std::move(source))
        , m_source(m_owned.get())
        , m_follow(follow) {
        if (!follow) m_source->closeFile();
    }

    std::unique_ptr<Source> takeSource() override { return std::move(m_owned); }

    const Source& source() const override { return *m_source; }

    base::Result<Supplied> more() override {
        if (!m_follow || m_source->truncated()) return Supplied::End;
        const auto before = m_source->size();
        if (auto refreshed = m_source->refresh(); !refreshed) return std::unexpected(std::move(refreshed.error()));
        if (m_source->truncated()) return Supplied::End;
        return m_source->size() > before ? Supplied::More : Supplied::NothingNow;
    }

    void wait() override { std::this_thread::sleep_for(std::chrono::milliseconds(kWaitMilliseconds)); }

    std::uint64_t total() const override { return m_source->size(); }

private:
    std::unique_ptr<MappedSource> m_owned;
    MappedSource* m_source;
    bool m_follow;
};

/// A pipe: what it brings goes to a spool.
class PipeSupply final : public ByteSupply {
public:
    PipeSupply(FileDescriptor pipe, Spool spool)
        : m_pipe(std::move(pipe))
        , m_spool(std::move(spool)) {}

    std::unique_ptr<Source> takeSource() override { return m_spool.takeSource(); }

    const Source& source() const override { return m_spool.source(); }

    base::Result<Supplied> more() override {
        if (m_ended) return Supplied::End;
        pollfd polled{.fd = m_pipe.get(), .events = POLLIN, .revents = 0};
        if (::poll(&polled, 1, 0) <= 0) return Supplied::NothingNow;
        m_buffer.resize(kBlock);
        const auto size = ::read(m_pipe.get(), m_buffer.data(), m_buffer.size());
        if (size < 0 && (errno == EINTR || errno == EAGAIN)) return Supplied::NothingNow;
        if (size < 0) return std::unexpected(cannotOpen(m_spool.source().name(), base::systemMessage(errno)));
        if (size == 0) {
            m_ended = true;
            return Supplied::End;
        }
        auto written = m_spool.append({m_buffer.data(), static_cast<std::size_t>(size)});
        if (!written) return std::unexpected(std::move(written.error()));
        return Supplied::More;
    }

    void wait() override {
        pollfd polled{.fd = m_pipe.get(), .events = POLLIN, .revents = 0};
        ::poll(&polled, 1, 2 * kWaitMilliseconds);
    }

private:
    static constexpr std::size_t kBlock = std::size_t{1} << 20;

    FileDescriptor m_pipe;
    Spool m_spool;
    std::vector<std::uint8_t> m_buffer;
    bool m_ended = false;
};

base::Result<std::unique_ptr<ByteSupply>> openPipe(const std::string& path, FileDescriptor pipe,
                                                   const SupplyOptions& options) {
    auto spool = Spool::create(path == "-" ? "standard input" : path, options.spoolDirectory, 0);
    if (!spool) return std::unexpected(std::move(spool.error()));
    return std::make_unique<PipeSupply>(std::move(pipe), std::move(*spool));
}

base::Result<std::unique_ptr<ByteSupply>> openFile(const std::string& path, FileDescriptor file,
                                                   const SupplyOptions& options) {
    const auto reserve = options.follow ? MappedSource::kGrowingReserve : 0;
    auto source = MappedSource::open(path, std::move(file), reserve);
    if (!source) return std::unexpected(std::move(source.error()));
    const auto& bytes = **source;
    const auto compression = compressionOf({bytes.data(), static_cast<std::size_t>(bytes.size())});
    std::unique_ptr<ByteSupply> supply =
        std::make_unique<FileSupply>(std::move(*source), options.follow && compression == Compression::None);
    if (compression == Compression::None) return supply;
    return expand(std::move(supply), compression, options);
}

} // namespace

Compression compressionOf(base::ByteView beginning) {
    constexpr std::array<std::uint8_t, 2> kGzip{0x1F, 0x8B};             // RFC 1952 §2.3.1
    constexpr std::array<std::uint8_t, 4> kZstd{0x28, 0xB5, 0x2F, 0xFD}; // RFC 8878 §3.1.1
    const auto begins = [&](base::ByteView magic) {
        return beginning.size() >= magic.size() && std::equal(magic.begin(), magic.end(), beginning.begin());
    };
    if (begins(kGzip)) return Compression::Gzip;
    if (begins(kZstd)) return Compression::Zstd;
    return Compression::None;
}

base::Result<std::unique_ptr<ByteSupply>> openSupply(const std::string& path, const SupplyOptions& options) {
    if (path == "-") {
        struct stat status{};
        FileDescriptor input(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
        if (!input.valid()) return std::unexpected(cannotOpen("standard input", base::systemMessage(errno)));
        // "< file" is a file: it can be read where it lies.
        const bool file = ::fstat(input.get(), &status) == 0 && S_ISREG(status.st_mode);
        return file ? openFile("standard input", std::move(input), options) : openPipe(path, std::move(input), options);
    }
    // Not blocking: a FIFO that nobody writes to yet must not hold up whoever wants to cancel.
    FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.valid()) {
        return std::unexpected(cannotOpen(path, base::systemMessage(errno),
                                          errno == EACCES ? "Ask its owner for permission to read it" : ""));
    }
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return std::unexpected(cannotOpen(path, base::systemMessage(errno)));
    if (S_ISDIR(status.st_mode)) {
        return std::unexpected(cannotOpen(path, "it is a directory", "Name the capture files in it"));
    }
    if (S_ISREG(status.st_mode)) return openFile(path, std::move(file), options);
    if (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode) || S_ISSOCK(status.st_mode)) {
        return openPipe(path, std::move(file), options);
    }
    return std::unexpected(cannotOpen(path, "it is neither a file nor a pipe"));
}

} // namespace mqttscope::capture
