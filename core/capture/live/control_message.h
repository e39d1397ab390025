// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/live/capture_loop.h"
#include "core/capture/live/capture_options.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mqttscope::capture::live {

/// What mqttscope-capture and the program that started it tell each other, one packet of their socket each. The first
/// byte is the kind.
enum class MessageKind : std::uint8_t {
    // To mqttscope-capture:
    Start = 1, ///< with options: the first message
    File,      ///< with a name, and a descriptor: the answer to WantFile
    NoFile,    ///< with an error: the other answer
    Stop,
    // From it:
    WantFile = 17, ///< asks for a file to write to
    Begun,         ///< frames are captured from now on
    Status,        ///< with the status
    Ended,         ///< everything is written; with an error, or with nothing
};

/// Longer messages are refused.
inline constexpr std::size_t kLongestMessage = std::size_t{64} << 10;

using Message = std::vector<std::uint8_t>;

/// The kind of a message; none for what is none.
[[nodiscard]] std::optional<MessageKind> kindOf(base::ByteView message);

[[nodiscard]] Message emptyMessage(MessageKind kind);
[[nodiscard]] Message startMessage(const CaptureOptions& options);
[[nodiscard]] Message fileMessage(const std::string& name);
[[nodiscard]] Message statusMessage(const CaptureStatus& status);
/// NoFile, or Ended with what ended it.
[[nodiscard]] Message errorMessage(MessageKind kind, const base::Error& error);

/// What a Start asks for; `path` and `overwrite` do not travel. None where anything in it cannot be: the reader has a
/// privilege that the writer has not.
[[nodiscard]] std::optional<CaptureOptions> readStart(base::ByteView message);
[[nodiscard]] std::optional<std::string> readFile(base::ByteView message);
[[nodiscard]] std::optional<CaptureStatus> readStatus(base::ByteView message);
/// None for an end without an error, and for what cannot be read.
[[nodiscard]] std::optional<base::Error> readError(base::ByteView message);

} // namespace mqttscope::capture::live
