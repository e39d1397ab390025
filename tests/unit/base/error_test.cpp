// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace mqttscope::base {
namespace {

TEST(Error, saysWhatWhereWhyAndWhatToDo) {
    const Error error{.tried = "open the capture",
                      .subject = "a.pcap",
                      .cause = "permission denied",
                      .advice = "Ask its owner",
                      .offset = 24};
    EXPECT_EQ(error.message(), "Cannot open the capture a.pcap: permission denied (at byte 24). Ask its owner");
}

TEST(Error, leavesOutWhatItDoesNotKnow) {
    EXPECT_EQ((Error{.tried = "write", .subject = {}, .cause = "disk full", .advice = {}}.message()),
              "Cannot write: disk full");
}

TEST(Error, systemMessagesAreWords) {
    EXPECT_EQ(systemMessage(ENOENT), "No such file or directory");
}

} // namespace
} // namespace mqttscope::base
