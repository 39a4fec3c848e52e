#include "ui/schedules/DangerGate.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/StylePaint.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

DangerGate::DangerGate(QWidget* parent)
    : QWidget(parent),
      m_text(new RoleLabel(Color::Text, this)),
      m_ask(new RoleLabel(Color::Dim, this)),
      m_edit(new QLineEdit(this))
{
    const int step = unit(this);
    m_text->setWordWrap(true);
    m_text->setObjectName(u"dangerText"_s);
    m_ask->setWordWrap(true);
    m_edit->setObjectName(u"dangerName"_s);
    m_ask->setBuddy(m_edit);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(step / 2);
    texts->addWidget(m_text);
    texts->addWidget(m_ask);
    texts->addWidget(m_edit);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(step + step / 2, step, step + step / 2, step + step / 2);
    row->setSpacing(step);
    row->addWidget(new IconLabel(u"warning"_s, Color::Failed, this), 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    connect(m_edit, &QLineEdit::textChanged, this, &DangerGate::changed);
    hide();
}

void DangerGate::setDanger(const Danger& danger)
{
    setVisible(!danger.typed.isEmpty());
    if (danger.typed == m_danger.typed && danger.text == m_danger.text)
        return;
    m_danger = danger;
    m_text->setText(danger.text);
    m_ask->setText(tr("Type “%1” to go on:").arg(danger.typed));
    m_edit->setAccessibleName(tr("Type “%1” to go on").arg(danger.typed));
    m_edit->clear();
}

bool DangerGate::isOpen() const
{
    return m_danger.typed.isEmpty() || m_edit->text().trimmed() == m_danger.typed;
}

void DangerGate::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colors& colors = colorsOf(palette());
    paint::roundedBox(&painter, rect(), 6, colors[Color::WarningFill], colors[Color::Line]);
}

} // namespace reveille::ui
