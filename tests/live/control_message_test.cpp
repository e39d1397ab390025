// SPDX-License-Identifier: GPL-3.0-or-later
// What mqttscope-capture is told it has to doubt: it has a privilege that the other side has not.
#include "core/capture/live/control_socket.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <array>

namespace mqttscope::capture::live {
namespace {

CaptureOptions everything() {
    CaptureOptions options;
    options.interfaces = {"lo", "eth0.5", "any"};
    options.filter = "tcp port 1883";
    options.ports = {{1, 2}, {1883, 1883}};
    options.allTcp = true;
    options.snapLength = 96;
    options.bufferBytes = 4096;
    options.promiscuous = false;
    options.application = "test 1";
    options.ring = {.bytes = 1'000, .duration = std::chrono::seconds(5), .files = 3};
    options.stop = {.duration = std::chrono::seconds(7), .frames = 8, .bytes = 9};
    options.freeFloor = 10;
    return options;
}

TEST(ControlMessage, AStartArrivesAsItWasMeant) {
    const auto sent = everything();
    const auto read = readStart(startMessage(sent));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->interfaces, sent.interfaces);
    EXPECT_EQ(read->filter, sent.filter);
    EXPECT_EQ(read->ports, sent.ports);
    EXPECT_EQ(startMessage(*read), startMessage(sent)) << "and so does everything else";
    auto bare = sent;
    bare.filter.reset();
    bare.ring = {};
    bare.stop = {};
    EXPECT_EQ(startMessage(readStart(startMessage(bare)).value()), startMessage(bare));
}

TEST(ControlMessage, AStartThatIsCutOrLongerIsRefused) {
    const auto whole = startMessage(everything());
    for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(readStart(base::ByteView(whole).first(size)));
    auto longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(readStart(longer));
    longer.resize(kLongestMessage + 1);
    EXPECT_FALSE(readStart(longer));
}

TEST(ControlMessage, WhateverIsInIt) {
    const auto whole = startMessage(everything());
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const unsigned value : {0x00U, 0x01U, 0x7FU, 0xFFU}) {
            auto changed = whole;
            changed[at] = static_cast<std::uint8_t>(value);
            (void)readStart(changed); // some of these can be, and none does harm
            (void)readStatus(changed);
            (void)readError(changed);
        }
    }
}

TEST(ControlMessage, OnlyWhatCanBeIsAccepted) {
    const auto accepted = [](auto change) {
        auto options = everything();
        change(options);
        return readStart(startMessage(options)).has_value();
    };
    EXPECT_TRUE(accepted([](auto&) {}));
    EXPECT_FALSE(accepted([](auto& o) { o.interfaces.clear(); }));
    EXPECT_FALSE(accepted([](auto& o) { o.interfaces.assign(65, "lo"); }));
    using namespace std::string_literals;
    for (const auto& name : {""s, "sixteen-letters-"s, "../lo"s, "rpcap://h"s, "a b"s, "l\0o"s})
        EXPECT_FALSE(accepted([&](auto& o) { o.interfaces = {name}; })) << name;
    EXPECT_FALSE(accepted([](auto& o) { o.filter = std::string("tcp\0x", 5); }));
    EXPECT_FALSE(accepted([](auto& o) { o.snapLength = 1; }));
    EXPECT_FALSE(accepted([](auto& o) { o.snapLength = 1'000'000; }));
    EXPECT_FALSE(accepted([](auto& o) { o.bufferBytes = 0; }));
    EXPECT_FALSE(accepted([](auto& o) { o.bufferBytes = 0x8000'0000; }));
    EXPECT_FALSE(accepted([](auto& o) { o.ports = {{5, 4}}; }));
}

TEST(ControlMessage, StatusAndErrorsArriveAsTheyWereMeant) {
    const CaptureStatus status{.frames = 1,
                               .bytes = 2,
                               .fileBytes = 3,
                               .interfaces = {{.name = "lo",
                                               .counts = {.received = 4, .droppedByKernel = 5, .droppedByInterface = 6},
                                               .lost = "it is gone",
                                               .returns = false}},
                               .end = CaptureEnd::Duration};
    const auto read = readStatus(statusMessage(status));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->frames, 1U);
    EXPECT_EQ(read->fileBytes, 3U);
    EXPECT_EQ(read->interfaces.at(0).counts, status.interfaces[0].counts);
    EXPECT_EQ(read->interfaces.at(0).lost, "it is gone");
    EXPECT_FALSE(read->interfaces.at(0).returns);
    EXPECT_EQ(read->end, CaptureEnd::Duration);
    const base::Error error{.tried = "a", .subject = "b", .cause = "c", .advice = "d", .offset = 7};
    for (const auto kind : {MessageKind::NoFile, MessageKind::Ended}) {
        const auto told = readError(errorMessage(kind, error));
        ASSERT_TRUE(told);
        EXPECT_EQ(told->message(), error.message());
    }
    EXPECT_FALSE(readError(emptyMessage(MessageKind::Ended)));
}

TEST(ControlSocket, PassesDescriptorsAndNothingThatIsNoMessage) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
    const ControlSocket one{FileDescriptor(ends[0])};
    std::optional<ControlSocket> other{FileDescriptor(ends[1])};
    EXPECT_TRUE(one.valid());
    EXPECT_FALSE(ControlSocket(FileDescriptor()).valid());

    ASSERT_TRUE(other->send(fileMessage("name"), STDERR_FILENO));
    auto received = one.receive();
    ASSERT_TRUE(received);
    EXPECT_EQ(readFile(received->message), "name");
    EXPECT_TRUE(received->descriptor.valid());

    ASSERT_TRUE(other->send(emptyMessage(MessageKind::Stop)));
    received = one.receive();
    ASSERT_TRUE(received);
    EXPECT_EQ(kindOf(received->message), MessageKind::Stop);
    EXPECT_FALSE(received->descriptor.valid());

    ASSERT_TRUE(other->send(Message(kLongestMessage + 1, 1)));
    EXPECT_FALSE(one.receive()) << "too long";
    ASSERT_TRUE(other->send(Message{0xEE}));
    EXPECT_FALSE(kindOf(one.receive().value().message));
    other.reset();
    EXPECT_FALSE(one.receive());
    EXPECT_FALSE(one.send(emptyMessage(MessageKind::Stop)));
}

} // namespace
} // namespace mqttscope::capture::live
