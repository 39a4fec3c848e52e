#include "ui/builder/CellStrip.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/StylePaint.h"

#include <algorithm>

#include <QGridLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace reveille::ui {

using namespace Qt::StringLiterals;

CellButton::CellButton(QWidget* parent) : QPushButton(parent)
{
    setCheckable(true);
    setAutoDefault(false);
    setFont(smallFont(font()));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
}

void CellButton::setLook(bool on, bool implied)
{
    if (isChecked() == on && m_implied == implied)
        return;
    m_implied = implied;
    setChecked(on);
    update();
}

QSize CellButton::sizeHint() const
{
    const int step = unit(this);
    const int text = fontMetrics().horizontalAdvance(this->text());
    return {std::max(3 * step + 3, text + 2 * step), 3 * step + step / 4};
}

QSize CellButton::minimumSizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + 4, sizeHint().height()};
}

void CellButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colors& colors = colorsOf(palette());
    const bool on = isChecked() && isEnabled();
    const bool solid = on && !m_implied;
    QColor fill = solid ? colors[Color::AccentFill] : colors[isEnabled() ? Color::Surface : Color::Window];
    if (!solid && isEnabled() && underMouse())
        fill = colors[Color::Selection];
    QColor border = on ? colors[Color::AccentFill] : colors[Color::Line];
    if (hasFocus())
        border = colors[solid ? Color::OnAccent : Color::Accent];
    paint::roundedBox(&painter, rect(), 4, fill, border, hasFocus() ? 1.6 : 1.0);
    QFont face = font();
    if (solid)
        face.setWeight(QFont::DemiBold);
    painter.setFont(face);
    painter.setPen(colors[solid         ? Color::OnAccent
                          : on          ? Color::Accent
                          : isEnabled() ? Color::Dim
                                        : Color::Faint]);
    painter.drawText(rect(), Qt::AlignCenter, text());
}

CellStrip::CellStrip(const QString& prefix, QVector<Cell> cells, int perRow, QWidget* parent)
    : QWidget(parent), m_cells(std::move(cells)), m_perRow(perRow)
{
    const int step = unit(this);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(std::max(2, step * 3 / 8));
    for (int i = 0; i < m_cells.size(); ++i) {
        auto* button = new CellButton(this);
        button->setText(m_cells[i].text);
        button->setObjectName(prefix + QString::number(m_cells[i].value));
        button->setAccessibleName(m_cells[i].name);
        button->setFocusPolicy(i == 0 ? Qt::StrongFocus : Qt::ClickFocus);
        button->installEventFilter(this);
        grid->addWidget(button, i / perRow, i % perRow);
        m_buttons.append(button);
    }
}

QWidget* CellStrip::firstStop() const
{
    return m_buttons[m_stop];
}

void CellStrip::setRow(const GridRow& row)
{
    m_row = row;
    setEnabled(row.lock.isEmpty());
    setToolTip(row.lock);
    for (int i = 0; i < m_cells.size(); ++i)
        m_buttons[i]->setLook(row.has(m_cells[i].value), row.implied);
}

void CellStrip::setOffered(const std::vector<int>& values, int perRow)
{
    if (values == m_offered)
        return;
    m_offered = values;
    m_perRow = perRow;
    auto* grid = static_cast<QGridLayout*>(layout());
    int at = 0;
    for (int i = 0; i < m_cells.size(); ++i) {
        const bool offered = std::find(values.begin(), values.end(), m_cells[i].value) != values.end();
        m_buttons[i]->setVisible(offered);
        grid->removeWidget(m_buttons[i]);
        if (offered) {
            grid->addWidget(m_buttons[i], at / perRow, at % perRow);
            ++at;
        }
        if (!offered && i == m_stop)
            setStop(0);
    }
}

void CellStrip::setStop(int index)
{
    m_buttons[m_stop]->setFocusPolicy(Qt::ClickFocus);
    m_stop = index;
    m_buttons[m_stop]->setFocusPolicy(Qt::StrongFocus);
}

void CellStrip::move(int from, int by)
{
    const int direction = by < 0 ? -1 : 1;
    int at = from + by;
    while (at >= 0 && at < m_buttons.size() && m_buttons[at]->isHidden())
        at += direction;
    if (at < 0 || at >= m_buttons.size())
        return;
    setStop(at);
    m_buttons[at]->setFocus(Qt::TabFocusReason);
}

int CellStrip::indexAt(const QPoint& global) const
{
    for (int i = 0; i < m_buttons.size(); ++i) {
        if (m_buttons[i]->isVisible() && m_buttons[i]->rect().contains(m_buttons[i]->mapFromGlobal(global)))
            return i;
    }
    return -1;
}

/// What releasing the button now would give.
void CellStrip::showDrag()
{
    const bool fresh = m_row.all || m_row.implied;
    const bool on = fresh || !m_row.has(m_cells[m_dragFrom].value);
    const int low = std::min(m_dragFrom, m_dragTo);
    const int high = std::max(m_dragFrom, m_dragTo);
    for (int i = 0; i < m_cells.size(); ++i) {
        const bool inside = i >= low && i <= high;
        m_buttons[i]->setLook(inside ? on : (!fresh && m_row.has(m_cells[i].value)), false);
    }
}

bool CellStrip::eventFilter(QObject* watched, QEvent* event)
{
    auto* button = static_cast<CellButton*>(watched);
    const int index = static_cast<int>(m_buttons.indexOf(button));
    if (index < 0 || !isEnabled())
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseButtonPress: {
        if (static_cast<QMouseEvent*>(event)->button() != Qt::LeftButton)
            break;
        setStop(index);
        button->setFocus(Qt::MouseFocusReason);
        m_dragFrom = m_dragTo = index;
        showDrag();
        return true;
    }
    case QEvent::MouseMove: {
        if (m_dragFrom < 0)
            break;
        const int over = indexAt(static_cast<QMouseEvent*>(event)->globalPosition().toPoint());
        if (over >= 0 && over != m_dragTo) {
            m_dragTo = over;
            showDrag();
        }
        return true;
    }
    case QEvent::MouseButtonRelease: {
        if (m_dragFrom < 0)
            break;
        const int from = m_cells[m_dragFrom].value;
        const int to = m_cells[m_dragTo].value;
        m_dragFrom = m_dragTo = -1;
        setRow(m_row);
        Q_EMIT painted(from, to);
        return true;
    }
    case QEvent::MouseButtonDblClick:
        return true;
    case QEvent::KeyPress: {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Left:
            move(index, -1);
            return true;
        case Qt::Key_Right:
            move(index, 1);
            return true;
        case Qt::Key_Up:
        case Qt::Key_Down: {
            const bool up = static_cast<QKeyEvent*>(event)->key() == Qt::Key_Up;
            if (m_buttons.size() > m_perRow)
                move(index, up ? -m_perRow : m_perRow);
            return true;
        }
        case Qt::Key_Home:
            move(-1, 1);
            return true;
        case Qt::Key_End:
            move(static_cast<int>(m_buttons.size()), -1);
            return true;
        case Qt::Key_Space:
            Q_EMIT painted(m_cells[index].value, m_cells[index].value);
            return true;
        default:
            break;
        }
        break;
    }
    case QEvent::KeyRelease:
        if (static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space)
            return true;
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace reveille::ui
