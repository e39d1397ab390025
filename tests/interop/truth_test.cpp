// SPDX-License-Identifier: GPL-3.0-or-later
// What the clients of our recordings say that they sent and got is exactly what mqttscope-cli shows.
#include "tests/interop/recordings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <iomanip>
#include <map>
#include <sstream>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;

/// Rows of truth by kind; a row is what follows the kind, joined by tabs.
using Rows = std::map<std::string, std::vector<std::string>>;

struct Told {
    std::vector<std::string> options; ///< what mqttscope-cli needs to read the recording
    Rows rows;
};

Told told(const fs::path& capture) {
    Told all;
    std::ifstream file(capture.parent_path() / (nameOf(capture) + ".tsv"));
    for (std::string line; std::getline(file, line);) {
        static const std::string kOptions = "# options: ";
        if (line.starts_with(kOptions) && line != kOptions + "none")
            all.options = splitAt(line.substr(kOptions.size()), ' ');
        if (line.starts_with("#") || line.starts_with("kind\t")) continue;
        const auto kindEnd = line.find('\t');
        all.rows[line.substr(0, kindEnd)].push_back(line.substr(kindEnd + 1));
    }
    return all;
}

std::string crcOf(const std::string& hex) {
    std::vector<Bytef> octets;
    for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
        octets.push_back(static_cast<Bytef>(std::stoul(hex.substr(at, 2), nullptr, 16)));
    }
    std::ostringstream text;
    text << std::hex << std::setw(8) << std::setfill('0')
         << ::crc32(0, octets.data(), static_cast<uInt>(octets.size()));
    return text.str();
}

/// The cells of one packet, by name.
class Packet {
public:
    explicit Packet(const std::vector<std::string>& cells)
        : m_cells(cells) {}

    static const std::vector<std::string>& keys() {
        static const std::vector<std::string> kKeys{
            "mqtt.type",
            "mqtt.direction",
            "mqtt.connection",
            "mqtt.client",
            "mqtt.version",
            "mqtt.packet_identifier",
            "mqtt.qos",
            "mqtt.retain",
            "mqtt.publish.topic",
            "mqtt.publish.payload",
            "mqtt.connack.return_code",
            "mqtt.connack.reason_code",
            "mqtt.connect.will_flag",
            "mqtt.connect.will_qos",
            "mqtt.connect.will_retain",
            "mqtt.will.topic",
            "mqtt.will.payload",
            "mqtt.subscribe.filter",
            "mqtt.subscribe.qos",
            "mqtt.suback.return_code",
            "mqtt.suback.reason_code",
            "mqtt.unsubscribe.filter",
        };
        return kKeys;
    }

    [[nodiscard]] std::vector<std::string> all(const std::string& key) const {
        const auto found = std::find(keys().begin(), keys().end(), key);
        return valuesOf(m_cells[static_cast<std::size_t>(found - keys().begin())]);
    }

    [[nodiscard]] std::string operator[](const std::string& key) const {
        const auto values = all(key);
        return values.empty() ? std::string() : values.front();
    }

private:
    std::vector<std::string> m_cells;
};

/// What mqttscope-cli shows, in the words of the truth.
class Shown {
public:
    explicit Shown(const fs::path& capture, std::vector<std::string> options) {
        options.push_back(capture.string());
        for (const auto& cells : packetFields(Packet::keys(), options)) take(Packet(cells));
    }

    [[nodiscard]] const Rows& rows() const { return m_rows; }

private:
    void take(const Packet& packet) {
        switch (std::stoi("0" + packet["mqtt.type"])) {
        case 1:
            connect(packet);
            break;
        case 2:
            add("connect", packet,
                "\t\t\t\t\t" + packet["mqtt.connack.return_code"] + packet["mqtt.connack.reason_code"]);
            break;
        case 3:
            publish(packet);
            break;
        case 8:
            m_asked[exchangeOf(packet)] = {packet.all("mqtt.subscribe.filter"), packet.all("mqtt.subscribe.qos")};
            break;
        case 9:
            granted(packet);
            break;
        case 10:
            for (const auto& filter : packet.all("mqtt.unsubscribe.filter"))
                add("unsubscribe", packet, filter + "\t\t\t\t\t");
            break;
        default:
            break; // the other types carry no truth of their own
        }
    }

