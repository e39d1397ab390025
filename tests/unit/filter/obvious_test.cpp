// SPDX-License-Identifier: GPL-3.0-or-later
// Every filter that can be made of the values of a capture, by the program and by a slow and obvious evaluator that
// knows nothing of columns, layouts and decoding on demand: it looks at the whole tree of every row.
#include "core/filter/term.h"
#include "core/session/catalogue.h"
#include "tests/support/shared_captures.h"
#include "tests/unit/filter/filtered.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <map>
#include <random>

namespace mqttscope::test {
namespace {

struct ObviousValue {
    std::uint64_t number = 0;
    std::string content;

    bool operator==(const ObviousValue&) const = default;
};

using ObviousRow = std::map<std::uint16_t, std::vector<ObviousValue>>; // by field

/// A filter as text, and what it means.
struct Meant {
    std::string text;
    std::function<bool(const ObviousRow&)> holds;
};

bool isBytes(const base::FieldInfo& info) {
    return info.type == base::FieldType::Text || info.type == base::FieldType::Binary;
}

const std::vector<ObviousValue>& valuesOf(const ObviousRow& row, base::FieldId field) {
    static const std::vector<ObviousValue> none;
    const auto found = row.find(field.value);
    return found == row.end() ? none : found->second;
}

bool isEqual(const base::FieldInfo& info, const ObviousValue& a, const ObviousValue& b) {
    return isBytes(info) ? a.content == b.content : a.number == b.number;
}

void append(const base::FieldTree& tree, const engine::PacketBytes& packet, ObviousRow& row) {
    for (const auto& node : tree.nodes) {
        const auto& info = session::fieldInfo(node.field);
        // The topic of a PUBLISH that only sent its alias is the one behind it, which follows as a node of its own.
        const bool captured = node.text == base::FieldNode::kNone && node.content.size == 0;
        if (info.key == "mqtt.publish.topic" && captured && !packet.resolvedTopic.empty()) continue;
        auto content = packet.copy(node.content.offset, node.content.size);
        ObviousValue value{.number = node.number, .content = {content.begin(), content.end()}};
        if (node.text != base::FieldNode::kNone) value.content = tree.texts[node.text];
        row[node.field.value].push_back(std::move(value));
    }
}

/// What one field and one of its values give.
std::vector<Meant> filtersOf(const base::FieldInfo& info, const ObviousValue& value) {
    const auto field = info.id;
    const std::string key(info.key);
    const auto literal = filter::literalText(info, value.number, value.content);
    const auto any = [&info, field](const auto& test) {
        return [&info, field, test](const ObviousRow& row) {
            return std::ranges::any_of(valuesOf(row, field), [&](const auto& v) { return test(info, v); });
        };
    };
    std::vector<Meant> made{{key, [field](const ObviousRow& row) { return !valuesOf(row, field).empty(); }}};
    made.push_back({fmt::format("count({}) == 2", key),
                    [field](const ObviousRow& row) { return valuesOf(row, field).size() == 2; }});
    if (literal.empty() || value.content.size() > 200) return made;
    const auto same = [value](const base::FieldInfo& of, const ObviousValue& v) { return isEqual(of, v, value); };
    made.push_back({fmt::format("{} == {}", key, literal), any(same)});
    made.push_back({fmt::format("{} !== {}", key, literal),
                    any([same](const base::FieldInfo& of, const ObviousValue& v) { return !same(of, v); })});
    const auto all = [&info, field, same](const ObviousRow& row, bool equal) {
        const auto& values = valuesOf(row, field);
        return !values.empty() && std::ranges::all_of(values, [&](const auto& v) { return same(info, v) == equal; });
    };
    made.push_back({fmt::format("{} != {}", key, literal), [all](const ObviousRow& row) { return all(row, false); }});
    made.push_back({fmt::format("{} === {}", key, literal), [all](const ObviousRow& row) { return all(row, true); }});
    made.push_back({fmt::format("{} in {{{}}}", key, literal), any(same)});
    if (isBytes(info)) {
        const auto size = value.content.size();
        made.push_back({fmt::format("len({}) >= {}", key, size),
                        any([size](const auto&, const ObviousValue& v) { return v.content.size() >= size; })});
        const auto part = value.content.substr(size / 3, 3);
        made.push_back({fmt::format("{} contains {}", key, filter::quoted(part)),
                        any([part](const auto&, const ObviousValue& v) { return v.content.contains(part); })});
        if (size < 2) return made;
        made.push_back({fmt::format("{}[1:1] == {}", key, filter::quoted(value.content.substr(1, 1))),
                        any([c = value.content[1]](const auto&, const ObviousValue& v) {
                            return v.content.size() > 1 && v.content[1] == c;
                        })});
    } else if (info.type == base::FieldType::Unsigned) {
        const auto number = value.number;
        made.push_back({fmt::format("{} < {}", key, number),
                        any([number](const auto&, const ObviousValue& v) { return v.number < number; })});
        made.push_back({fmt::format("{} & 0x{:x}", key, number | 1),
                        any([number](const auto&, const ObviousValue& v) { return (v.number & (number | 1)) != 0; })});
    }
    return made;
}

class Obvious {
public:
    explicit Obvious(const std::filesystem::path& path, std::uint32_t most)
        : m_capture(path)
        , m_snapshot(m_capture.inspection().snapshot())
        , m_rows(std::min(m_snapshot.rows(), most)) {
        for (std::uint32_t i = 0; i < m_rows.size(); ++i) {
            const auto packet = m_capture.inspection().packet(m_snapshot, base::RowId(i));
            if (!store::isEvent(packet.row)) append(packet.decode(), packet, m_rows[i]);
        }
    }

