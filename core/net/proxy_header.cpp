// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/proxy_header.h"

#include "core/base/byte_reader.h"
#include "core/net/proxy_fields.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

namespace mqttscope::net {
namespace {

using State = ProxyHeader::State;
using Family = ProxyHeader::Family;

constexpr std::string_view kMagic1 = "PROXY ";
constexpr std::size_t kLongestLine = 107; // with CR and LF
constexpr std::array<std::uint8_t, 12> kMagic2{0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
constexpr std::size_t kFixed2 = 16;
constexpr std::size_t kUnixPath = 108;

bool isPrefix(base::ByteView bytes, base::ByteView of) {
    const auto size = std::min(bytes.size(), of.size());
    return std::equal(of.begin(), of.begin() + static_cast<std::ptrdiff_t>(size), bytes.begin());
}

/// A word of version 1 and where it stands in the line.
struct Word {
    std::string_view text;
    std::uint32_t offset = 0;
};

/// The line behind "PROXY " in words, which single spaces part.
struct Line {
    Word protocol;
    std::array<Word, 4> words; // addresses, then ports
    std::size_t count = 0;     // of `words`, or too many
    std::uint32_t end = 0;     // where CR stands
};

std::optional<Line> readLine(std::string_view text) {
    const auto end = text.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    Line line{.protocol = {}, .words = {}, .count = 0, .end = static_cast<std::uint32_t>(end)};
    for (auto from = kMagic1.size(); from <= end;) {
        const auto to = std::min(text.find(' ', from), end);
        const Word word{text.substr(from, to - from), static_cast<std::uint32_t>(from)};
        if (line.protocol.text.empty()) {
            line.protocol = word;
        } else if (line.count++ < line.words.size()) {
            line.words[line.count - 1] = word;
        }
        from = to + 1;
    }
    return line;
}

std::optional<Address> readAddress(std::string_view text, bool v6) {
    Address address{.v6 = v6};
    if (::inet_pton(v6 ? AF_INET6 : AF_INET, std::string(text).c_str(), address.bytes.data()) != 1) return std::nullopt;
    return address;
}

std::optional<std::uint16_t> readPort(std::string_view text) {
    std::uint16_t port = 0;
    const auto* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, port);
    if (error != std::errc{} || at != end) return std::nullopt;
    return port;
}

ProxyHeader readText(base::ByteView bytes) {
    const auto text = base::asText(bytes.first(std::min(bytes.size(), kLongestLine)));
    const auto line = readLine(text);
    ProxyHeader header{.version = 1};
    if (!line) {
        header.state = bytes.size() < kLongestLine ? State::NeedMore : State::None;
        return header;
    }
    header.size = line->end + 2;
    if (line->protocol.text == "UNKNOWN") {
        header.state = State::Whole;
        return header;
    }
    const bool v6 = line->protocol.text == "TCP6";
    if ((!v6 && line->protocol.text != "TCP4") || line->count != line->words.size()) return header;
    const auto source = readAddress(line->words[0].text, v6);
    const auto destination = readAddress(line->words[1].text, v6);
    const auto sourcePort = readPort(line->words[2].text);
    const auto destinationPort = readPort(line->words[3].text);
    if (!source || !destination || !sourcePort || !destinationPort) return header;
    header.state = State::Whole;
    header.family = v6 ? Family::Ipv6 : Family::Ipv4;
    header.source = {*source, *sourcePort};
    header.destination = {*destination, *destinationPort};
    return header;
}

Address takeAddress(base::ByteReader& reader, bool v6) {
    Address address{.v6 = v6};
    std::ranges::copy(reader.bytes(v6 ? 16 : 4), address.bytes.begin());
    return address;
}

std::string_view takePath(base::ByteReader& reader) {
    const auto path = base::asText(reader.bytes(kUnixPath));
    return path.substr(0, path.find('\0'));
}

/// Bytes of the two addresses and ports of a family.
std::size_t addressSize(Family family) {
    switch (family) {
    case Family::Unspecified:
        return 0;
    case Family::Ipv4:
        return 12;
    case Family::Ipv6:
        return 36;
    case Family::Unix:
        return 2 * kUnixPath;
    }
    return 0;
}

/// What the addresses are, if they fit into the header (§2.2: a receiver ignores what does not).
Family familyOf(std::uint8_t familyAndProtocol, std::size_t length) {
    const auto nibble = familyAndProtocol >> 4;
    if (nibble > static_cast<int>(Family::Unix)) return Family::Unspecified;
    const auto family = static_cast<Family>(nibble);
    return addressSize(family) <= length ? family : Family::Unspecified;
}

ProxyHeader readBinary(base::ByteView bytes) {
    ProxyHeader header{.version = 2};
    base::ByteReader reader(bytes);
    reader.skip(kMagic2.size());
    const auto versionAndCommand = reader.u8();
    const auto familyAndProtocol = reader.u8();
    const auto length = reader.u16();
    if (bytes.size() > kMagic2.size() && (versionAndCommand >> 4 != 2 || (versionAndCommand & 0x0F) > 1)) return header;
    header.state = State::NeedMore;
    if (!reader.ok()) return header;
    header.size = static_cast<std::uint32_t>(kFixed2 + length);
    header.local = (versionAndCommand & 0x0F) == 0;
    if (bytes.size() < header.size) return header;
    header.state = State::Whole;
    if (header.local) return header;
    header.family = familyOf(familyAndProtocol, length);
    const bool v6 = header.family == Family::Ipv6;
    if (header.family == Family::Unix) {
        header.unixSource = takePath(reader);
        header.unixDestination = takePath(reader);
    } else if (header.family != Family::Unspecified) {
        header.source.address = takeAddress(reader, v6);
        header.destination.address = takeAddress(reader, v6);
        header.source.port = reader.u16();
        header.destination.port = reader.u16();
    }
    return header;
}

/// Writes down what stands in a header, one value after another.
class Describer {
public:
    Describer(base::ByteView bytes, base::FieldTree& tree)
        : m_bytes(bytes)
        , m_tree(tree) {}

