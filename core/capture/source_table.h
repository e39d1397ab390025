// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mqttscope::capture {

/// One append-only sequence of bytes mapped at a fixed address: a capture file (read in place) or a spool. Bytes below
/// `size()` may be read from any thread for as long as the table lives.
class Source {
public:
    virtual ~Source() = default;

    [[nodiscard]] const std::string& name() const { return m_name; } ///< the path, or what the spool holds

    [[nodiscard]] const std::uint8_t* data() const { return m_data; }

    [[nodiscard]] std::uint64_t size() const { return m_size.load(std::memory_order_acquire); }

    /// Somebody cut the file while it was open: bytes that vanished read as 0, and the user is told.
    [[nodiscard]] virtual bool truncated() const { return false; }

    /// How many bytes are left as far as is known: fewer than size() once the file was cut, and never more again, since
    /// what is written behind the cut is something else.
    [[nodiscard]] virtual std::uint64_t left() const { return size(); }

    /// Asks the system whether the file became shorter: as long as its last page exists, no read of what is gone fails.
    /// Costs a system call.
    virtual void verify() const {}

protected:
    explicit Source(std::string name)
        : m_name(std::move(name)) {}

    void place(const std::uint8_t* data) { m_data = data; }

    void publish(std::uint64_t size) { m_size.store(size, std::memory_order_release); }

private:
    std::string m_name;
    const std::uint8_t* m_data = nullptr;
    std::atomic<std::uint64_t> m_size{0};
};

/// The sources of one inspection. One thread adds and removes; ids that were handed out stay valid until then.
class SourceTable {
public:
    static constexpr std::size_t kMaxSources = 0xFFFF;

    SourceTable();
    ~SourceTable();

    [[nodiscard]] base::Result<base::SourceId> add(std::unique_ptr<Source> source);
    /// Closes a source that nobody looks at any more; a later one may get its id.
    void remove(base::SourceId id);
    [[nodiscard]] const Source& operator[](base::SourceId id) const;
    /// The bytes at a place; fewer than asked, or none, where the source ends before or was cut, or at no place.
    [[nodiscard]] base::ByteView view(base::SourceOffset place, std::uint64_t size) const;

    /// How many were there together at most.
    [[nodiscard]] std::size_t size() const { return m_count.load(std::memory_order_acquire); }

private:
    // A fixed array, so that readers on other threads never meet a vector that moves.
    std::unique_ptr<std::unique_ptr<Source>[]> m_sources;
    std::atomic<std::size_t> m_count{0}; // slots that were ever used
    std::vector<base::SourceId> m_free;  // of them, those that are not now
};

} // namespace mqttscope::capture
