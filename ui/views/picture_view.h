// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

namespace mqttscope::ui {

/// A picture in the middle, made smaller where it does not fit, never larger; transparent parts show a checkerboard.
class PictureView : public QWidget {
    Q_OBJECT

public:
    explicit PictureView(QWidget* parent = nullptr);

    void show(const QImage& picture);

    [[nodiscard]] const QImage& picture() const { return m_picture; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QImage m_picture;
};

/// Reads a picture in any format that Qt knows. Huge ones are read smaller, for nobody sees that many pixels. Null
/// where the bytes are none. Any thread.
[[nodiscard]] QImage readPicture(const QByteArray& bytes, QSize& fullSize);

} // namespace mqttscope::ui
