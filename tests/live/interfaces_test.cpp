// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/interfaces.h"
#include "core/capture/live/link_type.h"

#include <gmock/gmock.h>
#include <pcap/pcap.h>

#include <algorithm>

namespace mqttscope::capture::live {
namespace {

TEST(ListInterfaces, KnowsLoopbackAndAny) {
    const auto interfaces = listInterfaces();
    ASSERT_TRUE(interfaces) << interfaces.error().message();
    const auto loopback = std::ranges::find(*interfaces, "lo", &NetworkInterface::name);
    const auto any = std::ranges::find(*interfaces, kAnyInterface, &NetworkInterface::name);
    if (loopback == interfaces->end()) GTEST_SKIP() << "libpcap sees no network interfaces here";
    EXPECT_TRUE(loopback->loopback);
    EXPECT_EQ(loopback->linkType, DLT_EN10MB);
    EXPECT_EQ(loopback->unusable.empty(), loopback->up);
    if (loopback->up) {
        EXPECT_THAT(loopback->addresses, testing::Contains("127.0.0.1"));
    }
    ASSERT_NE(any, interfaces->end());
    EXPECT_EQ(any->linkType, DLT_LINUX_SLL2);
}

TEST(ExpectedLinkType, IsUnknownForWhatIsNotThere) {
    EXPECT_EQ(expectedLinkType("no-such-interface"), std::nullopt);
    EXPECT_EQ(expectedLinkType("nosuch0"), std::nullopt);
    EXPECT_EQ(expectedLinkType(""), std::nullopt);
}

TEST(LinkType, OfFilesDiffersFromLibpcapsForRawIp) {
    EXPECT_EQ(fileLinkType(DLT_EN10MB), 1U);
    EXPECT_EQ(fileLinkType(DLT_RAW), 101U);
    EXPECT_EQ(fileLinkType(DLT_LINUX_SLL2), 276U);
    EXPECT_EQ(linkTypeText(DLT_EN10MB), "Ethernet");
}

} // namespace
} // namespace mqttscope::capture::live