    /// Filters of up to `perField` values of each field, and pairs of them.
    [[nodiscard]] std::vector<Meant> filters(std::size_t perField) const {
        std::map<std::uint16_t, std::vector<ObviousValue>> known;
        for (const auto& row : m_rows) {
            for (const auto& [field, values] : row) {
                auto& list = known[field];
                for (const auto& value : values)
                    if (list.size() < perField && std::ranges::find(list, value) == list.end()) list.push_back(value);
            }
        }
        std::vector<Meant> made;
        for (const auto& [field, values] : known) {
            for (const auto& value : values) {
                auto some = filtersOf(session::fieldInfo(base::FieldId{field}), value);
                std::ranges::move(some, std::back_inserter(made));
            }
        }
        joinSome(made);
        return made;
    }

    void expectTheSame(const Meant& meant) {
        const auto filter = filter::Filter::read(meant.text);
        ASSERT_TRUE(filter) << meant.text << ": " << filter.error().cause;
        const auto scanned = m_capture.scanned(*filter);
        std::string wrong;
        for (std::uint32_t i = 0; i < m_rows.size(); ++i)
            if (std::ranges::binary_search(scanned, base::RowId(i)) != meant.holds(m_rows[i]))
                wrong += fmt::format(" {}", i + 1);
        EXPECT_EQ(wrong, "") << meant.text;
    }

private:
    static void joinSome(std::vector<Meant>& made) {
        std::mt19937 random(6); // NOLINT(cert-msc51-cpp): the same filters every time
        const auto count = made.size();
        for (std::size_t i = 0; i < std::min<std::size_t>(count, 60); ++i) {
            const auto a = made[random() % count];
            const auto b = made[random() % count];
            const auto c = made[random() % count];
            made.push_back({fmt::format("{} and not ({} or {})", a.text, b.text, c.text),
                            [a, b, c](const auto& row) { return a.holds(row) && !(b.holds(row) || c.holds(row)); }});
            made.push_back({fmt::format("({}) xor ({})", a.text, b.text),
                            [a, b](const auto& row) { return a.holds(row) != b.holds(row); }});
        }
    }

