#include "ui/builder/SentencePane.h"

#include "ui/builder/CellStrip.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/widgets/Labels.h"

#include <algorithm>
#include <set>

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

// The items of the first choice.
enum DayChoice
{
    EveryDay,
    Workdays,
    Weekend,
    TheseWeekdays,
    OfMonth,
    First,
    Last = First + 4
};

constexpr std::array<int, 16> kSteps = {1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 360};
const std::vector<int> kWorkdays = {0, 1, 2, 3, 4};
const std::vector<int> kWeekend = {5, 6};

int choiceOf(const Sentence& sentence)
{
    switch (sentence.days) {
    case Sentence::Days::Every:
        return EveryDay;
    case Sentence::Days::Weekdays:
        return sentence.weekdays == kWorkdays  ? Workdays
               : sentence.weekdays == kWeekend ? Weekend
                                               : TheseWeekdays;
    case Sentence::Days::OfMonth:
        return OfMonth;
    case Sentence::Days::Nth:
        break;
    }
    return sentence.nth == Sentence::kLast ? Last : First + sentence.nth - 1;
}

QString monthsText(const std::vector<int>& months)
{
    if (months.empty())
        return SentencePane::tr("every month");
    QStringList names;
    for (const int month : months)
        names += QLocale().standaloneMonthName(month, QLocale::ShortFormat);
    return names.join(u", "_s);
}

} // namespace

