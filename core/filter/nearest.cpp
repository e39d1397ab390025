// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/nearest.h"

#include "core/filter/letters.h"
#include "core/filter/operand.h"
#include "core/session/catalogue.h"

#include <utility>
#include <vector>

namespace mqttscope::filter {
namespace {

constexpr std::size_t kLongest = 64;

/// Edits (insert, delete, replace, swap neighbours) that turn one word into the other.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::vector<std::size_t> next(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lowered(a[i - 1]) == lowered(b[j - 1]);
            next[j] = std::min({next[j - 1] + 1, row[j] + 1, row[j - 1] + (same ? 0U : 1U)});
            const bool swapped =
                i > 1 && j > 1 && lowered(a[i - 1]) == lowered(b[j - 2]) && lowered(a[i - 2]) == lowered(b[j - 1]);
            if (swapped) next[j] = std::min(next[j], before[j - 2] + 1);
        }
        before = std::exchange(row, next);
    }
    return row[b.size()];
}

/// Every key, our own ones first.
const std::vector<std::string_view>& allKeys() {
    static const auto all = [] {
        std::vector<std::string_view> keys;
        for (const auto* field : session::allFields()) keys.push_back(field->key);
        keys.insert(keys.end(), ownKeys().begin(), ownKeys().end());
        for (const auto* field : session::allFields()) {
            for (auto words = field->aliases; !words.empty();) {
                const auto end = std::min(words.find(' '), words.size());
                if (end != 0) keys.push_back(words.substr(0, end));
                words.remove_prefix(std::min(end + 1, words.size()));
            }
        }
        return keys;
    }();
    return all;
}

} // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
    if (word.size() > kLongest) return {};
    std::string_view found;
    auto best = word.size() / 3 + 1; // further away than this is another word
    for (const auto candidate : candidates) {
        if (candidate.size() > word.size() + best || word.size() > candidate.size() + best) continue;
        const auto edits = distance(word, candidate);
        if (edits > best || (edits == best && !found.empty())) continue;
        best = edits;
        found = candidate;
    }
    return found;
}

std::string_view nearestField(std::string_view word) {
    if (const auto key = fieldEndingLike(word); !key.empty()) return key;
    return nearest(word, allKeys());
}

std::string_view fieldEndingLike(std::string_view word) {
    if (word.find('.') != std::string_view::npos) return {};
    constexpr std::size_t kShortest = 5; // of words that may be misspelt: short ones are near to anything
    std::string_view found;
    for (const auto key : allKeys()) {
        const auto end = key.substr(key.rfind('.') + 1);
        if (equalIgnoringCase(end, word)) return key;
        if (found.empty() && word.size() >= kShortest && end.size() >= kShortest && distance(word, end) == 1)
            found = key;
    }
    return found;
}

} // namespace mqttscope::filter
