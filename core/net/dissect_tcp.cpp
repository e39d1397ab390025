// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/dissector.h"
#include "core/net/tcp_header.h"

namespace mqttscope::net {
namespace {

/// Kinds of options (RFC 9293 §3.2, RFC 7323, RFC 2018).
constexpr std::uint8_t kEnd = 0;
constexpr std::uint8_t kNop = 1;
constexpr std::uint8_t kMss = 2;
constexpr std::uint8_t kScale = 3;
constexpr std::uint8_t kSackPermitted = 4;
constexpr std::uint8_t kSack = 5;
constexpr std::uint8_t kTimestamp = 8;

NetField fieldOfOption(std::uint8_t kind, std::uint32_t length) {
    if (kind == kMss && length == 4) return NetField::OptionMss;
    if (kind == kScale && length == 3) return NetField::OptionScale;
    if (kind == kSackPermitted && length == 2) return NetField::OptionSackPermitted;
    if (kind == kSack && length >= 10 && (length - 2) % 8 == 0) return NetField::OptionSack;
    if (kind == kTimestamp && length == 10) return NetField::OptionTimestamp;
    return NetField::OptionOther;
}

void option(Dissector& to, std::uint8_t kind, std::uint32_t length) {
    const auto field = fieldOfOption(kind, length);
    to.enter(field, length);
    to.next(NetField::OptionKind);
    to.next(NetField::OptionLength);
    if (field == NetField::OptionMss) to.next(NetField::OptionMssValue);
    if (field == NetField::OptionScale) to.next(NetField::OptionScaleShift);
    for (std::uint32_t at = 2; field == NetField::OptionSack && at < length; at += 8) {
        to.next(NetField::OptionSackLeft);
        to.next(NetField::OptionSackRight);
    }
    if (field == NetField::OptionTimestamp) {
        to.next(NetField::OptionTimestampValue);
        to.next(NetField::OptionTimestampEcho);
    }
    if (field == NetField::OptionOther) to.blob(NetField::OptionData, length - 2);
    to.leave();
}

void options(Dissector& to, std::uint32_t end) {
    end = std::min(end, to.captured());
    if (to.position() >= end) return;
    to.enter(NetField::TcpOptions, end - to.position());
    while (to.ok() && to.position() < end) {
        const auto kind = to.bytes()[to.position()];
        if (kind == kEnd || kind == kNop) {
            to.enter(kind == kEnd ? NetField::OptionEnd : NetField::OptionNop, 1);
            to.next(NetField::OptionKind);
            to.leave();
            if (kind == kEnd) break;
            continue;
        }
        const auto length = to.position() + 1 < end ? to.bytes()[to.position() + 1] : 0U;
        if (length < 2 || length > end - to.position()) {
            to.problem(NetProblem::Malformed, to.position(), "A TCP option is longer or shorter than it can be.");
            break;
        }
        option(to, kind, length);
    }
    to.leave();
}

void flags(Dissector& to) {
    to.enterNumber(NetField::TcpFlags);
    for (const auto bit :
         {NetField::TcpReserved, NetField::TcpAccurateEcn, NetField::TcpCwr, NetField::TcpEce, NetField::TcpUrg,
          NetField::TcpAckFlag, NetField::TcpPush, NetField::TcpReset, NetField::TcpSyn, NetField::TcpFin})
        to.peek(bit);
    to.leave();
}

} // namespace

void dissectTcp(Dissector& to, std::uint32_t size, const FrameContext& context) {
    const auto start = to.position();
    const std::uint32_t headerSize = start + 12 < to.captured() ? (to.bytes()[start + 12] >> 4) * 4U : 20U;
    to.enter(NetField::Tcp, std::min(std::max(headerSize, 20U), size));
    if (context.tcpStream.valid()) to.generated(NetField::TcpStream, context.tcpStream.value);
    to.next(NetField::TcpSourcePort);
    to.next(NetField::TcpDestinationPort);
    if (headerSize <= size) to.generated(NetField::TcpLength, size - headerSize);
    const auto sequence = static_cast<std::uint32_t>(to.next(NetField::TcpSequenceRaw));
    if (to.ok() && context.firstSequence) to.generated(NetField::TcpSequence, sequence - *context.firstSequence);
    const auto acknowledgment = static_cast<std::uint32_t>(to.next(NetField::TcpAckRaw));
    const bool acknowledges = to.position() + 2 <= to.captured() && (to.bytes()[to.position() + 1] & flag::kAck) != 0;
    if (to.ok() && acknowledges && context.firstAcknowledgment)
        to.generated(NetField::TcpAck, acknowledgment - *context.firstAcknowledgment);
    to.converted(NetField::TcpHeaderLength, 1, headerSize);
    flags(to);
    to.skip(2);
    to.next(NetField::TcpWindow);
    to.next(NetField::TcpChecksum);
    to.next(NetField::TcpUrgentPointer);
    const bool wrong = headerSize < 20 || headerSize > size;
    if (!to.ok()) {
        to.problem(NetProblem::Clipped, start, "The capture ends inside the TCP header.");
    } else if (wrong) {
        to.problem(NetProblem::Malformed, start, "The length of the TCP header cannot be right.");
    } else {
        options(to, start + headerSize);
    }
    to.leave();
    if (wrong || start + headerSize >= to.captured()) return;
    to.seek(start + headerSize);
    to.blob(NetField::TcpPayload, size - headerSize);
}

} // namespace mqttscope::net
