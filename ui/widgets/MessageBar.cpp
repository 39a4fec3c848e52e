#include "ui/widgets/MessageBar.h"

#include "core/text/ErrorText.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/theme/StylePaint.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent),
      m_icon(new IconLabel(u"warning"_s, Color::Warning, this)),
      m_what(new QLabel(this)),
      m_advice(new RoleLabel(Color::Dim, this)),
      m_button(new QPushButton(this)),
      m_close(new QToolButton(this))
{
    const int step = unit(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2 * step, step, step, step);
    row->setSpacing(step + step / 2);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    for (QLabel* label : {m_what, m_advice}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        texts->addWidget(label);
    }
    m_what->setFont(strongFont(font()));
    m_what->setObjectName(u"messageWhat"_s);
    m_advice->setObjectName(u"messageAdvice"_s);
    m_button->setObjectName(u"messageButton"_s);
    m_close->setObjectName(u"messageClose"_s);
    m_close->setAccessibleName(tr("Close this message"));
    m_close->setToolTip(tr("Close this message"));
    m_close->setIcon(icon(u"cross"_s, Color::Dim));
    setLook(m_close, Look::Plain);
    row->addWidget(m_icon, 0, Qt::AlignVCenter);
    row->addLayout(texts, 1);
    row->addWidget(m_button, 0, Qt::AlignVCenter);
    row->addWidget(m_close, 0, Qt::AlignVCenter);
    connect(m_button, &QPushButton::clicked, this, &MessageBar::buttonClicked);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void MessageBar::showError(const Error& error, const QString& button)
{
    const ErrorText text = describe(error);
    showText(text.what, text.advice, button);
}

void MessageBar::showText(const QString& what, const QString& advice, const QString& button)
{
    m_what->setText(what);
    m_what->setAccessibleName(what);
    m_advice->setText(advice);
    m_advice->setAccessibleName(advice);
    m_advice->setVisible(!advice.isEmpty());
    m_button->setText(button);
    m_button->setAccessibleName(button);
    m_button->setVisible(!button.isEmpty());
    setAccessibleName(what);
    show();
}

void MessageBar::setClosable(bool closable)
{
    m_close->setVisible(closable);
}

QString MessageBar::text() const
{
    return m_what->text();
}

void MessageBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colors& colors = colorsOf(palette());
    painter.fillRect(rect(), colors[Color::WarningFill]);
    painter.fillRect(0, height() - 1, width(), 1, colors[Color::Line]);
}

} // namespace reveille::ui
