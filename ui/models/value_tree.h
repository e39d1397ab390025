// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <cstdint>
#include <expected>
#include <vector>

namespace mqttscope::ui {

/// What a value is, in JSON (RFC 8259) or CBOR (RFC 8949).
enum class ValueKind : std::uint8_t { Object, Array, Text, Number, Word, Bytes };

/// A value of a structured payload. Values stand in the order of the document, those that hold others before them.
struct ValueNode {
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

    std::uint32_t parent = kNone;
    std::uint32_t row = 0;        ///< among the values of its parent
    std::uint32_t children = 0;   ///< how many values it holds
    std::uint32_t firstChild = 0; ///< index into ValueTree::children
    ValueKind kind{};
    QString key{};  ///< of a member of an object
    QString text{}; ///< of a value that holds none; control characters are made visible, texts stand in quotes
};

/// A structured payload, read whole.
struct ValueTree {
    /// Beyond these a document is shown as text: nobody reads it value by value.
    static constexpr std::size_t kMostValues = 200'000;
    static constexpr std::uint32_t kMostDepth = 500;

    std::vector<ValueNode> nodes;        ///< the document itself first
    std::vector<std::uint32_t> children; ///< the values that each one holds, together

    /// RFC 6901: "/sensors/0/temp"; empty for the document itself.
    [[nodiscard]] QString pointer(std::uint32_t node) const;
};

/// Why a document is none.
struct NoDocument {
    QString cause; ///< in words
    std::uint64_t offset = 0;
};

[[nodiscard]] std::expected<ValueTree, NoDocument> readJson(QByteArrayView text);
/// One data item, whole; in diagnostic notation (RFC 8949 §8) where JSON has no word for it.
[[nodiscard]] std::expected<ValueTree, NoDocument> readCbor(QByteArrayView bytes);

} // namespace mqttscope::ui
