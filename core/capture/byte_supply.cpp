// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/byte_supply.h"

#include "core/capture/expansion.h"
#include "core/capture/mapped_source.h"
#include "core/capture/spool.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace mqttscope::capture {
namespace {

constexpr std::chrono::milliseconds kWait{50};

base::Error cannotOpen(const std::string& path, std::string cause, std::string advice = {}) {
    return {.tried = "open the capture", .subject = path, .cause = std::move(cause), .advice = std::move(advice)};
}

const char* openingAdvice(int failure) {
    if (failure == EACCES) return "Ask its owner for permission to read it";
    if (failure == EMFILE) return "Raise the limit of open files (ulimit -n), or join some files with mergecap first";
    return "";
}

/// A file that is read where it lies; followed, it may grow.
class FileSupply final : public ByteSupply {
public:
    FileSupply(std::unique_ptr<MappedSource> source, const SupplyOptions& options)
        : m_owned(std::move(source))
        , m_source(m_owned.get())
        , m_follow(options.follow)
        , m_complete(options.complete) {}

    std::unique_ptr<Source> takeSource() override { return std::move(m_owned); }

    [[nodiscard]] const Source& source() const override { return *m_source; }

    base::Result<Supplied> more() override {
        if (!m_follow || m_source->truncated()) return Supplied::End;
        const bool complete = m_complete.stop_requested(); // in this order: nothing is written after that
        const auto before = m_source->size();
        if (auto refreshed = m_source->refresh(); !refreshed) return std::unexpected(std::move(refreshed.error()));
        if (m_source->truncated()) return Supplied::End;
        if (m_source->size() > before) return Supplied::More;
        return complete ? Supplied::End : Supplied::NothingNow;
    }

    void wait(const std::stop_token& stop) override {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any nothing;
        nothing.wait_for(lock, stop, kWait, [] { return false; });
    }

    void verify() override { m_source->verify(); }

    [[nodiscard]] std::uint64_t total() const override { return m_source->size(); }

private:
    std::unique_ptr<MappedSource> m_owned;
    MappedSource* m_source;
    bool m_follow;
    std::stop_token m_complete;
};

/// A compressed file: expanded into a spool a block at a time, so that the first frames can be read long before the
/// last are there.
class ExpandedFileSupply final : public ByteSupply {
public:
    ExpandedFileSupply(std::unique_ptr<MappedSource> compressed, Expansion expansion, Spool spool)
        : m_compressed(std::move(compressed))
        , m_expansion(std::move(expansion))
        , m_spool(std::move(spool)) {}

    std::unique_ptr<Source> takeSource() override { return m_spool.takeSource(); }

    [[nodiscard]] const Source& source() const override { return m_spool.source(); }

    [[nodiscard]] std::string encoding() const override { return m_expansion.name(); }

    [[nodiscard]] std::uint64_t taken() const override { return m_taken; }

    [[nodiscard]] std::uint64_t total() const override { return m_compressed->size(); }

    [[nodiscard]] std::string damage() const override {
        return m_compressed->truncated() ? "somebody cut the file short while it was being read" : m_expansion.damage();
    }

    void wait(const std::stop_token&) override {} // there is always more until the end

    void verify() override { m_compressed->verify(); }

    base::Result<Supplied> more() override {
        while (!m_expansion.finished() && !m_compressed->truncated()) {
            const base::ByteView rest(m_compressed->data() + m_taken,
                                      static_cast<std::size_t>(m_compressed->size() - m_taken));
            const auto done = m_expansion.expand(rest, true, m_spool);
            if (!done) return std::unexpected(done.error());
            m_taken += done->consumed;
            if (done->produced != 0) return Supplied::More;
        }
        return Supplied::End;
    }

private:
    std::unique_ptr<MappedSource> m_compressed;
    Expansion m_expansion;
    Spool m_spool;
    std::uint64_t m_taken = 0;
};

/// A pipe: what it brings goes to a spool, expanded where it is compressed.
class PipeSupply final : public ByteSupply {
public:
    PipeSupply(FileDescriptor pipe, Spool spool)
        : m_pipe(std::move(pipe))
        , m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
        , m_spool(std::move(spool)) {}

    std::unique_ptr<Source> takeSource() override { return m_spool.takeSource(); }

    [[nodiscard]] const Source& source() const override { return m_spool.source(); }

    [[nodiscard]] std::string encoding() const override { return m_expansion ? m_expansion->name() : ""; }

    [[nodiscard]] std::uint64_t taken() const override { return m_taken; }

    [[nodiscard]] std::string damage() const override { return m_expansion ? m_expansion->damage() : std::string(); }

    base::Result<Supplied> more() override {
        while (true) {
            auto passed = passOn();
            if (!passed || *passed != Supplied::NothingNow) return passed;
            auto read = readPipe();
            if (!read || *read == Supplied::NothingNow) return read;
        }
    }

    void wait(const std::stop_token& stop) override {
        const std::stop_callback wake(stop, [this] { ::eventfd_write(m_wake.get(), 1); });
        std::array polled{pollfd{.fd = m_pipe.get(), .events = POLLIN, .revents = 0},
                          pollfd{.fd = m_wake.get(), .events = POLLIN, .revents = 0}};
        ::poll(polled.data(), polled.size(), static_cast<int>(kWait.count()));
    }

private:
    static constexpr std::size_t kBlock = std::size_t{1} << 17; // twice what a pipe holds

