#include "ui/theme/Icons.h"

#include <algorithm>

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPixmapCache>
#include <QSvgRenderer>

void initReveilleResources()
{
    Q_INIT_RESOURCE(reveille);
}

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QByteArray source(const QString& name)
{
    initReveilleResources();
    QFile file(u":/reveille/icons/"_s + name + u".svg"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QPixmap rendered(const QString& name, const QColor& color, int size, double ratio)
{
    const QString key = u"reveille/%1/%2/%3/%4"_s.arg(name, color.name(QColor::HexArgb)).arg(size).arg(ratio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(qRound(size * ratio), qRound(size * ratio));
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    QByteArray svg = source(name);
    svg.replace("currentColor", color.name().toLatin1());
    QSvgRenderer(svg).render(&painter, QRectF(QPointF(), QSizeF(pixmap.size())));
    painter.end();
    pixmap.setDevicePixelRatio(ratio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class TintedIconEngine final : public QIconEngine
{
public:
    TintedIconEngine(QString name, Color role) : m_name(std::move(name)), m_role(role) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        paintIcon(painter, rect, m_name, color(mode));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        return rendered(m_name, color(mode), std::min(size.width(), size.height()), 1.0);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        const int side = qRound(std::min(size.width(), size.height()) / scale);
        return rendered(m_name, color(mode), side, scale);
    }
    [[nodiscard]] QIconEngine* clone() const override { return new TintedIconEngine(m_name, m_role); }

private:
    [[nodiscard]] QColor color(QIcon::Mode mode) const
    {
        const Colors& colors = colorsOf(QGuiApplication::palette());
        return colors[mode == QIcon::Disabled ? Color::Faint : m_role];
    }
    QString m_name;
    Color m_role;
};

} // namespace

QIcon icon(const QString& name, Color role)
{
    return QIcon(new TintedIconEngine(name, role));
}

QIcon applicationIcon()
{
    initReveilleResources();
    return QIcon(u":/reveille/icons/reveille.svg"_s);
}

void paintIcon(QPainter* painter, const QRect& rect, const QString& name, const QColor& color)
{
    const int side = std::min(rect.width(), rect.height());
    if (side <= 0)
        return;
    const QPoint at(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2);
    painter->drawPixmap(at, rendered(name, color, side, painter->device()->devicePixelRatioF()));
}

} // namespace reveille::ui
