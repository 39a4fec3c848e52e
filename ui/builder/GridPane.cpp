#include "ui/builder/GridPane.h"

#include "ui/builder/CellStrip.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Style.h"
#include "ui/widgets/Labels.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using calendar::Part;

namespace {

int keyOf(Part part)
{
    return static_cast<int>(part);
}

QVector<CellStrip::Cell> cellsOf(Part part, bool fromEnd)
{
    QVector<CellStrip::Cell> cells;
    for (const int value : cellValues(part, fromEnd)) {
        CellStrip::Cell cell{
            value, QString::number(value).rightJustified(part >= Part::Hour ? 2 : 1, u'0'), {}};
        switch (part) {
        case Part::Weekdays:
            cell.text = QLocale().standaloneDayName(value + 1, QLocale::ShortFormat);
            cell.name = QLocale().standaloneDayName(value + 1);
            break;
        case Part::Month:
            cell.text = QLocale().standaloneMonthName(value, QLocale::ShortFormat);
            cell.name = QLocale().standaloneMonthName(value);
            break;
        case Part::Day:
            cell.name =
                fromEnd ? GridPane::tr("day %1 from the end").arg(value) : GridPane::tr("day %1").arg(value);
            if (fromEnd)
                cell.text.prepend(u'~');
            break;
        case Part::Hour:
            cell.name = GridPane::tr("hour %1").arg(value);
            break;
        default:
            cell.name = GridPane::tr("minute %1").arg(value);
        }
        cells.append(cell);
    }
    return cells;
}

std::vector<int> fives()
{
    std::vector<int> values;
    for (int minute = 0; minute < 60; minute += 5)
        values.push_back(minute);
    return values;
}

} // namespace

GridPane::GridPane(QWidget* parent)
    : QWidget(parent),
      m_grid(new QGridLayout(this)),
      m_lock(new QWidget(this)),
      m_lockText(new RoleLabel(Color::Warning, m_lock))
{
    const int step = unit(this);
    setObjectName(u"gridPane"_s);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(step + step / 2);
    m_grid->setVerticalSpacing(step * 3 / 4);
    m_grid->setColumnMinimumWidth(0, 9 * step);
    m_grid->setColumnStretch(1, 1);

    auto* lockRow = new QHBoxLayout(m_lock);
    lockRow->setContentsMargins(0, 0, 0, 0);
    lockRow->addWidget(new IconLabel(u"warning"_s, Color::Warning, m_lock));
    lockRow->addWidget(m_lockText);
    auto* text = new QPushButton(tr("Edit as text"), m_lock);
    text->setObjectName(u"editAsText"_s);
    text->setAccessibleName(tr("Edit as text"));
    text->setAutoDefault(false);
    text->setFlat(true);
    connect(text, &QPushButton::clicked, this, &GridPane::textWanted);
    lockRow->addWidget(text);
    lockRow->addStretch(1);
    m_grid->addWidget(m_lock, 0, 0, 1, 2);

    addStrip(Part::Weekdays, u"weekday"_s, 7, tr("every day"));
    addStrip(Part::Month, u"month"_s, 12, tr("every month"));
    buildDays();
    addStrip(Part::Hour, u"hour"_s, 24, tr("every hour"));
    buildMinutes();
}

void GridPane::addRow(int at, const QString& label, const QVector<QWidget*>& widgets)
{
    const int step = unit(this);
    auto* name = new RoleLabel(Color::Dim, this);
    name->setText(label);
    m_grid->addWidget(name, at, 0, Qt::AlignTop);
    name->setMinimumHeight(3 * step + 2);
    auto* row = new QHBoxLayout;
    row->setSpacing(step);
    for (QWidget* widget : widgets)
        row->addWidget(widget, 0, Qt::AlignTop);
    row->addStretch(1);
    m_grid->addLayout(row, at, 1);
}

QPushButton* GridPane::plainButton(const QString& text, const QString& name, const QString& accessible)
{
    auto* button = new CellButton(this);
    button->setText(text);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    button->setObjectName(name);
    button->setAccessibleName(accessible);
    return button;
}

void GridPane::addStrip(Part part, const QString& prefix, int perRow, const QString& every)
{
    auto* strip = new CellStrip(prefix, cellsOf(part, false), perRow, this);
    auto* all = plainButton(every, u"every"_s + prefix, every);
    connect(strip, &CellStrip::painted, this,
            [this, part](int from, int to) { paint(part, from, to, false); });
    connect(all, &QPushButton::clicked, this, [this, part] { Q_EMIT valuesChosen(part, cellValues(part)); });
    m_rows[keyOf(part)] = {strip, all};
    const QString label = part == Part::Weekdays ? tr("Weekdays")
                          : part == Part::Month  ? tr("Months")
                                                 : tr("Hours");
    addRow(m_grid->rowCount(), label, {strip, all});
}

