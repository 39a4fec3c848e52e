#include "ui/builder/TextPane.h"

#include "core/calendar/CalendarEvent.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Style.h"
#include "ui/widgets/Labels.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

TextPane::TextPane(QWidget* parent)
    : QWidget(parent), m_says(new RoleLabel(Color::Dim, this)), m_normal(new RoleLabel(Color::Text, this))
{
    const int step = unit(this);
    setObjectName(u"textPane"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(step);
    m_normal->setObjectName(u"normalForm"_s);
    m_normal->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_normal->setFont(monoFont());
    auto* normal = new QHBoxLayout;
    normal->setSpacing(step);
    normal->addWidget(m_says);
    normal->addWidget(m_normal, 1);
    column->addLayout(normal);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(step + step / 2);
    grid->setVerticalSpacing(step / 2);
    const struct
    {
        QString text;
        QString means;
    } examples[] = {
        {u"Mon..Fri 09:00"_s, tr("weekdays at nine")},
        {u"*:0/15"_s, tr("every quarter of an hour")},
        {u"Fri *-*~07/1 18:00"_s, tr("the last Friday of the month")},
        {u"*-*~01 23:30"_s, tr("the last day of the month")},
        {u"Mon *-*-1..7 06:00"_s, tr("the first Monday of the month")},
        {u"2027-01-01 00:00"_s, tr("once")},
    };
    int index = 0;
    for (const auto& example : examples) {
        auto* button = new QPushButton(example.text, this);
        button->setFont(monoFont());
        button->setAutoDefault(false);
        button->setObjectName(u"example%1"_s.arg(index));
        button->setAccessibleName(tr("Use the example %1, %2").arg(example.text, example.means));
        auto* means = new RoleLabel(Color::Dim, this);
        means->setText(example.means);
        const int column2 = index % 2 * 2;
        grid->addWidget(button, index / 2, column2, Qt::AlignLeft);
        grid->addWidget(means, index / 2, column2 + 1);
        connect(button, &QPushButton::clicked, this,
                [this, text = example.text] { Q_EMIT exampleChosen(text); });
        ++index;
    }
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    column->addLayout(grid);
}

void TextPane::show(const BuilderModel& model)
{
    const auto& tree = model.line().tree;
    const auto event = tree ? calendar::CalendarEvent::parse(tree->text())
                            : calendar::CalendarEvent::parse(std::string_view());
    m_normal->setText(event ? QString::fromStdString(event->toText()) : QString());
    m_normal->setVisible(event.has_value());
    m_says->setText(event ? tr("systemd's normal form:")
                          : tr("What is left out means any day, and midnight. Examples to begin with:"));
}

} // namespace reveille::ui
