// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/byte_reader.h"
#include "core/base/bytes.h"
#include "core/base/field.h"
#include "core/mqtt/layout.h"
#include "core/mqtt/packet.h"
#include "core/mqtt/problem.h"
#include "core/mqtt/property_table.h"
#include "core/mqtt/variable_byte_integer.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace mqttscope::mqtt {

/// A decoded value: numbers and flags in `number`, the bytes of texts and binaries in `content`.
struct Value {
    std::uint64_t number = 0;
    base::ByteRange content{};
};

/// The level that a CONNECT states, without the bridge bit; Unknown where it states none that we know.
[[nodiscard]] constexpr Version statedVersion(base::ByteView connect) {
    const auto length = readVariableByteInteger(connect.empty() ? connect : connect.subspan(1));
    if (!length.whole()) return Version::Unknown;
    base::ByteReader reader(connect);
    reader.skip(1 + length.size);
    reader.skip(reader.u16());
    const auto level = reader.u8() & 0x7F;
    if (!reader.ok() || reader.position() > 1 + length.size + std::size_t{length.value}) return Version::Unknown;
    for (const auto known : {Version::V31, Version::V311, Version::V5})
        if (level == static_cast<int>(known)) return known;
    return Version::Unknown;
}

/// What walks the tables over one packet. A sink has
///   static constexpr bool wants(FieldId)    what is not wanted costs nothing: it is decided while compiling
///   void field(FieldId, ByteRange, Value)   one value; the range includes a length prefix
///   void enter(FieldId, ByteRange, Value)   a value or group whose parts follow; an empty range: that of its parts
///   void leave()
///   void pair(ByteRange, ByteRange)         if it has this: name and value of each pair, beside the fields
///   void problem(const ProblemReport&)      after the field that it is about, if that could be read at all
/// The interpreter is constexpr, so that the standard's examples can be checked while compiling.
template <class Sink>
class Decoder {
public:
    /// `head`: the packet up to its payload at least; `available`: how many of its bytes were captured.
    constexpr Decoder(Sink& sink, base::ByteView head, std::uint32_t available)
        : m_sink(sink)
        , m_view(head)
        , m_available(available < head.size() ? static_cast<std::uint32_t>(head.size()) : available) {}

    /// Decodes by the layout of `version`; a CONNECT by the level that it states. An unknown version is taken for 3.1.1
    /// unless only 5.0 has such a packet.
    constexpr void packet(Version version);

    /// Where the payload begins; the end of the packet if it has none, or if it cannot be told where.
    [[nodiscard]] constexpr std::uint32_t payloadOffset() const { return m_payload; }

    /// Whether everything before the payload could be read.
    [[nodiscard]] constexpr bool headWhole() const { return m_headWhole; }

private:
    struct Stop {
        bool set = false;
        Problem problem{};
        base::FieldId field{};
        std::uint32_t from = 0;
        std::uint32_t size = kUpToTheEnd; ///< of the bytes that are at fault
    };

    static constexpr std::uint32_t kUpToTheEnd = 0xFFFF'FFFF;

    /// A property block while it is read.
    struct Block {
        PacketType place;
        std::uint32_t limit; ///< where it ends, or the captured bytes
        bool certain;        ///< it lies within the packet
        bool cut;            ///< it goes on where the capture does not
        std::uint64_t seen = 0;
    };

    template <std::size_t Row>
    struct HeaderSteps {
        static constexpr std::span<const Step> kSteps = kLayouts[Row].header;
    };

    template <std::size_t Row>
    struct PayloadSteps {
        static constexpr std::span<const Step> kSteps = kLayouts[Row].payload;
    };

    template <class Steps, std::size_t I>
    struct EachSteps {
        static constexpr std::span<const Step> kSteps{Steps::kSteps[I].each, Steps::kSteps[I].eachCount};
    };

    [[nodiscard]] constexpr std::uint32_t position() const { return static_cast<std::uint32_t>(m_reader.position()); }

    [[nodiscard]] static constexpr base::ByteRange between(std::uint32_t from, std::uint32_t to) {
        return {from, to - from};
    }

    constexpr void moveTo(std::uint32_t at) {
        m_reader = base::ByteReader(m_view);
        m_reader.skip(at);
    }

    [[nodiscard]] constexpr Version connackVersion(Version version) const;

    template <PacketType Type>
    constexpr void byVersion(Version version);
    template <std::size_t Row>
    constexpr void run();
    template <std::size_t Row>
    constexpr void fixedHeader();
    constexpr void ending();

    template <class Steps>
    constexpr bool steps();
    template <class Steps, std::size_t I>
    constexpr bool step();
    template <base::FieldId Field>
    [[nodiscard]] constexpr bool isSet() const;

    template <base::FieldId Field>
    constexpr bool value();
    template <base::FieldId Field>
    constexpr void bitField(std::uint8_t byte, std::uint32_t at, std::uint16_t mustBe);
    template <class Steps, std::size_t I>
    constexpr bool byte();
    template <class Steps, std::size_t I>
    constexpr bool each();
    template <base::FieldId Field>
    constexpr bool rest();

    constexpr bool properties(PacketType place, base::FieldId group);
    constexpr bool property(Block& block);
    constexpr bool propertyValue(const Property& property, const PropertyFields& fields, base::ByteRange identifier,
                                 std::uint32_t limit);
    constexpr base::ByteRange prefixed(base::ByteReader& reader);

    /// Stops the decoding: `needed` bytes from `start` are not there.
    constexpr bool cannotRead(base::FieldId field, std::uint32_t start, std::uint64_t needed) {
        m_stop = {true, start + needed > m_end ? Problem::Truncated : Problem::NotCaptured, field, start};
        moveTo(start);
        return false;
    }

    /// Of a packet that carries secrets nobody knows whether bytes without a place are one.
    [[nodiscard]] constexpr base::FieldId undecoded() const {
        return carriesSecrets(packetType(m_first)) ? fieldId("mqtt.undecoded_secret") : fieldId("mqtt.undecoded");
    }

    constexpr void field(base::FieldId id, base::ByteRange range, Value value) {
        if (Sink::wants(id)) m_sink.field(id, range, value);
    }

    constexpr void report(Problem problem, base::ByteRange range, base::FieldId id) {
        m_sink.problem(ProblemReport{problem, range, id});
    }

    Sink& m_sink;
    base::ByteView m_view;
    base::ByteReader m_reader{};
    VariableByteInteger m_length{};
    std::uint32_t m_available;
    std::uint32_t m_end = 0; ///< where the packet ends by its own length
    std::uint32_t m_payload = 0;
    bool m_headWhole = false;
    std::uint8_t m_first = 0; ///< fixed header's first byte, for conditions
    std::uint8_t m_byte = 0;  ///< the latest byte of bits, for conditions
    bool m_done = false;      ///< every byte up to the end has its place
    Stop m_stop{};
};

} // namespace mqttscope::mqtt

#include "core/mqtt/decoder_packet.h"     // IWYU pragma: export
#include "core/mqtt/decoder_properties.h" // IWYU pragma: export
