#include "ui/schedules/ExpressionLine.h"

#include "core/calendar/CalendarEvent.h"
#include "ui/theme/Colors.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QInputMethodEvent>
#include <QPushButton>
#include <QTextCharFormat>
#include <QToolButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

/// The parser counts bytes of UTF-8, a line edit counts UTF-16 units.
int characters(const QByteArray& utf8, std::size_t bytes)
{
    const auto count = std::min(static_cast<qsizetype>(bytes), utf8.size());
    return static_cast<int>(QString::fromUtf8(utf8.first(count)).size());
}

} // namespace

ExpressionEdit::ExpressionEdit(QWidget* parent) : QLineEdit(parent)
{
    setFont(monoFont());
    setMaxLength(1024);
}

void ExpressionEdit::setMark(int column, int length)
{
    m_column = column;
    QList<QInputMethodEvent::Attribute> attributes;
    if (column >= 0 && !text().isEmpty()) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(colorsOf(palette())[Color::Failed]);
        format.setForeground(colorsOf(palette())[Color::Failed]);
        const int start = std::min(column, static_cast<int>(text().size()) - 1);
        const int count = std::clamp(length, 1, static_cast<int>(text().size()) - start);
        attributes.append({QInputMethodEvent::TextFormat, start - cursorPosition(), count, format});
    }
    // A line edit shows formats only as an input method sends them; an event without text changes nothing
    // else.
    QInputMethodEvent event(QString(), attributes);
    QCoreApplication::sendEvent(this, &event);
}

ExpressionLine::ExpressionLine(QWidget* parent)
    : QWidget(parent),
      m_edit(new ExpressionEdit(this)),
      m_remove(new QToolButton(this)),
      m_problem(new QWidget(this)),
      m_message(new RoleLabel(Color::Failed, m_problem)),
      m_fix(new QPushButton(m_problem))
{
    const int step = unit(this);
    m_edit->setPlaceholderText(tr("Mon..Fri 09:00"));
    m_remove->setIcon(icon(u"cross"_s, Color::Dim));
    m_remove->setToolTip(tr("Remove this line"));
    m_remove->setFocusPolicy(Qt::StrongFocus);
    setLook(m_remove, Look::Plain);
    m_remove->hide();
    m_message->setWordWrap(true);
    m_message->setObjectName(u"whenError"_s);
    m_fix->setObjectName(u"fixButton"_s);
    m_fix->setAutoDefault(false);

    auto* row = new QHBoxLayout;
    row->setSpacing(step / 2);
    row->addWidget(m_edit, 1);
    row->addWidget(m_remove);
    auto* problemRow = new QHBoxLayout(m_problem);
    problemRow->setContentsMargins(0, 0, 0, 0);
    problemRow->addWidget(new IconLabel(u"warning"_s, Color::Failed, m_problem));
    problemRow->addWidget(m_message, 1);
    problemRow->addWidget(m_fix);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(step / 2);
    column->addLayout(row);
    column->addWidget(m_problem);
    m_problem->hide();

    connect(m_edit, &QLineEdit::textChanged, this, [this] {
        check();
        Q_EMIT changed();
    });
    connect(m_remove, &QToolButton::clicked, this, &ExpressionLine::removeRequested);
    connect(m_fix, &QPushButton::clicked, this, [this] {
        m_edit->setText(m_fixText);
        m_edit->setFocus();
    });
}

void ExpressionLine::setText(const QString& text)
{
    m_edit->setText(text);
}

QString ExpressionLine::text() const
{
    return m_edit->text().trimmed();
}

QVector<QWidget*> ExpressionLine::stops() const
{
    return {m_edit, m_fix, m_remove};
}

void ExpressionLine::setRemovable(bool removable)
{
    m_remove->setVisible(removable);
}

void ExpressionLine::setNumber(int number)
{
    m_edit->setObjectName(u"when%1"_s.arg(number));
    m_edit->setAccessibleName(tr("When, line %1").arg(number));
    m_remove->setObjectName(u"removeWhen%1"_s.arg(number));
    m_remove->setAccessibleName(tr("Remove line %1").arg(number));
}

void ExpressionLine::check()
{
    const QByteArray typed = m_edit->text().toUtf8();
    const auto event = calendar::CalendarEvent::parse(typed.toStdString());
    m_valid = event.has_value();
    const bool empty = m_edit->text().trimmed().isEmpty();
    m_problem->setVisible(!m_valid && !empty);
    if (m_valid || empty) {
        m_edit->setMark(-1, 0);
        return;
    }
    const calendar::ParseError& error = event.error();
    const int start = characters(typed, error.column);
    m_edit->setMark(start, characters(typed, error.column + error.length) - start);
    m_message->setText(tr("At character %1: %2").arg(start + 1).arg(QString::fromStdString(error.message)));
    m_fix->setVisible(error.fix.has_value());
    if (error.fix) {
        m_fixText = QString::fromStdString(*error.fix);
        m_fix->setText(tr("Use “%1”").arg(m_fixText).replace(u'&', u"&&"_s));
        m_fix->setAccessibleName(tr("Put it right: use %1").arg(m_fixText));
    }
}

} // namespace reveille::ui
