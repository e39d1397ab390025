// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mqttscope::test {

/// One MQTT packet as either program tells it: Wireshark's key to its values, joined by commas.
/// Numbers are decimal; texts and octets are hex, so that no program's way of showing them gets between.
struct TsharkPacket {
    unsigned long frame = 0; ///< that completed it
    std::string ports;       ///< "source>destination" of TCP: one direction of a connection
    std::map<std::string, std::string> values;
};

/// How the values of a key are told; Text where PDML has octets in front that are not the text's.
enum class Telling { Number, Text, Octets };

/// Keys that are compared, and how they are told.
const std::map<std::string, Telling>& comparedKeys();

/// The MQTT packets that tshark finds in a capture, in its order; `options` as for its command line.
std::vector<TsharkPacket> packetsOfTshark(const std::filesystem::path& capture,
                                          const std::vector<std::string>& options);

/// The same by mqttscope-cli; without those that the end of the capture cuts off, which tshark does not show.
std::vector<TsharkPacket> packetsOfMqttscope(const std::filesystem::path& capture,
                                             const std::vector<std::string>& options);

} // namespace mqttscope::test
