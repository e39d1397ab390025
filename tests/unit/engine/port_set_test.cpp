// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/port_set.h"

#include <gtest/gtest.h>

namespace mqttscope::engine {
namespace {

TEST(PortSet, knowsTheStandardPort) {
    const auto ports = PortSet::standard();
    EXPECT_TRUE(ports.contains(1883));
    EXPECT_FALSE(ports.contains(1884));
}

TEST(PortSet, takesPortsRangesAndTsharksWords) {
    PortSet ports;
    EXPECT_TRUE(ports.addText("1884"));
    EXPECT_TRUE(ports.addText("2000-2002"));
    EXPECT_TRUE(ports.addText("tcp.port==9001,mqtt"));
    EXPECT_TRUE(ports.addText("65535-65535")) << "the last port ends the range, not the loop";
    for (const std::uint16_t port : std::initializer_list<std::uint16_t>{1884, 2000, 2001, 2002, 9001, 65535}) {
        EXPECT_TRUE(ports.contains(port)) << port;
    }
    EXPECT_FALSE(ports.contains(2003));
}

TEST(PortSet, refusesWhatNamesNoPort) {
    PortSet ports;
    for (const auto* text :
         {"", "0", "65536", "-1", "1-", "-", "5-4", "mqtt", "1883x", "tcp.port==1884,http", "tcp.port==", "1,2"}) {
        const auto added = ports.addText(text);
        ASSERT_FALSE(added) << text;
        EXPECT_NE(added.error().message().find(text), std::string::npos);
    }
}

} // namespace
} // namespace mqttscope::engine
