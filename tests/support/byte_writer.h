// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/capture_builder.h"

#include <cstddef>
#include <cstdint>

namespace mqttscope::test {

/// Appends numbers in one byte order to bytes that somebody else keeps.
class ByteWriter {
public:
    ByteWriter(Bytes& out, ByteOrder order)
        : m_out(out)
        , m_order(order) {}

    ByteWriter& u8(std::uint8_t value) { return number(value, 1); }

    ByteWriter& u16(std::uint16_t value) { return number(value, 2); }

    ByteWriter& u32(std::uint32_t value) { return number(value, 4); }

    ByteWriter& bytes(base::ByteView view) {
        m_out.insert(m_out.end(), view.begin(), view.end());
        return *this;
    }

    ByteWriter& zeros(std::size_t count) {
        m_out.insert(m_out.end(), count, 0);
        return *this;
    }

private:
    ByteWriter& number(std::uint32_t value, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i) {
            const auto place = m_order == ByteOrder::Little ? i : size - 1 - i;
            m_out.push_back(static_cast<std::uint8_t>(value >> (8 * place) & 0xFF));
        }
        return *this;
    }

    Bytes& m_out;
    ByteOrder m_order;
};

/// Lays frames down as a capture file with Ethernet as its link type.
[[nodiscard]] Bytes captureFile(const std::vector<BuiltFrame>& frames, FileFormat format, ByteOrder order);

} // namespace mqttscope::test
