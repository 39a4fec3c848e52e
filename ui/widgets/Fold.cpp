#include "ui/widgets/Fold.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

Fold::Fold(const QString& title, const QString& objectName, QWidget* parent)
    : QWidget(parent), m_button(new QToolButton(this)), m_summary(new RoleLabel(Color::Dim, this))
{
    const int step = unit(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(step);
    auto* row = new QHBoxLayout;
    // The button's own padding would indent its title against the labels.
    row->setContentsMargins(-step - step / 2, 0, 0, 0);
    row->setSpacing(step);
    m_button->setObjectName(objectName);
    m_button->setText(title);
    m_button->setAccessibleName(withoutMnemonic(title));
    m_button->setFont(strongFont(font()));
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_button->setFocusPolicy(Qt::StrongFocus);
    m_button->setIcon(icon(u"chevron-right"_s));
    setLook(m_button, Look::Plain);
    m_summary->setObjectName(objectName + u"Summary"_s);
    m_summary->setElided(true);
    row->addWidget(m_button);
    row->addWidget(m_summary, 1);
    column->addLayout(row);
    connect(m_button, &QToolButton::clicked, this, [this] { setOpen(!isOpen()); });
}

void Fold::setContent(QWidget* content)
{
    m_content = content;
    layout()->addWidget(content);
    content->hide();
}

void Fold::setSummary(const QString& summary)
{
    m_summary->setText(summary);
    m_summary->setToolTip(summary);
    m_button->setAccessibleDescription(summary);
}

void Fold::setOpen(bool open)
{
    if (m_content == nullptr)
        return;
    m_content->setVisible(open);
    m_button->setIcon(icon(open ? u"chevron-down"_s : u"chevron-right"_s));
}

bool Fold::isOpen() const
{
    return m_content != nullptr && m_content->isVisibleTo(this);
}

} // namespace reveille::ui
