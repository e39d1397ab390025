// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/capture/capture_reader.h"
#include "core/mqtt/packet.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mqttscope::bench {

/// Bytes that net delivered together.
struct Piece {
    std::uint32_t stream = 0; ///< two for each connection, one for each side
    base::ByteView bytes;
};

struct Packet {
    base::ByteView bytes;
    std::uint32_t length = 0;
    mqtt::Version version{};
};

/// A capture, and what each stage of the way to rows begins with, so that a stage can be measured alone.
class Fixture {
public:
    /// Throws std::runtime_error where the file cannot be read.
    Fixture(std::string name, std::filesystem::path path);

    [[nodiscard]] const std::string& name() const { return m_name; }

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    /// The whole file, mapped.
    [[nodiscard]] base::ByteView file() const;
    [[nodiscard]] base::ByteView bytesOf(const capture::Frame& frame) const;

    [[nodiscard]] const std::vector<capture::Frame>& frames() const { return m_frames; }

    [[nodiscard]] const std::vector<Piece>& pieces() const { return m_pieces; }

    /// The first packets that lie together, at most kMostPackets.
    [[nodiscard]] const std::vector<Packet>& packets() const { return m_packets; }

    /// MQTT packets of the whole capture.
    [[nodiscard]] std::uint64_t packetCount() const { return m_packetCount; }

    /// Streams that pieces belong to.
    [[nodiscard]] std::uint32_t streams() const { return m_streams; }

    static constexpr std::size_t kMostPackets = 200'000;

private:
    void readFrames();
    void readPieces();
    void readPackets();

    std::string m_name;
    std::filesystem::path m_path;
    capture::SourceTable m_sources;
    std::vector<capture::Frame> m_frames;
    std::vector<Piece> m_pieces;
    std::vector<Packet> m_packets;
    std::uint64_t m_packetCount = 0;
    std::uint32_t m_streams = 0;
};

/// A capture of small packets, about 9 a frame, made from words. Its file goes with it.
class GeneratedCapture {
public:
    explicit GeneratedCapture(std::uint32_t packets);
    ~GeneratedCapture();
    GeneratedCapture(const GeneratedCapture&) = delete;
    GeneratedCapture& operator=(const GeneratedCapture&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

} // namespace mqttscope::bench