void GridPane::buildDays()
{
    auto* strip = new CellStrip(u"day"_s, cellsOf(Part::Day, false), 31, this);
    m_endStrip = new CellStrip(u"dayFromEnd"_s, cellsOf(Part::Day, true), 28, this);
    connect(strip, &CellStrip::painted, this,
            [this](int from, int to) { paint(Part::Day, from, to, false); });
    connect(m_endStrip, &CellStrip::painted, this,
            [this](int from, int to) { paint(Part::Day, from, to, true); });
    m_rows[keyOf(Part::Day)] = {strip, nullptr};
    addRow(m_grid->rowCount(), tr("Days"), {strip, m_endStrip});
    m_years = field(u"gridYears"_s, tr("Years"), Part::Year);
    m_years->setToolTip(tr("Any year is *; lists a,b, ranges a..b"));
    auto* every = plainButton(tr("any day"), u"everyday"_s, tr("any day of the month"));
    m_lastDay = plainButton(tr("last day"), u"lastDay"_s, tr("the last day of the month"));
    m_lastWeekday = plainButton(QString(), u"lastWeekday"_s, QString());
    m_fromEnd =
        plainButton(tr("count from the end"), u"countFromEnd"_s, tr("count days from the end of the month"));
    m_rows[keyOf(Part::Day)].every = every;
    addRow(m_grid->rowCount(), QString(),
           {every, m_lastDay, m_lastWeekday, m_fromEnd, aside(tr("Years")), m_years});
    connect(every, &QPushButton::clicked, this,
            [this] { Q_EMIT valuesChosen(Part::Day, cellValues(Part::Day)); });
    connect(m_lastDay, &QPushButton::clicked, this, [this] { Q_EMIT daysFromEndChosen({1}); });
    connect(m_lastWeekday, &QPushButton::clicked, this, [this] { Q_EMIT lastWeekdayChosen(m_weekday); });
    connect(m_fromEnd, &QPushButton::clicked, this, [this](bool on) {
        m_rows[keyOf(Part::Day)].strip->setVisible(!on);
        m_endStrip->setVisible(on);
    });
}

void GridPane::buildMinutes()
{
    auto* strip = new CellStrip(u"minute"_s, cellsOf(Part::Minute, false), 20, this);
    connect(strip, &CellStrip::painted, this,
            [this](int from, int to) { paint(Part::Minute, from, to, false); });
    m_rows[keyOf(Part::Minute)] = {strip, nullptr};
    m_allMinutes = plainButton(tr("all 60"), u"allMinutes"_s, tr("show all 60 minutes"));
    m_everyMinutes = plainButton(tr("every n…"), u"everyMinutes"_s, tr("every so many minutes"));
    m_everyMinutes->setCheckable(false);
    auto* menu = new QMenu(m_everyMinutes);
    menu->setObjectName(u"everyMinutesMenu"_s);
    // All of these divide an hour: the beat never stumbles.
    for (const int step : {1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30}) {
        menu->addAction(step == 1 ? tr("every minute") : tr("every %1 minutes").arg(step), this,
                        [this, step] {
                            std::vector<int> values;
                            for (int minute = 0; minute < 60; minute += step)
                                values.push_back(minute);
                            Q_EMIT valuesChosen(Part::Minute, values);
                        });
    }
    connect(m_everyMinutes, &QPushButton::clicked, this,
            [this, menu] { menu->popup(m_everyMinutes->mapToGlobal(QPoint(0, m_everyMinutes->height()))); });
    connect(m_allMinutes, &QPushButton::clicked, this, &GridPane::showMinutes);
    m_seconds = field(u"gridSeconds"_s, tr("Seconds"), Part::Second);
    m_seconds->setToolTip(tr("0 to 59: lists a,b, ranges a..b, steps a/n"));
    addRow(m_grid->rowCount(), tr("Minutes"),
           {strip, m_allMinutes, m_everyMinutes, aside(tr("Seconds")), m_seconds});
}

QLabel* GridPane::aside(const QString& text)
{
    auto* label = new RoleLabel(Color::Dim, this);
    label->setText(text);
    label->setMinimumHeight(3 * unit(this) + 2);
    return label;
}

