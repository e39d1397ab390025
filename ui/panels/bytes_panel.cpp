// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/bytes_panel.h"

#include "ui/panels/payload_panel.h"
#include "ui/views/bytes_view.h"

#include <QTabWidget>
#include <QVBoxLayout>

namespace mqttscope::ui {

BytesPanel::BytesPanel(QWidget* parent)
    : QWidget(parent)
    , m_tabs(new QTabWidget(this))
    , m_packet(new BytesView(ByteSpace::Packet, this))
    , m_frame(new BytesView(ByteSpace::Frame, this))
    , m_payload(new PayloadPanel(this)) {
    m_packet->setObjectName(QStringLiteral("packetBytes"));
    m_frame->setObjectName(QStringLiteral("frameBytes"));
    m_tabs->setObjectName(QStringLiteral("bytesTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_packet, tr("Packet"));
    m_tabs->addTab(m_frame, tr("Frame"));
    m_tabs->addTab(m_payload, tr("Payload"));
    m_tabs->setTabToolTip(0, tr("The control packet, put together from its segments"));
    m_tabs->setTabToolTip(1, tr("The captured frame that completed the packet"));
    m_tabs->setTabToolTip(2, tr("What a PUBLISH carries: text, JSON, CBOR, a picture or bytes"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    setFocusProxy(m_tabs);
    for (const auto space : {ByteSpace::Packet, ByteSpace::Frame}) {
        connect(view(space), &BytesView::byteActivated, this,
                [this, space](std::uint32_t byte) { emit byteActivated(space, byte); });
        connect(view(space), &BytesView::byteHovered, this,
                [this, space](qint64 byte) { emit byteHovered(space, byte); });
    }
}

ByteSpace BytesPanel::shownSpace() const {
    if (m_tabs->currentWidget() == m_payload) return ByteSpace::Payload;
    return m_tabs->currentWidget() == m_frame ? ByteSpace::Frame : ByteSpace::Packet;
}

void BytesPanel::setShownSpace(ByteSpace space) {
    m_forcedFrame = false;
    m_tabs->setCurrentWidget(space == ByteSpace::Payload ? static_cast<QWidget*>(m_payload) : view(space));
}

void BytesPanel::show(std::shared_ptr<const PacketDetails> details) {
    // An event has no bytes of its own.
    const bool hasPacket = details == nullptr || details->event.isEmpty();
    m_tabs->setTabEnabled(0, hasPacket);
    if (shownSpace() == ByteSpace::Payload) {
        m_forcedFrame = false; // it stays in front, and tells that there is none
    } else if (!hasPacket) {
        m_forcedFrame = m_forcedFrame || shownSpace() == ByteSpace::Packet;
        m_tabs->setCurrentWidget(m_frame);
    } else if (m_forcedFrame) {
        m_forcedFrame = false;
        m_tabs->setCurrentWidget(m_packet);
    }
    m_packet->show(details);
    m_payload->show(details);
    m_frame->show(std::move(details));
}

void BytesPanel::setSecretsShown(bool shown) {
    m_packet->setSecretsShown(shown);
    m_frame->setSecretsShown(shown);
}

void BytesPanel::setFixedFont(const QFont& font) {
    m_packet->setFont(font);
    m_frame->setFont(font);
    m_payload->setFixedFont(font);
}

void BytesPanel::highlight(ByteSpace space, base::ByteRange range) {
    if (range.size > 0 && shownSpace() != ByteSpace::Payload) m_tabs->setCurrentWidget(view(space));
    view(space)->highlight(range);
    view(space == ByteSpace::Packet ? ByteSpace::Frame : ByteSpace::Packet)->highlight({});
}

void BytesPanel::hover(ByteSpace space, base::ByteRange range) {
    m_packet->hoverRange(space == ByteSpace::Packet ? range : base::ByteRange{});
    m_frame->hoverRange(space == ByteSpace::Frame ? range : base::ByteRange{});
}

} // namespace mqttscope::ui
