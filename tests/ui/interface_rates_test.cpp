// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/frame_rate.h"
#include "ui/models/interface_rates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttscope::test {
namespace {

using testing::ElementsAre;

TEST(Rates, AreCountedFromTheKernelsCounters) {
    using namespace std::chrono_literals;
    const auto text = [](int loReceived, int ethSent) {
        return "Inter-|   Receive                            |  Transmit\n"
               " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs\n"
               "    lo:  900  " +
               std::to_string(loReceived) + " 0 0 0 0 0 0 900 0 0 0 0 0 0 0\n" + "  eth0: 1 5 0 0 0 0 0 0 1 " +
               std::to_string(ethSent) + " 0 0 0 0 0 0\n";
    };
    ui::InterfaceRates rates;
    const std::chrono::steady_clock::time_point begin{};
    rates.sample(text(10, 7), begin);
    EXPECT_TRUE(rates.history("lo").empty()) << "nothing to compare with";
    rates.sample(text(30, 7), begin + 2s);
    rates.sample(text(30, 12), begin + 3s);
    EXPECT_THAT(rates.history("lo"), ElementsAre(10, 0));
    EXPECT_THAT(rates.history("eth0"), ElementsAre(0, 5));
    EXPECT_THAT(rates.history("any"), ElementsAre(10, 5));
    rates.sample(text(3, 1), begin + 4s);
    EXPECT_EQ(rates.history("lo").back(), 0) << "the counters began anew";
    EXPECT_TRUE(rates.history("nowhere").empty());
}

TEST(Rates, TellWhatShareOfThemIsMqtt) {
    using namespace std::chrono_literals;
    const auto text = [](int received, int sent) {
        return "    lo: 1 " + std::to_string(received) + " 0 0 0 0 0 0 1 " + std::to_string(received) +
               " 0 0 0 0 0 0\n  eth0: 1 " + std::to_string(received) + " 0 0 0 0 0 0 1 " + std::to_string(sent) +
               " 0 0 0 0 0 0\n";
    };
    ui::InterfaceRates rates;
    const std::chrono::steady_clock::time_point begin{};
    rates.sample(text(0, 0), begin);
    rates.sampleMqtt({{"eth0", 5}, {"lo", 0}}, begin);
    EXPECT_FALSE(rates.share("eth0"));
    rates.sample(text(20, 20), begin + 1s);
    rates.sampleMqtt({{"eth0", 15}, {"lo", 20}}, begin + 1s);
    EXPECT_EQ(rates.share("eth0"), 25);
    EXPECT_EQ(rates.share("lo"), 100) << "what it sends it receives, too";
    EXPECT_EQ(rates.share("any"), 50);
    EXPECT_THAT(rates.mqttHistory("eth0"), ElementsAre(10));
    rates.sample(text(20, 20), begin + 2s);
    rates.sampleMqtt({{"eth0", 15}}, begin + 2s);
    EXPECT_FALSE(rates.share("eth0")) << "nothing passed";
    EXPECT_FALSE(rates.share("lo")) << "nobody counts there any more";
    rates.sampleMqtt({}, begin + 3s);
    EXPECT_TRUE(rates.mqttHistory("eth0").empty());
}

TEST(FrameRate, isThatOfTheLastWholeSecond) {
    using namespace std::chrono_literals;
    ui::FrameRate rate;
    const std::chrono::steady_clock::time_point begin{};
    EXPECT_EQ(rate.sample(10, begin), 0U);
    EXPECT_EQ(rate.sample(400, begin + 250ms), 0U) << "too early to say";
    EXPECT_EQ(rate.sample(1'010, begin + 1s), 1'000U);
    EXPECT_EQ(rate.sample(5'000, begin + 1'250ms), 1'000U);
    EXPECT_EQ(rate.sample(1'010, begin + 3s), 0U);
}

} // namespace
} // namespace mqttscope::test