SentencePane::SentencePane(QWidget* parent) : QWidget(parent)
{
    m_lock = buildLock();
    m_daysRow = buildDays();
    m_timesRow = buildTimes();
    const int step = unit(this);
    setObjectName(u"sentencePane"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(step);
    m_hint = buildHint();
    column->addWidget(m_lock);
    column->addWidget(m_daysRow);
    column->addWidget(m_timesRow);
    column->addWidget(m_hint);
    fill();
}

QComboBox* SentencePane::combo(const QString& name, const QString& accessible, const QStringList& items)
{
    auto* box = new QComboBox(this);
    box->setObjectName(name);
    box->setAccessibleName(accessible);
    box->addItems(items);
    box->setMaxVisibleItems(16);
    box->view()->setObjectName(name + u"List"_s);
    return box;
}

QLabel* SentencePane::word(const QString& text)
{
    auto* label = new RoleLabel(Color::Dim, this);
    label->setText(text);
    return label;
}

QWidget* SentencePane::buildDays()
{
    const int step = unit(this);
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(step);
    m_days = combo(u"sentenceDays"_s, tr("On which days"),
                   {tr("every day"), tr("weekdays"), tr("weekends"), tr("these days"), tr("day"),
                    tr("the first"), tr("the second"), tr("the third"), tr("the fourth"), tr("the last")});
    QVector<CellStrip::Cell> cells;
    QStringList names;
    for (int day = 0; day < 7; ++day) {
        names += QLocale().standaloneDayName(day + 1);
        cells.append({day, QLocale().standaloneDayName(day + 1, QLocale::ShortFormat), names.last()});
    }
    m_weekdays = new CellStrip(u"sentenceDay"_s, cells, 7, this);
    m_weekday = combo(u"sentenceWeekday"_s, tr("Which weekday"), names);
    QStringList days;
    for (int day = 1; day <= 31; ++day)
        days += QString::number(day);
    days += tr("last");
    m_monthDay = combo(u"sentenceMonthDay"_s, tr("Which day of the month"), days);
    buildMonths();
    row->addWidget(word(tr("On")));
    row->addWidget(m_days);
    row->addWidget(m_weekdays);
    row->addWidget(m_weekday);
    row->addWidget(m_monthDay);
    row->addWidget(word(tr("of")));
    row->addWidget(m_months);
    row->addStretch(1);
    connect(m_days, &QComboBox::currentIndexChanged, this, &SentencePane::chooseDays);
    connect(m_weekdays, &CellStrip::painted, this, [this](int from, int to) {
        GridRow row2;
        row2.selected = m_sentence.weekdays;
        Sentence sentence = m_sentence;
        sentence.days = Sentence::Days::Weekdays;
        sentence.weekdays = paintedValues(row2, calendar::Part::Weekdays, from, to);
        say(sentence);
    });
    connect(m_weekday, &QComboBox::currentIndexChanged, this, [this](int index) {
        Sentence sentence = m_sentence;
        sentence.weekdays = {index};
        say(sentence);
    });
    connect(m_monthDay, &QComboBox::currentIndexChanged, this, [this](int index) {
        Sentence sentence = m_sentence;
        sentence.monthDays = {index == 31 ? Sentence::kLast : index + 1};
        say(sentence);
    });
    return box;
}

void SentencePane::buildMonths()
{
    m_months = new QPushButton(this);
    m_months->setObjectName(u"sentenceMonths"_s);
    m_months->setAutoDefault(false);
    m_months->setIcon(icon(u"chevron-down"_s, Color::Dim));
    m_months->setIconSize({12, 12});
    // The arrow stands behind the words, as in the choices beside it.
    m_months->setLayoutDirection(layoutDirection() == Qt::LeftToRight ? Qt::RightToLeft : Qt::LeftToRight);
    auto* menu = new QMenu(m_months);
    menu->setObjectName(u"sentenceMonthsMenu"_s);
    menu->addAction(tr("every month"), this, [this] {
        Sentence sentence = m_sentence;
        sentence.months.clear();
        say(sentence);
    });
    menu->addSeparator();
    for (int month = 1; month <= 12; ++month) {
        QAction* action = menu->addAction(QLocale().standaloneMonthName(month));
        action->setCheckable(true);
        m_monthActions.append(action);
        connect(action, &QAction::triggered, this, [this, month](bool on) {
            std::set<int> months(m_sentence.months.begin(), m_sentence.months.end());
            if (on)
                months.insert(month);
            else
                months.erase(month);
            Sentence sentence = m_sentence;
            sentence.months.assign(months.begin(), months.end());
            if (sentence.months.size() == 12)
                sentence.months.clear();
            say(sentence);
        });
    }
    connect(m_months, &QPushButton::clicked, this,
            [this, menu] { menu->popup(m_months->mapToGlobal(QPoint(0, m_months->height()))); });
}

QWidget* SentencePane::buildTimes()
{
    const int step = unit(this);
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(step);
    m_kind = combo(u"sentenceKind"_s, tr("At times or every so often"), {tr("at"), tr("every")});
    QStringList times;
    QStringList hours;
    for (int hour = 0; hour < 24; ++hour) {
        times += timesText({60 * hour});
        hours += QString::number(hour).rightJustified(2, u'0');
    }
    m_at = combo(u"sentenceAt"_s, tr("Times of day"), times);
    m_at->setEditable(true);
    m_at->setInsertPolicy(QComboBox::NoInsert);
    m_at->setCompleter(nullptr);
    m_at->lineEdit()->setObjectName(u"sentenceAtEdit"_s);
    m_at->lineEdit()->setAccessibleName(tr("Times of day"));
    m_at->setToolTip(tr("One time or several: 09:30, 17:30"));
    m_at->setMinimumWidth(22 * step);
    QStringList steps;
    for (const int minutes : kSteps)
        steps += minutes == 1    ? tr("minute")
                 : minutes < 60  ? tr("%1 minutes").arg(minutes)
                 : minutes == 60 ? tr("hour")
                                 : tr("%1 hours").arg(minutes / 60);
    m_step = combo(u"sentenceStep"_s, tr("How often"), steps);
    m_first = combo(u"sentenceFirst"_s, tr("From which hour"), hours);
    m_last = combo(u"sentenceLast"_s, tr("To which hour"), hours);
    m_everyWords = {m_step, word(tr("from the hour")), m_first, word(tr("through the hour")), m_last};
    row->addWidget(m_kind);
    row->addWidget(m_at);
    for (QWidget* widget : m_everyWords)
        row->addWidget(widget);
    row->addStretch(1);
    connect(m_at, &QComboBox::editTextChanged, this, &SentencePane::chooseTimes);
    for (QComboBox* choice : {m_kind, m_step, m_first, m_last})
        connect(choice, &QComboBox::currentIndexChanged, this, &SentencePane::chooseTimes);
    return box;
}

QWidget* SentencePane::buildLock()
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new IconLabel(u"warning"_s, Color::Warning, box));
    m_lockText = new RoleLabel(Color::Warning, box);
    m_lockText->setObjectName(u"sentenceLock"_s);
    row->addWidget(m_lockText);
    auto* text = new QPushButton(tr("Edit as text"), box);
    text->setObjectName(u"sentenceAsText"_s);
    text->setAccessibleName(tr("Edit as text"));
    text->setAutoDefault(false);
    text->setFlat(true);
    row->addWidget(text);
    row->addStretch(1);
    connect(text, &QPushButton::clicked, this, &SentencePane::textWanted);
    return box;
}

QWidget* SentencePane::buildHint()
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(unit(this));
    row->addWidget(new IconLabel(u"info"_s, Color::Warning, box));
    m_hintText = new RoleLabel(Color::Warning, box);
    m_hintText->setObjectName(u"sentenceHint"_s);
    row->addWidget(m_hintText);
    m_takeLines = new QPushButton(box);
    m_takeLines->setObjectName(u"sentenceLines"_s);
    m_takeLines->setAutoDefault(false);
    row->addWidget(m_takeLines);
    row->addStretch(1);
    connect(m_takeLines, &QPushButton::clicked, this, [this] { Q_EMIT linesTaken(m_lines); });
    box->hide();
    return box;
}

void SentencePane::hint(const QString& text, const QStringList& lines)
{
    m_lines = lines;
    m_hintText->setText(text);
    m_takeLines->setVisible(!lines.isEmpty());
    m_takeLines->setText(tr("Make %1 lines").arg(lines.size()));
    m_takeLines->setAccessibleName(tr("Make %1 lines: %2").arg(lines.size()).arg(lines.join(tr(" and "))));
    m_hint->show();
}

void SentencePane::offerLines(const QStringList& lines)
{
    if (!lines.isEmpty())
        hint(tr("No single line has just these times."), lines);
}

