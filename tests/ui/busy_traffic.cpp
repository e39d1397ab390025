// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/busy_traffic.h"

#include "tests/support/byte_writer.h"
#include "tests/ui/mqtt_packets.h"

#include <string>

namespace mqttscope::test {
namespace {

constexpr std::size_t kFirstClients = 40;
constexpr std::size_t kRoundsBetweenClients = 250; // at 50,000 packets a second 20 new ones in each
constexpr std::size_t kRoundsBetweenMistakes = 100;
constexpr std::size_t kTopics = 500;

void append(Bytes& bytes, const Bytes& more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

std::string clientName(std::size_t client) {
    return "device-" + std::to_string(client);
}

Connection& connectionOf(Capture& capture, std::size_t client) {
    // Capture numbers ports upwards from 50,000; there are fewer than clients over a long time.
    ConnectionOptions options;
    options.clientPort = static_cast<std::uint16_t>(10'000 + client % 50'000);
    return capture.client(clientName(client), options);
}

} // namespace

BusyTraffic::Round BusyTraffic::round(std::size_t number) {
    const auto topic = "plant/line-" + std::to_string(number % kTopics) + "/temperature";
    const auto value = "{\"ts\": " + std::to_string(1'767'323'045 + number) + ", \"celsius\": 21.5}";
    const auto identifier = static_cast<std::uint16_t>(number % 65'000 + 1);
    Round round;
    // MQTT-3.3.2-2: a topic name must not contain wildcards.
    append(round.toServer, packets::publish(number % kRoundsBetweenMistakes == 7 ? "plant/+/oops" : topic, value));
    for (int i = 0; i < 3; ++i) append(round.toServer, packets::publish(topic, value));
    append(round.toServer, packets::publishQos1(topic, value, identifier));
    append(round.toClient, packets::puback(identifier));
    for (int i = 0; i < 4; ++i) append(round.toClient, packets::publish(topic + "/set", value));
    return round;
}

BusyTraffic::Round BusyTraffic::greeting(std::size_t client) {
    return {.toServer = packets::connect(clientName(client)), .toClient = packets::connack()};
}

std::vector<BusyTraffic::Piece> BusyTraffic::file(std::size_t packetsPerSecond, std::size_t seconds,
                                                  std::size_t milliseconds) {
    const auto head = captureFile({}, FileFormat::Pcapng, ByteOrder::Little);
    std::vector<Piece> pieces{{.bytes = head}};
    Capture capture;
    capture.step(static_cast<std::int64_t>(2 * base::kNanosecondsPerSecond / (packetsPerSecond / (kInARound / 2))));
    std::size_t clients = 0;
    std::uint64_t packets = 0;
    const auto greet = [&] {
        const auto greeting = BusyTraffic::greeting(clients);
        connectionOf(capture, clients++).handshake().toServer(greeting.toServer).toClient(greeting.toClient);
        packets += 2;
    };
    std::size_t written = 0;
    const auto rounds = packetsPerSecond * seconds / kInARound;
    const auto roundsInAPiece = std::max<std::size_t>(1, packetsPerSecond * milliseconds / 1'000 / kInARound);
    while (clients < kFirstClients) greet();
    for (std::size_t i = 0; i < rounds; ++i) {
        if (i % kRoundsBetweenClients == 0) greet();
        const auto said = round(i);
        connectionOf(capture, i % clients).toServer(said.toServer).toClient(said.toClient);
        packets += kInARound;
        if ((i + 1) % roundsInAPiece != 0 && i + 1 < rounds) continue;
        const auto& frames = capture.frames();
        const std::vector<BuiltFrame> fresh(frames.begin() + static_cast<std::ptrdiff_t>(written), frames.end());
        const auto whole = captureFile(fresh, FileFormat::Pcapng, ByteOrder::Little);
        pieces.push_back({.bytes = Bytes(whole.begin() + static_cast<std::ptrdiff_t>(head.size()), whole.end()),
                          .packets = packets});
        packets = 0;
        written = frames.size();
    }
    return pieces;
}

} // namespace mqttscope::test
