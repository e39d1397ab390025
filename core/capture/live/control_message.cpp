// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/control_message.h"

#include "core/base/byte_reader.h"

#include <net/if.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace mqttscope::capture::live {
namespace {

using base::ByteReader;

constexpr std::size_t kMostInterfaces = 64;
constexpr std::size_t kLongestText = std::size_t{16} << 10; // a filter, a path, a sentence
constexpr std::uint32_t kSmallestSnapLength = 64;

class MessageWriter {
public:
    explicit MessageWriter(MessageKind kind)
        : m_message{static_cast<std::uint8_t>(kind)} {}

    void number(std::uint64_t value) {
        for (int shift = 56; shift >= 0; shift -= 8) m_message.push_back(static_cast<std::uint8_t>(value >> shift));
    }

    void flag(bool value) { m_message.push_back(value ? 1 : 0); }

    void text(const std::string& value) {
        const auto size = std::min(value.size(), kLongestText);
        number(size);
        m_message.insert(m_message.end(), value.begin(), value.begin() + static_cast<std::ptrdiff_t>(size));
    }

    void optionalNumber(const std::optional<std::uint64_t>& value) {
        flag(value.has_value());
        number(value.value_or(0));
    }

    void optionalTime(const std::optional<std::chrono::nanoseconds>& value) {
        flag(value.has_value());
        number(static_cast<std::uint64_t>(value.value_or(std::chrono::nanoseconds(0)).count()));
    }

    [[nodiscard]] Message take() { return std::move(m_message); }

private:
    Message m_message;
};

/// Reads what a MessageWriter wrote; whatever cannot be makes the reader fail.
class MessageReader {
public:
    MessageReader(base::ByteView message, MessageKind kind)
        : m_bytes(message.size() > kLongestMessage ? base::ByteView() : message) {
        if (m_bytes.u8() != static_cast<std::uint8_t>(kind)) m_bytes.fail();
    }

    std::uint64_t number(std::uint64_t least, std::uint64_t most) {
        const auto value = m_bytes.u64();
        if (value < least || value > most) m_bytes.fail();
        return value;
    }

    std::uint64_t number() { return m_bytes.u64(); }

    std::uint32_t number32(std::uint32_t least, std::uint32_t most) {
        return static_cast<std::uint32_t>(number(least, most));
    }

    bool flag() {
        const auto value = m_bytes.u8();
        if (value > 1) m_bytes.fail();
        return value == 1;
    }

    std::string text() {
        const auto bytes = m_bytes.bytes(number(0, kLongestText));
        // C libraries would see half of it.
        if (base::asText(bytes).contains('\0')) m_bytes.fail();
        return std::string(base::asText(bytes));
    }

    std::optional<std::uint64_t> optionalNumber() {
        const bool given = flag();
        const auto value = number();
        return given ? std::optional(value) : std::nullopt;
    }

    std::optional<std::chrono::nanoseconds> optionalTime() {
        const bool given = flag();
        const std::chrono::nanoseconds value(number(0, std::numeric_limits<std::int64_t>::max()));
        return given ? std::optional(value) : std::nullopt;
    }

    void refuse() { m_bytes.fail(); }

    [[nodiscard]] bool ok() const { return m_bytes.ok(); }

    /// Nothing failed, and nothing is left.
    [[nodiscard]] bool complete() const { return m_bytes.ok() && m_bytes.atEnd(); }

private:
    ByteReader m_bytes;
};

/// What the kernel takes for the name of an interface.
bool isInterfaceName(const std::string& name) {
    const auto possible = [](char c) { return c > ' ' && c < 0x7F && c != '/' && c != ':'; };
    return !name.empty() && name.size() < IF_NAMESIZE && std::ranges::all_of(name, possible);
}

void writePorts(MessageWriter& writer, const std::vector<PortRange>& ports) {
    constexpr std::size_t kMostRanges = 2'000; // of 16 bytes each; a filter of so many compiles no more
    const auto size = std::min(ports.size(), kMostRanges);
    writer.number(size);
    for (std::size_t i = 0; i < size; ++i) {
        writer.number(ports[i].first);
        writer.number(ports[i].last);
    }
}

std::vector<PortRange> readPorts(MessageReader& reader) {
    constexpr std::uint32_t kLastPort = 65'535;
    std::vector<PortRange> ports;
    for (auto left = reader.number(0, kLongestMessage); left > 0 && reader.ok(); --left) {
        const auto first = static_cast<std::uint16_t>(reader.number32(0, kLastPort));
        ports.push_back({first, static_cast<std::uint16_t>(reader.number32(first, kLastPort))});
    }
    return ports;
}

InterfaceStatus readInterface(MessageReader& reader) {
    InterfaceStatus interface{.name = reader.text()};
    interface.lost = reader.text();
    interface.returns = reader.flag();
    interface.counts.received = reader.number();
    interface.counts.droppedByKernel = reader.number();
    interface.counts.droppedByInterface = reader.number();
    return interface;
}

} // namespace

