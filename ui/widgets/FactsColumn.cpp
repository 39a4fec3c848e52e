#include "ui/widgets/FactsColumn.h"

#include "ui/theme/Fonts.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

FactsColumn::FactsColumn(const QString& heading, QWidget* parent)
    : QWidget(parent),
      m_heading(makeHeading(heading, this)),
      m_empty(new RoleLabel(Color::Dim, this)),
      m_rows(new QVBoxLayout)
{
    const int step = unit(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2 * step + 2, step + step / 2, step + step / 2, step);
    column->setSpacing(step);
    m_rows->setSpacing(step - 2);
    m_empty->setWordWrap(true);
    column->addWidget(m_heading);
    column->addWidget(m_empty);
    column->addLayout(m_rows);
    column->addStretch(1);
    m_empty->hide();
}

void FactsColumn::setHeading(const QString& heading)
{
    m_heading->setText(heading);
}

void FactsColumn::grow(qsizetype count)
{
    while (m_lines.size() < count) {
        Line line{new IconLabel({}, Color::Dim, this), new RoleLabel(Color::Text, this),
                  new RoleLabel(Color::Dim, this)};
        line.right->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        line.left->setElided(true);
        line.right->setElided(true);
        line.left->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        // Each line shares its width by itself: a long one does not cut its neighbours.
        auto* row = new QHBoxLayout;
        row->setSpacing(unit(this));
        row->addWidget(line.icon, 0, Qt::AlignVCenter);
        row->addWidget(line.left);
        row->addWidget(line.right, 1);
        m_rows->addLayout(row);
        m_lines.append(line);
    }
}

void FactsColumn::setFlush()
{
    const QMargins margins = layout()->contentsMargins();
    layout()->setContentsMargins(0, margins.top(), 0, margins.bottom());
}

void FactsColumn::setFacts(const QVector<Fact>& facts, const QString& whenEmpty)
{
    m_empty->setText(whenEmpty);
    m_empty->setVisible(facts.isEmpty() && !whenEmpty.isEmpty());
    if (facts == m_facts)
        return;
    m_facts = facts;
    grow(facts.size());
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        const Line& line = m_lines[i];
        const bool used = i < facts.size();
        line.left->setVisible(used);
        line.right->setVisible(used);
        line.icon->setVisible(used && !facts[i].icon.isEmpty());
        if (!used)
            continue;
        line.icon->setIcon(facts[i].icon, facts[i].color);
        line.left->setText(facts[i].left);
        line.left->setRole(facts[i].color);
        line.right->setText(facts[i].right);
        const QString tip =
            facts[i].toolTip.isEmpty() ? facts[i].left + u": "_s + facts[i].right : facts[i].toolTip;
        line.left->setToolTip(tip);
        line.right->setToolTip(tip);
    }
}

} // namespace reveille::ui
