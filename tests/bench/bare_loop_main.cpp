// SPDX-License-Identifier: GPL-3.0-or-later
// The bare loop as a program, so that compare.sh can run it beside the others: bare_loop FILE
#include "core/capture/capture_reader.h"
#include "tests/bench/bare_loop.h"

#include <fmt/format.h>

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
    using namespace mqttscope;
    if (argc != 2) {
        fmt::print(stderr, "Usage: {} FILE\n", argv[0]);
        return 2;
    }
    try {
        capture::SourceTable sources; // maps the file as mqttscope does, so that both pay the same for its pages
        const auto reader = capture::CaptureReader::open(sources, {argv[1]}, {});
        if (!reader) {
            fmt::print(stderr, "{}\n", reader.error().message());
            return 1;
        }
        const auto& source = sources[base::SourceId(0)];
        const auto count = bench::bareLoop({source.data(), source.size()});
        fmt::print("{} segments, {} packets\n", count.segments, count.packets);
        return count.packets == 0 ? 1 : 0;
    } catch (const std::exception& failure) {
        std::fputs(failure.what(), stderr);
        return 1;
    }
}
