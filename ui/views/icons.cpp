// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <optional>

namespace mqttscope::ui {

namespace {

/// Renders a drawing when it is asked for, so that it is sharp at every scale and follows a change of the palette.
class LineIconEngine : public QIconEngine {
public:
    LineIconEngine(QByteArray drawing, QPalette::ColorRole role, std::optional<QColor> color)
        : m_drawing(std::move(drawing))
        , m_role(role)
        , m_color(color) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const auto role = mode == QIcon::Selected ? QPalette::HighlightedText : m_role;
        const auto color = m_color.value_or(QGuiApplication::palette().color(group, role));
        auto drawing = m_drawing;
        drawing.replace("#000", color.name().toLatin1());
        QSvgRenderer renderer(drawing);
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        renderer.render(painter, rect);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, {{0, 0}, size}, mode, state);
        return pixmap;
    }

    [[nodiscard]] QIconEngine* clone() const override { return new LineIconEngine(m_drawing, m_role, m_color); }

private:
    QByteArray m_drawing;
    QPalette::ColorRole m_role;
    std::optional<QColor> m_color;
};

QByteArray drawing(const QString& name) {
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

QIcon lineIcon(const QString& name, QPalette::ColorRole role) {
    return QIcon(new LineIconEngine(drawing(name), role, std::nullopt)); // QIcon owns its engine
}

QIcon lineIcon(const QString& name, const QColor& color) {
    return QIcon(new LineIconEngine(drawing(name), QPalette::ButtonText, color));
}

} // namespace mqttscope::ui
