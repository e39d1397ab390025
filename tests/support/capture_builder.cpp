// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/capture_builder.h"

#include "tests/support/byte_writer.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace mqttscope::test {

namespace {

// RFC 9293 §3.1.
constexpr std::uint8_t kFin = 0x01;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kRst = 0x04;
constexpr std::uint8_t kPsh = 0x08;
constexpr std::uint8_t kAck = 0x10;
constexpr std::size_t kTcpHeader = 20;
constexpr std::uint8_t kTcpProtocol = 6;
constexpr std::uint16_t kWindow = 65'535;

// An IP packet has 16 bits for its length; this leaves room for every header.
constexpr std::size_t kMaxPayload = 65'000;

std::uint32_t sumOf(base::ByteView bytes) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) sum += i % 2 == 0 ? std::uint32_t{bytes[i]} << 8 : bytes[i];
    return sum;
}

/// RFC 1071: the complement of the folded sum.
std::uint16_t checksum(std::uint32_t sum) {
    while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum & 0xFFFF);
}

void patch16(Bytes& bytes, std::size_t at, std::uint16_t value) {
    bytes[at] = static_cast<std::uint8_t>(value >> 8);
    bytes[at + 1] = static_cast<std::uint8_t>(value & 0xFF);
}

Bytes ipv4Header(base::ByteView from, base::ByteView to, std::size_t payload) {
    Bytes header;
    ByteWriter out(header, ByteOrder::Big);
    out.u8(0x45).u8(0).u16(static_cast<std::uint16_t>(20 + payload));
    out.u16(0).u16(0x4000); // no identification needed where fragmenting is forbidden (RFC 6864 §4.1)
    out.u8(64).u8(kTcpProtocol).u16(0).bytes(from).bytes(to);
    patch16(header, 10, checksum(sumOf(header)));
    return header;
}

Bytes ipv6Header(base::ByteView from, base::ByteView to, std::size_t payload) {
    Bytes header;
    ByteWriter out(header, ByteOrder::Big);
    out.u32(0x6000'0000).u16(static_cast<std::uint16_t>(payload)).u8(kTcpProtocol).u8(64).bytes(from).bytes(to);
    return header;
}

Bytes addressOf(bool ipv6, std::uint16_t host) {
    const auto high = static_cast<std::uint8_t>(host >> 8);
    const auto low = static_cast<std::uint8_t>(host & 0xFF);
    // The documentation prefix of RFC 3849, and a private network of RFC 1918.
    if (ipv6) return {0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, high, low};
    return {10, 0, high, low};
}

Bytes macOf(std::uint16_t host) {
    return {0x02, 0, 0, 0, static_cast<std::uint8_t>(host >> 8), static_cast<std::uint8_t>(host & 0xFF)};
}

} // namespace

Bytes fromHex(std::string_view text) {
    Bytes bytes;
    int high = -1;
    for (const char c : text) {
        int digit = -1;
        if (c >= '0' && c <= '9') digit = c - '0';
        if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
        if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
        if (digit < 0) continue;
        if (high < 0) {
            high = digit;
            continue;
        }
        bytes.push_back(static_cast<std::uint8_t>(high * 16 + digit));
        high = -1;
    }
    return bytes;
}

Connection::Connection(Capture& capture, End client, End server, ConnectionOptions options)
    : m_capture(capture)
    , m_client(std::move(client))
    , m_server(std::move(server))
    , m_options(std::move(options)) {}

Connection::End& Connection::from(base::Direction direction) {
    return direction == base::Direction::ToServer ? m_client : m_server;
}

Connection::End& Connection::to(base::Direction direction) {
    return from(base::opposite(direction));
}

Connection& Connection::handshake() {
    control(base::Direction::ToServer, kSyn);
    control(base::Direction::ToClient, kSyn | kAck);
    control(base::Direction::ToServer, kAck);
    return *this;
}

Connection& Connection::toServer(base::ByteView bytes) {
    return send(base::Direction::ToServer, bytes);
}

Connection& Connection::toClient(base::ByteView bytes) {
    return send(base::Direction::ToClient, bytes);
}

