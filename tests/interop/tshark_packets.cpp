// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/interop/tshark_packets.h"

#include "tests/interop/recordings.h"

#include <cstddef>
#include <cstdlib>
#include <optional>
#include <span>
#include <utility>

namespace mqttscope::test {
namespace {

/// tshark's keys that say the same thing in other versions or packets, and the one that stands for them.
const std::map<std::string, std::string> kSame{
    {"mqtt.connack.reason_code", "reason_code"},       {"mqtt.conack.val", "reason_code"},
    {"mqtt.puback.reason_code", "reason_code"},        {"mqtt.pubrec.reason_code", "reason_code"},
    {"mqtt.pubrel.reason_code", "reason_code"},        {"mqtt.pubcomp.reason_code", "reason_code"},
    {"mqtt.suback.reason_code", "reason_code"},        {"mqtt.suback.qos", "reason_code"},
    {"mqtt.unsuback.reason_code", "reason_code"},      {"mqtt.disconnect.reason_code", "reason_code"},
    {"mqtt.auth.reason_code", "reason_code"},          {"mqtt.sub.qos", "mqtt.sub.qos"},
    {"mqtt.subscription_options_qos", "mqtt.sub.qos"},
};

/// Our own keys behind one of the compared ones, where Wireshark's name does not say it all.
const std::map<std::string, std::vector<std::string>> kOwn{
    {"reason_code",
     {"mqtt.connack.return_code", "mqtt.connack.reason_code", "mqtt.puback.reason_code", "mqtt.pubrec.reason_code",
      "mqtt.pubrel.reason_code", "mqtt.pubcomp.reason_code", "mqtt.suback.return_code", "mqtt.suback.reason_code",
      "mqtt.unsuback.reason_code", "mqtt.disconnect.reason_code", "mqtt.auth.reason_code"}},
    {"mqtt.sub.qos", {"mqtt.subscribe.qos"}},
};

std::string unescaped(std::string text) {
    for (const auto& [escape, plain] : {std::pair<const char*, const char*>{"&lt;", "<"},
                                        {"&gt;", ">"},
                                        {"&quot;", "\""},
                                        {"&apos;", "'"},
                                        {"&#x27;", "'"},
                                        {"&amp;", "&"}}) {
        for (auto at = text.find(escape); at != std::string::npos; at = text.find(escape, at + 1)) {
            text.replace(at, std::string_view(escape).size(), plain);
        }
    }
    return text;
}

std::optional<std::string> attribute(const std::string& line, const std::string& name) {
    const auto start = line.find(" " + name + "=\"");
    if (start == std::string::npos) return std::nullopt;
    const auto from = start + name.size() + 3;
    return unescaped(line.substr(from, line.find('"', from) - from));
}

std::string hexOf(std::string_view octets) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (const auto octet : std::as_bytes(std::span(octets))) {
        hex += kDigits[std::to_integer<std::size_t>(octet >> 4)];
        hex += kDigits[std::to_integer<std::size_t>(octet & std::byte{15})];
    }
    return hex;
}

std::string decimal(const std::string& number) {
    return number == "True" ? "1" : number == "False" ? "0" : std::to_string(std::strtoull(number.c_str(), nullptr, 0));
}

void add(TsharkPacket& packet, const std::string& key, const std::string& value) {
    const auto [at, isNew] = packet.values.try_emplace(key, value);
    if (!isNew) at->second += "," + value;
}

/// A field of PDML; a text that tshark made itself, such as an alias's topic, has no octets.
void addField(TsharkPacket& packet, const std::string& line) {
    auto key = attribute(line, "name").value_or("");
    if (const auto same = kSame.find(key); same != kSame.end()) key = same->second;
    const auto telling = comparedKeys().find(key);
    if (telling == comparedKeys().end()) return;
    const auto shown = attribute(line, "show").value_or("");
    if (telling->second == Telling::Number) {
        add(packet, key, decimal(shown));
        return;
    }
    const auto octets = telling->second == Telling::Octets ? attribute(line, "value").value_or("") : std::string();
    add(packet, key, octets.empty() ? hexOf(shown) : octets);
}

/// A packet from the cells of `-T fields`; `named` holds the compared key of each, empty for those in front.
TsharkPacket packetFrom(unsigned long frame, const std::vector<std::string>& named,
                        const std::vector<std::string>& cells) {
    TsharkPacket packet{frame, {}, {}};
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (named[i].empty()) continue;
        const bool isHex = named[i] == "mqtt.msg" || named[i] == "mqtt.willmsg"; // payloads are printed so
        const bool isNumber = comparedKeys().at(named[i]) == Telling::Number;
        for (const auto& value : valuesOf(cells[i]))
            add(packet, named[i], isNumber ? decimal(value) : isHex ? value : hexOf(value));
    }
    return packet;
}

} // namespace

