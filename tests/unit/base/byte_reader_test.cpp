// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/byte_reader.h"

#include <gtest/gtest.h>

#include <array>

namespace mqttscope::base {
namespace {

constexpr std::array<std::uint8_t, 8> kBytes{1, 2, 3, 4, 5, 6, 7, 8};

TEST(ByteReader, readsNumbersInNetworkOrder) {
    ByteReader reader(kBytes);
    EXPECT_EQ(reader.u8(), 0x01);
    EXPECT_EQ(reader.u16(), 0x0203);
    EXPECT_EQ(reader.u32(), 0x04050607U);
    EXPECT_EQ(reader.remaining(), 1U);
    EXPECT_TRUE(reader.ok());
}

TEST(ByteReader, readsLittleEndianWhereAFileIs) {
    ByteReader reader(kBytes);
    EXPECT_EQ(reader.u16Little(), 0x0201);
    EXPECT_EQ(reader.u32Little(), 0x06050403U);
}

TEST(ByteReader, remembersTheFirstFailureAndStaysThere) {
    ByteReader reader(kBytes);
    reader.skip(6);
    EXPECT_EQ(reader.u32(), 0U);
    EXPECT_FALSE(reader.ok());
    EXPECT_EQ(reader.position(), 6U);
    EXPECT_EQ(reader.u8(), 0) << "a failed reader gives nothing more, also where bytes are left";
    EXPECT_TRUE(reader.bytes(1).empty());
}

TEST(ByteReader, refusesSizesThatWouldWrapAround) {
    ByteReader reader(kBytes);
    reader.skip(1);
    reader.skip(SIZE_MAX);
    EXPECT_FALSE(reader.ok());
    EXPECT_EQ(reader.position(), 1U);
}

TEST(ByteReader, worksAtCompileTime) {
    static_assert([] {
        ByteReader reader(kBytes);
        return reader.u64() == 0x0102030405060708 && reader.atEnd() && reader.ok();
    }());
}

} // namespace
} // namespace mqttscope::base
