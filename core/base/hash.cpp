// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"

#include <cstring>
#include <random>

namespace mqttscope::base {
namespace {

constexpr std::uint64_t kOdd1 = 0x9E37'79B9'7F4A'7C15;
constexpr std::uint64_t kOdd2 = 0xD1B5'4A32'D192'ED03;

__extension__ using Wide = unsigned __int128;

std::uint64_t processSeed() {
    static const std::uint64_t seed = [] {
        std::random_device device;
        return (std::uint64_t{device()} << 32) | device();
    }();
    return seed;
}

/// Folds a full 64 × 64 bit product, which mixes every input bit into every output bit.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    const auto product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t load(const char* at, std::size_t size) {
    std::uint64_t value = 0;
    std::memcpy(&value, at, size);
    return value;
}

} // namespace

std::uint32_t hashBytes(std::string_view bytes) {
    auto state = processSeed() ^ (bytes.size() * kOdd1);
    const char* at = bytes.data();
    auto left = bytes.size();
    for (; left >= 8; at += 8, left -= 8) state = fold(state ^ load(at, 8), kOdd2);
    if (left != 0) state = fold(state ^ load(at, left), kOdd1);
    state = fold(state, kOdd1 ^ processSeed());
    return static_cast<std::uint32_t>(state ^ (state >> 32));
}

std::uint32_t hashNumber(std::uint64_t number) {
    const auto mixed = fold(number ^ processSeed(), kOdd1 ^ processSeed());
    return static_cast<std::uint32_t>(mixed ^ (mixed >> 32));
}

} // namespace mqttscope::base
