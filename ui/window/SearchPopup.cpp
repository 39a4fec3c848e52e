#include "ui/window/SearchPopup.h"

#include "ui/theme/Colors.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/StylePaint.h"

#include <algorithm>

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

class HitDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Colors& colors = colorsOf(option.palette);
        const int step = unit(option.fontMetrics);
        const bool heading = index.data(SearchModel::HeadingRole).toBool();
        painter->save();
        if (option.state.testFlag(QStyle::State_Selected))
            paint::roundedBox(painter, option.rect.adjusted(step / 2, 0, -step / 2, 0), 6,
                              colors[Color::Selection], QColor());
        QRect inner = option.rect.adjusted(step + step / 2, 0, -step - step / 2, 0);
        if (!heading) {
            paintIcon(painter, QRect(inner.x(), inner.y(), 16, inner.height()),
                      index.data(SearchModel::IconNameRole).toString(),
                      colors[static_cast<Color>(index.data(SearchModel::ColorRole).toInt())]);
            inner.setLeft(inner.left() + 24);
        }
        const QString aside = index.data(SearchModel::AsideRole).toString();
        painter->setFont(smallFont(option.font));
        const int asideWidth =
            std::min(painter->fontMetrics().horizontalAdvance(aside) + 1, inner.width() / 2);
        painter->setPen(colors[Color::Dim]);
        painter->drawText(inner, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(aside, Qt::ElideRight, asideWidth));
        inner.setRight(inner.right() - asideWidth - step);
        painter->setFont(heading ? headingFont(option.font) : option.font);
        painter->setPen(colors[heading ? Color::Dim : Color::Text]);
        painter->drawText(
            inner, Qt::AlignVCenter | Qt::TextSingleLine,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, inner.width()));
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {0, 4 * unit(option.fontMetrics)};
    }
};

} // namespace

SearchPopup::SearchPopup(QLineEdit* field, QWidget* window)
    : QFrame(window), m_field(field), m_view(new QListView(this))
{
    setObjectName(u"searchPopup"_s);
    setFocusPolicy(Qt::NoFocus);
    m_view->setObjectName(u"searchResults"_s);
    m_view->setAccessibleName(tr("What the search found"));
    m_view->setModel(&m_model);
    m_view->setItemDelegate(new HitDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setFocusPolicy(Qt::NoFocus);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->viewport()->setAutoFillBackground(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, unit(this) / 2, 1, unit(this) / 2);
    column->addWidget(m_view);
    hide();
    field->installEventFilter(this);
    window->installEventFilter(this);
    connect(m_view, &QListView::clicked, this, &SearchPopup::choose);
}

void SearchPopup::setHits(const QVector<SearchHit>& hits)
{
    const bool had = m_view->currentIndex().isValid();
    m_model.setRows(hits);
    if (hits.isEmpty()) {
        hide();
        return;
    }
    if (!had || !m_view->currentIndex().isValid())
        m_view->setCurrentIndex(m_model.index(1, 0)); // row 0 is a heading
    place();
    show();
    raise();
}

void SearchPopup::place()
{
    const int step = unit(this);
    const QPoint below =
        m_field->mapTo(parentWidget(), QPoint(m_field->width(), m_field->height() + step / 2));
    const int width = std::max(m_field->width(), 44 * step);
    const int left = std::max(step, below.x() - width); // ends where the field ends
    const int rows = static_cast<int>(m_model.rows().size());
    const int height = std::min(rows * 4 * step + step + 2, parentWidget()->height() - below.y() - step);
    setGeometry(left, below.y(), width, height);
}

void SearchPopup::step(int by)
{
    const int count = m_model.rowCount();
    int row = m_view->currentIndex().row();
    for (int tried = 0; tried < count; ++tried) {
        row = (row + by + count) % count;
        if (m_model.rows()[row].kind != SearchHit::Kind::Heading)
            break;
    }
    m_view->setCurrentIndex(m_model.index(row, 0));
}

void SearchPopup::choose(const QModelIndex& index)
{
    const SearchHit* hit = m_model.rowAt(index.row());
    if (hit == nullptr || hit->kind == SearchHit::Kind::Heading)
        return;
    const SearchHit copy = *hit;
    hide();
    Q_EMIT chosen(copy);
}

bool SearchPopup::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_field || !isVisible())
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut)
        hide();
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Down:
        step(1);
        return true;
    case Qt::Key_Up:
        step(-1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_view->currentIndex());
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

void SearchPopup::paintEvent(QPaintEvent*)
{
    const Colors& colors = colorsOf(palette());
    QPainter painter(this);
    paint::roundedBox(&painter, rect(), 8, colors[Color::Raised], colors[Color::Line]);
}

} // namespace reveille::ui
