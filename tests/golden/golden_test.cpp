// SPDX-License-Identifier: GPL-3.0-or-later
// Every sample of ours as text, byte range by byte range, against a file that somebody has read.
// MQTTSCOPE_UPDATE_GOLDEN=1 writes the files anew; read the difference before it is committed.
#include "tests/golden/dump.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = MQTTSCOPE_SOURCE_DIR;
const fs::path kExpected = kSource / "tests/golden/expected";

std::vector<fs::path> captures() {
    std::vector<fs::path> found;
    for (const auto* folder : {"resources/samples", "tests/data"}) {
        if (!fs::is_directory(kSource / folder)) continue;
        for (const auto& entry : fs::directory_iterator(kSource / folder)) {
            const auto extension = entry.path().extension();
            if (extension == ".pcap" || extension == ".pcapng") found.push_back(entry.path());
        }
    }
    std::ranges::sort(found);
    return found;
}

std::string readFile(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class Golden : public testing::TestWithParam<fs::path> {};

TEST_P(Golden, dumpIsWhatSomebodyHasRead) {
    const auto expected = kExpected / (GetParam().stem().string() + ".txt");
    const auto actual = dumpFiles({GetParam()});
    if (std::getenv("MQTTSCOPE_UPDATE_GOLDEN") != nullptr) std::ofstream(expected, std::ios::binary) << actual;
    ASSERT_TRUE(fs::exists(expected)) << "no golden file yet: run with MQTTSCOPE_UPDATE_GOLDEN=1 and read it";
    EXPECT_EQ(actual, readFile(expected));
}

TEST_P(Golden, decodingAgainGivesTheSame) {
    EXPECT_EQ(dumpFiles({GetParam()}), dumpFiles({GetParam()}));
}

INSTANTIATE_TEST_SUITE_P(Samples, Golden, testing::ValuesIn(captures()), [](const auto& test) {
    auto name = test.param.stem().string();
    std::replace_if(
        name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    return name;
});

} // namespace
} // namespace mqttscope::test