    void text(const ProxyHeader& header) {
        const auto line = readLine(base::asText(m_bytes));
        take(ProxyField::V1Magic, 5);
        if (!line) return;
        place(ProxyField::V1Protocol, line->protocol);
        if (header.family == Family::Unspecified) {
            m_position =
                std::min(line->protocol.offset + static_cast<std::uint32_t>(line->protocol.text.size()) + 1, line->end);
            if (line->end > m_position) take(ProxyField::V1Unknown, line->end - m_position);
            return;
        }
        const bool v6 = header.family == Family::Ipv6;
        // The addresses are written out: the node keeps the words, because no byte holds the number.
        word(v6 ? ProxyField::SourceIpv6 : ProxyField::SourceIpv4, line->words[0]);
        word(v6 ? ProxyField::DestinationIpv6 : ProxyField::DestinationIpv4, line->words[1]);
        place(ProxyField::SourcePort, line->words[2]).number = header.source.port;
        place(ProxyField::DestinationPort, line->words[3]).number = header.destination.port;
    }

    void binary(const ProxyHeader& header) {
        take(ProxyField::V2Magic, static_cast<std::uint32_t>(kMagic2.size()));
        nibbles(ProxyField::V2VersionAndCommand, ProxyField::V2Version, ProxyField::V2Command);
        nibbles(ProxyField::V2FamilyAndProtocol, ProxyField::V2Family, ProxyField::V2Protocol);
        take(ProxyField::V2Length, 2);
        if (header.family == Family::Unix) {
            take(ProxyField::SourceUnix, kUnixPath);
            take(ProxyField::DestinationUnix, kUnixPath);
        } else if (header.family != Family::Unspecified) {
            const bool v6 = header.family == Family::Ipv6;
            take(v6 ? ProxyField::SourceIpv6 : ProxyField::SourceIpv4, v6 ? 16 : 4);
            take(v6 ? ProxyField::DestinationIpv6 : ProxyField::DestinationIpv4, v6 ? 16 : 4);
            take(ProxyField::SourcePort, 2);
            take(ProxyField::DestinationPort, 2);
        }
        // Without addresses nobody knows where TLVs would begin: a receiver skips what there is.
        while (header.family != Family::Unspecified && left() >= 3) tlv();
        if (left() > 0) take(ProxyField::Unknown, left());
    }

private:
    [[nodiscard]] std::uint32_t left() const { return static_cast<std::uint32_t>(m_bytes.size()) - m_position; }

