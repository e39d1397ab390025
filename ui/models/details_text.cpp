// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/details_text.h"

#include "core/format/field_text.h"
#include "core/session/catalogue.h"
#include "core/session/rules.h"
#include "ui/models/text.h"

#include <QStringList>

#include <bit>

namespace mqttscope::ui {

namespace {

constexpr std::size_t kMaxRawText = 64; // characters of a raw value in a tool tip
constexpr int kWidestBits = 2;          // bytes that are drawn bit by bit

QString frameNumber(base::FrameId frame) {
    return numberText(std::uint64_t{frame.value} + 1);
}

QString bytesText(base::ByteRange range) {
    if (range.size == 1) return DetailsText::tr("byte %1").arg(numberText(range.offset));
    return DetailsText::tr("bytes %1 to %2").arg(numberText(range.offset), numberText(range.end() - 1));
}

/// Some fields that hold others keep their number as it stands in the byte, all others as it counts.
std::uint64_t bitsInPlace(std::uint64_t number, std::uint64_t mask) {
    const auto shift = std::countr_zero(mask);
    return number <= mask >> shift ? number << shift : number & mask;
}

} // namespace

const base::FieldInfo& DetailsText::info() const {
    return session::fieldInfo(node().field);
}

QString DetailsText::line(const format::TextOptions& options) const {
    switch (m_line.kind) {
    case DetailsKind::Note:
        return tr("Note: %1").arg(QString(m_details.note).replace(QLatin1Char('\n'), QStringLiteral(" ⏎ ")));
    case DetailsKind::FrameGroup:
        return frameText();
    case DetailsKind::EventText:
        return m_details.event;
    case DetailsKind::SegmentGroup:
        return segmentGroupText();
    case DetailsKind::Segment:
        return segmentText();
    case DetailsKind::MoreSegments:
        return tr("… and %1 more").arg(numberText(m_details.segments.size() - m_line.source));
    case DetailsKind::Field:
        return fieldText(options);
    case DetailsKind::Problem:
        return problemText();
    case DetailsKind::ExchangeGroup:
        return tr("Exchange: %1").arg(m_details.exchange);
    case DetailsKind::Step:
        return stepText();
    case DetailsKind::MateGroup:
        return m_details.mates.size() == 1 ? tr("Also in this frame: 1 row")
                                           : tr("Also in this frame: %1 rows").arg(numberText(m_details.mates.size()));
    case DetailsKind::Mate:
        return mateText();
    }
    return {};
}

QString DetailsText::fieldText(const format::TextOptions& options) const {
    if (isMaskedPayload(options)) return tr("%1: %2").arg(toText(info().label), toText(format::kMask));
    return toText(format::nodeText(tree(), node(), m_details.decoded(m_line.space), options));
}

QString DetailsText::value(const format::TextOptions& options) const {
    if (m_line.kind == DetailsKind::Note) return m_details.note;
    if (m_line.kind != DetailsKind::Field) return line(options);
    if (isMaskedPayload(options)) return toText(format::kMask);
    return toText(format::valueText(tree(), node(), m_details.decoded(m_line.space), options));
}

QString DetailsText::label() const {
    return m_line.kind == DetailsKind::Field ? toText(info().label) : line({});
}

QString DetailsText::bits() const {
    if (m_line.kind != DetailsKind::Field) return {};
    const auto& field = info();
    if (field.mask == 0 || field.secret || field.width == 0 || field.width > kWidestBits || node().generated) return {};
    return toText(format::bitsText(bitsInPlace(node().number, field.mask), field.mask, field.width));
}

bool DetailsText::isMaskedPayload(const format::TextOptions& options) const {
    return !options.secrets && m_line.space == ByteSpace::Frame && isSecret();
}

bool DetailsText::isSecret() const {
    if (m_line.kind != DetailsKind::Field) return false;
    if (info().secret) return true;
    // The frame's payload as one value would show what is masked in the fields of the packet.
    return m_line.space == ByteSpace::Frame && info().type == base::FieldType::Binary &&
           m_details.isMasked(ByteSpace::Frame, node().range);
}

QString DetailsText::frameText() const {
    const auto number = frameNumber(m_details.frame.frame.id);
    const auto size = toText(format::byteCountText(m_details.frame.frame.bytes.size()));
    if (m_details.frameCount > 1)
        return tr("Frame %1, %2 (the last of %3)").arg(number, size, numberText(m_details.frameCount));
    return tr("Frame %1, %2").arg(number, size);
}

QString DetailsText::segmentGroupText() const {
    const auto count = numberText(m_details.segments.size());
    return tr("%1 segments, frames %2 to %3")
        .arg(count, frameNumber(m_details.segments.front().frame), frameNumber(m_details.segments.back().frame));
}

QString DetailsText::segmentText() const {
    const auto& segment = m_details.segments[m_line.source];
    const auto size = toText(format::byteCountText(segment.range.size));
    if (segment.missing && m_details.packet.gone)
        return tr("No longer there: %1 (%2)").arg(bytesText(segment.range), size);
    if (segment.missing) return tr("Not captured: %1 (%2)").arg(bytesText(segment.range), size);
    return tr("Frame %1: %2 (%3)").arg(frameNumber(segment.frame), bytesText(segment.range), size);
}

QString DetailsText::mateText() const {
    const auto& mate = m_details.mates[m_line.source];
    return tr("No. %1  %2").arg(numberText(std::uint64_t{mate.row.value} + 1), mate.text);
}

QString DetailsText::stepText() const {
    const auto& step = m_details.steps[m_line.source];
    const auto number = numberText(std::uint64_t{step.row.value} + 1);
    return step.row == m_details.id ? tr("No. %1  %2  (this packet)").arg(number, step.text)
                                    : tr("No. %1  %2").arg(number, step.text);
}

QString DetailsText::problemText() const {
    const auto& problem = tree().problems[m_line.source];
    if (!problem.rule.valid()) return toText(problem.text);
    const store::Finding finding{.field = problem.field, .rule = problem.rule};
    const auto& packet = m_details.packet;
    const auto number = toText(session::ruleNumber(finding, packet.row, packet.version.version));
    return number.isEmpty() ? toText(problem.text) : QStringLiteral("%1 (%2)").arg(toText(problem.text), number);
}

QString DetailsText::rawText(const format::TextOptions& options) const {
    const auto& field = info();
    if (field.type == base::FieldType::Group || isMaskedPayload(options)) return {};
    auto raw = toText(
        format::visibleText(format::rawText(tree(), node(), m_details.decoded(m_line.space), options), kMaxRawText));
    const bool number = field.type == base::FieldType::Unsigned && (!field.secret || options.secrets);
    if (number && node().number > 9) raw += QStringLiteral(" = 0x%1").arg(QString::number(node().number, 16));
    return raw;
}

QString DetailsText::toolTip(const format::TextOptions& options) const {
    switch (m_line.kind) {
    case DetailsKind::Note:
        return m_details.note;
    case DetailsKind::Step:
        if (m_details.steps[m_line.source].row == m_details.id) return {};
        return tr("Go to this packet");
    case DetailsKind::Mate:
        return tr("Go to this packet");
    case DetailsKind::ExchangeGroup:
        return tr("What belongs together: a packet and what answers it");
    case DetailsKind::FrameGroup:
        return toText(m_details.frame.file);
    case DetailsKind::Field:
        break;
    case DetailsKind::EventText:
    case DetailsKind::SegmentGroup:
    case DetailsKind::Segment:
    case DetailsKind::MoreSegments:
    case DetailsKind::Problem:
    case DetailsKind::MateGroup:
        return {};
    }
    QStringList lines{toText(info().key)};
    if (!info().meaning.empty()) lines += toText(info().meaning);
    if (const auto raw = rawText(options); !raw.isEmpty()) lines += tr("Raw value: %1").arg(raw);
    if (node().generated) lines += tr("Concluded, not captured");
    if (!info().section.empty()) lines += toText(info().section);
    if (node().range.size > 0) {
        const auto bytes = bytesText(node().range);
        lines +=
            m_line.space == ByteSpace::Packet ? tr("In the packet: %1").arg(bytes) : tr("In the frame: %1").arg(bytes);
    }
    return lines.join(QLatin1Char('\n'));
}

QString DetailsText::name() const {
    switch (m_line.kind) {
    case DetailsKind::Note:
        return QStringLiteral("[note]");
    case DetailsKind::FrameGroup:
        return QStringLiteral("[frame]");
    case DetailsKind::EventText:
        return QStringLiteral("[event]");
    case DetailsKind::SegmentGroup:
        return QStringLiteral("[segments]");
    case DetailsKind::Segment:
    case DetailsKind::MoreSegments:
        return QStringLiteral("[segment]");
    case DetailsKind::Field:
        return toText(info().key);
    case DetailsKind::Problem:
        return QStringLiteral("[problem]");
    case DetailsKind::ExchangeGroup:
        return QStringLiteral("[exchange]");
    case DetailsKind::Step:
        return QStringLiteral("[step]");
    case DetailsKind::MateGroup:
        return QStringLiteral("[mates]");
    case DetailsKind::Mate:
        return QStringLiteral("[mate]");
    }
    return {};
}

} // namespace mqttscope::ui
