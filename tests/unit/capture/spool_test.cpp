// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/spool.h"
#include "tests/unit/capture/capture_files.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>
#include <optional>

namespace mqttscope::test {
namespace {

using capture::Spool;
using capture::spoolDirectory;
using testing::AllOf;
using testing::HasSubstr;

/// Sets a variable of the environment for as long as it lives.
class Environment {
public:
    Environment(const char* name, const std::string& value)
        : m_name(name) {
        const char* before = std::getenv(name); // NOLINT(concurrency-mt-unsafe)
        if (before != nullptr) m_before = before;
        ::setenv(name, value.c_str(), 1); // NOLINT(concurrency-mt-unsafe)
    }

    ~Environment() {
        if (m_before)
            ::setenv(m_name, m_before->c_str(), 1); // NOLINT(concurrency-mt-unsafe)
        else
            ::unsetenv(m_name); // NOLINT(concurrency-mt-unsafe)
    }

    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    const char* m_name;
    std::optional<std::string> m_before;
};

TEST(Spool, GrowsWithoutMoving) {
    const Folder folder;
    auto spool = Spool::create("a pipe", folder.path(), {});
    ASSERT_TRUE(spool.has_value());
    const auto source = spool->takeSource();
    const auto* const data = source->data();
    std::string all;
    for (int i = 0; i < 300; ++i) {
        const std::string part(1'000, static_cast<char>('a' + i % 26));
        ASSERT_TRUE(spool->append(base::asBytes(part)).has_value());
        all += part;
        ASSERT_EQ(source->size(), all.size());
    }
    EXPECT_EQ(source->data(), data);
    EXPECT_EQ(base::asText({source->data(), all.size()}), all);
}

TEST(Spool, OnlyItsOwnerCanReadItAndItHasNoName) {
    const Folder folder;
    const auto spool = Spool::create("a pipe", folder.path(), {});
    ASSERT_TRUE(spool.has_value());
    struct stat status{};
    ASSERT_EQ(::fstat(spool->source().descriptor(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_EQ(status.st_nlink, 0U);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Spool, WhatDoesNotFitOnTheDiskIsRefusedBeforehand) {
    const Folder folder;
    const auto spool = Spool::create("huge.pcap.gz", folder.path(), {.expected = std::uint64_t{1} << 60});
    ASSERT_FALSE(spool.has_value());
    EXPECT_THAT(spool.error().message(), AllOf(HasSubstr("huge.pcap.gz"), HasSubstr("it takes 1099511627776 MiB, but "),
                                               HasSubstr("Make room in")));
}

TEST(Spool, AFolderThatCannotBeUsedIsNamed) {
    const auto spool = Spool::create("a pipe", "/proc/nowhere", {});
    ASSERT_FALSE(spool.has_value());
    EXPECT_THAT(spool.error().message(), HasSubstr("/proc/nowhere"));
}

TEST(Spool, MoreThanItsReserveIsAnError) {
    const Folder folder;
    auto spool = Spool::create("a pipe", folder.path(), {.expected = 0, .most = 4'096});
    ASSERT_TRUE(spool.has_value());
    const std::string part(4'096, 'x');
    EXPECT_TRUE(spool->append(base::asBytes(part)).has_value());
    EXPECT_FALSE(spool->append(base::asBytes(part)).has_value());
}

TEST(Spool, LiesInTheUsersCache) {
    const Folder folder;
    {
        const Environment cache("XDG_CACHE_HOME", folder.path("cache"));
        EXPECT_EQ(spoolDirectory(""), folder.path("cache/mqttscope"));
        EXPECT_TRUE(std::filesystem::is_directory(folder.path("cache/mqttscope")));
        EXPECT_EQ(spoolDirectory("/elsewhere"), "/elsewhere");
    }
    const Environment home("HOME", folder.path("home"));
    {
        const Environment relative("XDG_CACHE_HOME", "relative");
        EXPECT_EQ(spoolDirectory(""), folder.path("home/.cache/mqttscope"));
    }
    const Environment nothing("XDG_CACHE_HOME", "");
    EXPECT_EQ(spoolDirectory(""), folder.path("home/.cache/mqttscope"));
    const Environment nowhere("HOME", "/proc/nowhere");
    EXPECT_EQ(spoolDirectory(""), "/var/tmp");
}

} // namespace
} // namespace mqttscope::test
