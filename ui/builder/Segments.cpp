#include "ui/builder/Segments.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/StylePaint.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace reveille::ui {

namespace {

/// One of the buttons; whether it is quiet is its parent's business.
class SegmentButton final : public QPushButton
{
public:
    SegmentButton(bool first, bool last, QWidget* parent) : QPushButton(parent), m_first(first), m_last(last)
    {
        setCheckable(true);
        setAutoDefault(false);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }
    void setQuiet() { m_quiet = true; }

    [[nodiscard]] QSize sizeHint() const override
    {
        const int step = unit(this);
        const int text = QFontMetrics(strongFont(font())).horizontalAdvance(this->text());
        return m_quiet ? QSize(text + step, 2 * step + step / 2) : QSize(text + 3 * step, 4 * step - 2);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const Colors& colors = colorsOf(palette());
        const bool on = isChecked();
        if (!m_quiet && (on || underMouse())) {
            // Only the outer corners are round.
            const QRect box = rect().adjusted(m_first ? 1 : -8, 1, m_last ? -1 : 8, -1);
            painter.setClipRect(rect());
            paint::roundedBox(&painter, box, 5, colors[on ? Color::Selection : Color::Grid], QColor());
        }
        if (hasFocus())
            paint::roundedBox(&painter, m_quiet ? rect() : rect().adjusted(2, 2, -2, -2), 4, QColor(),
                              colors[Color::AccentFill], 1.5);
        painter.setFont(on ? strongFont(font()) : font());
        painter.setPen(colors[on ? (m_quiet ? Color::Accent : Color::Text) : Color::Dim]);
        painter.drawText(rect(), Qt::AlignCenter, text());
    }

private:
    bool m_first;
    bool m_last;
    bool m_quiet = false;
};

} // namespace

Segments::Segments(const QString& prefix, const QStringList& texts, QWidget* parent) : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    for (int i = 0; i < texts.size(); ++i) {
        auto* button = new SegmentButton(i == 0, i + 1 == texts.size(), this);
        button->setText(texts[i]);
        button->setObjectName(prefix + QString::number(i));
        button->setAccessibleName(texts[i]);
        button->installEventFilter(this);
        connect(button, &QPushButton::clicked, this, [this, i] { choose(i); });
        row->addWidget(button);
        m_buttons.append(button);
    }
    setIndex(0);
}

void Segments::setText(int index, const QString& text)
{
    if (m_buttons[index]->text() == text)
        return;
    m_buttons[index]->setText(text);
    m_buttons[index]->setAccessibleName(text);
    m_buttons[index]->updateGeometry();
}

void Segments::setOffered(int index, bool offered)
{
    m_buttons[index]->setVisible(offered);
    if (!offered && index == m_index)
        choose(0);
}

void Segments::setQuiet(bool quiet)
{
    m_quiet = quiet;
    for (QPushButton* button : m_buttons) {
        button->setFont(smallFont(font()));
        static_cast<SegmentButton*>(button)->setQuiet();
        button->updateGeometry();
    }
}

void Segments::setIndex(int index)
{
    m_index = index;
    for (int i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setChecked(i == index);
        m_buttons[i]->setFocusPolicy(i == index ? Qt::StrongFocus : Qt::ClickFocus);
    }
}

void Segments::choose(int index)
{
    const bool other = index != m_index;
    setIndex(index);
    if (other)
        Q_EMIT chosen(index);
}

bool Segments::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int by = key == Qt::Key_Left ? -1 : key == Qt::Key_Right ? 1 : 0;
        if (by != 0) {
            int next = m_index + by;
            while (next > 0 && next < m_buttons.size() && m_buttons[next]->isHidden())
                next += by;
            if (next >= 0 && next < m_buttons.size()) {
                choose(next);
                m_buttons[next]->setFocus(Qt::TabFocusReason);
            }
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void Segments::paintEvent(QPaintEvent*)
{
    if (m_quiet)
        return;
    QPainter painter(this);
    const Colors& colors = colorsOf(palette());
    paint::roundedBox(&painter, rect(), 6, colors[Color::Surface], colors[Color::Line]);
}

} // namespace reveille::ui