Connection& Connection::send(base::Direction direction, base::ByteView bytes) {
    if (!m_options.segmentation.m_waits) {
        cut(direction, bytes);
        return *this;
    }
    if (!to(direction).waiting.empty()) flush();
    auto& waiting = from(direction).waiting;
    waiting.insert(waiting.end(), bytes.begin(), bytes.end());
    return *this;
}

Connection& Connection::flush() {
    for (const auto direction : {base::Direction::ToServer, base::Direction::ToClient}) {
        const auto waiting = std::exchange(from(direction).waiting, {});
        if (!waiting.empty()) cut(direction, waiting);
    }
    if (!m_delayed.empty()) m_capture.frame(std::exchange(m_delayed, {}));
    return *this;
}

Connection& Connection::segmentation(Segmentation segmentation) {
    flush();
    m_options.segmentation = segmentation;
    return *this;
}

Connection& Connection::ack(base::Direction direction) {
    flush();
    control(direction, kAck);
    return *this;
}

Connection& Connection::finish(base::Direction direction) {
    flush();
    control(direction, kFin | kAck);
    control(base::opposite(direction), kAck);
    return *this;
}

Connection& Connection::close(base::Direction direction) {
    return finish(direction).finish(base::opposite(direction));
}

Connection& Connection::reset(base::Direction direction) {
    flush();
    control(direction, kRst | kAck);
    return *this;
}

Connection& Connection::loseNext(std::size_t count) {
    flush();
    m_lose += count;
    return *this;
}

Connection& Connection::duplicateNext(std::size_t count) {
    flush();
    m_duplicate += count;
    return *this;
}

Connection& Connection::swapNext() {
    flush();
    m_swap = true;
    return *this;
}

Connection& Connection::retransmit(base::Direction direction) {
    flush();
    const auto& end = from(direction);
    m_capture.frame(frame(direction, end.lastSequence, kPsh | kAck, end.lastPayload));
    return *this;
}

std::uint64_t Connection::sent(base::Direction direction) const {
    return direction == base::Direction::ToServer ? m_client.sent : m_server.sent;
}

void Connection::cut(base::Direction direction, base::ByteView bytes) {
    const auto size = m_options.segmentation.m_size;
    const auto limit = size == 0 ? kMaxPayload : std::min(size, kMaxPayload);
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(limit, bytes.size()));
        dataSegment(direction, part);
        bytes = bytes.subspan(part.size());
    }
}

void Connection::dataSegment(base::Direction direction, base::ByteView payload) {
    auto& end = from(direction);
    auto built = frame(direction, end.next, kPsh | kAck, payload);
    end.lastSequence = end.next;
    end.lastPayload.assign(payload.begin(), payload.end());
    end.next += static_cast<std::uint32_t>(payload.size());
    end.sent += payload.size();

    if (m_lose > 0) {
        --m_lose;
    } else if (m_swap) {
        m_swap = false;
        m_delayed = std::move(built);
        return;
    } else {
        if (m_duplicate > 0) {
            --m_duplicate;
            m_capture.frame(built);
        }
        m_capture.frame(std::move(built));
    }
    if (!m_delayed.empty()) m_capture.frame(std::exchange(m_delayed, {}));
    if (m_options.acknowledge) control(base::opposite(direction), kAck);
}

void Connection::control(base::Direction direction, std::uint8_t flags) {
    auto& end = from(direction);
    m_capture.frame(frame(direction, end.next, flags, {}));
    // SYN and FIN take a sequence number each (RFC 9293 §3.4).
    if ((flags & (kSyn | kFin)) != 0) ++end.next;
}

