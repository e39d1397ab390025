// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

namespace mqttscope::net {

struct InflatePool::Context {
    z_stream stream{};
    Inflater* owner = nullptr;
    Context* older = nullptr;
    Context* newer = nullptr;

    Context() {
        // Negative: no header of zlib. The largest window reads what was written with any smaller one.
        if (::inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
    }

    ~Context() { ::inflateEnd(&stream); }

    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
};

InflatePool::InflatePool(std::size_t mostContexts)
    : m_most(mostContexts) {}

InflatePool::~InflatePool() = default;

InflatePool::Context* InflatePool::acquire(Inflater& owner) {
    if (m_output.empty()) m_output.resize(kOutput);
    if (m_used == m_most) m_oldest->owner->release();
    if (m_free.empty()) {
        m_all.push_back(std::make_unique<Context>());
        m_free.push_back(m_all.back().get());
    }
    auto* const context = m_free.back();
    m_free.pop_back();
    ::inflateReset(&context->stream);
    context->owner = &owner;
    context->older = m_newest;
    context->newer = nullptr;
    (m_newest == nullptr ? m_oldest : m_newest->newer) = context;
    m_newest = context;
    ++m_used;
    return context;
}

void InflatePool::unlink(Context& context) {
    (context.older == nullptr ? m_oldest : context.older->newer) = context.newer;
    (context.newer == nullptr ? m_newest : context.newer->older) = context.older;
}

void InflatePool::use(Context& context) {
    if (&context == m_newest) return;
    unlink(context);
    context.older = m_newest;
    context.newer = nullptr;
    m_newest->newer = &context;
    m_newest = &context;
}

void InflatePool::release(Context& context) {
    unlink(context);
    context.owner = nullptr;
    m_free.push_back(&context);
    --m_used;
}

Inflater::Result Inflater::step(base::ByteView& input) {
    if (m_context == nullptr) m_context = m_pool->acquire(*this);
    m_pool->use(*m_context);
    auto& stream = m_context->stream;
    const auto size = std::min<std::size_t>(input.size(), std::numeric_limits<uInt>::max());
    // zlib does not write to its input, it is only older than const.
    stream.next_in = const_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(size);
    stream.next_out = m_pool->m_output.data();
    stream.avail_out = static_cast<uInt>(m_pool->m_output.size());
    const auto status = ::inflate(&stream, Z_SYNC_FLUSH);
    const auto consumed = size - stream.avail_in;
    const auto produced = m_pool->m_output.size() - stream.avail_out;
    input = input.subspan(consumed);
    for (auto* total : {&m_consumed, &m_pool->m_consumed}) *total += consumed;
    for (auto* total : {&m_produced, &m_pool->m_produced}) *total += produced;

    const bool bomb = m_produced > m_consumed * InflatePool::kRatio + InflatePool::kAllowance ||
                      m_pool->m_produced > m_pool->m_consumed * InflatePool::kRatio + InflatePool::kSharedAllowance;
    if (bomb) return {.step = Step::Bomb};
    const base::ByteView output(m_pool->m_output.data(), produced);
    // A last block (RFC 1951 §3.2.3) ends nothing here: the message may go on (RFC 7692 §7.2.3.4). Only this function
    // keeps what was expanded so far; to take it out and put it in again would let every few bytes cost 64 KiB.
    if (status == Z_STREAM_END) ::inflateResetKeep(&stream);
    const bool fine = status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR;
    const bool stuck = consumed == 0 && produced == 0 && !input.empty();
    if (!fine || stuck) return {.step = Step::Broken, .output = output};
    const bool more = !input.empty() || stream.avail_out == 0;
    return {.step = more ? Step::Output : Step::NeedMore, .output = output};
}

void Inflater::release() {
    if (m_context == nullptr) return;
    m_pool->release(*m_context);
    m_context = nullptr;
}

} // namespace mqttscope::net
