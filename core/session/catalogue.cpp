// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/catalogue.h"

#include "core/mqtt/fields.h"
#include "core/net/fields.h"
#include "core/net/proxy_fields.h"
#include "core/net/websocket_fields.h"
#include "core/session/fields.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace mqttscope::session {
namespace {

using KeyMap = std::multimap<std::string_view, KeyMeaning>;

/// Binary with us, because the standard says so; text under these names.
bool isTextKey(std::string_view key) {
    return key.ends_with("_text") || key == "mqtt.passwd";
}

template <class Function>
void forEachWord(std::string_view words, const Function& function) {
    while (!words.empty()) {
        const auto end = std::min(words.find(' '), words.size());
        if (end != 0) function(words.substr(0, end));
        words.remove_prefix(std::min(end + 1, words.size()));
    }
}

const KeyMap& keys() {
    static const KeyMap map = [] {
        KeyMap made;
        for (const auto* field : allFields()) {
            made.emplace(field->key, KeyMeaning{.field = field});
            forEachWord(field->aliases, [&](std::string_view key) {
                made.emplace(key, KeyMeaning{.field = field, .asText = isTextKey(key)});
            });
            forEachWord(field->lengthAliases,
                        [&](std::string_view key) { made.emplace(key, KeyMeaning{.field = field, .length = true}); });
        }
        return made;
    }();
    return map;
}

/// Edits (insert, delete, replace) that turn one word into the other.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row[b.size()];
}

} // namespace

std::vector<KeyMeaning> findKey(std::string_view key) {
    std::vector<KeyMeaning> found;
    const auto [from, to] = keys().equal_range(key);
    for (auto at = from; at != to; ++at) found.push_back(at->second);
    return found;
}

std::vector<const base::FieldInfo*> allFields() {
    std::vector<const base::FieldInfo*> all;
    for (const auto table : {mqtt::fields(), fields(), net::fields(), net::proxyFields(), net::webSocketFields()}) {
        for (const auto& field : table) all.push_back(&field);
    }
    return all;
}

const base::FieldInfo& fieldInfo(base::FieldId id) {
    const auto table = id.value >= base::kSessionFields    ? fields()
                       : id.value >= net::kWebSocketFields ? net::webSocketFields()
                       : id.value >= net::kProxyFields     ? net::proxyFields()
                       : id.value >= base::kNetFields      ? net::fields()
                                                           : mqtt::fields();
    return table[id.value - table.front().id.value];
}

std::string_view nearestKey(std::string_view key) {
    constexpr std::size_t kLongestMisspelling = 64;
    if (key.size() > kLongestMisspelling) return {};
    std::string_view nearest;
    auto best = key.size() / 3 + 1; // further away than this is another word
    for (const auto& [known, meaning] : keys()) {
        const auto edits = distance(key, known);
        if (edits >= best) continue;
        best = edits;
        nearest = known;
    }
    return nearest;
}

} // namespace mqttscope::session
