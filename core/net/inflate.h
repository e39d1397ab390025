// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace mqttscope::net {

class Inflater;

/// What expands the compressed messages of all connections (RFC 1951). Hostile input is bounded three times:
/// - at most kMostContexts directions keep what their next message may refer to, about 40 KiB each; when one more needs
///   it, the one that was not used for longest loses it;
/// - one direction may grow to kRatio times its compressed bytes, and kAllowance beyond that;
/// - all directions together to kRatio times theirs, and kSharedAllowance beyond that.
/// The honest extreme, one long text again and again, is about 140 to 1; zeros are 1,032 to 1.
class InflatePool {
public:
    static constexpr std::size_t kMostContexts = 4096;
    static constexpr std::uint64_t kRatio = 200;
    static constexpr std::uint64_t kAllowance = std::uint64_t{16} << 20;
    static constexpr std::uint64_t kSharedAllowance = std::uint64_t{1} << 30;

    explicit InflatePool(std::size_t mostContexts = kMostContexts);
    ~InflatePool();
    InflatePool(const InflatePool&) = delete;
    InflatePool& operator=(const InflatePool&) = delete;

    /// Directions that hold a context now.
    [[nodiscard]] std::size_t contexts() const { return m_used; }

private:
    friend class Inflater;
    struct Context;

    Context* acquire(Inflater& owner);
    void use(Context& context);
    void release(Context& context);
    void unlink(Context& context);

    static constexpr std::size_t kOutput = std::size_t{64} << 10;

    std::size_t m_most;
    std::size_t m_used = 0;
    std::vector<std::unique_ptr<Context>> m_all;
    std::vector<Context*> m_free;
    Context* m_oldest = nullptr; // of those in use, linked by when they were used
    Context* m_newest = nullptr;
    std::vector<std::uint8_t> m_output;
    std::uint64_t m_consumed = 0;
    std::uint64_t m_produced = 0;
};

/// Expands the messages of one direction of one connection.
class Inflater {
public:
    enum class Step : std::uint8_t {
        Output,   ///< ask again, whether some input is left or not
        NeedMore, ///< the input is used up, and all that it says was given out
        Broken,   ///< the input is not what deflate writes, or refers to what is not known
        Bomb,     ///< they grow beyond the bounds
    };

    struct Result {
        Step step{};
        base::ByteView output{}; ///< with any step but Bomb; valid until the next step of any inflater of the pool
    };

    explicit Inflater(InflatePool& pool)
        : m_pool(&pool) {}

    ~Inflater() { release(); }

    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// Expands from the front of `input`.
    Result step(base::ByteView& input);

    /// Forgets everything that a message could refer to, and gives the memory back.
    void release();

    /// Whether something is known that a message could refer to.
    [[nodiscard]] bool hasContext() const { return m_context != nullptr; }

private:
    friend class InflatePool;

    InflatePool* m_pool;
    InflatePool::Context* m_context = nullptr;
    std::uint64_t m_consumed = 0;
    std::uint64_t m_produced = 0;
};

} // namespace mqttscope::net