Bytes Connection::frame(base::Direction direction, std::uint32_t sequence, std::uint8_t flags, base::ByteView payload) {
    const auto& source = from(direction);
    const auto& target = to(direction);
    Bytes tcp;
    ByteWriter segment(tcp, ByteOrder::Big);
    segment.u16(source.port).u16(target.port).u32(sequence).u32((flags & kAck) != 0 ? target.next : 0);
    segment.u8(kTcpHeader / 4 << 4).u8(flags).u16(kWindow).u16(0).u16(0).bytes(payload);
    // The pseudo header of RFC 9293 §3.1 and RFC 8200 §8.1 adds up to the same in both versions of IP.
    const auto pseudo = sumOf(source.address) + sumOf(target.address) + kTcpProtocol;
    patch16(tcp, 16, checksum(pseudo + static_cast<std::uint32_t>(tcp.size()) + sumOf(tcp)));

    Bytes frame;
    ByteWriter ethernet(frame, ByteOrder::Big);
    ethernet.bytes(target.mac).bytes(source.mac);
    for (const auto vlan : m_options.vlans) ethernet.u16(0x8100).u16(vlan);
    ethernet.u16(m_options.ipv6 ? 0x86DD : 0x0800);
    ethernet.bytes(m_options.ipv6 ? ipv6Header(source.address, target.address, tcp.size())
                                  : ipv4Header(source.address, target.address, tcp.size()));
    ethernet.bytes(tcp);
    return frame;
}

Capture::Capture(base::Timestamp start)
    : m_now(start) {}

Connection& Capture::client(std::string_view name, const ConnectionOptions& options) {
    for (auto& known : m_connections) {
        if (known.name == name) return known.connection;
    }
    const auto number = static_cast<std::uint16_t>(m_connections.size());
    constexpr std::uint16_t kServerHost = 1;
    const auto clientHost = static_cast<std::uint16_t>(0x100 + number);
    Connection::End client;
    client.mac = macOf(clientHost);
    client.address = addressOf(options.ipv6, clientHost);
    client.port = options.clientPort != 0 ? options.clientPort : static_cast<std::uint16_t>(50'000 + number);
    client.next = options.clientSequence;
    Connection::End server;
    server.mac = macOf(kServerHost);
    server.address = addressOf(options.ipv6, kServerHost);
    server.port = options.serverPort;
    server.next = options.serverSequence;
    m_connections.push_back({std::string(name), Connection(*this, std::move(client), std::move(server), options)});
    return m_connections.back().connection;
}

Capture& Capture::step(std::int64_t nanoseconds) {
    m_step = nanoseconds;
    return *this;
}

Capture& Capture::wait(std::int64_t nanoseconds) {
    m_now.nanoseconds += nanoseconds;
    return *this;
}

Capture& Capture::snapLength(std::uint32_t bytes) {
    m_snapLength = bytes;
    return *this;
}

Capture& Capture::frame(Bytes bytes) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    if (m_snapLength != 0 && size > m_snapLength) bytes.resize(m_snapLength);
    m_frames.push_back({m_now, std::move(bytes), size});
    m_now.nanoseconds += m_step;
    return *this;
}

Capture& Capture::dropFrame(std::size_t index) {
    flushAll();
    m_frames.erase(m_frames.begin() + static_cast<std::ptrdiff_t>(index));
    return *this;
}

Capture& Capture::repeatFrame(std::size_t index) {
    flushAll();
    const auto copy = m_frames.at(index);
    m_frames.insert(m_frames.begin() + static_cast<std::ptrdiff_t>(index), copy);
    return *this;
}

Capture& Capture::moveFrame(std::size_t from, std::size_t to) {
    flushAll();
    auto moved = std::move(m_frames.at(from));
    m_frames.erase(m_frames.begin() + static_cast<std::ptrdiff_t>(from));
    m_frames.insert(m_frames.begin() + static_cast<std::ptrdiff_t>(to), std::move(moved));
    return *this;
}

const std::vector<BuiltFrame>& Capture::frames() {
    flushAll();
    return m_frames;
}

void Capture::flushAll() {
    for (auto& known : m_connections) known.connection.flush();
}

Bytes Capture::file(FileFormat format, ByteOrder order) {
    return captureFile(frames(), format, order);
}

void Capture::write(const std::filesystem::path& path, FileFormat format, ByteOrder order) {
    const auto bytes = file(format, order);
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    // Writing the object representation as char is what [basic.lval] allows.
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) throw std::runtime_error("cannot write " + path.string());
}

} // namespace mqttscope::test