const std::map<std::string, Telling>& comparedKeys() {
    static const std::map<std::string, Telling> kKeys{
        {"mqtt.msgtype", Telling::Number},
        {"mqtt.len", Telling::Number},
        {"mqtt.dupflag", Telling::Number},
        {"mqtt.qos", Telling::Number},
        {"mqtt.retain", Telling::Number},
        {"mqtt.ver", Telling::Number},
        {"mqtt.conflags", Telling::Number},
        {"mqtt.kalive", Telling::Number},
        {"mqtt.clientid", Telling::Octets},
        {"mqtt.willtopic", Telling::Octets},
        {"mqtt.willmsg", Telling::Octets},
        {"mqtt.username", Telling::Octets},
        {"mqtt.passwd", Telling::Octets},
        {"mqtt.conack.flags.sp", Telling::Number},
        {"reason_code", Telling::Number},
        {"mqtt.topic", Telling::Octets},
        {"mqtt.msgid", Telling::Number},
        {"mqtt.msg", Telling::Octets},
        {"mqtt.sub.qos", Telling::Number},
        {"mqtt.subscription_options_retain", Telling::Number},
        {"mqtt.subscription_options_rap", Telling::Number},
        {"mqtt.subscription_options_nl", Telling::Number},
        {"mqtt.property_len", Telling::Number},
        {"mqtt.property_id", Telling::Number},
        {"mqtt.prop_number", Telling::Number},
        {"mqtt.prop_key", Telling::Octets},
        {"mqtt.prop_value", Telling::Octets},
        {"mqtt.property.content_type", Telling::Text},
        {"mqtt.property.topic_alias", Telling::Number},
        {"mqtt.property.max_qos", Telling::Number},
    };
    return kKeys;
}

std::vector<TsharkPacket> packetsOfTshark(const std::filesystem::path& capture,
                                          const std::vector<std::string>& options) {
    std::vector<std::string> command{"tshark", "-n",   "-r", capture.string(), "-o", "tcp.reassemble_out_of_order:TRUE",
                                     "-T",     "pdml", "-J", "mqtt tcp",       "-Y", "mqtt"};
    command.insert(command.end(), options.begin(), options.end());
    std::vector<TsharkPacket> packets;
    unsigned long frame = 0;
    std::string layer;
    std::string ports;
    for (const auto& line : lines(run(command).out)) {
        const auto name = attribute(line, "name").value_or("");
        if (line.find("<proto ") != std::string::npos) {
            layer = name;
            if (layer == "mqtt") packets.push_back({frame, ports, {}});
        } else if (name == "num") {
            frame = std::stoul(attribute(line, "show").value_or("0"));
        } else if (name == "tcp.srcport") {
            ports = attribute(line, "show").value_or("") + ">";
        } else if (name == "tcp.dstport") {
            ports += attribute(line, "show").value_or("");
        } else if (layer == "mqtt") {
            addField(packets.back(), line);
        }
    }
    return packets;
}

std::vector<TsharkPacket> packetsOfMqttscope(const std::filesystem::path& capture,
                                             const std::vector<std::string>& options) {
    std::vector<std::string> keys{"frame.number",   "mqtt.incomplete", "mqtt.connection",
                                  "mqtt.direction", "tcp.srcport",     "tcp.dstport"};
    std::vector<std::string> named(keys.size());
    for (const auto& [key, telling] : comparedKeys()) {
        const auto own = kOwn.find(key);
        for (const auto& each : own == kOwn.end() ? std::vector{key} : own->second) {
            keys.push_back(each);
            named.push_back(key);
        }
    }
    auto arguments = options;
    arguments.insert(arguments.end(), {"--secrets", capture.string()});
    std::vector<TsharkPacket> packets;
    std::vector<std::string> directions;
    std::map<std::string, std::string> portsOf; // a frame that is a later IP fragment shows no ports
    for (const auto& cells : packetFields(keys, arguments)) {
        if (cells[1] == "1") continue;
        directions.push_back(cells[2] + " " + cells[3]);
        if (!cells[4].empty()) {
            portsOf[directions.back()] = cells[4] + ">" + cells[5];
            portsOf.try_emplace(cells[2] + (cells[3] == "0" ? " 1" : " 0"), cells[5] + ">" + cells[4]);
        }
        packets.push_back(packetFrom(std::stoul(cells[0]), named, cells));
    }
    for (std::size_t i = 0; i < packets.size(); ++i) packets[i].ports = portsOf[directions[i]];
    return packets;
}

} // namespace mqttscope::test
