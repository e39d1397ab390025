// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/byte_supply.h"
#include "core/capture/spool.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace mqttscope::capture {
namespace {

constexpr std::size_t kOutputBlock = std::size_t{1} << 20;

/// What one step of a decompressor did.
struct Inflated {
    std::size_t consumed = 0;
    std::size_t produced = 0;
    bool ended = false;   ///< a whole member or frame ends here
    std::string damage{}; ///< why it cannot go on
};

/// gzip, one member after another (RFC 1952 §2.2).
class GzipDecoder {
public:
    static constexpr auto kCompression = Compression::Gzip;
    static constexpr const char* kName = "gzip";

    GzipDecoder() { ::inflateInit2(&m_stream, kGzipOnly); }

    ~GzipDecoder() { ::inflateEnd(&m_stream); }

    GzipDecoder(const GzipDecoder&) = delete;
    GzipDecoder& operator=(const GzipDecoder&) = delete;

    Inflated step(base::ByteView in, std::vector<std::uint8_t>& out) {
        const auto size = static_cast<uInt>(std::min<std::size_t>(in.size(), std::numeric_limits<uInt>::max()));
        m_stream.next_in = const_cast<Bytef*>(in.data()); // zlib's interface has no const; it does not write there
        m_stream.avail_in = size;
        m_stream.next_out = out.data();
        m_stream.avail_out = static_cast<uInt>(out.size());
        const int result = ::inflate(&m_stream, Z_NO_FLUSH);
        Inflated done{.consumed = size - m_stream.avail_in, .produced = out.size() - m_stream.avail_out};
        if (result == Z_STREAM_END) {
            done.ended = true;
            ::inflateReset2(&m_stream, kGzipOnly);
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            done.damage = m_stream.msg != nullptr ? m_stream.msg : "the compressed data is damaged";
        }
        return done;
    }

    /// The size of the last member's content, modulo 2^32 (RFC 1952 §2.3.1); 0 = not known.
    static std::uint64_t expectedSize(base::ByteView in) {
        if (in.size() < 18) return 0;
        std::uint64_t size = 0;
        for (std::size_t i = 1; i <= 4; ++i) size = size << 8 | in[in.size() - i];
        return size;
    }

private:
    static constexpr int kGzipOnly = 15 + 16;
    z_stream m_stream{};
};

/// zstd, one frame after another (RFC 8878 §3.1).
class ZstdDecoder {
public:
    static constexpr auto kCompression = Compression::Zstd;
    static constexpr const char* kName = "zstd";

    ZstdDecoder()
        : m_stream(::ZSTD_createDStream()) {}

    ~ZstdDecoder() { ::ZSTD_freeDStream(m_stream); }

    ZstdDecoder(const ZstdDecoder&) = delete;
    ZstdDecoder& operator=(const ZstdDecoder&) = delete;

    Inflated step(base::ByteView in, std::vector<std::uint8_t>& out) {
        ZSTD_inBuffer input{in.data(), in.size(), 0};
        ZSTD_outBuffer output{out.data(), out.size(), 0};
        const auto result = ::ZSTD_decompressStream(m_stream, &output, &input);
        Inflated done{.consumed = input.pos, .produced = output.pos};
        if (::ZSTD_isError(result) != 0) done.damage = ::ZSTD_getErrorName(result);
        done.ended = result == 0;
        return done;
    }

    /// What the first frame announces; 0 = not known.
    static std::uint64_t expectedSize(base::ByteView in) {
        const auto size = ::ZSTD_getFrameContentSize(in.data(), in.size());
        return size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR ? 0 : size;
    }

private:
    ZSTD_DStream* m_stream;
};

/// Expands into a spool, a block at a time: the first frames can be read long before the last are there.
template <class Decoder>
class Expander final : public ByteSupply {
public:
    Expander(std::unique_ptr<ByteSupply> compressed, Spool spool)
        : m_compressed(std::move(compressed))
        , m_spool(std::move(spool))
        , m_output(kOutputBlock) {}

    std::unique_ptr<Source> takeSource() override { return m_spool.takeSource(); }

    const Source& source() const override { return m_spool.source(); }

    std::string encoding() const override { return Decoder::kName; }

    std::uint64_t taken() const override { return m_taken; }

    std::uint64_t total() const override { return m_compressed->total(); }

    std::string damage() const override { return m_damage; }

    void wait() override { m_compressed->wait(); }

    base::Result<Supplied> more() override {
        while (m_damage.empty()) {
            if (m_taken == m_compressed->source().size()) {
                const auto supplied = m_compressed->more();
                if (!supplied || *supplied == Supplied::NothingNow) return supplied;
                if (*supplied == Supplied::End) {
                    if (!m_betweenMembers) m_damage = "the compressed data ends too early";
                    break;
                }
            }
            const auto& source = m_compressed->source();
            const base::ByteView in(source.data() + m_taken, static_cast<std::size_t>(source.size() - m_taken));
            // Some tools pad behind the last member; gunzip ignores that, and so do we.
            if (m_betweenMembers && compressionOf(in) != Decoder::kCompression) break;
            const auto done = m_decoder.step(in, m_output);
            m_taken += done.consumed;
            m_betweenMembers = done.ended;
            m_damage = done.damage;
            if (done.produced != 0) {
                auto written = m_spool.append({m_output.data(), done.produced});
                if (!written) return std::unexpected(std::move(written.error()));
                return Supplied::More;
            }
            if (done.consumed == 0 && m_damage.empty()) m_damage = "the compressed data is damaged";
        }
        return Supplied::End;
    }

private:
    std::unique_ptr<ByteSupply> m_compressed;
    Spool m_spool;
    Decoder m_decoder;
    std::vector<std::uint8_t> m_output;
    std::uint64_t m_taken = 0;
    bool m_betweenMembers = false; // the data may end here
    std::string m_damage;
};

template <class Decoder>
base::Result<std::unique_ptr<ByteSupply>> makeExpander(std::unique_ptr<ByteSupply> compressed,
                                                       const SupplyOptions& options) {
    const auto& in = compressed->source();
    const auto size = in.size();
    // What a file says of its content may be a lie, or modulo 2^32: at least its own size is needed, seldom more than
    // fifty times that. The disk is looked at again while it fills.
    const auto announced = Decoder::expectedSize({in.data(), static_cast<std::size_t>(size)});
    const auto expected = std::clamp(announced, size, 50 * size);
    auto spool = Spool::create(in.name(), options.spoolDirectory, expected);
    if (!spool) return std::unexpected(std::move(spool.error()));
    return std::make_unique<Expander<Decoder>>(std::move(compressed), std::move(*spool));
}

} // namespace

base::Result<std::unique_ptr<ByteSupply>> expand(std::unique_ptr<ByteSupply> compressed, Compression compression,
                                                 const SupplyOptions& options) {
    switch (compression) {
    case Compression::None:
        return compressed;
    case Compression::Gzip:
        return makeExpander<GzipDecoder>(std::move(compressed), options);
    case Compression::Zstd:
        return makeExpander<ZstdDecoder>(std::move(compressed), options);
    }
    return compressed;
}

} // namespace mqttscope::capture
