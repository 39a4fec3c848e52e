#include "ui/builder/RunList.h"

#include "ui/theme/Colors.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/StylePaint.h"
#include "ui/theme/TabularText.h"

#include <QAbstractListModel>
#include <QPainter>
#include <QStyledItemDelegate>

namespace reveille::ui {

class RunListModel final : public QAbstractListModel
{
public:
    using QAbstractListModel::QAbstractListModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
    }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        if (!index.isValid() || index.row() >= m_lines.size())
            return {};
        const RunLine& line = m_lines[index.row()];
        if (role == Qt::DisplayRole)
            return line.when;
        if (role == Qt::ToolTipRole)
            return line.tip;
        if (role == Qt::AccessibleTextRole)
            return RunList::tr("%1, %2").arg(line.when, line.gap);
        return {};
    }
    [[nodiscard]] const QVector<RunLine>& lines() const { return m_lines; }
    /// Rows are replaced where they stand; only the difference in number is inserted or removed.
    void setLines(const QVector<RunLine>& lines)
    {
        const auto before = static_cast<int>(m_lines.size());
        const auto after = static_cast<int>(lines.size());
        if (after > before) {
            beginInsertRows({}, before, after - 1);
            m_lines = lines;
            endInsertRows();
        } else if (after < before) {
            beginRemoveRows({}, after, before - 1);
            m_lines = lines;
            endRemoveRows();
        } else {
            m_lines = lines;
        }
        if (const int kept = std::min(before, after); kept > 0)
            Q_EMIT dataChanged(index(0), index(kept - 1));
    }

private:
    QVector<RunLine> m_lines;
};

namespace {

class RunDelegate final : public QStyledItemDelegate
{
public:
    RunDelegate(const RunListModel& model, QObject* parent) : QStyledItemDelegate(parent), m_model(model) {}

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {10, option.fontMetrics.height() + unit(option.fontMetrics) * 3 / 4};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Colors& colors = colorsOf(option.palette);
        const RunLine& line = m_model.lines()[index.row()];
        const int step = unit(option.fontMetrics);
        painter->save();
        painter->setFont(option.font);
        if (option.state.testFlag(QStyle::State_HasFocus))
            paint::roundedBox(painter, option.rect, 4, colors[Color::Selection], QColor());
        const QRect box = option.rect.adjusted(2, 0, -step, 0);
        painter->setPen(colors[line.past ? Color::Faint : Color::Text]);
        const int gap = tabularWidth(option.fontMetrics, line.gap);
        drawTabular(painter, box.adjusted(0, 0, -std::min(gap + step, box.width() / 2), 0), Qt::AlignLeft,
                    line.when);
        painter->setPen(colors[line.past ? Color::Faint : Color::Dim]);
        drawTabular(painter, QRect(box.right() - gap, box.y(), gap + 1, box.height()), Qt::AlignRight,
                    line.gap);
        painter->restore();
    }

private:
    const RunListModel& m_model;
};

} // namespace

RunList::RunList(QWidget* parent) : QListView(parent), m_model(new RunListModel(this))
{
    setModel(m_model);
    setItemDelegate(new RunDelegate(*m_model, this));
    setFont(smallFont(font()));
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    viewport()->setAutoFillBackground(false);
    setTabKeyNavigation(false);
}

void RunList::setLines(const QVector<RunLine>& lines)
{
    if (lines != m_model->lines())
        m_model->setLines(lines);
}

const QVector<RunLine>& RunList::lines() const
{
    return m_model->lines();
}

void RunList::showPresent()
{
    for (int i = 0; i < m_model->lines().size(); ++i) {
        if (!m_model->lines()[i].past) {
            scrollTo(m_model->index(i), QAbstractItemView::PositionAtTop);
            return;
        }
    }
}

QSize RunList::sizeHint() const
{
    const int step = unit(this);
    return {27 * step, 18 * step};
}

QSize RunList::minimumSizeHint() const
{
    const int step = unit(this);
    return {24 * step, 9 * step};
}

} // namespace reveille::ui
