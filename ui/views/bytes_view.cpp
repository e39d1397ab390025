// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/bytes_view.h"

#include "ui/models/text.h"

#include <QAccessible>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <array>
#include <string_view>

namespace mqttscope::ui {

namespace {

constexpr int kMargin = 8;      // pixels left of the offsets
constexpr int kUnderline = 2;   // pixels below bytes that break a rule
constexpr int kLinePadding = 4; // pixels above and below a line together
const QChar kMask(0x2022);      // bullet

QChar printable(std::uint8_t byte) {
    return byte >= 0x20 && byte < 0x7f ? QChar(char16_t{byte}) : QChar(u'.');
}

QString hexDigits(std::uint8_t byte) {
    constexpr std::u16string_view digits = u"0123456789abcdef";
    const std::array<QChar, 2> text{QChar(digits[byte >> 4U]), QChar(digits[byte & 15U])};
    return QString(text.data(), 2);
}

} // namespace

BytesView::BytesView(ByteSpace space, QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_space(space) {
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(NoFrame);
    viewport()->setMouseTracking(true);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setBackgroundRole(QPalette::Base);
    verticalScrollBar()->setSingleStep(1);
    switch (space) {
    case ByteSpace::Packet:
        setAccessibleName(tr("Bytes of the packet"));
        break;
    case ByteSpace::Frame:
        setAccessibleName(tr("Bytes of the frame"));
        break;
    case ByteSpace::Payload:
        setAccessibleName(tr("Bytes of the payload"));
        break;
    }
    measure();
}

void BytesView::show(std::shared_ptr<const PacketDetails> details) {
    m_details = std::move(details);
    m_size = m_details ? m_details->size(m_space) : 0;
    m_secrets = m_details && !m_secretsShown ? m_details->secrets(m_space) : std::vector<base::ByteRange>();
    m_cursor = 0;
    m_anchor = 0;
    m_highlight = {};
    m_hover = {};
    measure();
    verticalScrollBar()->setValue(0);
    viewport()->update();
}

void BytesView::setSecretsShown(bool shown) {
    m_secretsShown = shown;
    m_secrets = m_details && !shown ? m_details->secrets(m_space) : std::vector<base::ByteRange>();
    viewport()->update();
}

void BytesView::highlight(base::ByteRange range) {
    m_highlight = range;
    if (range.size > 0 && range.offset < m_size) {
        // The cursor follows, unless it stands inside already because the user clicked there.
        if (!range.contains(m_cursor) || m_anchor != m_cursor) m_cursor = m_anchor = range.offset;
        scrollToByte(m_cursor);
    } else {
        m_anchor = m_cursor;
    }
    updateAccessibleText();
    viewport()->update();
}

void BytesView::hoverRange(base::ByteRange range) {
    if (range == m_hover) return;
    m_hover = range;
    viewport()->update();
}

base::ByteRange BytesView::selected() const {
    if (m_size == 0) return {};
    if (m_anchor != m_cursor) {
        const auto [from, to] = std::minmax(m_anchor, m_cursor);
        return {from, to - from + 1};
    }
    return m_highlight.size > 0 ? m_highlight : base::ByteRange{m_cursor, 1};
}

std::vector<BytesView::Byte> BytesView::read(std::uint32_t offset, std::uint32_t count) const {
    std::vector<Byte> bytes;
    if (!m_details) return bytes;
    const auto raw = m_details->read(m_space, offset, count);
    bytes.reserve(raw.size());
    for (const auto value : raw) bytes.push_back({value, false});
    for (const auto& secret : m_secrets) {
        const auto from = std::max<std::uint64_t>(secret.offset, offset);
        const auto to = std::min<std::uint64_t>(secret.end(), std::uint64_t{offset} + bytes.size());
        for (auto at = from; at < to; ++at) bytes[at - offset] = {0, true};
    }
    return bytes;
}

QString BytesView::selectedHex() const {
    const auto range = selected();
    QString text;
    for (const auto byte : read(range.offset, std::min(range.size, kMaxCopiedBytes))) {
        if (!text.isEmpty()) text += QLatin1Char(' ');
        text += byte.masked ? QString(2, kMask) : hexDigits(byte.value);
    }
    return text;
}

QString BytesView::selectedText() const {
    const auto range = selected();
    const auto bytes = read(range.offset, std::min(range.size, kMaxCopiedBytes));
    QByteArray raw;
    raw.reserve(static_cast<qsizetype>(bytes.size()));
    for (const auto byte : bytes)
        raw += byte.masked ? QString(kMask).toUtf8() : QByteArray(1, static_cast<char>(byte.value));
    return QString::fromUtf8(raw);
}

void BytesView::copyHex() const {
    QGuiApplication::clipboard()->setText(selectedHex());
}

void BytesView::copyArray() const {
    constexpr qsizetype kOnALine = 12;
    const auto range = selected();
    QString text;
    qsizetype count = 0;
    for (const auto byte : read(range.offset, std::min(range.size, kMaxCopiedBytes))) {
        if (count != 0) text += count % kOnALine == 0 ? QStringLiteral(",\n") : QStringLiteral(", ");
        text += byte.masked ? QStringLiteral("/* masked */ 0") : QStringLiteral("0x") + hexDigits(byte.value);
        ++count;
    }
    QGuiApplication::clipboard()->setText(text);
}

void BytesView::copyBase64() const {
    const auto range = selected();
    QByteArray raw;
    for (const auto byte : read(range.offset, std::min(range.size, kMaxCopiedBytes))) {
        if (byte.masked) return;
        raw += static_cast<char>(byte.value);
    }
    QGuiApplication::clipboard()->setText(QString::fromLatin1(raw.toBase64()));
}

void BytesView::copyText() const {
    QGuiApplication::clipboard()->setText(selectedText());
}

void BytesView::measure() {
    const QFontMetrics metrics(font());
    m_digit = metrics.horizontalAdvance(QLatin1Char('0'));
    m_lineHeight = metrics.height() + kLinePadding;
    m_hexLeft = kMargin + m_digit * static_cast<int>(offsetText(m_size).size() + 2);
    m_textLeft = m_hexLeft + m_digit * (static_cast<int>(kBytesPerLine) * 3 + 2);
    m_width = m_textLeft + m_digit * static_cast<int>(kBytesPerLine) + kMargin;
    updateScrollBars();
}

void BytesView::updateScrollBars() {
    const auto lines = static_cast<int>((m_size + kBytesPerLine - 1) / kBytesPerLine);
    const int page = std::max(1, viewport()->height() / m_lineHeight);
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setRange(0, std::max(0, lines - page));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(m_digit * 3);
    horizontalScrollBar()->setRange(0, std::max(0, m_width - viewport()->width()));
}

QString BytesView::offsetText(std::uint32_t offset) const {
    return QStringLiteral("%1").arg(offset, m_size > 0x10000 ? 8 : 4, 16, QLatin1Char('0'));
}

int BytesView::lineY(std::uint32_t line) const {
    const auto down = static_cast<qint64>(line) - verticalScrollBar()->value();
    return static_cast<int>(std::clamp<qint64>(down, -1000, 1000) * m_lineHeight) + 2;
}

QRect BytesView::hexRect(std::uint32_t byte) const {
    const auto column = static_cast<int>(byte % kBytesPerLine);
    const int x = m_hexLeft + m_digit * (column * 3 + (column >= 8 ? 1 : 0)) - horizontalScrollBar()->value();
    return {x, lineY(byte / kBytesPerLine), m_digit * 2, m_lineHeight};
}

QRect BytesView::textRect(std::uint32_t byte) const {
    const auto column = static_cast<int>(byte % kBytesPerLine);
    return {m_textLeft + m_digit * column - horizontalScrollBar()->value(), lineY(byte / kBytesPerLine), m_digit,
            m_lineHeight};
}

QString BytesView::lineText(std::uint32_t line) const {
    const auto first = line * kBytesPerLine;
    QString hex;
    QString text;
    for (const auto byte : read(first, kBytesPerLine)) {
        hex += (byte.masked ? QString(2, kMask) : hexDigits(byte.value)) + QLatin1Char(' ');
        text += byte.masked ? kMask : printable(byte.value);
    }
    constexpr int kHexWidth = static_cast<int>(kBytesPerLine) * 3;
    return offsetText(first) + QStringLiteral("  ") + hex.leftJustified(kHexWidth) + QLatin1Char(' ') + text;
}

void BytesView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    const Theme theme(palette());
    painter.setFont(font());
    const auto top = static_cast<std::uint32_t>(verticalScrollBar()->value());
    const auto lines = (m_size + kBytesPerLine - 1) / kBytesPerLine;
    for (auto line = top; line < lines && lineY(line) < viewport()->height(); ++line) paintLine(painter, line, theme);
    if (!m_details || m_space != ByteSpace::Packet || m_details->packet.length <= m_size) return;
    // What was announced and never came is no byte: it is told in words.
    painter.setPen(theme.warning);
    painter.drawText(m_hexLeft, lineY(lines), viewport()->width(), m_lineHeight, Qt::AlignVCenter,
                     tr("… %1 more bytes are not in the capture").arg(numberText(m_details->packet.length - m_size)));
}

void BytesView::paintFills(QPainter& painter, std::uint32_t first, std::uint32_t count, const Theme& theme) const {
    const auto fill = [&](base::ByteRange range, const QColor& color) {
        const auto from = std::max<std::uint64_t>(range.offset, first);
        const auto to = std::min<std::uint64_t>(std::uint64_t{range.offset} + range.size, std::uint64_t{first} + count);
        if (from >= to) return;
        const auto begin = static_cast<std::uint32_t>(from);
        const auto end = static_cast<std::uint32_t>(to - 1);
        painter.fillRect(hexRect(begin).united(hexRect(end)).adjusted(-m_digit / 2, 0, m_digit / 2, 0), color);
        painter.fillRect(textRect(begin).united(textRect(end)), color);
    };
    fill(m_hover, theme.hoverFill);
    fill(m_highlight, theme.fieldFill);
    if (m_anchor != m_cursor) fill(selected(), theme.fieldFill);
}

void BytesView::paintProblems(QPainter& painter, std::uint32_t first, std::uint32_t count, const Theme& theme) const {
    if (!m_details) return;
    for (const auto& problem : m_details->fields(m_space).problems) {
        const auto from = std::max<std::uint64_t>(problem.range.offset, first);
        const auto to = std::min<std::uint64_t>(problem.range.end(), std::uint64_t{first} + count);
        if (from >= to || !problem.rule.valid()) continue;
        const auto begin = static_cast<std::uint32_t>(from);
        const auto end = static_cast<std::uint32_t>(to - 1);
        if (problem.severity == base::Severity::Information) continue;
        const auto& color = problem.severity == base::Severity::Error ? theme.error : theme.warning;
        for (const auto& area : {hexRect(begin).united(hexRect(end)), textRect(begin).united(textRect(end))})
            painter.fillRect(area.left(), area.bottom() - kUnderline + 1, area.width(), kUnderline, color);
    }
}

void BytesView::paintLine(QPainter& painter, std::uint32_t line, const Theme& theme) {
    const auto first = line * kBytesPerLine;
    const auto bytes = read(first, kBytesPerLine);
    paintFills(painter, first, static_cast<std::uint32_t>(bytes.size()), theme);
    paintProblems(painter, first, static_cast<std::uint32_t>(bytes.size()), theme);
    painter.setPen(theme.dim);
    painter.drawText(kMargin - horizontalScrollBar()->value(), lineY(line), m_hexLeft, m_lineHeight, Qt::AlignVCenter,
                     offsetText(first));
    for (std::uint32_t i = 0; i < bytes.size(); ++i) {
        const auto byte = bytes[i];
        const auto at = first + i;
        const bool lit = m_highlight.contains(at) || m_hover.contains(at) || selected().contains(at);
        const bool faint = byte.masked || byte.value < 0x20 || byte.value >= 0x7f;
        painter.setPen(theme.text);
        painter.drawText(hexRect(at), Qt::AlignCenter, byte.masked ? QString(2, kMask) : hexDigits(byte.value));
        painter.setPen(faint && !lit ? theme.dim : theme.text);
        painter.drawText(textRect(at), Qt::AlignCenter, byte.masked ? kMask : printable(byte.value));
    }
    if (!hasFocus() || m_cursor < first || m_cursor - first >= bytes.size()) return;
    painter.setPen(QPen(theme.dim, 1));
    painter.drawRect(hexRect(m_cursor).adjusted(-2, 0, 1, -1));
    painter.drawRect(textRect(m_cursor).adjusted(0, 0, -1, -1));
}

std::optional<std::uint32_t> BytesView::byteAt(QPoint point) const {
    if (m_size == 0 || point.y() < 0) return {};
    const auto line =
        static_cast<std::uint64_t>(verticalScrollBar()->value() + std::max(0, point.y() - 2) / m_lineHeight);
    const int x = point.x() + horizontalScrollBar()->value();
    int column = -1;
    if (x >= m_textLeft && x < m_width) {
        column = (x - m_textLeft) / m_digit;
    } else if (x >= m_hexLeft - m_digit && x < m_textLeft - m_digit) {
        // Half of the gap between two bytes belongs to each.
        int digits = (x - m_hexLeft + m_digit / 2) / m_digit;
        if (digits >= 25) --digits;
        column = digits / 3;
    }
    if (column < 0 || column >= static_cast<int>(kBytesPerLine)) return {};
    const auto byte = line * kBytesPerLine + static_cast<std::uint64_t>(column);
    if (byte >= m_size) return {};
    return static_cast<std::uint32_t>(byte);
}

void BytesView::scrollToByte(std::uint32_t byte) {
    auto* bar = verticalScrollBar();
    const auto line = static_cast<int>(byte / kBytesPerLine);
    if (line < bar->value())
        bar->setValue(line);
    else if (line >= bar->value() + bar->pageStep())
        bar->setValue(line - bar->pageStep() + 1);
}

void BytesView::moveCursor(qint64 to, bool extend) {
    if (m_size == 0) return;
    m_cursor = static_cast<std::uint32_t>(std::clamp<qint64>(to, 0, qint64{m_size} - 1));
    if (!extend) m_anchor = m_cursor;
    scrollToByte(m_cursor);
    updateAccessibleText();
    viewport()->update();
    if (!extend) emit byteActivated(m_cursor);
}

void BytesView::updateAccessibleText() {
    if (m_size == 0 || !QAccessible::isActive()) return;
    setAccessibleDescription(tr("Byte %1: %2").arg(m_cursor).arg(selectedHex().left(64)));
}

void BytesView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) return copyHex();
    if (event->matches(QKeySequence::SelectAll) && m_size > 0) {
        m_anchor = 0;
        return moveCursor(qint64{m_size} - 1, true);
    }
    const qint64 at = m_cursor;
    const qint64 line = kBytesPerLine;
    const qint64 page = line * verticalScrollBar()->pageStep();
    const bool extend = (event->modifiers() & Qt::ShiftModifier) != 0;
    switch (event->key()) {
    case Qt::Key_Left:
        return moveCursor(at - 1, extend);
    case Qt::Key_Right:
        return moveCursor(at + 1, extend);
    case Qt::Key_Up:
        return moveCursor(at >= line ? at - line : at, extend);
    case Qt::Key_Down:
        return moveCursor(at + line < m_size ? at + line : at, extend);
    case Qt::Key_PageUp:
        return moveCursor(std::max(at - page, at % line), extend);
    case Qt::Key_PageDown:
        return moveCursor(at + page, extend);
    case Qt::Key_Home:
        return moveCursor(at - at % line, extend);
    case Qt::Key_End:
        return moveCursor(at - at % line + line - 1, extend);
    default:
        QAbstractScrollArea::keyPressEvent(event); // other keys are not ours
    }
}

