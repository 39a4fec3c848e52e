#include "ui/widgets/Labels.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/TabularText.h"

#include <algorithm>

#include <QEvent>
#include <QPainter>

namespace reveille::ui {

RoleLabel::RoleLabel(Color role, QWidget* parent) : QLabel(parent), m_role(role)
{
    setTextFormat(Qt::PlainText);
    tint();
}

void RoleLabel::setRole(Color role)
{
    m_role = role;
    tint();
}

void RoleLabel::setElided(bool elided)
{
    m_elided = elided;
    updateGeometry();
    update();
}

QSize RoleLabel::sizeHint() const
{
    const QSize plain = QLabel::sizeHint();
    return m_elided ? QSize(tabularWidth(fontMetrics(), text()) + 1, plain.height()) : plain;
}

QSize RoleLabel::minimumSizeHint() const
{
    if (!m_elided)
        return QLabel::minimumSizeHint();
    return {std::min(sizeHint().width(), 4 * unit(this)), QLabel::minimumSizeHint().height()};
}

void RoleLabel::paintEvent(QPaintEvent* event)
{
    if (!m_elided) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    drawTabular(&painter, contentsRect(), alignment(), text());
}

void RoleLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        tint();
}

void RoleLabel::tint()
{
    QPalette own = palette();
    const QColor wanted = colorsOf(own)[m_role];
    if (own.color(QPalette::Active, QPalette::WindowText) == wanted)
        return;
    own.setColor(QPalette::Active, QPalette::WindowText, wanted);
    own.setColor(QPalette::Inactive, QPalette::WindowText, wanted);
    setPalette(own);
}

TabularLabel::TabularLabel(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
}

void TabularLabel::setText(const QString& text)
{
    if (m_text == text)
        return;
    const bool sameRoom = tabularWidth(fontMetrics(), text) == tabularWidth(fontMetrics(), m_text);
    m_text = text;
    setAccessibleName(text);
    if (!sameRoom)
        updateGeometry();
    update();
}

void TabularLabel::setRole(Color role)
{
    m_role = role;
    update();
}

QSize TabularLabel::sizeHint() const
{
    return {tabularWidth(fontMetrics(), m_text), fontMetrics().height()};
}

QSize TabularLabel::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), 4 * unit(this)), fontMetrics().height()};
}

void TabularLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(colorsOf(palette())[m_role]);
    drawTabular(&painter, rect(), Qt::AlignLeft, m_text);
}

IconLabel::IconLabel(QString name, Color role, QWidget* parent)
    : QWidget(parent), m_name(std::move(name)), m_role(role)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void IconLabel::setIcon(const QString& name, Color role)
{
    m_name = name;
    m_role = role;
    update();
}

void IconLabel::setSide(int side)
{
    m_side = side;
    updateGeometry();
}

void IconLabel::paintEvent(QPaintEvent*)
{
    if (m_name.isEmpty())
        return;
    QPainter painter(this);
    paintIcon(&painter, QRect(0, (height() - m_side) / 2, m_side, m_side), m_name,
              colorsOf(palette())[m_role]);
}

Band::Band(Color fill, Qt::Edges lines, QWidget* parent) : QWidget(parent), m_fill(fill), m_lines(lines) {}

void Band::paintEvent(QPaintEvent*)
{
    const Colors& colors = colorsOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colors[m_fill]);
    if (m_lines.testFlag(Qt::BottomEdge))
        painter.fillRect(0, height() - 1, width(), 1, colors[Color::Line]);
    if (m_lines.testFlag(Qt::TopEdge))
        painter.fillRect(0, 0, width(), 1, colors[Color::Line]);
    if (m_lines.testFlag(Qt::RightEdge))
        painter.fillRect(width() - 1, 0, 1, height(), colors[Color::Line]);
    if (m_lines.testFlag(Qt::LeftEdge))
        painter.fillRect(0, 0, 1, height(), colors[Color::Line]);
}

RoleLabel* makeHeading(const QString& text, QWidget* parent)
{
    auto* label = new RoleLabel(Color::Dim, parent);
    label->setFont(headingFont(label->font()));
    label->setText(text);
    return label;
}

} // namespace reveille::ui
