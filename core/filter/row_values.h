// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/packet_source.h"
#include "core/filter/packet_values.h"
#include "core/filter/program.h"
#include "core/session/exchange.h"
#include "core/store/store.h"

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace mqttscope::filter {

/// Fetches the values of a program's operands for one row after the other. Each row is decoded at most once, and only
/// if an operand needs it.
class RowValues {
public:
    /// `program` and `source` outlive it.
    RowValues(const Program& program, PacketSource& source);

    /// Turns to a row of a snapshot, which must outlive the use of the row.
    void moveTo(const store::Snapshot& snapshot, base::RowId row);

    [[nodiscard]] const store::Row& row() const { return m_row; }

    [[nodiscard]] const store::Snapshot& snapshot() const { return *m_snapshot; }

    /// The values of an operand; valid until the next row.
    [[nodiscard]] const std::vector<Value>& values(std::uint32_t operand);
    /// Whether an operand has any value; payloads are not fetched for that.
    [[nodiscard]] bool exists(std::uint32_t operand);

    /// The payload of a PUBLISH as far as it was captured without a hole; nothing where there is none.
    [[nodiscard]] std::optional<base::ByteView> payload();
    /// The topics or topic filters of the row.
    [[nodiscard]] const std::vector<std::string_view>& topics();

private:
    void fieldValues(const Operand& operand, bool contents, std::vector<Value>& values);
    void packetFieldValues(const Operand& operand, bool contents, std::vector<Value>& values);
    void treeValues(const Operand& operand, const FieldsView& fields, std::vector<Value>& values);
    void sessionValues(const session::KeyMeaning& meaning, std::uint8_t index, bool contents,
                       std::vector<Value>& values);
    void payloadValues(PayloadView view, std::vector<Value>& values);
    void callValues(const Operand& operand, std::vector<Value>& values);
    void sliceValues(const Operand& operand, std::vector<Value>& values);

    [[nodiscard]] const std::vector<PacketValue>& decoded();
    [[nodiscard]] bool isPublish() const;
    [[nodiscard]] std::string_view bytesOf(base::ByteRange range);
    [[nodiscard]] std::string_view topicOf(base::ByteRange content);
    [[nodiscard]] std::string_view keep(std::string text);

    const Program& m_program;
    PacketSource& m_source;
    PacketFieldSet m_wanted;
    std::array<std::uint16_t, 6> m_types{}; ///< by version, the packets that are decoded, a bit each
    const store::Snapshot* m_snapshot = nullptr;
    session::ExchangeFinder m_exchanges;
    base::RowId m_id{};
    store::Row m_row{};
    mqtt::Version m_version{};
    std::optional<PacketHead> m_head;
    bool m_isDecoded = false;
    std::uint32_t m_payloadOffset = 0; ///< of a decoded PUBLISH
    std::vector<PacketValue> m_decoded;
    std::vector<std::vector<Value>> m_values; ///< by operand
    std::vector<bool> m_known;                ///< of m_values, those of this row
    std::vector<Value> m_found;               ///< of a field that is only asked to be there
    std::vector<std::string_view> m_topics;
    std::deque<std::string> m_texts; ///< what lies in no bytes of the capture
};

} // namespace mqttscope::filter
