// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/value.h"

#include <algorithm>
#include <cstddef>

namespace mqttscope::filter {
namespace {

bool isOctets(Kind kind) {
    return kind == Kind::Text || kind == Kind::Bytes || kind == Kind::Mac;
}

bool comparable(const Value& a, const Value& b) {
    if (isOctets(a.kind) && isOctets(b.kind)) return true;
    if (a.kind == Kind::Address && b.kind == Kind::Address) return a.bytes.size() == b.bytes.size();
    // Slices are bytes, of addresses too.
    if (a.kind == Kind::Address || b.kind == Kind::Address) return a.kind == Kind::Bytes || b.kind == Kind::Bytes;
    return a.kind == b.kind;
}

bool samePrefix(std::string_view a, std::string_view b, int bits) {
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (a.substr(0, whole) != b.substr(0, whole)) return false;
    const auto left = bits % 8;
    if (left == 0) return true;
    const auto mask = 0xFF << (8 - left) & 0xFF;
    return (static_cast<unsigned char>(a[whole]) & mask) == (static_cast<unsigned char>(b[whole]) & mask);
}

} // namespace

std::partial_ordering order(const Value& a, const Value& b) {
    if (!comparable(a, b)) return std::partial_ordering::unordered;
    switch (a.kind) {
    case Kind::Number:
    case Kind::Truth:
    case Kind::Time:
    case Kind::Duration:
        return a.number <=> b.number;
    case Kind::Null:
        return std::partial_ordering::equivalent;
    case Kind::Structure:
        break;
    case Kind::Text:
    case Kind::Bytes:
    case Kind::Address:
    case Kind::Mac:
        return a.bytes <=> b.bytes; // char_traits compares as unsigned bytes
    }
    return std::partial_ordering::unordered;
}

std::partial_ordering order(const Value& value, const Constant& constant) {
    if (constant.prefix >= 0 && value.kind == Kind::Address && value.bytes.size() == constant.bytes.size() &&
        samePrefix(value.bytes, constant.bytes, constant.prefix))
        return std::partial_ordering::equivalent;
    return order(value, constant.value());
}

Kind kindOf(const session::KeyMeaning& meaning) {
    if (meaning.length) return Kind::Number;
    if (meaning.asText) return Kind::Text;
    switch (meaning.field->type) {
    case base::FieldType::Group:
    case base::FieldType::Binary:
        return Kind::Bytes;
    case base::FieldType::Boolean:
    case base::FieldType::Unsigned:
        return Kind::Number;
    case base::FieldType::Text:
        return Kind::Text;
    case base::FieldType::Ipv4:
    case base::FieldType::Ipv6:
        return Kind::Address;
    case base::FieldType::Mac:
        return Kind::Mac;
    case base::FieldType::Time:
        return Kind::Time;
    case base::FieldType::Duration:
        return Kind::Duration;
    }
    return Kind::Bytes;
}

std::string_view describe(Kind kind) {
    switch (kind) {
    case Kind::Number:
        return "a number";
    case Kind::Truth:
        return "true or false";
    case Kind::Null:
        return "null";
    case Kind::Structure:
        return "an object or array";
    case Kind::Text:
        return "text";
    case Kind::Bytes:
        return "bytes";
    case Kind::Address:
        return "an address";
    case Kind::Mac:
        return "a MAC address";
    case Kind::Time:
        return "a time";
    case Kind::Duration:
        return "a duration";
    }
    return {};
}

} // namespace mqttscope::filter
