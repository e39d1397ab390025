// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/picture_view.h"

#include <QBuffer>
#include <QImageReader>
#include <QPainter>

#include <algorithm>

namespace mqttscope::ui {

namespace {

constexpr int kMargin = 12;
constexpr int kSquare = 8;         // pixels of the checkerboard
constexpr int kMostPixels = 2'048; // of a side that is kept
constexpr int kMostMegabytes = 128;

} // namespace

QImage readPicture(const QByteArray& bytes, QSize& fullSize) {
    QBuffer buffer;
    buffer.setData(bytes);
    QImageReader reader(&buffer);
    reader.setAllocationLimit(kMostMegabytes); // a few bytes may claim to be a picture of gigabytes
    reader.setAutoTransform(true);
    fullSize = reader.size();
    if (fullSize.width() > kMostPixels || fullSize.height() > kMostPixels)
        reader.setScaledSize(fullSize.scaled(kMostPixels, kMostPixels, Qt::KeepAspectRatio));
    return reader.read();
}

PictureView::PictureView(QWidget* parent)
    : QWidget(parent) {
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setAccessibleName(tr("Picture in the payload"));
}

void PictureView::show(const QImage& picture) {
    m_picture = picture;
    setAccessibleDescription(tr("%1 by %2 pixels").arg(picture.width()).arg(picture.height()));
    update();
}

void PictureView::paintEvent(QPaintEvent*) {
    if (m_picture.isNull()) return;
    QPainter painter(this);
    const auto room = rect().adjusted(kMargin, kMargin, -kMargin, -kMargin).size();
    if (room.isEmpty()) return;
    auto size = m_picture.size();
    if (size.width() > room.width() || size.height() > room.height()) size.scale(room, Qt::KeepAspectRatio);
    const QRect place(QPoint((width() - size.width()) / 2, (height() - size.height()) / 2), size);
    if (m_picture.hasAlphaChannel()) {
        painter.setClipRect(place);
        for (int y = place.top(); y <= place.bottom(); y += kSquare) {
            for (int x = place.left(); x <= place.right(); x += kSquare) {
                const bool odd = ((x - place.left()) / kSquare + (y - place.top()) / kSquare) % 2 != 0;
                painter.fillRect(x, y, kSquare, kSquare,
                                 palette().color(odd ? QPalette::AlternateBase : QPalette::Base));
            }
        }
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(place, m_picture);
}

} // namespace mqttscope::ui
