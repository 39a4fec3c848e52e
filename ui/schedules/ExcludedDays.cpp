#include "ui/schedules/ExcludedDays.h"

#include "core/model/AllDayEvents.h"
#include "core/text/ErrorText.h"
#include "ui/theme/Colors.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/Labels.h"

#include <QCalendarWidget>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTextCharFormat>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

/// One more than the reader takes, so that it can say that a file is too large.
constexpr qint64 kMostBytes = 1024 * 1024 + 1;

} // namespace

std::optional<QStringList> datesFromInput(const QString& text)
{
    static const QRegularExpression kBetween(u"[,;\\s]+"_s);
    QStringList dates = text.split(kBetween, Qt::SkipEmptyParts);
    for (const QString& date : dates) {
        if (date.size() != 10 || !QDate::fromString(date, Qt::ISODate).isValid())
            return std::nullopt;
    }
    dates.sort();
    dates.removeDuplicates();
    return dates;
}

ExcludedDays::ExcludedDays(QWidget* parent)
    : QWidget(parent),
      m_edit(new QLineEdit(this)),
      m_pick(new QPushButton(tr("Pick"), this)),
      m_import(new QPushButton(tr("From a file …"), this)),
      m_told(new RoleLabel(Color::Dim, this))
{
    const int step = unit(this);
    m_pick->setObjectName(u"pickDays"_s);
    m_pick->setAccessibleName(tr("Pick days on a calendar"));
    m_pick->setCheckable(true);
    m_import->setObjectName(u"importDays"_s);
    m_import->setAccessibleName(tr("Take the days of a calendar file"));
    m_import->setToolTip(tr("An iCalendar file (.ics): its whole-day events become days without a run"));
    for (QPushButton* button : {m_pick, m_import})
        button->setAutoDefault(false);
    m_told->setObjectName(u"importTold"_s);
    m_told->setFont(smallFont(font()));
    m_told->setWordWrap(true);
    m_told->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(step);
    row->addWidget(m_edit, 1);
    row->addWidget(m_pick);
    row->addWidget(m_import);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(step / 2);
    column->addLayout(row);
    column->addWidget(m_told);
    connect(m_edit, &QLineEdit::textChanged, this, [this] {
        mark();
        Q_EMIT changed();
    });
    connect(m_pick, &QPushButton::toggled, this, [this](bool on) {
        if (on && m_calendar == nullptr)
            makeCalendar();
        m_calendar->setVisible(on);
        mark();
    });
    connect(m_import, &QPushButton::clicked, this, &ExcludedDays::chooseFile);
}

/// Few ever pick: the calendar is made when somebody does.
void ExcludedDays::makeCalendar()
{
    const int step = unit(this);
    m_calendar = new QCalendarWidget(this);
    m_calendar->setObjectName(u"dayCalendar"_s);
    m_calendar->setAccessibleName(tr("Days without a run"));
    m_calendar->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    m_calendar->setGridVisible(false);
    m_calendar->setMaximumSize(46 * step, 32 * step);
    layout()->addWidget(m_calendar);
    setTabOrder(m_import, m_calendar);
    connect(m_calendar, &QCalendarWidget::clicked, this, &ExcludedDays::toggle);
}

QVector<QWidget*> ExcludedDays::stops() const
{
    return {m_edit, m_pick, m_import};
}

void ExcludedDays::toggle(const QDate& day)
{
    auto dates = datesFromInput(m_edit->text());
    // What cannot be read is put right by hand first.
    if (!dates)
        return;
    const QString text = day.toString(Qt::ISODate);
    if (dates->removeAll(text) == 0)
        dates->append(text);
    dates->sort();
    m_edit->setText(dates->join(u", "_s));
}

void ExcludedDays::mark()
{
    if (m_calendar == nullptr)
        return;
    for (const QString& day : std::as_const(m_marked))
        m_calendar->setDateTextFormat(QDate::fromString(day, Qt::ISODate), {});
    m_marked = datesFromInput(m_edit->text()).value_or(QStringList());
    if (!m_calendar->isVisible())
        return;
    const Colors& colors = colorsOf(palette());
    QTextCharFormat out;
    out.setBackground(colors[Color::AccentFill]);
    out.setForeground(colors[Color::OnAccent]);
    out.setFontStrikeOut(true);
    for (const QString& day : std::as_const(m_marked))
        m_calendar->setDateTextFormat(QDate::fromString(day, Qt::ISODate), out);
}

void ExcludedDays::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Days without a run"));
    dialog->setObjectName(u"calendarFile"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Calendar files (*.ics *.ical)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &ExcludedDays::importFile);
    dialog->open();
}

void ExcludedDays::importFile(const QString& path)
{
    m_told->show();
    const QString name = QFileInfo(path).fileName();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        m_told->setRole(Color::Failed);
        m_told->setText(tr("%1 cannot be read: %2").arg(name, file.errorString()));
        return;
    }
    const auto events = allDayEvents(file.read(kMostBytes), name);
    if (!events) {
        m_told->setRole(Color::Failed);
        m_told->setText(tr("%1: %2.").arg(name, events.error().detail));
        return;
    }
    const QStringList before = datesFromInput(m_edit->text()).value_or(QStringList());
    QStringList all = before + events->dates;
    all.sort();
    all.removeDuplicates();
    m_edit->setText(all.join(u", "_s));
    QStringList told{tr("%1: %2 days taken.").arg(name).arg(all.size() - before.size())};
    if (events->timed > 0)
        told += tr("%1 events with a time of day are left out.").arg(events->timed);
    if (events->repeating > 0)
        told += tr("Of %1 repeating events only the first days are taken.").arg(events->repeating);
    m_told->setRole(events->timed + events->repeating > 0 ? Color::Warning : Color::Dim);
    m_told->setText(told.join(u' '));
}

} // namespace reveille::ui
