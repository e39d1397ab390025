// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/packet_details.h"

#include <QWidget>

#include <memory>

class QTabWidget;

namespace mqttscope::ui {

class BytesView;
class PayloadPanel;

/// The bytes of the selected packet, of the frame that completed it, and its payload as what it is.
class BytesPanel : public QWidget {
    Q_OBJECT

public:
    explicit BytesPanel(QWidget* parent = nullptr);

    [[nodiscard]] BytesView* view(ByteSpace space) const { return space == ByteSpace::Packet ? m_packet : m_frame; }

    [[nodiscard]] PayloadPanel* payload() const { return m_payload; }

    [[nodiscard]] ByteSpace shownSpace() const;
    void setShownSpace(ByteSpace space);

    void show(std::shared_ptr<const PacketDetails> details);
    void setSecretsShown(bool shown);
    void setFixedFont(const QFont& font);
    /// Lights the bytes of a field and brings its view to the front, unless the user looks at payloads.
    void highlight(ByteSpace space, base::ByteRange range);
    void hover(ByteSpace space, base::ByteRange range);

signals:
    void byteActivated(mqttscope::ui::ByteSpace space, std::uint32_t byte);
    /// -1 when the pointer left.
    void byteHovered(mqttscope::ui::ByteSpace space, qint64 byte);

private:
    QTabWidget* m_tabs;
    BytesView* m_packet;
    BytesView* m_frame;
    PayloadPanel* m_payload;
    bool m_forcedFrame = false; ///< the frame is in front only because an event was selected
};

} // namespace mqttscope::ui