std::optional<MessageKind> kindOf(base::ByteView message) {
    if (message.empty() || message.size() > kLongestMessage) return std::nullopt;
    switch (static_cast<MessageKind>(message[0])) {
    case MessageKind::Start:
    case MessageKind::File:
    case MessageKind::NoFile:
    case MessageKind::Stop:
    case MessageKind::WantFile:
    case MessageKind::Begun:
    case MessageKind::Status:
    case MessageKind::Ended:
        return static_cast<MessageKind>(message[0]);
    }
    return std::nullopt;
}

Message emptyMessage(MessageKind kind) {
    return MessageWriter(kind).take();
}

Message startMessage(const CaptureOptions& options) {
    MessageWriter writer(MessageKind::Start);
    writer.number(options.interfaces.size());
    for (const auto& interface : options.interfaces) writer.text(interface);
    writer.flag(options.filter.has_value());
    writer.text(options.filter.value_or(std::string()));
    writePorts(writer, options.ports);
    writer.flag(options.allTcp);
    writer.number(options.snapLength);
    writer.number(options.bufferBytes);
    writer.flag(options.promiscuous);
    writer.text(options.application);
    writer.optionalNumber(options.ring.bytes);
    writer.optionalTime(options.ring.duration);
    writer.number(options.ring.files);
    writer.optionalTime(options.stop.duration);
    writer.optionalNumber(options.stop.frames);
    writer.optionalNumber(options.stop.bytes);
    writer.number(options.freeFloor);
    return writer.take();
}

std::optional<CaptureOptions> readStart(base::ByteView message) {
    MessageReader reader(message, MessageKind::Start);
    CaptureOptions options;
    for (auto left = reader.number(1, kMostInterfaces); left > 0 && reader.ok(); --left) {
        options.interfaces.push_back(reader.text());
        if (!isInterfaceName(options.interfaces.back())) reader.refuse();
    }
    const bool filtered = reader.flag();
    auto filter = reader.text();
    if (filtered) options.filter = std::move(filter);
    options.ports = readPorts(reader);
    options.allTcp = reader.flag();
    options.snapLength = reader.number32(kSmallestSnapLength, CaptureOptions::kWholeFrames);
    options.bufferBytes = reader.number32(1, std::numeric_limits<std::int32_t>::max());
    options.promiscuous = reader.flag();
    options.application = reader.text();
    options.ring.bytes = reader.optionalNumber();
    options.ring.duration = reader.optionalTime();
    options.ring.files = reader.number32(0, std::numeric_limits<std::uint32_t>::max());
    options.stop.duration = reader.optionalTime();
    options.stop.frames = reader.optionalNumber();
    options.stop.bytes = reader.optionalNumber();
    options.freeFloor = reader.number();
    if (!reader.complete()) return std::nullopt;
    return options;
}

Message fileMessage(const std::string& name) {
    MessageWriter writer(MessageKind::File);
    writer.text(name);
    return writer.take();
}

std::optional<std::string> readFile(base::ByteView message) {
    MessageReader reader(message, MessageKind::File);
    auto name = reader.text();
    return reader.complete() ? std::optional(std::move(name)) : std::nullopt;
}

Message statusMessage(const CaptureStatus& status) {
    MessageWriter writer(MessageKind::Status);
    writer.number(status.frames);
    writer.number(status.bytes);
    writer.number(status.fileBytes);
    writer.number(static_cast<std::uint64_t>(status.end));
    writer.number(status.interfaces.size());
    for (const auto& interface : status.interfaces) {
        writer.text(interface.name);
        writer.text(interface.lost);
        writer.flag(interface.returns);
        writer.number(interface.counts.received);
        writer.number(interface.counts.droppedByKernel);
        writer.number(interface.counts.droppedByInterface);
    }
    return writer.take();
}

std::optional<CaptureStatus> readStatus(base::ByteView message) {
    MessageReader reader(message, MessageKind::Status);
    CaptureStatus status;
    status.frames = reader.number();
    status.bytes = reader.number();
    status.fileBytes = reader.number();
    status.end = static_cast<CaptureEnd>(reader.number(0, static_cast<std::uint64_t>(CaptureEnd::Bytes)));
    for (auto left = reader.number(0, kMostInterfaces); left > 0 && reader.ok(); --left)
        status.interfaces.push_back(readInterface(reader));
    if (!reader.complete()) return std::nullopt;
    return status;
}

Message errorMessage(MessageKind kind, const base::Error& error) {
    MessageWriter writer(kind);
    writer.text(error.tried);
    writer.text(error.subject);
    writer.text(error.cause);
    writer.text(error.advice);
    writer.optionalNumber(error.offset);
    return writer.take();
}

std::optional<base::Error> readError(base::ByteView message) {
    MessageReader reader(message, kindOf(message) == MessageKind::NoFile ? MessageKind::NoFile : MessageKind::Ended);
    base::Error error{
        .tried = reader.text(), .subject = reader.text(), .cause = reader.text(), .advice = reader.text()};
    error.offset = reader.optionalNumber();
    if (!reader.complete()) return std::nullopt;
    return error;
}

} // namespace mqttscope::capture::live
