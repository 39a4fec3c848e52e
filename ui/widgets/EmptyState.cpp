#include "ui/widgets/EmptyState.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/Style.h"
#include "ui/widgets/Labels.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent),
      m_icon(new IconLabel(u"bell"_s, Color::Faint, this)),
      m_title(new QLabel(this)),
      m_text(new RoleLabel(Color::Dim, this)),
      m_button(new QPushButton(this))
{
    const int step = unit(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(3 * step, 2 * step, 3 * step, 2 * step);
    column->setSpacing(step);
    m_icon->setSide(4 * step);
    m_title->setFont(strongFont(font()));
    for (QLabel* label : {m_title, m_text}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
    }
    m_text->setFixedWidth(52 * step);
    m_button->setObjectName(u"emptyStateButton"_s);
    column->addStretch(2);
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addWidget(m_title);
    column->addWidget(m_text, 0, Qt::AlignHCenter);
    column->addSpacing(step);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::buttonClicked);
}

void EmptyState::setContent(const QString& icon, const QString& title, const QString& text,
                            const QString& button)
{
    m_icon->setIcon(icon, Color::Faint);
    m_title->setText(title);
    m_text->setText(text);
    // An aligned label is only given its unwrapped height.
    m_text->setFixedHeight(m_text->heightForWidth(m_text->width()));
    m_button->setText(button);
    m_button->setAccessibleName(button);
    m_button->setVisible(!button.isEmpty());
}

} // namespace reveille::ui