void BytesView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    if (const auto byte = byteAt(event->pos())) moveCursor(*byte, (event->modifiers() & Qt::ShiftModifier) != 0);
}

void BytesView::mouseMoveEvent(QMouseEvent* event) {
    const auto byte = byteAt(event->pos());
    if ((event->buttons() & Qt::LeftButton) != 0) {
        if (byte && *byte != m_cursor) moveCursor(*byte, true);
        return;
    }
    emit byteHovered(byte ? qint64{*byte} : -1);
}

bool BytesView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave) emit byteHovered(-1);
    return QAbstractScrollArea::viewportEvent(event);
}

QString BytesView::copyNote() const {
    return selected().size > kMaxCopiedBytes ? tr(" (the first 4 MiB)") : QString();
}

void BytesView::contextMenuEvent(QContextMenuEvent* event) {
    if (m_size == 0) return;
    QMenu menu(this);
    menu.addAction(tr("Copy as &Hex") + copyNote(), this, &BytesView::copyHex);
    menu.addAction(tr("Copy as &Text") + copyNote(), this, &BytesView::copyText);
    menu.addAction(tr("Copy as &C Array") + copyNote(), this, &BytesView::copyArray);
    auto* base64 = menu.addAction(tr("Copy as &Base64") + copyNote(), this, &BytesView::copyBase64);
    const auto bytes = selected();
    base64->setEnabled(m_secretsShown || !m_details->isMasked(m_space, bytes));
    menu.exec(event->globalPos());
}

void BytesView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBars();
}

void BytesView::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) measure();
}

void BytesView::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void BytesView::focusOutEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace mqttscope::ui
