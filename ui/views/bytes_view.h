// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/packet_details.h"
#include "ui/views/theme.h"

#include <QAbstractScrollArea>

#include <memory>
#include <optional>
#include <vector>

namespace mqttscope::ui {

/// The bytes of one packet or frame as offset, hex and text, 16 to a line. It reads the lines in sight and nothing
/// else, so a packet of 256 MB scrolls like one of 2 bytes.
class BytesView : public QAbstractScrollArea {
    Q_OBJECT

public:
    static constexpr std::uint32_t kBytesPerLine = 16;
    /// The most that is copied to the clipboard at once.
    static constexpr std::uint32_t kMaxCopiedBytes = 4U << 20;

    explicit BytesView(ByteSpace space, QWidget* parent = nullptr);

    /// Null shows nothing.
    void show(std::shared_ptr<const PacketDetails> details);
    void setSecretsShown(bool shown);
    /// Lights the bytes of the selected field and brings them into sight.
    void highlight(base::ByteRange range);
    /// Marks the bytes of the field below the pointer in the details.
    void hoverRange(base::ByteRange range);

    [[nodiscard]] base::ByteRange highlighted() const { return m_highlight; }

    [[nodiscard]] std::uint32_t cursor() const { return m_cursor; }

    [[nodiscard]] std::uint32_t byteCount() const { return m_size; }

    /// The bytes that a copy would take: the selection, or the lit field.
    [[nodiscard]] base::ByteRange selected() const;
    [[nodiscard]] QString selectedHex() const;
    [[nodiscard]] QString selectedText() const;
    /// One line as it stands on screen: "0000  10 1f … | .. …". For tests and screen readers.
    [[nodiscard]] QString lineText(std::uint32_t line) const;
    /// Where a byte's hex digits are painted, in the viewport.
    [[nodiscard]] QRect hexRect(std::uint32_t byte) const;
    [[nodiscard]] QRect textRect(std::uint32_t byte) const;

    void copyHex() const;
    void copyText() const;
    /// As the initialiser of an array in C: "0x10, 0x0c".
    void copyArray() const;
    /// RFC 4648 §4. Masked bytes cannot be written so: then nothing is copied.
    void copyBase64() const;

signals:
    /// The user went to a byte, by mouse or keys.
    void byteActivated(std::uint32_t byte);
    /// What lies below the pointer: a byte, or -1.
    void byteHovered(qint64 byte);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    struct Byte {
        std::uint8_t value = 0;
        bool masked = false;
    };

    void measure();
    void updateScrollBars();
    [[nodiscard]] std::vector<Byte> read(std::uint32_t offset, std::uint32_t count) const;
    [[nodiscard]] std::optional<std::uint32_t> byteAt(QPoint point) const;
    [[nodiscard]] int lineY(std::uint32_t line) const;
    [[nodiscard]] QString offsetText(std::uint32_t offset) const;
    [[nodiscard]] QString copyNote() const;
    void paintLine(QPainter& painter, std::uint32_t line, const Theme& theme);
    void paintFills(QPainter& painter, std::uint32_t first, std::uint32_t count, const Theme& theme) const;
    /// Underlines the bytes that break a rule.
    void paintProblems(QPainter& painter, std::uint32_t first, std::uint32_t count, const Theme& theme) const;
    void moveCursor(qint64 to, bool extend);
    void scrollToByte(std::uint32_t byte);
    void updateAccessibleText();

    ByteSpace m_space;
    std::shared_ptr<const PacketDetails> m_details;
    std::vector<base::ByteRange> m_secrets; ///< what is masked
    bool m_secretsShown = false;
    std::uint32_t m_size = 0;
    std::uint32_t m_cursor = 0;
    std::uint32_t m_anchor = 0; ///< where the selection began
    base::ByteRange m_highlight{};
    base::ByteRange m_hover{};

    // Measured from the font.
    int m_digit = 8;
    int m_lineHeight = 16;
    int m_hexLeft = 0;
    int m_textLeft = 0;
    int m_width = 0;
};

} // namespace mqttscope::ui