    Filtered m_capture;
    store::Snapshot m_snapshot;
    std::vector<ObviousRow> m_rows;
};

void expectTheSame(const std::filesystem::path& path, std::size_t perField) {
    SCOPED_TRACE(path.filename());
    Obvious obvious(path, 2'000);
    for (const auto& meant : obvious.filters(perField)) obvious.expectTheSame(meant);
}

TEST(ObviousEvaluator, agreesOnTheSamples) {
    std::size_t seen = 0;
    for (const auto* folder : {"resources/samples", "tests/data"}) {
        for (const auto& entry :
             std::filesystem::directory_iterator(std::filesystem::path(MQTTSCOPE_SOURCE_DIR) / folder)) {
            const auto extension = entry.path().extension();
            if (extension != ".pcap" && extension != ".pcapng") continue;
            expectTheSame(entry.path(), 4);
            ++seen;
        }
    }
    EXPECT_GT(seen, 3U);
}

TEST(ObviousEvaluator, agreesOnCapturesOfOthers) {
    const auto captures = allSharedCaptures("mqtt");
    if (captures.empty()) GTEST_SKIP() << "no captures of others here";
    for (const auto& path : captures)
        if (std::filesystem::file_size(path) < 2'000'000) expectTheSame(path, 2);
}

constexpr std::array kByColumns{"mqtt.number <= 20",
                                "mqtt.size in {2..4, 70}",
                                "mqtt.size != 4",
                                "mqtt.connection == 1",
                                "tcp.stream > 0",
                                "not (client contains \"a\")",
                                "len(client) > 3 and mqtt.version == \"5.0\"",
                                "mqtt.version_inferred == 1",
                                "direction == \"to client\" xor mqtt.qos > 0",
                                "mqtt.type_name matches \"^(PUB|SUB)\"",
                                "event.kind == FIN or mqtt.incomplete == 1",
                                "mqtt.event == 0",
                                "mqtt.packet_identifier == 1",
                                "mqtt.packet_identifier != 1",
                                "mqtt.packet_identifier",
                                "frame.number > 7",
                                "frame.number == 5",
                                "frame.time_relative > 20ms",
                                "frame.time_relative < 0.5",
                                "exchange and mqtt.retain == 0",
                                "exchange.state == complete",
                                "exchange.state != complete",
                                "not (exchange.state in {refused unanswered})",
                                "exchange.packet == 3",
                                "count(exchange.packet) > 2",
                                "mqtt.latency > 1ms or mqtt.qos == 2",
                                "mqtt.latency < 100us",
                                "finding and mqtt.retain == 0",
                                "finding.severity == error",
                                "finding.rule contains \"3\"",
                                "upper(mqtt.publish.topic) contains \"A\"",
                                "mqtt.topic contains \"e\"",
                                "mqtt.topic_len > 5",
                                "mqtt.topic != \"x\"",
                                "mqtt.dup == 0",
                                "mqtt.hdrflags & 1",
                                "mqtt.type == mqtt.qos",
                                "mqtt.publish.topic == mqtt.client",
                                "payload.size > 9 and payload.text",
                                "temp",
                                "tcp.dstport == 1883",
                                "ip and not mqtt"};

void expectColumnsLikeRows(const std::filesystem::path& path) {
    Filtered capture(path);
    for (const auto* text : kByColumns) {
        const auto filter = filter::Filter::read(text);
        ASSERT_TRUE(filter) << text << ": " << filter.error().cause;
        EXPECT_TRUE(capture.scanned(*filter) == capture.oneByOne(*filter)) << path << ": " << text;
    }
}

TEST(ColumnEvaluator, answersAsTheRowsDo) {
    auto captures = allSharedCaptures("mqtt");
    for (const auto* folder : {"resources/samples", "tests/data"})
        for (const auto& entry :
             std::filesystem::directory_iterator(std::filesystem::path(MQTTSCOPE_SOURCE_DIR) / folder))
            if (entry.path().extension() == ".pcapng" || entry.path().extension() == ".pcap")
                captures.push_back(entry.path());
    ASSERT_FALSE(captures.empty());
    for (const auto& path : captures)
        if (std::filesystem::file_size(path) < 5'000'000) expectColumnsLikeRows(path);
}

} // namespace
} // namespace mqttscope::test
