// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks and options are those of draft-ietf-opsawg-pcapng.
#include "tests/unit/capture/capture_files.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string_view>

namespace mqttscope::test {
namespace {

using testing::HasSubstr;
using Kind = capture::Note::Kind;

constexpr std::uint32_t kUnknownBlock = 0x0BAD'0BAD;

/// Writes pcapng block by block.
class Blocks {
public:
    explicit Blocks(ByteOrder order = ByteOrder::Little)
        : m_order(order) {}

    /// Numbers and bytes of a body, in the section's order.
    class Body : public ByteWriter {
    public:
        Body(Bytes& out, ByteOrder order)
            : ByteWriter(out, order) {}

        Body& option(std::uint16_t code, base::ByteView value) {
            u16(code).u16(static_cast<std::uint16_t>(value.size())).bytes(value).zeros((4 - value.size() % 4) % 4);
            return *this;
        }

        Body& option(std::uint16_t code, std::string_view text) { return option(code, base::asBytes(text)); }
    };

    template <class Fill>
    Blocks& block(std::uint32_t type, const Fill& fill) {
        Bytes body;
        Body writer(body, m_order);
        fill(writer);
        const auto total = static_cast<std::uint32_t>(body.size() + 12);
        ByteWriter(bytes, m_order).u32(type).u32(total).bytes(body).u32(total);
        return *this;
    }

