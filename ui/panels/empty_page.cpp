// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/empty_page.h"

#include "core/format/text.h"
#include "core/net/link_types.h"
#include "ui/models/port_texts.h"
#include "ui/models/text.h"
#include "ui/panels/entry_button.h"
#include "ui/views/icons.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace mqttscope::ui {

namespace {

constexpr int kWidth = 480;
constexpr std::size_t kMaxPorts = 6;

QString contents(const engine::Report& report) {
    if (report.frames == 0) return EmptyPage::tr("The capture has no frames.");
    QStringList links;
    for (const auto& interface : report.interfaces) {
        const auto name = net::linkTypeName(interface.linkType);
        links += name.empty() ? QString::number(interface.linkType) : toText(name);
    }
    links.removeDuplicates();
    QStringList lines;
    lines += EmptyPage::tr("%1 frames, %2")
                 .arg(numberText(report.frames), toText(format::byteCountText(report.capturedBytes)));
    lines += EmptyPage::tr("Link layer: %1").arg(links.join(QStringLiteral(", ")));
    if (!report.net.unknownLinks.empty())
        lines += EmptyPage::tr("Some of these link layers are not understood, and their frames were skipped.");
    lines += EmptyPage::tr("TCP connections: %1, segments with data: %2")
                 .arg(numberText(report.net.connections), numberText(report.net.segmentsWithPayload));
    if (report.net.framesWithoutTcp > 0)
        lines += EmptyPage::tr("IP without TCP: %1 frames").arg(numberText(report.net.framesWithoutTcp));
    if (report.net.framesWithoutIp > 0)
        lines += EmptyPage::tr("No IP: %1 frames").arg(numberText(report.net.framesWithoutIp));
    for (const auto& [port, count] : report.tlsConnectionsByPort)
        lines += count == 1
                     ? EmptyPage::tr("Encrypted with TLS: 1 connection to port %1").arg(port)
                     : EmptyPage::tr("Encrypted with TLS: %1 connections to port %2").arg(numberText(count)).arg(port);
    if (!report.tlsConnectionsByPort.empty()) {
        lines += QString();
        lines += EmptyPage::tr(
            "What TLS encrypts cannot be read without its keys. Capture where it is not encrypted: between what "
            "ends TLS and the broker, on the broker itself, or from a listener without TLS.");
    }
    return lines.join(QLatin1Char('\n'));
}

QString portText(std::uint16_t port, std::uint64_t count) {
    const auto connections = EmptyPage::tr("TCP connections: %1").arg(numberText(count));
    const auto usual = usualProtocol(port);
    return usual.isEmpty() ? connections : EmptyPage::tr("%1; this port usually carries %2").arg(connections, usual);
}

/// All of them turned out to be TLS: reading the port as MQTT would show nothing.
bool isEncrypted(const engine::Report& report, std::uint16_t port) {
    const auto tls = report.tlsConnectionsByPort.find(port);
    const auto all = report.tcpConnectionsByPort.find(port);
    return tls != report.tlsConnectionsByPort.end() && all != report.tcpConnectionsByPort.end() &&
           tls->second >= all->second;
}

} // namespace

EmptyPage::EmptyPage(QWidget* parent)
    : QScrollArea(parent) {
    setObjectName(QStringLiteral("emptyPage"));
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setBackgroundRole(QPalette::Base);
    auto* page = new QWidget(this);
    page->setBackgroundRole(QPalette::Base);
    setWidget(page);
    auto* outer = new QVBoxLayout(page);
    auto* box = new QWidget(page);
    box->setFixedWidth(kWidth);
    outer->addStretch(2);
    outer->addWidget(box, 0, Qt::AlignHCenter);
    outer->addStretch(3);

    auto* column = new QVBoxLayout(box);
    column->setSpacing(12);
    m_title = new QLabel(box);
    auto large = m_title->font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    large.setWeight(QFont::DemiBold);
    m_title->setObjectName(QStringLiteral("emptyTitle"));
    m_title->setFont(large);
    column->addWidget(m_title);
    m_contents = new QLabel(box);
    m_contents->setObjectName(QStringLiteral("captureContents"));
    m_contents->setTextFormat(Qt::PlainText);
    m_contents->setWordWrap(true);
    m_contents->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    column->addWidget(m_contents);
    m_portsBox = new QWidget(box);
    m_ports = new QVBoxLayout(m_portsBox);
    m_ports->setContentsMargins(0, 8, 0, 0);
    m_ports->setSpacing(0);
    column->addWidget(m_portsBox);
}

void EmptyPage::show(const engine::Report& report) {
    const bool encrypted = !report.tcpConnectionsByPort.empty() &&
                           std::ranges::all_of(report.tcpConnectionsByPort,
                                               [&](const auto& each) { return isEncrypted(report, each.first); });
    m_title->setText(encrypted ? tr("This capture is encrypted") : tr("No MQTT in this capture"));
    m_contents->setText(contents(report));
    // In a box that stands in the middle nobody asks how high the wrapped text is.
    m_contents->setMinimumHeight(m_contents->heightForWidth(kWidth));
    while (auto* item = m_ports->takeAt(0)) {
        if (auto* entry = item->widget(); entry != nullptr) {
            entry->hide();
            entry->deleteLater(); // it may be the one that was clicked
        }
        delete item;
    }
    std::vector<std::pair<std::uint16_t, std::uint64_t>> ports(report.tcpConnectionsByPort.begin(),
                                                               report.tcpConnectionsByPort.end());
    std::sort(ports.begin(), ports.end(), [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    std::erase_if(ports, [&](const auto& each) { return isEncrypted(report, each.first); });
    if (ports.size() > kMaxPorts) ports.resize(kMaxPorts);
    for (const auto& [port, count] : ports) {
        auto* entry = new EntryButton(lineIcon(QStringLiteral("goto"), QPalette::Text),
                                      tr("Read TCP port %1 as MQTT").arg(port), portText(port, count), m_portsBox);
        connect(entry, &EntryButton::clicked, this, [this, chosen = port] { emit portChosen(chosen); });
        m_ports->addWidget(entry);
    }
    m_portsBox->setVisible(!ports.empty());
}

QString EmptyPage::text() const {
    return m_contents->text();
}

} // namespace mqttscope::ui
