// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace mqttscope::filter {

/// Whether a topic filter covers a topic name (MQTT 5.0 §4.7). The group of a shared subscription is no part of the
/// filter (§4.8.2), and a wildcard at the beginning leaves topics that begin with $ alone (MQTT-4.7.2-1).
[[nodiscard]] bool covers(std::string_view topicFilter, std::string_view topic);

/// Whether a text is a topic filter: # only at the end, wildcards alone in their levels (MQTT-4.7.1-1, MQTT-4.7.1-2).
[[nodiscard]] bool isTopicFilter(std::string_view text);

/// Whether a text has wildcards, which no topic name may have (MQTT-4.7.1-1).
[[nodiscard]] bool hasWildcard(std::string_view text);

} // namespace mqttscope::filter
