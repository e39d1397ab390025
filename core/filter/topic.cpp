// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/topic.h"

#include <algorithm>

namespace mqttscope::filter {
namespace {

/// What stands behind $share/group/.
std::string_view withoutGroup(std::string_view topicFilter) {
    constexpr std::string_view kShare = "$share/";
    if (!topicFilter.starts_with(kShare)) return topicFilter;
    const auto end = topicFilter.find('/', kShare.size());
    return end == std::string_view::npos ? topicFilter : topicFilter.substr(end + 1);
}

/// Takes a level off the front; `more` tells whether a separator followed it.
std::string_view takeLevel(std::string_view& text, bool& more) {
    const auto end = std::min(text.find('/'), text.size());
    const auto level = text.substr(0, end);
    more = end != text.size();
    text.remove_prefix(more ? end + 1 : end);
    return level;
}

} // namespace

bool covers(std::string_view topicFilter, std::string_view topic) {
    topicFilter = withoutGroup(topicFilter);
    if (topicFilter.empty() || topic.empty()) return false;
    const bool wild = topicFilter.front() == '#' || topicFilter.front() == '+';
    if (wild && topic.front() == '$') return false;
    bool moreFilter = true;
    bool moreTopic = true;
    while (moreFilter) {
        const auto wanted = takeLevel(topicFilter, moreFilter);
        if (wanted == "#" && !moreFilter) return true; // also the parent level (§4.7.1.2)
        if (!moreTopic) return false;
        const auto level = takeLevel(topic, moreTopic);
        if (wanted != "+" && wanted != level) return false;
    }
    return !moreTopic;
}

bool isTopicFilter(std::string_view text) {
    text = withoutGroup(text);
    if (text.empty()) return false;
    for (bool more = true; more;) {
        const auto level = takeLevel(text, more);
        if (level.find('#') != std::string_view::npos && (level != "#" || more)) return false;
        if (level.find('+') != std::string_view::npos && level != "+") return false;
    }
    return true;
}

bool hasWildcard(std::string_view text) {
    return text.find_first_of("+#") != std::string_view::npos;
}

} // namespace mqttscope::filter