    /// Puts what the pipe brought into the spool. NothingNow: more of it is needed for that.
    base::Result<Supplied> passOn() {
        if (!m_decided) {
            if (m_read.size() < kCompressionMagicSize && !m_pipeEnded) return Supplied::NothingNow;
            m_decided = true;
            const auto compression = compressionOf(m_read);
            if (compression != Compression::None) m_expansion.emplace(compression);
        }
        if (m_expansion) return expand(*m_expansion);
        if (!m_read.empty()) {
            if (auto written = m_spool.append(m_read); !written) return std::unexpected(std::move(written.error()));
            m_read.clear();
            return Supplied::More;
        }
        return m_pipeEnded ? Supplied::End : Supplied::NothingNow;
    }

    base::Result<Supplied> expand(Expansion& expansion) {
        while (!expansion.finished() && (m_expanded < m_read.size() || expansion.holdsOutput() || m_pipeEnded)) {
            const auto done = expansion.expand(base::ByteView(m_read).subspan(m_expanded), m_pipeEnded, m_spool);
            if (!done) return std::unexpected(done.error());
            m_expanded += done->consumed;
            if (done->produced != 0) return Supplied::More;
            if (done->consumed == 0 && !m_pipeEnded) break;
        }
        m_read.erase(m_read.begin(), m_read.begin() + static_cast<std::ptrdiff_t>(m_expanded));
        m_expanded = 0;
        return expansion.finished() ? Supplied::End : Supplied::NothingNow;
    }

    /// More: there is something new to pass on, be it that the pipe ended.
    base::Result<Supplied> readPipe() {
        pollfd polled{.fd = m_pipe.get(), .events = POLLIN, .revents = 0};
        if (::poll(&polled, 1, 0) <= 0) return Supplied::NothingNow;
        const auto before = m_read.size();
        m_read.resize(before + kBlock);
        const auto size = ::read(m_pipe.get(), m_read.data() + before, kBlock);
        const int failure = errno;
        m_read.resize(before + static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        if (size < 0 && (failure == EINTR || failure == EAGAIN)) return Supplied::NothingNow;
        if (size < 0) return std::unexpected(cannotOpen(m_spool.source().name(), base::systemMessage(failure)));
        m_taken += static_cast<std::uint64_t>(size);
        m_pipeEnded = size == 0;
        return Supplied::More;
    }

    FileDescriptor m_pipe;
    FileDescriptor m_wake; // ends a wait when somebody cancels
    Spool m_spool;
    std::optional<Expansion> m_expansion;
    std::vector<std::uint8_t> m_read; // read and not yet in the spool
    std::size_t m_expanded = 0;       // how much of it was expanded
    std::uint64_t m_taken = 0;
    bool m_decided = false; // whether it is compressed
    bool m_pipeEnded = false;
};

base::Result<std::unique_ptr<ByteSupply>> openPipe(const std::string& path, FileDescriptor pipe,
                                                   const SupplyOptions& options) {
    auto spool = Spool::create(path == "-" ? "standard input" : path, options.spoolDirectory, {});
    if (!spool) return std::unexpected(std::move(spool.error()));
    return std::make_unique<PipeSupply>(std::move(pipe), std::move(*spool));
}

base::Result<std::unique_ptr<ByteSupply>> openCompressed(std::unique_ptr<MappedSource> source, Compression compression,
                                                         const SupplyOptions& options) {
    const auto size = source->size();
    Expansion expansion(compression);
    // What a file says of its content may be modulo 2^32, of its last member alone, or a lie where it is more than the
    // format can hold. Without a word of its own it takes some half of its size at least (a stored block of nothing
    // but headers is no capture). The disk is looked at again while it fills.
    const auto announced = expansion.announced({source->data(), static_cast<std::size_t>(size)});
    const bool credible = announced >= size / 2 && announced <= expansion.most(size);
    auto spool = Spool::create(source->name(), options.spoolDirectory,
                               {.expected = credible ? announced : size / 2,
                                .atLeast = !credible || compression == Compression::Gzip,
                                .most = expansion.most(size)});
    if (!spool) return std::unexpected(std::move(spool.error()));
    return std::make_unique<ExpandedFileSupply>(std::move(source), std::move(expansion), std::move(*spool));
}

base::Result<std::unique_ptr<ByteSupply>> openFile(const std::string& path, FileDescriptor file,
                                                   const SupplyOptions& options) {
    const auto reserve = options.follow ? MappedSource::kGrowingReserve : 0;
    auto source = MappedSource::open(path, std::move(file), reserve);
    if (!source) return std::unexpected(std::move(source.error()));
    const auto& bytes = **source;
    const auto compression = compressionOf({bytes.data(), static_cast<std::size_t>(bytes.size())});
    if (compression != Compression::None) return openCompressed(std::move(*source), compression, options);
    return std::make_unique<FileSupply>(std::move(*source), options);
}

} // namespace

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
        const int failure = errno;
        return std::unexpected(cannotOpen(path, base::systemMessage(failure), openingAdvice(failure)));
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
} // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): it loses sight of what std::expected moves on

base::Result<std::unique_ptr<ByteSupply>> openSupply(const std::string& name, const FileDescriptor& file,
                                                     const SupplyOptions& options) {
    FileDescriptor own(::fcntl(file.get(), F_DUPFD_CLOEXEC, 0));
    if (!own.valid()) {
        const int failure = errno;
        return std::unexpected(cannotOpen(name, base::systemMessage(failure), openingAdvice(failure)));
    }
    return openFile(name, std::move(own), options);
}

} // namespace mqttscope::capture
