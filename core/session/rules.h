// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/rule.h"
#include "core/mqtt/packet.h"
#include "core/store/finding.h"
#include "core/store/row.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::session {

/// Rules of no standard: what a capture itself makes worth knowing.
namespace rule {

inline constexpr base::RuleId kGap{1000};         ///< bytes are missing from the capture
inline constexpr base::RuleId kLateStart{1001};   ///< the capture began inside a packet
inline constexpr base::RuleId kAfterGap{1002};    ///< the rest of a packet whose beginning is missing
inline constexpr base::RuleId kNoPacket{1003};    ///< bytes that begin no packet
inline constexpr base::RuleId kTls{1004};         ///< the connection cannot be read
inline constexpr base::RuleId kWrongLength{1005}; ///< other packets begin before the announced end of one
inline constexpr base::RuleId kDropped{1006};     ///< the capture lost frames

} // namespace rule

/// Every rule of every table, in the order of their ids.
[[nodiscard]] std::span<const base::Rule* const> allRules();

/// The row of a rule; findings hold only ids that are known.
[[nodiscard]] const base::Rule& ruleOf(base::RuleId id);

/// How a rule is called on a connection of a version: its number in that standard ("3.3.1-2", "§2.2.2.2"), its name
/// where no standard has it ("capture.gap"). Empty where the version is not known.
[[nodiscard]] std::string_view ruleNumber(const base::Rule& rule, mqtt::Version version);

/// How the rule of a finding is called: the section that tells of its field in its packet, where the number depends on
/// them.
[[nodiscard]] std::string_view ruleNumber(const store::Finding& finding, const store::Row& row, mqtt::Version version);

/// Whether the rule is one of a standard rather than ours.
[[nodiscard]] bool isOfStandard(const base::Rule& rule);

/// One plain sentence: the rule's text with the name of the field that the finding is about.
[[nodiscard]] std::string findingText(const store::Finding& finding);

} // namespace mqttscope::session
