// SPDX-License-Identifier: GPL-3.0-or-later
// The same conversation must read the same however it was cut, ordered, captured or fed.
#include "tests/golden/dump.h"
#include "tests/support/capture_builder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// One MQTT 5.0 connection with every kind of exchange, written out by hand.
const Bytes kConnect = fromHex("10 18 0004 4d515454 05 02 003c 06 21000a 22000a 0005 6465762d31");
const Bytes kConnack = fromHex("20 09 00 00 06 22000a 21000a");
const Bytes kSubscribe = fromHex("82 0d 0001 00 0007 706c616e742f23 02");
const Bytes kSuback = fromHex("90 04 0001 00 02");
const Bytes kPublish0 = fromHex("30 0c 0007 706c616e742f31 00 3432");
const Bytes kPublish1 = fromHex("32 11 0007 706c616e742f31 0002 03 230001 3433");
const Bytes kPuback = fromHex("40 02 0002");
const Bytes kPublishAlias = fromHex("34 0a 0000 0003 03 230001 3434");
const Bytes kPubrec = fromHex("50 02 0003");
const Bytes kPubrel = fromHex("62 02 0003");
const Bytes kPubcomp = fromHex("70 02 0003");
const Bytes kPingreq = fromHex("c0 00");
const Bytes kPingresp = fromHex("d0 00");
const Bytes kDisconnect = fromHex("e0 00");

Bytes longPublish() {
    // Remaining length 300 = ac 02: two bytes that a segment may split.
    auto packet = fromHex("30 ac02 0007 706c616e742f32 00");
    packet.resize(3 + 300, 'x');
    return packet;
}

void converse(Connection& c) {
    c.handshake();
    c.toServer(kConnect).toClient(kConnack).toServer(kSubscribe).toClient(kSuback);
    c.toServer(kPublish0).toServer(kPublish1).toClient(kPuback).toServer(kPublishAlias).toClient(kPubrec);
    c.toServer(kPubrel).toClient(kPubcomp).toServer(longPublish()).toServer(kPingreq).toClient(kPingresp);
    c.toServer(kDisconnect).close();
}

class Splits : public testing::Test {
protected:
    static fs::path file(const std::string& name) {
        const auto folder = fs::temp_directory_path() / ("mqttscope-splits-" + std::to_string(::getpid()));
        fs::create_directories(folder);
        return folder / name;
    }

    static std::string dumped(const ConnectionOptions& options, const std::string& name) {
        Capture capture;
        converse(capture.client("dev-1", options));
        capture.write(file(name));
        return dumpFiles({file(name)}, {.frames = false, .events = false});
    }

    static void TearDownTestSuite() { fs::remove_all(file("").parent_path()); }
};

TEST_F(Splits, theConversationIsReadWhole) {
    const auto text = dumped({}, "whole.pcapng");
    EXPECT_NE(text.find("client 'dev-1', 9 + 6 packets"), std::string::npos) << text;
    EXPECT_NE(text.find("PUBLISH plant/1 [alias 1]"), std::string::npos) << text;
    EXPECT_EQ(text.find("! error"), std::string::npos) << text;
    EXPECT_EQ(text.find("! warning"), std::string::npos) << text;
}

TEST_F(Splits, oneByteASegmentReadsTheSame) {
    EXPECT_EQ(dumped({.segmentation = Segmentation::every(1)}, "bytes.pcapng"), dumped({}, "whole.pcapng"));
}

TEST_F(Splits, everySegmentSizeReadsTheSame) {
    const auto whole = dumped({}, "whole.pcapng");
    for (std::size_t size = 2; size <= 40; ++size) {
        ASSERT_EQ(dumped({.segmentation = Segmentation::every(size)}, "cut.pcapng"), whole) << size;
    }
}

TEST_F(Splits, sequenceNumbersThatWrapReadTheSame) {
    ConnectionOptions options{.segmentation = Segmentation::every(3)};
    options.clientSequence = 0xFFFF'FFF0;
    options.serverSequence = 0xFFFF'FFFF;
    EXPECT_EQ(dumped(options, "wrap.pcapng"), dumped({}, "whole.pcapng"));
}

TEST_F(Splits, packetsThatShareASegmentAreStillPackets) {
    const auto text = dumped({.segmentation = Segmentation::together()}, "together.pcapng");
    EXPECT_NE(text.find("9 + 6 packets"), std::string::npos) << text;
}

TEST_F(Splits, everyFileFormatReadsTheSame) {
    Capture capture;
    converse(capture.client("dev-1"));
    std::vector<std::string> dumps;
    for (const auto format : {FileFormat::PcapMicroseconds, FileFormat::PcapNanoseconds, FileFormat::Pcapng}) {
        for (const auto order : {ByteOrder::Little, ByteOrder::Big}) {
            capture.write(file("format"), format, order);
            dumps.push_back(dumpFiles({file("format")}));
        }
    }
    for (const auto& text : dumps) EXPECT_EQ(text, dumps.front());
}

TEST_F(Splits, aGrowingFileReadsTheSameByteByByte) {
    Capture capture;
    converse(capture.client("dev-1"));
    const auto bytes = capture.file();
    const auto path = file("growing.pcapng");
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()), 30).flush();
    engine::Inspection inspection({.paths = {path.string()}, .follow = true});
    for (std::size_t i = 30; i < bytes.size(); ++i) {
        out.put(static_cast<char>(bytes[i]));
        if (i % 7 == 0) out.flush();
        if (i % 500 == 0) std::this_thread::sleep_for(5ms);
    }
    out.close();
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (inspection.snapshot().frames() < capture.frames().size() && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(10ms);
    }
    const auto grown = dump(inspection, {.frames = false, .events = false});
    inspection.cancel();
    auto whole = dumpFiles({path}, {.frames = false, .events = false});
    EXPECT_EQ(grown, whole);
}

} // namespace
} // namespace mqttscope::test