    void connect(const Packet& packet) {
        if (packet["mqtt.connect.will_flag"] != "1") return;
        add("will", packet,
            message(packet["mqtt.will.topic"], packet["mqtt.connect.will_qos"], packet["mqtt.connect.will_retain"],
                    packet["mqtt.will.payload"]));
    }

    void publish(const Packet& packet) {
        add(packet["mqtt.direction"] == "0" ? "publish" : "receive", packet,
            message(packet["mqtt.publish.topic"], packet["mqtt.qos"], packet["mqtt.retain"],
                    packet["mqtt.publish.payload"]));
    }

    void granted(const Packet& packet) {
        auto codes = packet.all("mqtt.suback.return_code");
        if (codes.empty()) codes = packet.all("mqtt.suback.reason_code");
        const auto& [filters, qos] = m_asked[exchangeOf(packet)];
        ASSERT_EQ(filters.size(), codes.size());
        for (std::size_t i = 0; i < codes.size(); ++i) {
            add("subscribe", packet, filters[i] + "\t" + qos[i] + "\t\t\t\t" + codes[i]);
        }
    }

    static std::string message(const std::string& topic, const std::string& qos, const std::string& retain,
                               const std::string& hex) {
        return topic + "\t" + qos + "\t" + retain + "\t" + std::to_string(hex.size() / 2) + "\t" + crcOf(hex) + "\t";
    }

    static std::string exchangeOf(const Packet& packet) {
        return packet["mqtt.connection"] + " " + packet["mqtt.packet_identifier"];
    }

    void add(const std::string& kind, const Packet& packet, const std::string& rest) {
        m_rows[kind].push_back(packet["mqtt.client"] + "\t" + packet["mqtt.version"] + "\t" + rest);
    }

    Rows m_rows;
    std::map<std::string, std::pair<std::vector<std::string>, std::vector<std::string>>> m_asked;
};

/// What one at a time was published, in its order; a burst has no order of its own.
std::map<std::string, std::vector<std::string>> sequences(const std::vector<std::string>& published) {
    std::map<std::string, std::vector<std::string>> byClient;
    for (const auto& row : published) {
        const auto client = row.substr(0, row.find('\t'));
        if (client.find("burst") == std::string::npos) byClient[client].push_back(row);
    }
    return byClient;
}

void sortAll(Rows& rows) {
    for (auto& [kind, all] : rows) std::sort(all.begin(), all.end());
}

class Truth : public testing::TestWithParam<fs::path> {};

TEST_P(Truth, isExactlyWhatIsShown) {
    auto expected = told(GetParam());
    ASSERT_FALSE(expected.rows.empty()) << "no truth beside " << GetParam();
    const Shown shown(GetParam(), expected.options);
    auto actual = shown.rows();
    EXPECT_EQ(sequences(actual["publish"]), sequences(expected.rows["publish"]));
    sortAll(actual);
    sortAll(expected.rows);
    for (const auto* kind : {"connect", "will", "publish", "receive", "subscribe", "unsubscribe"}) {
        EXPECT_EQ(actual[kind], expected.rows[kind]) << kind;
    }
}

TEST_P(Truth, breaksNoRuleForSure) {
    const auto found = cli({"findings", "--fail-on", "error", GetParam().string()});
    EXPECT_EQ(found.status, 0) << found.out << found.err;
}

TEST(TruthOfRecordings, needsNoPortToBeFound) {
    for (const auto& capture : capturesIn(recordingsFolder())) {
        const auto expected = told(capture);
        if (expected.options.empty()) continue;
        EXPECT_EQ(Shown(capture, {}).rows(), Shown(capture, expected.options).rows()) << capture;
    }
}

INSTANTIATE_TEST_SUITE_P(Recordings, Truth, testing::ValuesIn(capturesIn(recordingsFolder())), [](const auto& param) {
    auto name = nameOf(param.param);
    std::replace_if(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
});

} // namespace
} // namespace mqttscope::test
