// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/capture/spool.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mqttscope::capture {

enum class Compression : std::uint8_t { None, Gzip, Zstd };

/// As many bytes as tell every compression from the others.
inline constexpr std::size_t kCompressionMagicSize = 4;

/// What the first bytes of a file say.
[[nodiscard]] Compression compressionOf(base::ByteView beginning);

/// Expands what comes in one compression, piece by piece, into a spool.
class Expansion {
public:
    class Decompressor;

    /// `compression` is not None.
    explicit Expansion(Compression compression);
    Expansion(Expansion&&) noexcept;
    Expansion& operator=(Expansion&&) noexcept;
    ~Expansion();

    struct Progress {
        std::size_t consumed = 0; ///< bytes of the input
        std::size_t produced = 0; ///< bytes that went to the spool; 0 with 0 consumed: it takes more input to go on
    };

    /// Takes from the front of `in` and writes up to a megabyte; `last`: nothing comes after `in`.
    [[nodiscard]] base::Result<Progress> expand(base::ByteView in, bool last, Spool& spool);

    /// Nothing more will be produced: the end, or damage.
    [[nodiscard]] bool finished() const { return m_finished; }

    /// Bytes may come out although none goes in.
    [[nodiscard]] bool holdsOutput() const { return m_holdsOutput; }

    /// Why it ended early, in words; empty if it did not.
    [[nodiscard]] const std::string& damage() const { return m_damage; }

    /// "gzip", "zstd".
    [[nodiscard]] const char* name() const;

    /// How many bytes a whole compressed file says it will expand to; 0 = not known, and it may lie.
    [[nodiscard]] std::uint64_t announced(base::ByteView file) const;

    /// How many bytes so many can expand to at most, as the formats are defined.
    [[nodiscard]] std::uint64_t most(std::uint64_t compressed) const;

private:
    void damaged(std::string why);

    Compression m_compression;
    std::unique_ptr<Decompressor> m_decompressor;
    std::vector<std::uint8_t> m_output;
    bool m_betweenMembers = true; // the data may end here
    bool m_holdsOutput = false;
    bool m_finished = false;
    std::string m_damage;
};

} // namespace mqttscope::capture
