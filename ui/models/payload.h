// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/packet_details.h"
#include "ui/models/value_tree.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>

namespace mqttscope::ui {

/// How a payload can be shown.
enum class PayloadForm : std::uint8_t { Text, Json, Cbor, Image, Hex };

/// What is known of the payload of a PUBLISH before it is read.
struct PayloadFacts {
    std::uint32_t size = 0;      ///< as announced
    std::uint32_t available = 0; ///< of it, from its beginning on: the rest was not captured
    QString contentType{};       ///< MQTT 5.0 §3.3.2.3.9; empty: none was sent
    bool saysUtf8 = false;       ///< Payload Format Indicator 1 (§3.3.2.3.2)
};

/// None: the packet is no PUBLISH, or its payload cannot be told.
[[nodiscard]] std::optional<PayloadFacts> payloadFacts(const PacketDetails& details);

/// A payload, read as something.
struct ReadPayload {
    PayloadForm form = PayloadForm::Hex;
    QString note{}; ///< what the user should know: why it is not shown as asked, what is left out
    QString text{}; ///< Text
    std::shared_ptr<const ValueTree> tree{}; ///< Json, Cbor
    QByteArray image{};                      ///< Image: the bytes, for whoever can read pictures
};

/// The most of a payload that is shown as text; the rest is left out, with a note. Hex has no such limit.
inline constexpr std::uint32_t kMostPayloadText = 512U << 10;
/// The longest document or picture that is read.
inline constexpr std::uint32_t kMostPayloadDocument = 16U << 20;

/// Reads it in the form that fits it best, or in one that the user wants. It is never guessed from how bytes happen to
/// fall: a document is one from its first byte to its last, a picture begins as its format does, text is UTF-8 without
/// control characters, or the sender said so. Takes its time for long payloads; any thread.
[[nodiscard]] ReadPayload readPayload(const PacketDetails& details, std::optional<PayloadForm> wanted);

} // namespace mqttscope::ui
