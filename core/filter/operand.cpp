// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/operand.h"

#include "core/filter/letters.h"

#include <algorithm>
#include <array>

namespace mqttscope::filter {
namespace {

constexpr std::array<std::string_view, 3> kPayloadKeys{"payload.text", "payload.number", "payload.size"};
constexpr std::array<std::string_view, 5> kFunctions{"len", "count", "lower", "upper", "string"};

} // namespace

std::optional<PayloadView> payloadViewNamed(std::string_view key) {
    const auto found = std::ranges::find(kPayloadKeys, key);
    if (found == kPayloadKeys.end()) return std::nullopt;
    return static_cast<PayloadView>(found - kPayloadKeys.begin());
}

std::span<const std::string_view> ownKeys() {
    return kPayloadKeys;
}

std::optional<Function> functionNamed(std::string_view name) {
    const auto found = std::ranges::find_if(kFunctions, [&](auto known) { return equalIgnoringCase(known, name); });
    if (found == kFunctions.end()) return std::nullopt;
    return static_cast<Function>(found - kFunctions.begin());
}

std::span<const std::string_view> functionNames() {
    return kFunctions;
}

} // namespace mqttscope::filter
