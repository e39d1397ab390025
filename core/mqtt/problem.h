// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/field.h"

#include <cstdint>

namespace mqttscope::mqtt {

/// What can be wrong with the bytes of one packet. Which rule that breaks is told by rule_map.h. Append only.
enum class Problem : std::uint16_t {
    Truncated,          ///< a field runs past the end of the packet, or of its property block
    NotCaptured,        ///< the packet goes on, but its bytes are not in the capture: no fault of the sender
    LeftoverBytes,      ///< the packet is longer than its layout
    BadLength,          ///< a variable byte integer whose fourth byte says that a fifth follows
    LengthNotMinimal,   ///< a variable byte integer in more bytes than it needs
    UnknownProperty,    ///< an identifier that the standard does not define
    PropertyNotAllowed, ///< a property that may not stand in this packet
    PropertyRepeated,   ///< a property that may stand there only once
    ValueNotAllowed,    ///< a number that the standard excludes
    NotUtf8,            ///< a text that is not well-formed UTF-8
    ReservedBits,       ///< bits that have one legal value have another
    ReservedType,       ///< a packet type that this version does not know
    LengthPastEnd,      ///< a property length that reaches past the end of the packet
    WrongSender,        ///< a value or property that only the other side may send
    BrokenRule,         ///< what a rule says about several fields together, or about the words of a text
};

/// A problem as the decoder meets it.
struct ProblemReport {
    Problem problem{};
    base::ByteRange range{};
    base::FieldId field{}; ///< the field it is about
};

/// What follows in the packet cannot be trusted: the packet is malformed.
[[nodiscard]] constexpr bool breaksLayout(Problem problem) {
    switch (problem) {
    case Problem::Truncated:
    case Problem::LeftoverBytes:
    case Problem::BadLength:
    case Problem::UnknownProperty:
    case Problem::ReservedType:
    case Problem::LengthPastEnd:
        return true;
    case Problem::NotCaptured:
    case Problem::LengthNotMinimal:
    case Problem::PropertyNotAllowed:
    case Problem::PropertyRepeated:
    case Problem::ValueNotAllowed:
    case Problem::NotUtf8:
    case Problem::ReservedBits:
    case Problem::WrongSender:
    case Problem::BrokenRule:
        break;
    }
    return false;
}

} // namespace mqttscope::mqtt
