#include "ui/schedules/WarningList.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/Style.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

/// More than these would push the next runs out of sight; the tool tip of the name tells all.
constexpr qsizetype kMostShown = 2;

} // namespace

WarningList::WarningList(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this))
{
    const int step = unit(this);
    setObjectName(u"scheduleWarnings"_s);
    m_column->setContentsMargins(step, step, step, 0);
    m_column->setSpacing(step / 2);
    hide();
}

void WarningList::grow(qsizetype count)
{
    const int step = unit(this);
    while (m_boxes.size() < count) {
        const qsizetype at = m_boxes.size();
        auto* ground = new Band(Color::WarningFill, {}, this);
        auto* row = new QHBoxLayout(ground);
        row->setContentsMargins(step, step / 2, step, step / 2);
        row->setSpacing(step);
        auto* text = new RoleLabel(Color::Warning, ground);
        text->setObjectName(u"scheduleWarning%1"_s.arg(at));
        text->setWordWrap(true);
        auto* button = new QToolButton(ground);
        button->setObjectName(u"fixWarning%1"_s.arg(at));
        button->setFocusPolicy(Qt::StrongFocus);
        connect(button, &QToolButton::clicked, this, [this, at] {
            if (at < m_badges.size())
                Q_EMIT fixRequested(m_badges[at]);
        });
        row->addWidget(new IconLabel(u"warning"_s, Color::Warning, ground), 0, Qt::AlignVCenter);
        row->addWidget(text, 1);
        row->addWidget(button);
        m_column->addWidget(ground);
        m_boxes.append({ground, text, button});
    }
}

void WarningList::show(const QVector<Badge>& badges)
{
    const qsizetype count = std::min(badges.size(), kMostShown);
    m_badges = badges;
    grow(count);
    for (qsizetype i = 0; i < m_boxes.size(); ++i) {
        const Box& box = m_boxes[i];
        box.ground->setVisible(i < count);
        if (i >= count)
            continue;
        box.text->setText(badges[i].text);
        box.button->setText(badges[i].fix);
        box.button->setAccessibleName(badges[i].fix);
        box.button->setVisible(!badges[i].fix.isEmpty());
    }
    setVisible(count > 0);
}

} // namespace reveille::ui
