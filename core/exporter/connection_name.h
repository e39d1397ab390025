// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connection.h"

#include <cstdint>
#include <string>

namespace mqttscope::exporter {

/// A number for a connection that is the same in every export of the same capture, and hardly ever that of another:
/// made of its two ends and when it began. 63 bits, so that every reader of JSON that knows 64 can hold it.
[[nodiscard]] std::uint64_t connectionNumber(const store::Connection& connection);

/// The same as Zeek writes it: "C" and 17 letters and digits.
[[nodiscard]] std::string connectionUid(const store::Connection& connection);

/// "127.0.0.1", "::1": the address alone.
[[nodiscard]] std::string addressText(const net::Address& address);

} // namespace mqttscope::exporter
