// SPDX-License-Identifier: GPL-3.0-or-later
// Traffic that is not MQTT: detection by content must find nothing in it.
#include "tests/interop/recordings.h"
#include "tests/support/shared_captures.h"

#include <gtest/gtest.h>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;

fs::path others() {
    return isFresh() ? recordingsFolder() / "other" : fs::path(MQTTSCOPE_SOURCE_DIR) / "tests/data/other";
}

class OtherProtocol : public testing::TestWithParam<fs::path> {};

TEST_P(OtherProtocol, isNotTakenForMqtt) {
    const auto found = cli({"packets", GetParam().string()});
    EXPECT_EQ(found.status, 0) << found.err;
    EXPECT_EQ(found.out, "");
}

INSTANTIATE_TEST_SUITE_P(Recordings, OtherProtocol, testing::ValuesIn(capturesIn(others())), [](const auto& param) {
    auto name = nameOf(param.param);
    std::replace_if(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
});

TEST(OtherProtocols, ofOthersAreNotTakenForMqtt) {
    const auto all = allSharedCaptures("robust");
    if (all.empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    for (const auto& capture : all) EXPECT_EQ(cli({"packets", capture.string()}).out, "") << capture;
}

} // namespace
} // namespace mqttscope::test