void SentencePane::chooseDays(int index)
{
    Sentence sentence = m_sentence;
    const std::vector<int> friday = {4};
    switch (index) {
    case EveryDay:
        sentence.days = Sentence::Days::Every;
        break;
    case Workdays:
    case Weekend:
    case TheseWeekdays:
        sentence.days = Sentence::Days::Weekdays;
        if (index != TheseWeekdays)
            sentence.weekdays = index == Workdays ? kWorkdays : kWeekend;
        else if (sentence.weekdays.empty() || choiceOf(m_sentence) != TheseWeekdays)
            sentence.weekdays = {0};
        break;
    case OfMonth:
        sentence.days = Sentence::Days::OfMonth;
        if (sentence.monthDays.empty())
            sentence.monthDays = {1};
        break;
    default:
        sentence.days = Sentence::Days::Nth;
        sentence.nth = index == Last ? Sentence::kLast : index - First + 1;
        if (sentence.weekdays.size() != 1)
            sentence.weekdays = friday;
    }
    say(sentence);
}

void SentencePane::chooseTimes()
{
    if (m_quiet)
        return;
    Sentence sentence = m_sentence;
    m_hint->hide();
    if (m_kind->currentIndex() == 0) {
        sentence.times = Sentence::Times::At;
        const auto at = timesFromText(m_at->currentText());
        if (!at) {
            hint(tr("Times read like 09:30, 17:30."), {});
            return;
        }
        sentence.at = *at;
    } else {
        sentence.times = Sentence::Times::Every;
        sentence.step = kSteps[static_cast<std::size_t>(m_step->currentIndex())];
        sentence.first = m_first->currentIndex();
        sentence.last = std::max(sentence.first, m_last->currentIndex());
    }
    say(sentence);
}

void SentencePane::say(const Sentence& sentence)
{
    if (m_quiet || sentence == m_sentence)
        return;
    Q_EMIT edited(sentence);
}

void SentencePane::fill()
{
    m_quiet = true;
    const int choice = choiceOf(m_sentence);
    m_days->setCurrentIndex(choice);
    m_weekdays->setVisible(choice == TheseWeekdays);
    m_weekday->setVisible(choice >= First);
    m_monthDay->setVisible(choice == OfMonth);
    GridRow row;
    row.selected = m_sentence.weekdays;
    m_weekdays->setRow(row);
    if (m_sentence.weekdays.size() == 1)
        m_weekday->setCurrentIndex(m_sentence.weekdays.front());
    if (m_sentence.monthDays.size() == 1) {
        const int day = m_sentence.monthDays.front();
        m_monthDay->setCurrentIndex(day == Sentence::kLast ? 31 : day - 1);
    }
    m_months->setText(monthsText(m_sentence.months));
    m_months->setAccessibleName(tr("Months: %1").arg(m_months->text()));
    for (int i = 0; i < m_monthActions.size(); ++i)
        m_monthActions[i]->setChecked(
            std::binary_search(m_sentence.months.begin(), m_sentence.months.end(), i + 1));
    const bool at = m_sentence.times == Sentence::Times::At;
    m_kind->setCurrentIndex(at ? 0 : 1);
    m_at->setVisible(at);
    for (QWidget* widget : m_everyWords)
        widget->setVisible(!at);
    if (at && timesFromText(m_at->currentText()) != m_sentence.at)
        m_at->setEditText(timesText(m_sentence.at));
    if (!at) {
        const auto* step = std::find(kSteps.begin(), kSteps.end(), m_sentence.step);
        m_step->setCurrentIndex(static_cast<int>(step - kSteps.begin()));
        m_first->setCurrentIndex(m_sentence.first);
        m_last->setCurrentIndex(m_sentence.last);
    }
    m_quiet = false;
}

void SentencePane::show(const BuilderModel& model)
{
    QString why = tr("The text cannot be read yet.");
    const auto tree = model.editable();
    auto sentence = tree ? sentenceOf(*tree, &why) : std::nullopt;
    // Several days of the month, and odd steps, have no choice of their own.
    if (sentence && sentence->days == Sentence::Days::OfMonth && sentence->monthDays.size() != 1) {
        why = tr("Several days of the month are more than a sentence can say.");
        sentence.reset();
    }
    if (sentence && sentence->times == Sentence::Times::Every &&
        std::find(kSteps.begin(), kSteps.end(), sentence->step) == kSteps.end()) {
        why = tr("These times are more than a sentence can say.");
        sentence.reset();
    }
    m_lock->setVisible(!sentence.has_value());
    m_daysRow->setVisible(sentence.has_value());
    m_timesRow->setVisible(sentence.has_value());
    m_hint->hide();
    if (!sentence) {
        m_lockText->setText(why);
        return;
    }
    // What this kind of sentence does not use is remembered for when it is chosen again.
    if (sentence->weekdays.empty())
        sentence->weekdays = m_sentence.weekdays;
    if (sentence->monthDays.empty())
        sentence->monthDays = m_sentence.monthDays;
    if (sentence->at.empty())
        sentence->at = m_sentence.at;
    m_sentence = *sentence;
    fill();
}

} // namespace reveille::ui
