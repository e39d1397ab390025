// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/problem.h"

#include "core/mqtt/field_table.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>

namespace mqttscope::mqtt {
namespace {

constexpr auto kProblems = std::to_array<ProblemInfo>({
    {Problem::Truncated, true, "MQTT 5.0 §4.13", "{} runs past the end of what holds it"},
    {Problem::NotCaptured, false, "", "The packet goes on, but its other bytes are not in the capture"},
    {Problem::LeftoverBytes, true, "MQTT 5.0 §4.13",
     "The packet is longer than its layout: these bytes have no meaning"},
    {Problem::BadLength, true, "MQTT 5.0 §1.5.5", "{} cannot be right: it reaches past the packet or has five bytes"},
    {Problem::LengthNotMinimal, false, "MQTT-1.5.5-1", "{} is written in more bytes than it needs"},
    {Problem::UnknownProperty, true, "MQTT 5.0 §2.2.2.2", "The standard knows no property of this identifier"},
    {Problem::PropertyNotAllowed, false, "MQTT 5.0 §2.2.2.2", "{} may not stand in this packet"},
    {Problem::PropertyRepeated, false, "MQTT 5.0 §2.2.2.2", "{} may stand here only once"},
    {Problem::ValueNotAllowed, false, "MQTT 5.0 §2.2.2.2", "{} has a value that the standard excludes"},
    {Problem::NotUtf8, false, "MQTT-1.5.4-1", "{} is not well-formed UTF-8"},
    {Problem::ReservedBits, false, "MQTT-2.1.3-1", "{}: reserved bits do not have their fixed value"},
    {Problem::ReservedType, true, "MQTT 5.0 §2.1.2", "This version of MQTT has no packet of this type"},
    {Problem::LengthPastEnd, true, "MQTT 5.0 §2.2.2.1", "{} reaches past the end of the packet"},
    {Problem::WrongSender, false, "MQTT 5.0 §2.2.2.2", "{} may be sent by the other side only"},
    {Problem::BrokenRule, false, "MQTT 5.0 §4.13", "{} breaks a rule"},
});

consteval bool inOrder() {
    for (std::size_t i = 0; i < kProblems.size(); ++i) {
        if (static_cast<std::size_t>(kProblems[i].problem) != i) return false;
        if (kProblems[i].breaksLayout != breaksLayout(kProblems[i].problem)) return false;
    }
    return kProblems.back().problem == Problem::BrokenRule;
}

static_assert(inOrder(), "one row for each problem, in the order of the enumeration");

} // namespace

const ProblemInfo& problemInfo(Problem problem) {
    return kProblems[static_cast<std::size_t>(problem)];
}

std::string describe(const ProblemReport& report) {
    const auto label = report.field.valid() ? fieldOf(report.field).label : std::string_view("A field");
    return fmt::format(fmt::runtime(problemInfo(report.problem).text), label);
}

} // namespace mqttscope::mqtt
