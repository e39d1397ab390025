// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace mqttscope::test {

/// Where mqttscope and tshark 4.0 tell different things about a capture.
struct KnownDisagreement {
    std::string capture;           ///< the end of folder and file name
    std::vector<std::string> keys; ///< what differs; "packets" and "frame" as in agreement_test.cpp
    std::string why;               ///< what tshark does
    std::string section;           ///< what says that mqttscope is right
};

inline const std::vector<KnownDisagreement>& knownDisagreements() {
    static const std::string kVersion =
        "without a CONNECT everything is read as 3.1.1, and properties end up in the payload";
    static const std::vector<KnownDisagreement> kKnown{
        {"crafted/A.pcap",
         {"mqtt.topic"},
         "one table of topic aliases for both directions",
         "MQTT 5.0 §3.3.2.3.4: the aliases of client and server are unrelated"},
        {"crafted/C.pcap",
         {"packets", "frame", "mqtt.len", "mqtt.topic", "mqtt.msg"},
         "a remaining length of five bytes is taken for a PUBLISH",
         "MQTT 5.0 §1.5.5: at most four bytes"},
        {"crafted/D.pcap",
         {"packets"},
         "a remaining length cut by the end of a segment loses the rest of the stream",
         "RFC 9293 §3.8.1: segments have no borders for those above"},
        {"crafted/E.pcap", {"packets"}, "nothing is found inside a WebSocket", "MQTT 5.0 §6.0"},
        {"crafted/F.pcap",
         {"mqtt.property_len", "mqtt.property_id", "mqtt.prop_key", "mqtt.prop_value", "mqtt.msg"},
         kVersion,
         "MQTT 5.0 §3.3.2.3"},
        {"crafted/H.pcap",
         {"mqtt.ver"},
         "the bit with which a bridge marks its level is taken for part of the level",
         "MQTT 3.1.1 §3.1.2.2: the level of 3.1.1 is 4, and the server answered as one of 3.1.1 does"},
        {"OISF-suricata-verify/mqtt-events-missing-connect_input.pcap",
         {"packets"},
         "told to reassemble out of order, it waits for the segment that was removed, and shows nothing behind it",
         "RFC 9293 §3.4: the other end acknowledged the octets, they only were not captured"},
        {"OISF-suricata-verify/mqtt-midstream-split.pcap",
         {"mqtt.property_len", "mqtt.property_id", "mqtt.prop_number", "mqtt.msg"},
         kVersion,
         "MQTT 5.0 §3.2.2.3 and §3.3.2.3"},
        {"OISF-suricata-verify/mqtt5-excessiveproplen_input.pcap",
         {"mqtt.property_len", "mqtt.property_id"},
         "a property length that leaves the packet is told by its raw bytes, and properties are made of what follows",
         "MQTT 5.0 §1.5.5: FF 21 is 4,351; §2.2.2.1: no property fits"},
    };
    return kKnown;
}

} // namespace mqttscope::test
