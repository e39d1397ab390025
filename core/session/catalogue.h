// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field.h"

#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::session {

/// One meaning of a key: a field, or the length of its text (`mqtt.topic_len`).
struct KeyMeaning {
    const base::FieldInfo* field = nullptr;
    bool length = false;
    bool asText = false; ///< a binary field under a name that Wireshark has for text (`mqtt.msg_text`)

    bool operator==(const KeyMeaning&) const = default;
};

/// The fields that a key names: one for our own keys, several for Wireshark's wider ones (`mqtt.topic` is also each
/// filter of a SUBSCRIBE). Empty if there is no such key.
[[nodiscard]] std::vector<KeyMeaning> findKey(std::string_view key);

/// Every field of every table, in the order of the tables: mqtt, session, net.
[[nodiscard]] std::vector<const base::FieldInfo*> allFields();

/// The field of an id; ids come from field trees and are always known.
[[nodiscard]] const base::FieldInfo& fieldInfo(base::FieldId id);

/// The key nearest to a misspelt one, or empty if none is near.
[[nodiscard]] std::string_view nearestKey(std::string_view key);

} // namespace mqttscope::session