QLineEdit* GridPane::field(const QString& name, const QString& accessible, Part part)
{
    const int step = unit(this);
    auto* edit = new QLineEdit(this);
    edit->setObjectName(name);
    edit->setAccessibleName(accessible);
    edit->setFont(monoFont());
    edit->setFixedSize(11 * step, 3 * step + 2);
    connect(edit, &QLineEdit::textEdited, this, [this, part](const QString& text) {
        if (!m_quiet)
            Q_EMIT partWritten(part, text);
    });
    return edit;
}

void GridPane::paint(Part part, int from, int to, bool fromEnd)
{
    const GridRow& row = fromEnd ? m_endRow : m_shown[keyOf(part)];
    const std::vector<int> values = paintedValues(row, part, from, to, fromEnd);
    if (fromEnd)
        Q_EMIT daysFromEndChosen(values);
    else
        Q_EMIT valuesChosen(part, values);
}

void GridPane::showDays(const BuilderModel& model)
{
    m_endRow = gridRow(model, Part::Day, true);
    m_endStrip->setRow(m_endRow);
    const auto& tree = model.line().tree;
    const bool counts = tree && tree->countsFromMonthEnd() && !m_endRow.all;
    const bool restricted = tree && !counts && !m_shown[keyOf(Part::Day)].all;
    // The text decides; where it says nothing of days, the person's choice stays.
    if (counts || restricted)
        m_fromEnd->setChecked(counts);
    m_rows[keyOf(Part::Day)].strip->setVisible(!m_fromEnd->isChecked());
    m_endStrip->setVisible(m_fromEnd->isChecked());
    const std::vector<int> week = {1, 2, 3, 4, 5, 6, 7};
    const GridRow& weekdays = m_shown[keyOf(Part::Weekdays)];
    if (weekdays.selected.size() == 1)
        m_weekday = weekdays.selected.front();
    const bool lastWeek = counts && m_endRow.selected == week && weekdays.selected.size() == 1;
    m_lastWeekday->setText(
        tr("last %1").arg(QLocale().standaloneDayName(m_weekday + 1, QLocale::ShortFormat)));
    m_lastWeekday->setAccessibleName(
        tr("the last %1 of the month").arg(QLocale().standaloneDayName(m_weekday + 1)));
    m_lastWeekday->setChecked(lastWeek);
    m_lastDay->setChecked(counts && m_endRow.selected == std::vector<int>{1});
    m_rows[keyOf(Part::Day)].every->setChecked(tree && !counts && !restricted);
}

/// Five by five, unless the text says others or the person wants all.
void GridPane::showMinutes()
{
    const GridRow& row = m_shown[keyOf(Part::Minute)];
    bool odd = false;
    for (const int minute : row.selected)
        odd = odd || minute % 5 != 0;
    const bool all = odd || m_allMinutes->isChecked();
    m_allMinutes->setChecked(all);
    m_rows[keyOf(Part::Minute)].strip->setOffered(all ? cellValues(Part::Minute) : fives(), all ? 20 : 12);
}

void GridPane::show(const BuilderModel& model)
{
    m_quiet = true;
    QString lock;
    for (const Part part : {Part::Weekdays, Part::Month, Part::Day, Part::Hour, Part::Minute}) {
        const GridRow row = gridRow(model, part);
        Row& widgets = m_rows[keyOf(part)];
        if (lock.isEmpty())
            lock = row.lock;
        m_shown[keyOf(part)] = row;
        widgets.strip->setRow(row);
        if (widgets.every != nullptr) {
            widgets.every->setChecked(row.all && row.lock.isEmpty() && !model.line().isEmpty());
            widgets.every->setEnabled(row.lock.isEmpty());
        }
    }
    const bool free = lock.isEmpty();
    showDays(model);
    showMinutes();
    for (QPushButton* button : {m_lastDay, m_lastWeekday, m_fromEnd, m_allMinutes, m_everyMinutes})
        button->setEnabled(free);
    const GridRow seconds = gridRow(model, Part::Second);
    if (lock.isEmpty())
        lock = seconds.lock;
    const auto tree = model.editable();
    const auto tell = [&tree](QLineEdit* edit, Part part, const QString& none) {
        const QString written =
            tree && tree->has(part) ? QString::fromStdString(std::string(tree->textOf(part))) : none;
        if (!edit->hasFocus() && edit->text() != written)
            edit->setText(written);
    };
    tell(m_seconds, Part::Second, u"00"_s);
    tell(m_years, Part::Year, u"*"_s);
    m_seconds->setEnabled(free && seconds.lock.isEmpty());
    m_years->setEnabled(free);
    m_lockText->setText(lock);
    // What is wrong with a refused text stands right under it.
    m_lock->setVisible(!lock.isEmpty() && !model.line().error);
    m_quiet = false;
}

} // namespace reveille::ui
