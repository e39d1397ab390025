// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/fixture.h"
#include "tests/support/conversation.h"

#include <fmt/format.h>
#include <unistd.h>

namespace mqttscope::bench {
namespace {

constexpr std::uint32_t kClients = 20;
constexpr std::uint32_t kPacketsPerFrame = 9;

/// What one client sends in one segment: sensor readings, each second one with QoS 1.
test::Bytes readings(std::uint32_t client, std::uint32_t frame) {
    test::Bytes bytes;
    for (std::uint32_t i = 0; i < kPacketsPerFrame; ++i) {
        const auto number = frame * kPacketsPerFrame + i;
        const auto topic = fmt::format("site/{}/machine/{}/temperature", client, number % 50);
        const auto payload = fmt::format("{{\"value\":{}.{},\"n\":{:06}}}", 20 + number % 9, number % 10, number);
        const auto packet =
            test::packet::publish({.topic = topic,
                                   .payload = payload,
                                   .qos = i % 2,
                                   .packetIdentifier = static_cast<std::uint16_t>(number % 65'535 + 1)});
        bytes.insert(bytes.end(), packet.begin(), packet.end());
    }
    return bytes;
}

} // namespace

GeneratedCapture::GeneratedCapture(std::uint32_t packets)
    : m_path(std::filesystem::temp_directory_path() / fmt::format("mqttscope-bench-{}.pcap", ::getpid())) {
    test::Capture capture;
    capture.step(10'000);
    std::vector<test::Conversation> clients;
    for (std::uint32_t i = 0; i < kClients; ++i) clients.emplace_back(capture, fmt::format("c{}", i)).connect();
    for (std::uint32_t frame = 0; frame < packets / kPacketsPerFrame; ++frame) {
        const auto client = frame % kClients;
        clients[client].connection().toServer(readings(client, frame));
    }
    capture.write(m_path, test::FileFormat::PcapMicroseconds);
}

GeneratedCapture::~GeneratedCapture() {
    std::error_code ignored; // it lies in the folder for temporary files
    std::filesystem::remove(m_path, ignored);
}

} // namespace mqttscope::bench
