#include "ui/widgets/FitScroll.h"

#include "ui/theme/Fonts.h"

#include <algorithm>

#include <QEvent>
#include <QLayout>

namespace reveille::ui {

FitScroll::FitScroll(QWidget* content, QWidget* parent) : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setBackgroundRole(QPalette::Window);
    content->setBackgroundRole(QPalette::Window);
    setWidget(content);
    content->installEventFilter(this);
}

QSize FitScroll::sizeHint() const
{
    const QLayout* layout = widget()->layout();
    const QSize hint = layout->totalSizeHint();
    const int wide = std::max(hint.width(), width());
    const int height = layout->hasHeightForWidth() ? layout->totalHeightForWidth(wide) : hint.height();
    return {hint.width(), height};
}

QSize FitScroll::minimumSizeHint() const
{
    const int step = unit(this);
    // While it is being filled, content asks for more than it will need, and a window once widened stays
    // wide.
    const int wide = std::min(widget()->minimumSizeHint().width(), 94 * step);
    return {wide, std::min(20 * step, sizeHint().height())};
}

bool FitScroll::eventFilter(QObject* watched, QEvent* event)
{
    const bool handled = QScrollArea::eventFilter(watched, event);
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return handled;
}

} // namespace reveille::ui
