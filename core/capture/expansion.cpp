// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/expansion.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <utility>

namespace mqttscope::capture {
namespace {

constexpr std::size_t kOutputBlock = std::size_t{1} << 20;

/// What one step of a decompressor did.
struct Stepped {
    std::size_t consumed = 0;
    std::size_t produced = 0;
    bool ended = false;   ///< a whole member or frame ends here
    std::string damage{}; ///< why it cannot go on
};

} // namespace

/// One compression's library.
class Expansion::Decompressor {
public:
    Decompressor() = default;
    virtual ~Decompressor() = default;
    Decompressor(const Decompressor&) = delete;
    Decompressor& operator=(const Decompressor&) = delete;

    [[nodiscard]] virtual Stepped step(base::ByteView in, std::vector<std::uint8_t>& out) = 0;
    [[nodiscard]] virtual std::uint64_t announced(base::ByteView file) const = 0;
    [[nodiscard]] virtual std::uint64_t mostOfOneByte() const = 0;
};

namespace {

/// gzip, one member after another (RFC 1952 §2.2).
class Gzip final : public Expansion::Decompressor {
public:
    Gzip() {
        if (::inflateInit2(&m_stream, kGzipOnly) != Z_OK) throw std::bad_alloc();
    }

    ~Gzip() override { ::inflateEnd(&m_stream); }

    Stepped step(base::ByteView in, std::vector<std::uint8_t>& out) override {
        const auto size = static_cast<uInt>(std::min<std::size_t>(in.size(), std::numeric_limits<uInt>::max()));
        m_stream.next_in = const_cast<Bytef*>(in.data()); // zlib's interface has no const; it does not write there
        m_stream.avail_in = size;
        m_stream.next_out = out.data();
        m_stream.avail_out = static_cast<uInt>(out.size());
        const int result = ::inflate(&m_stream, Z_NO_FLUSH);
        Stepped done{.consumed = size - m_stream.avail_in, .produced = out.size() - m_stream.avail_out};
        if (result == Z_STREAM_END) {
            done.ended = true;
            ::inflateReset2(&m_stream, kGzipOnly);
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            done.damage = m_stream.msg != nullptr ? m_stream.msg : "the compressed data is damaged";
        }
        return done;
    }

    /// The size of the last member's content, modulo 2^32 (RFC 1952 §2.3.1).
    [[nodiscard]] std::uint64_t announced(base::ByteView file) const override {
        if (file.size() < 18) return 0;
        std::uint64_t size = 0;
        for (std::size_t i = 1; i <= 4; ++i) size = size << 8 | file[file.size() - i];
        return size;
    }

    /// 258 bytes of two bits (RFC 1951 §3.2.5).
    [[nodiscard]] std::uint64_t mostOfOneByte() const override { return std::uint64_t{258} * 4; }

private:
    static constexpr int kGzipOnly = 15 + 16;
    z_stream m_stream{};
};

/// zstd, one frame after another (RFC 8878 §3.1).
class Zstd final : public Expansion::Decompressor {
public:
    Zstd()
        : m_stream(::ZSTD_createDStream()) {
        if (m_stream == nullptr) throw std::bad_alloc();
    }

    ~Zstd() override { ::ZSTD_freeDStream(m_stream); }

    Stepped step(base::ByteView in, std::vector<std::uint8_t>& out) override {
        ZSTD_inBuffer input{in.data(), in.size(), 0};
        ZSTD_outBuffer output{out.data(), out.size(), 0};
        const auto result = ::ZSTD_decompressStream(m_stream, &output, &input);
        Stepped done{.consumed = input.pos, .produced = output.pos};
        if (::ZSTD_isError(result) != 0) done.damage = ::ZSTD_getErrorName(result);
        done.ended = result == 0;
        return done;
    }

    /// What the first frame says.
    [[nodiscard]] std::uint64_t announced(base::ByteView file) const override {
        const auto size = ::ZSTD_getFrameContentSize(file.data(), file.size());
        return size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR ? 0 : size;
    }

    /// A block of 128 KiB from a three-byte header and one byte (RFC 8878 §3.1.1.2).
    [[nodiscard]] std::uint64_t mostOfOneByte() const override { return std::uint64_t{1} << 15; }

private:
    ZSTD_DStream* m_stream;
};

std::unique_ptr<Expansion::Decompressor> makeDecompressor(Compression compression) {
    switch (compression) {
    case Compression::Gzip:
        return std::make_unique<Gzip>();
    case Compression::Zstd:
        return std::make_unique<Zstd>();
    case Compression::None:
        break;
    }
    std::unreachable();
}

} // namespace

Compression compressionOf(base::ByteView beginning) {
    constexpr std::array<std::uint8_t, 2> kGzip{0x1F, 0x8B};             // RFC 1952 §2.3.1
    constexpr std::array<std::uint8_t, 4> kZstd{0x28, 0xB5, 0x2F, 0xFD}; // RFC 8878 §3.1.1
    constexpr std::array<std::uint8_t, 3> kSkippable{0x2A, 0x4D, 0x18};  // RFC 8878 §3.1.2, after its first byte
    const auto begins = [](base::ByteView bytes, base::ByteView magic) {
        return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin());
    };
    if (begins(beginning, kGzip)) return Compression::Gzip;
    if (begins(beginning, kZstd)) return Compression::Zstd;
    const bool skippable = !beginning.empty() && (beginning[0] & 0xF0U) == 0x50;
    return skippable && begins(beginning.subspan(1), kSkippable) ? Compression::Zstd : Compression::None;
}

Expansion::Expansion(Compression compression)
    : m_compression(compression)
    , m_decompressor(makeDecompressor(compression))
    , m_output(kOutputBlock) {}

Expansion::Expansion(Expansion&&) noexcept = default;
Expansion& Expansion::operator=(Expansion&&) noexcept = default;
Expansion::~Expansion() = default;

base::Result<Expansion::Progress> Expansion::expand(base::ByteView in, bool last, Spool& spool) {
    if (m_finished) return Progress{};
    if (m_betweenMembers) {
        if (in.size() < kCompressionMagicSize && !last) return Progress{};
        // Some tools pad behind the last member; gunzip ignores that, and so do we.
        m_finished = compressionOf(in) != m_compression;
        if (m_finished) return Progress{};
    }
    const auto done = m_decompressor->step(in, m_output);
    m_betweenMembers = done.ended;
    m_holdsOutput = done.produced == m_output.size() && !done.ended;
    if (done.produced != 0) {
        auto written = spool.append({m_output.data(), done.produced});
        if (!written) return std::unexpected(std::move(written.error()));
    }
    if (!done.damage.empty()) {
        damaged(done.damage);
    } else if (done.consumed == 0 && done.produced == 0 && !done.ended) {
        if (!in.empty()) {
            damaged("the compressed data is damaged");
        } else if (last) {
            damaged("the compressed data ends too early");
        }
    }
    return Progress{.consumed = done.consumed, .produced = done.produced};
}

void Expansion::damaged(std::string why) {
    m_damage = std::move(why);
    m_finished = true;
}

const char* Expansion::name() const {
    return m_compression == Compression::Gzip ? "gzip" : "zstd";
}

std::uint64_t Expansion::announced(base::ByteView file) const {
    return m_decompressor->announced(file);
}

std::uint64_t Expansion::most(std::uint64_t compressed) const {
    // A file of the greatest size that a source can have stays far below an overflow: 2^48 × 2^15.
    return compressed * m_decompressor->mostOfOneByte();
}

} // namespace mqttscope::capture
