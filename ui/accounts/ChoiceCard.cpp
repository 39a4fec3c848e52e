#include "ui/accounts/ChoiceCard.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/StylePaint.h"

#include <QPainter>

namespace reveille::ui {

ChoiceCard::ChoiceCard(QString icon, const QString& title, QString sentence, QWidget* parent)
    : QAbstractButton(parent), m_icon(std::move(icon)), m_sentence(std::move(sentence))
{
    setText(title);
    setCheckable(true);
    setAutoExclusive(true);
    setAccessibleName(title);
    setAccessibleDescription(m_sentence);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize ChoiceCard::sizeHint() const
{
    const int step = unit(this);
    return {24 * step, 12 * step};
}

void ChoiceCard::enterEvent(QEnterEvent* event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void ChoiceCard::leaveEvent(QEvent* event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

void ChoiceCard::paintEvent(QPaintEvent*)
{
    const Colors& colors = colorsOf(palette());
    const int step = unit(this);
    QPainter painter(this);
    const bool on = isChecked();
    paint::roundedBox(&painter, rect(), 8, colors[on ? Color::Selection : Color::Surface],
                      on ? colors[Color::AccentFill]
                         : (underMouse() ? colors[Color::Faint] : colors[Color::Line]),
                      on ? 1.5 : 1.0);
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange))
        paint::roundedBox(&painter, rect().adjusted(3, 3, -3, -3), 6, QColor(), colors[Color::Accent], 1.5);
    const QRect inner = rect().adjusted(2 * step, 2 * step, -2 * step, -step);
    paintIcon(&painter, QRect(inner.x(), inner.y(), 20, 20), m_icon, colors[on ? Color::Accent : Color::Dim]);
    QRect line = inner.adjusted(20 + step + step / 2, 0, 0, 0);
    painter.setFont(strongFont(font()));
    painter.setPen(colors[Color::Text]);
    line.setHeight(20);
    painter.drawText(line, Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, line.width()));
    painter.setFont(smallFont(font()));
    painter.setPen(colors[Color::Dim]);
    painter.drawText(QRect(line.x(), line.bottom() + 4, line.width(), inner.bottom() - line.bottom()),
                     Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_sentence);
}

} // namespace reveille::ui