    base::FieldNode& add(ProxyField field, base::ByteRange range) {
        auto& node = m_tree.add(idOf(field), range);
        node.content = range;
        return node;
    }

    [[nodiscard]] std::uint64_t number(std::uint32_t size) const {
        std::uint64_t value = 0;
        for (std::uint32_t i = 0; i < size; ++i) value = value << 8 | m_bytes[m_position + i];
        return value;
    }

    void take(ProxyField field, std::uint32_t size) {
        size = std::min(size, left());
        auto& node = add(field, {m_position, size});
        if (size <= sizeof(std::uint64_t)) node.number = number(size);
        m_position += size;
    }

    base::FieldNode& place(ProxyField field, const Word& word) {
        return add(field, {word.offset, static_cast<std::uint32_t>(word.text.size())});
    }

    void word(ProxyField field, const Word& word) {
        place(field, word).text = static_cast<std::uint32_t>(m_tree.texts.size());
        m_tree.texts.emplace_back(word.text);
    }

    void nibbles(ProxyField whole, ProxyField high, ProxyField low) {
        if (left() == 0) return;
        const base::ByteRange range{m_position, 1};
        const auto byte = m_bytes[m_position++];
        auto& node = m_tree.enter(idOf(whole), range);
        node.content = range;
        node.number = byte;
        add(high, range).number = byte >> 4;
        add(low, range).number = byte & 0x0F;
        m_tree.leave();
    }

    void tlv() {
        const auto size = std::uint32_t{m_bytes[m_position + 1]} << 8 | m_bytes[m_position + 2];
        m_tree.enter(idOf(ProxyField::Tlv), {m_position, std::min(left(), size + 3)});
        take(ProxyField::TlvType, 1);
        take(ProxyField::TlvLength, 2);
        take(ProxyField::TlvValue, size);
        m_tree.leave();
    }

    base::ByteView m_bytes;
    base::FieldTree& m_tree;
    std::uint32_t m_position = 0;
};

} // namespace

ProxyHeader readProxyHeader(base::ByteView bytes) {
    if (bytes.empty()) return {.state = State::NeedMore};
    if (isPrefix(bytes, base::asBytes(kMagic1))) {
        return bytes.size() < kMagic1.size() ? ProxyHeader{.state = State::NeedMore, .version = 1} : readText(bytes);
    }
    if (isPrefix(bytes, kMagic2)) return readBinary(bytes);
    return {};
}

void describeProxyHeader(base::ByteView bytes, base::FieldTree& tree) {
    const auto header = readProxyHeader(bytes);
    if (header.state != State::Whole) return;
    const auto own = bytes.first(std::min<std::size_t>(bytes.size(), header.size));
    tree.enter(idOf(ProxyField::Header), {0, static_cast<std::uint32_t>(own.size())});
    auto& version = tree.add(idOf(ProxyField::Version), {});
    version.number = header.version;
    version.generated = true;
    Describer describer(own, tree);
    header.version == 1 ? describer.text(header) : describer.binary(header);
    tree.leave();
}

} // namespace mqttscope::net