    Blocks& section(ByteOrder order, std::uint16_t minor = 0) {
        m_order = order;
        return block(0x0A0D'0D0A,
                     [&](Body& b) { b.u32(0x1A2B'3C4D).u16(1).u16(minor).u32(0xFFFF'FFFF).u32(0xFFFF'FFFF); });
    }

    Blocks& section() { return section(m_order); }

    Blocks& interface(std::uint16_t linkType = 1, std::uint32_t snapLength = 0) {
        return block(1, [&](Body& b) { b.u16(linkType).u16(0).u32(snapLength); });
    }

    Blocks& interfaceWith(std::uint16_t code, base::ByteView value) {
        return block(1, [&](Body& b) {
            b.u16(1).u16(0).u32(0);
            b.option(code, value);
        });
    }

    Blocks& packet(std::uint32_t interface, std::uint64_t ticks, base::ByteView data) {
        return block(6, [&](Body& b) {
            const auto size = static_cast<std::uint32_t>(data.size());
            b.u32(interface).u32(static_cast<std::uint32_t>(ticks >> 32)).u32(static_cast<std::uint32_t>(ticks));
            b.u32(size).u32(size).bytes(data).zeros((4 - data.size() % 4) % 4);
        });
    }

    Bytes bytes;

private:
    ByteOrder m_order;
};

const Bytes kData{1, 2, 3, 4, 5};

TEST(PcapngFile, SectionsOfDifferentByteOrderHaveTheirOwnInterfaces) {
    Blocks file;
    file.section(ByteOrder::Little).interface(1).interface(101).packet(1, 1, kData);
    file.section(ByteOrder::Big).interface(113).packet(0, 2, kData);
    file.section(ByteOrder::Little, 2).interface(0).packet(0, 3, kData);
    const auto outcome = readBytes(file.bytes);
    EXPECT_EQ(outcome.error, "");
    ASSERT_EQ(outcome.frames.size(), 3U);
    const std::vector<std::pair<std::uint32_t, std::uint32_t>> expected{{101, 1}, {113, 2}, {0, 3}};
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(outcome.frames[i].linkType, expected[i].first);
        EXPECT_EQ(outcome.frames[i].interface, expected[i].second);
        EXPECT_EQ(outcome.frames[i].time.nanoseconds, static_cast<std::int64_t>(i + 1) * 1'000);
        EXPECT_EQ(outcome.frames[i].capturedLength, 5U);
    }
    EXPECT_EQ(outcome.interfaces.size(), 4U);
}

TEST(PcapngFile, TimesCountInTheUnitOfTheirInterface) {
    struct Case {
        std::uint8_t resolution;
        std::uint64_t ticks;
        std::int64_t nanoseconds;
    };

    for (const auto& c :
         {Case{6, 1'500'000, 1'500'000'000}, Case{9, 7, 7}, Case{3, 2, 2'000'000}, Case{0, 3, 3'000'000'000},
          Case{12, 5'000, 5}, Case{0x80 | 10, 512, 500'000'000}, Case{0x80, 4, 4'000'000'000},
          Case{0x80 | 63, std::uint64_t{1} << 62, 500'000'000}, Case{19, 10'000'000'000'000'000'000U, 1'000'000'000}}) {
        SCOPED_TRACE(int{c.resolution});
        Blocks file;
        file.section().interfaceWith(9, Bytes{c.resolution}).packet(0, c.ticks, kData);
        const auto outcome = readBytes(file.bytes);
        ASSERT_EQ(outcome.frames.size(), 1U);
        EXPECT_EQ(outcome.frames[0].time.nanoseconds, c.nanoseconds);
    }
}

TEST(PcapngFile, AResolutionBeyond64BitsIsTakenForTheFinestThereIs) {
    for (const auto& resolution : {Bytes{20}, Bytes{127}, Bytes{0x80 | 64}, Bytes{0xFF}}) {
        Blocks file;
        file.section().interfaceWith(9, resolution).packet(0, ~std::uint64_t{0}, kData);
        const auto outcome = readBytes(file.bytes);
        ASSERT_EQ(outcome.frames.size(), 1U);
        EXPECT_EQ(outcome.frames[0].time.nanoseconds, base::kNanosecondsPerSecond);
    }
}

TEST(PcapngFile, AnInterfaceMayShiftItsTimes) {
    for (const auto order : {ByteOrder::Little, ByteOrder::Big}) {
        Blocks file(order);
        Bytes offset;
        const bool little = order == ByteOrder::Little;
        ByteWriter(offset, order).u32(little ? 100 : 0).u32(little ? 0 : 100);
        file.section().interfaceWith(14, offset).packet(0, 1, kData);
        const auto outcome = readBytes(file.bytes);
        ASSERT_EQ(outcome.frames.size(), 1U);
        EXPECT_EQ(outcome.frames[0].time.nanoseconds, 100'000'001'000);
        EXPECT_EQ(outcome.interfaces[0].offsetSeconds, 100);
    }
}

TEST(PcapngFile, AbsurdTimesAreNoCrash) {
    Blocks file;
    Bytes offset(8, 0xFF);
    offset[7] = 0x7F;
    file.section().interfaceWith(14, offset).packet(0, ~std::uint64_t{0}, kData);
    EXPECT_EQ(readBytes(file.bytes).frames.size(), 1U);
}

TEST(PcapngFile, ReadsAllKindsOfPacketBlocks) {
    Blocks file;
    file.section().interface(1, 3).interface(1).packet(1, 1, kData);
    file.block(3, [](Blocks::Body& b) { b.u32(5).u8(1).u8(2).u8(3).zeros(1); }); // simple, snapped by interface 0
    file.block(2, [](Blocks::Body& b) { b.u16(1).u16(9).u32(0).u32(2).u32(2).u32(8).u8(7).u8(8).zeros(2); });
    const auto outcome = readBytes(file.bytes);
    EXPECT_EQ(outcome.error, "");
    ASSERT_EQ(outcome.frames.size(), 3U);
    EXPECT_EQ(outcome.frames[1].capturedLength, 3U);
    EXPECT_EQ(outcome.frames[1].originalLength, 5U);
    EXPECT_EQ(outcome.frames[1].time.nanoseconds, 0);
    EXPECT_EQ(outcome.frames[2].capturedLength, 2U);
    EXPECT_EQ(outcome.frames[2].originalLength, 8U);
    EXPECT_EQ(outcome.frames[2].interface, 1U);
    EXPECT_EQ(outcome.frames[2].time.nanoseconds, 2'000);
}

TEST(PcapngFile, KeepsCommentsNamesStatisticsAndSecrets) {
    for (const auto order : {ByteOrder::Little, ByteOrder::Big}) {
        Blocks file(order);
        file.block(0x0A0D'0D0A, [](Blocks::Body& b) {
            b.u32(0x1A2B'3C4D).u16(1).u16(0).u32(0xFFFF'FFFF).u32(0xFFFF'FFFF);
            b.option(1, "of the section").option(2, "a board").option(3, "Linux").option(4, "dumpcap").option(0, "");
        });
        file.block(1, [](Blocks::Body& b) {
            b.u16(1).u16(0).u32(65'535);
            b.option(1, "of the interface").option(2, "eth0").option(3, "uplink");
            b.option(11, std::string_view("\0tcp port 1883", 14)).option(0, "");
        });
        file.block(6, [](Blocks::Body& b) {
            b.u32(0).u32(0).u32(1).u32(1).u32(1).u8(7).zeros(3);
            b.option(2, Bytes(4)).option(1, "of the frame").option(1, "another").option(0, "");
        });
        file.block(4, [](Blocks::Body& b) {
            b.option(1, std::string_view("\xC0\x00\x02\x01one.example\0two.example\0", 28));
            b.option(2, std::string_view("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01six.example\0", 28));
            b.option(0, "");
        });
        file.block(10, [](Blocks::Body& b) { b.u32(0x544C'534B).u32(4).bytes(base::asBytes("keys")); });
        file.block(5, [&](Blocks::Body& b) {
            b.u32(0).u32(0).u32(0);
            Bytes count;
            const bool little = order == ByteOrder::Little;
            ByteWriter(count, order).u32(little ? 42 : 0).u32(little ? 0 : 42);
            b.option(4, count).option(5, Bytes(8)).option(0, "");
        });
        const auto outcome = readBytes(file.bytes);
        EXPECT_EQ(outcome.error, "");
        EXPECT_EQ(outcome.frames.size(), 1U);
        ASSERT_EQ(outcome.interfaces.size(), 1U);
        const auto& interface = outcome.interfaces[0];
        EXPECT_EQ(interface.name, "eth0");
        EXPECT_EQ(interface.description, "uplink");
        EXPECT_EQ(interface.filter, "tcp port 1883");
        EXPECT_EQ(interface.snapLength, 65'535U);
        EXPECT_EQ(interface.received, 42U);
        EXPECT_EQ(interface.dropped, 0U);
        std::vector<std::pair<Kind, std::string>> notes;
        for (const auto& note : outcome.notes) notes.emplace_back(note.kind, note.text);
        const std::vector<std::pair<Kind, std::string>> expected{
            {Kind::SectionComment, "of the section"},
            {Kind::Hardware, "a board"},
            {Kind::System, "Linux"},
            {Kind::Application, "dumpcap"},
            {Kind::InterfaceComment, "of the interface"},
            {Kind::FrameComment, "of the frame"},
            {Kind::FrameComment, "another"},
            {Kind::Name, "192.0.2.1 one.example two.example"},
            {Kind::Name, "2001:db8::1 six.example"},
            {Kind::Secrets, "decryption secrets of type 0x544c534b, 4 bytes"},
        };
        EXPECT_EQ(notes, expected);
    }
}

TEST(PcapngFile, SkipsUnknownBlocks) {
    Blocks file;
    file.section().interface();
    file.block(kUnknownBlock, [](Blocks::Body& b) { b.zeros(100); }).packet(0, 1, kData);
    file.block(0x0BAD, [](Blocks::Body& b) { b.zeros(4); }).packet(0, 1, kData);
    const auto outcome = readBytes(file.bytes);
    EXPECT_EQ(outcome.frames.size(), 2U);
    EXPECT_EQ(outcome.error, "");
}

TEST(PcapngFile, OptionsThatAreCutEndTheList) {
    Blocks file;
    file.section();
    file.block(1, [](Blocks::Body& b) {
        b.u16(1).u16(0).u32(0);
        b.option(2, "eth0").u16(3).u16(1'000).zeros(4);
    });
    file.packet(0, 1, kData);
    const auto outcome = readBytes(file.bytes);
    EXPECT_EQ(outcome.frames.size(), 1U);
    EXPECT_EQ(outcome.interfaces.at(0).name, "eth0");
    EXPECT_EQ(outcome.interfaces.at(0).description, "");
}

TEST(PcapngFile, AnInterfaceThatNobodyDescribedIsAnErrorWithItsPlace) {
    Blocks file;
    file.section().interface().packet(0, 1, kData).packet(1, 1, kData);
    const auto at = file.bytes.size() - 40;
    const auto outcome = readBytes(file.bytes);
    EXPECT_EQ(outcome.frames.size(), 1U);
    EXPECT_THAT(outcome.error, HasSubstr("unknown interface (at byte " + std::to_string(at) + ")"));
}

TEST(PcapngFile, WrongLengthsOfBlocksAreErrorsWithTheirPlace) {
    struct Case {
        std::size_t at; // from the start of the packet block, which is 40 bytes long
        std::uint32_t value;
        std::string said;
        std::size_t place;
    };

    for (const auto& c :
         {Case{4, 8, "a block claims to be 8 bytes long", 4}, Case{4, 41, "a block claims to be 41 bytes long", 4},
          Case{4, 0xFFFF'FFFC, "a block claims to be 4294967292 bytes long", 4},
          Case{36, 44, "a block's two lengths differ", 36}, Case{20, 9, "contradicts itself", 0},
          Case{20, 0xFFFF'FFFF, "contradicts itself", 0}}) {
        SCOPED_TRACE(c.said);
        Blocks file;
        file.section().interface().packet(0, 1, kData);
        const auto begin = file.bytes.size();
        file.packet(0, 1, kData);
        Bytes value;
        ByteWriter(value, ByteOrder::Little).u32(c.value);
        std::ranges::copy(value, file.bytes.begin() + static_cast<std::ptrdiff_t>(begin + c.at));
        const auto outcome = readBytes(file.bytes);
        EXPECT_EQ(outcome.frames.size(), 1U);
        EXPECT_THAT(outcome.error, HasSubstr(c.said));
        EXPECT_THAT(outcome.error, HasSubstr("(at byte " + std::to_string(begin + c.place) + ")"));
    }
}

TEST(PcapngFile, AnUnknownVersionOrByteOrderIsAnErrorWithItsPlace) {
    Blocks file;
    file.section(ByteOrder::Little, 7);
    EXPECT_THAT(readBytes(file.bytes).error, HasSubstr("pcapng version 1.7 is not known (at byte 12)"));
    Blocks orderless;
    orderless.section();
    orderless.bytes[8] = 0;
    EXPECT_THAT(readBytes(orderless.bytes).error, HasSubstr("without its byte order mark (at byte 8)"));
}

TEST(PcapngFile, SaysThatItKeepsOnlySoManyNotes) {
    Blocks file;
    file.section().interface();
    for (int i = 0; i < 10'001; ++i) {
        file.block(6, [](Blocks::Body& b) { b.zeros(20).u16(1).u16(2).u8('h').u8('i').zeros(2); });
    }
    const auto outcome = readBytes(file.bytes);
    EXPECT_EQ(outcome.frames.size(), 10'001U);
    EXPECT_EQ(outcome.notes.size(), 10'000U);
    ASSERT_EQ(outcome.warnings.size(), 1U);
    EXPECT_THAT(outcome.warnings[0].text, HasSubstr("1 comments and names more"));
}

} // namespace
} // namespace mqttscope::test
