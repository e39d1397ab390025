// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/mqtt/foreign_streams.h"

#include "tests/unit/mqtt/tree_text.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace mqttscope::mqtt {
namespace {

using namespace std::string_literals;
using test::Bytes;
using test::packet::append;

Bytes joined(Bytes first, base::ByteView second) {
    append(first, second);
    return first;
}

/// Writes a connection down.
class Talk {
public:
    explicit Talk(std::string what)
        : m_stream{std::move(what), {}} {}

    Talk& says(std::string_view text) { return add(true, joined({}, base::asBytes(text))); }

    Talk& hears(std::string_view text) { return add(false, joined({}, base::asBytes(text))); }

    Talk& saysHex(std::string_view digits) { return add(true, hex(digits)); }

    Talk& hearsHex(std::string_view digits) { return add(false, hex(digits)); }

    Talk& add(bool fromInitiator, Bytes bytes) {
        m_stream.pieces.push_back({fromInitiator, std::move(bytes)});
        return *this;
    }

    [[nodiscard]] ForeignStream stream() const { return m_stream; }

private:
    ForeignStream m_stream;
};

void addText(std::vector<ForeignStream>& all) {
    Talk http("HTTP");
    for (int i = 0; i < 5; ++i)
        http.says("GET /index" + std::to_string(i) + ".html HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\n\r\n")
            .hears("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
            .hears("30\r\n<html><body>forty-eight bytes of text here</body>\r\n")
            .hears("0\r\n\r\n");
    all.push_back(http.says("POST /a HTTP/1.1\r\n\r\n").says("PUT /b HTTP/1.1\r\n\r\n").stream());
    Talk smtp("SMTP");
    smtp.hears("220 mail.example.org ESMTP\r\n")
        .says("EHLO client\r\n")
        .hears("250-mail\r\n250-PIPELINING\r\n250 HELP\r\n");
    for (int i = 0; i < 10; ++i) smtp.says("RCPT TO:<user@example.org>\r\n").hears("250 2.1.5 Ok\r\n");
    all.push_back(
        smtp.says("DATA\r\n").hears("354 End data with .\r\n").says("Subject: 0\r\n\r\n1\r\n2\r\n.\r\n").stream());
    Talk redis("Redis");
    for (int i = 0; i < 20; ++i)
        redis.says("*3\r\n$3\r\nSET\r\n$5\r\nkey:1\r\n$2\r\n21\r\n")
            .hears("+OK\r\n")
            .says("*1\r\n$4\r\nPING\r\n")
            .hears(":1\r\n");
    all.push_back(redis.stream());
    Talk ftp("FTP and POP3");
    for (int i = 0; i < 10; ++i)
        ftp.says("PASV\r\n").hears("227 Entering Passive Mode (10,0,0,1,195,80).\r\n").says("@\r\n");
    all.push_back(ftp.hears("+OK 2 320\r\n").stream());
    Talk json("JSON lines");
    for (int i = 0; i < 30; ++i) json.says("{\"t\":" + std::to_string(i) + ",\"topic\":\"plant/line1\",\"v\":21.5}\n");
    all.push_back(json.stream());
    Talk csv("numbers as text");
    for (int i = 0; i < 40; ++i) csv.says(std::to_string(i) + "\n").hears("0" + std::to_string(i * 77) + ";1;2;3\r\n");
    all.push_back(csv.stream());
    Talk wide("UTF-16 text");
    Bytes letters;
    for (const char c : "0123456789 plant/line1/temp 0@P`p"s)
        append(letters, hex("00")).push_back(static_cast<std::uint8_t>(c));
    all.push_back(wide.add(true, letters).add(false, Bytes(letters.begin() + 1, letters.end())).stream());
}

void addDatabases(std::vector<ForeignStream>& all) {
    Talk postgres("PostgreSQL");
    postgres.saysHex("00000008 04d2162f")
        .hears("N")
        .saysHex("0000000b 00030000 757300")
        .hearsHex("52 00000008 00000000");
    for (int i = 0; i < 20; ++i)
        postgres.says("P\0\0\0\x1a\0SELECT temp FROM t\0\0\0"s)
            .says("B\0\0\0\x0c\0\0\0\0\0\0\0\0D\0\0\0\x06P\0E\0\0\0\x09\0\0\0\0\0S\0\0\0\x04"s)
            .hears("1\0\0\0\x04"
                   "2\0\0\0\x04T\0\0\0\x1d\0\x01temp\0"s)
            .hears("3\0\0\0\x04"
                   "C\0\0\0\x0dSELECT 1\0Z\0\0\0\x05I"s)
            .says("Q\0\0\0\x0dSELECT 1\0"s)
            .says("p\0\0\0\x0asecre\0"s);
    all.push_back(postgres.stream());
    Talk mysql("MySQL");
    mysql.hears("\x4a\0\0\0\x0a"
                "8.0.33\0\x08\0\0\0"s);
    for (int size = 1; size < 80; ++size) {
        // Three bytes of length, the number of the packet, the command.
        Bytes packet{static_cast<std::uint8_t>(size), static_cast<std::uint8_t>(size % 3), 0, 0, 3};
        append(packet, "SELECT 1 FROM plant WHERE line = 2 AND temp > 21.5 ORDER BY time, line, temp, name LIMIT 10");
        packet.resize(static_cast<std::size_t>(size) + 4, ' ');
        mysql.add(true, packet);
        packet[3] = 1;
        mysql.add(false, packet);
    }
    all.push_back(mysql.stream());
    Talk mongo("MongoDB");
    for (std::uint8_t i = 0; i < 20; ++i)
        mongo.add(true, joined(Bytes{0x30, 0, 0, 0, i, 0, 0, 0, 0, 0, 0, 0, 0xDD, 7, 0, 0}, base::asBytes("ping")))
            .add(false, Bytes{0x30, 0, 0, 0, 9, 0, 0, 0, i, 0, 0, 0, 0xDD, 7, 0, 0, 1, 'o', 'k', 0});
    all.push_back(mongo.stream());
}

void addBinary(std::vector<ForeignStream>& all) {
    Talk tls("TLS");
    tls.saysHex("16 0301 0030 01 00002c 0303")
        .hearsHex("16 0303 0031 02 00002d 0303 5a5a5a5a")
        .hearsHex("14 0303 0001 01");
    std::mt19937 random(5);
    const auto noise = [&random](std::size_t size) {
        Bytes bytes(size);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
        return bytes;
    };
    for (unsigned size = 20; size < 60; ++size) {
        auto record = hex("17 0303 00");
        record.push_back(static_cast<std::uint8_t>(size));
        tls.add(size % 2 == 0, append(record, noise(size)));
    }
    all.push_back(tls.stream());
    Talk ssh("SSH");
    ssh.says("SSH-2.0-OpenSSH_9.2\r\n").hears("SSH-2.0-OpenSSH_9.2\r\n").saysHex("0000 0614 0a 14");
    for (unsigned i = 0; i < 40; ++i) ssh.add(i % 2 == 0, noise(36));
    all.push_back(ssh.stream());
    Talk dns("DNS over TCP");
    for (int i = 0; i < 20; ++i)
        dns.saysHex("001d 3004 0100 0001000000000000 03777777 076578616d706c65 036f7267 00 0001 0001")
            .hearsHex("002d 3004 8180 0001000100000000 03777777 076578616d706c65 036f7267 00 0001 0001 c00c 0001 0001 "
                      "00000e10 0004 c0000201");
    all.push_back(dns.stream());
    Talk amqp("AMQP 0-9-1");
    amqp.says("AMQP\0\0\x09\x01"s).hearsHex("01 0000 00000010 000a000a 0009 00000000 ce");
    for (int i = 0; i < 20; ++i)
        amqp.saysHex("01 0001 0000000f 003c0028 0000 05 706c616e74 01 61 00 ce")
            .saysHex("02 0001 0000000e 003c 0000 0000000000000004 0000 ce")
            .saysHex("03 0001 00000004 32312e35 ce")
            .hearsHex("08 0000 00000000 ce");
    all.push_back(amqp.stream());
    Talk amqp1("AMQP 1.0");
    amqp1.says("AMQP\0\1\0\0"s).hears("AMQP\0\1\0\0"s);
    for (int i = 0; i < 20; ++i)
        amqp1.saysHex("0000 0019 0200 0000 005310c00c01a10963 6f6e7461696e6572").hearsHex("00000008 02000000");
    all.push_back(amqp1.stream());
    Talk kafka("Kafka");
    for (int i = 0; i < 20; ++i)
        kafka.saysHex("00000030 0003 0009 0000 0001 0007 636c69656e7431 0000 0001 0005 706c616e74")
            .hearsHex("00000010 00000001 0000 3000 0004 6161");
    all.push_back(kafka.stream());
    Talk ldap("LDAP");
    for (unsigned id = 1; id < 40; ++id) {
        Bytes search{0x30, 0x26, 2, 1, static_cast<std::uint8_t>(id), 0x63, 0x21};
        append(search,
               hex("04 0b 64633d6578616d706c65 0a0102 0a0100 020100 020100 010100 87 0b 6f626a656374436c617373"));
        ldap.add(true, search)
            .add(false, Bytes{0x30, 0x0C, 2, 1, static_cast<std::uint8_t>(id), 0x65, 7, 0x0A, 1, 0, 4, 0, 4, 0});
        ldap.add(false, joined(hex("30 82 01 0a 02 02 0141 64 82 01 02 04 20"), noise(230)));
    }
    all.push_back(ldap.stream());
    Talk modbus("Modbus");
    for (std::uint8_t i = 0; i < 40; ++i)
        modbus.add(true, Bytes{0x30, i, 0, 0, 0, 6, 1, 3, 0, 107, 0, 3})
            .add(false, Bytes{0x30, i, 0, 0, 0, 5, 1, 3, 2, 0, i});
    all.push_back(modbus.stream());
    Talk http2("HTTP/2 and gRPC");
    http2.says("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    for (int i = 0; i < 20; ++i)
        http2.saysHex("000006 04 00 00000000 0003 0000 0064")
            .saysHex("000008 06 00 00000000 3030303030303030")
            .hearsHex("00000c 00 01 00000001 0000000007 0a05 68656c6c6f");
    all.push_back(http2.stream());
    Talk strings("strings with two bytes of length");
    for (int i = 0; i < 40; ++i) {
        Bytes message;
        for (const auto* word : {"0plant/line1", "temp", "21.5", "1"}) test::packet::appendText(message, word);
        strings.add(i % 2 == 0, message);
    }
    all.push_back(strings.stream());
    Talk compressed("compressed");
    compressed.add(false, joined(hex("1f8b0800000000000003"), noise(1'400)));
    for (int i = 0; i < 10; ++i) compressed.add(false, noise(1'448));
    all.push_back(compressed.stream());
}

void addPlain(std::vector<ForeignStream>& all) {
    for (unsigned byte = 0; byte < 256; ++byte) {
        Talk same("the byte " + std::to_string(byte) + " for ever");
        for (std::size_t i = 1; i < 40; ++i) same.add(i % 2 == 0, Bytes(i, static_cast<std::uint8_t>(byte)));
        all.push_back(same.stream());
        Talk pairs("the byte " + std::to_string(byte) + " and 0 for ever");
        Bytes both;
        for (int i = 0; i < 700; ++i) append(both, Bytes{static_cast<std::uint8_t>(byte), 0});
        for (std::size_t i = 2; i < 60; i += 2)
            pairs.add(true, Bytes(both.begin(), both.begin() + static_cast<std::ptrdiff_t>(i)));
        all.push_back(pairs.add(true, both).stream());
    }
    Talk counter("a counter of four bytes");
    Bytes numbers;
    for (unsigned i = 0; i < 4'000; ++i)
        append(numbers, Bytes{0, 0, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i & 0xFF)});
    for (std::size_t i = 0; i < 10; ++i)
        counter.add(true, Bytes(numbers.begin() + static_cast<std::ptrdiff_t>(i * 1'448),
                                numbers.begin() + static_cast<std::ptrdiff_t>((i + 1) * 1'448)));
    all.push_back(counter.stream());
    Talk sound("sound of 16 bits");
    Bytes samples;
    for (int i = 0; i < 8'000; ++i) {
        const auto sample = static_cast<int>(std::lround(12'000 * std::sin(i * 0.05)));
        append(samples, Bytes{static_cast<std::uint8_t>(sample & 0xFF), static_cast<std::uint8_t>(sample >> 8 & 0xFF)});
    }
    for (std::size_t i = 0; i < 11; ++i)
        sound.add(true, Bytes(samples.begin() + static_cast<std::ptrdiff_t>(i * 1'448),
                              samples.begin() + static_cast<std::ptrdiff_t>((i + 1) * 1'448)));
    all.push_back(sound.stream());
}

} // namespace

std::vector<ForeignStream> foreignStreams() {
    std::vector<ForeignStream> all;
    addText(all);
    addDatabases(all);
    addBinary(all);
    addPlain(all);
    return all;
}

} // namespace mqttscope::mqtt
