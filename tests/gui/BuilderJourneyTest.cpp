#include "tests/gui/Journey.h"

#include "ui/builder/EventEdit.h"
#include "ui/builder/HeatMaps.h"
#include "ui/builder/RunList.h"
#include "ui/builder/WhenBuilder.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

/// The builder in the dialog for a new schedule.
struct Desk
{
    explicit Desk(Theme& theme) : journey(theme) { journey.click(u"newScheduleButton"_s); }
    [[nodiscard]] QString text(int line = 1) const { return journey.text(u"when%1"_s.arg(line)); }
    [[nodiscard]] WhenBuilder* builder() const { return journey.find<WhenBuilder>(u"whenBuilder"_s); }
    void write(const QString& text) { journey.rewrite(u"when1"_s, text); }
    void zoneIsBerlin() { journey.chooseByMouse(u"scheduleZone"_s, u"Europe/Berlin"_s); }
    /// Does it elapse on the last Fridays at 18:00 in Berlin?
    [[nodiscard]] bool isLastFriday() const
    {
        const auto& timetable = builder()->timetable();
        const auto meant = calendar::Timetable::parse(
            {"Fri *-*~07/1 18:00:00"},
            calendar::TimeZone::load("Europe/Berlin").value_or(calendar::TimeZone()));
        return timetable && meant &&
               timetable->upcoming(inventedNow(), 60) == meant->upcoming(inventedNow(), 60);
    }
    Journey journey;
};

} // namespace

/// The expression builder in its dialog, by clicks and keys.
class BuilderJourneyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void cleanup() { QApplication::closeAllWindows(); }
    void lastFridayByMouse();
    void lastFridayByKeyboard();
    void lastFridayByTyping();
    void lastFridayAsASentence();
    void crontabPasted();
    void cronFixedByOneClick();
    void aRefusalIsToldOnce();
    void oneOfManyPartsInTheGrid();
    void oneOfManyPartsInASentence();
    void timesThatNeedTwoLines();
    void valuesAreListed();
    void lockedControls();
    void stepsBack();
    void aDayOfTheYear();
    void aClockIsOfferedOnce();
    void aTrapIsPutRight();

private:
    std::unique_ptr<Theme> m_theme;
};

void BuilderJourneyTest::lastFridayByMouse()
{
    Desk desk(*m_theme);
    desk.zoneIsBerlin();
    desk.journey.click(u"lastWeekday"_s);
    desk.journey.click(u"hour18"_s);
    QVERIFY2(desk.isLastFriday(), qPrintable(desk.text()));
    QVERIFY(desk.journey.find<QPushButton>(u"lastWeekday"_s)->isChecked());
    QVERIFY(desk.journey.find<QPushButton>(u"hour18"_s)->isChecked());
}

void BuilderJourneyTest::lastFridayByKeyboard()
{
    Desk desk(*m_theme);
    QVERIFY(desk.journey.tabTo(u"scheduleZone"_s));
    desk.journey.press(Qt::Key_A, Qt::ControlModifier);
    desk.journey.type(u"Europe/Berlin"_s);
    QVERIFY(desk.journey.tabTo(u"lastWeekday"_s));
    desk.journey.press(Qt::Key_Space);
    QVERIFY(desk.journey.tabTo(u"hour0"_s));
    for (int i = 0; i < 18; ++i)
        desk.journey.press(Qt::Key_Right);
    QCOMPARE(desk.journey.focusName(), u"hour18"_s);
    desk.journey.press(Qt::Key_Space);
    QVERIFY2(desk.isLastFriday(), qPrintable(desk.text()));
}

void BuilderJourneyTest::lastFridayByTyping()
{
    Desk desk(*m_theme);
    desk.write(u"last Friday 18:00 Europe/Berlin"_s);
    QVERIFY(!desk.builder()->timetable().has_value());
    QVERIFY(desk.journey.isVisible(u"offerLines"_s));
    QCOMPARE(desk.text(), u"last Friday 18:00 Europe/Berlin"_s);
    desk.journey.click(u"takeOffer"_s);
    QVERIFY2(desk.isLastFriday(), qPrintable(desk.text()));
    desk.journey.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(desk.text(), u"last Friday 18:00 Europe/Berlin"_s);
}

void BuilderJourneyTest::lastFridayAsASentence()
{
    Desk desk(*m_theme);
    desk.zoneIsBerlin();
    desk.journey.click(u"whenMode0"_s);
    desk.journey.chooseByMouse(u"sentenceDays"_s, u"the last"_s);
    desk.journey.chooseByMouse(u"sentenceWeekday"_s, u"Friday"_s);
    desk.journey.chooseByMouse(u"sentenceAt"_s, u"18:00"_s);
    QVERIFY2(desk.isLastFriday(), qPrintable(desk.text() + desk.builder()->zone()));
}

void BuilderJourneyTest::crontabPasted()
{
    Desk desk(*m_theme);
    desk.journey.paste(u"when1"_s, u"0 9 13 * 5"_s);
    QVERIFY(desk.journey.label(u"offerHeading"_s).contains(u"cron"_s));
    desk.journey.click(u"takeOffer"_s);
    QVERIFY(desk.journey.isVisible(u"when2"_s));
    QCOMPARE(desk.builder()->lines().size(), 2);
    QVERIFY(desk.builder()->timetable().has_value());
    desk.journey.press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!desk.journey.isVisible(u"when2"_s));
    QCOMPARE(desk.text(), u"0 9 13 * 5"_s);
}

void BuilderJourneyTest::cronFixedByOneClick()
{
    Desk desk(*m_theme);
    desk.write(u"*/5 * * * *"_s);
    QVERIFY(desk.journey.find<EventEdit>(u"when1"_s)->showsError());
    desk.journey.click(u"takeOffer"_s);
    QVERIFY(!desk.journey.find<EventEdit>(u"when1"_s)->showsError());
    const auto& timetable = desk.builder()->timetable();
    QVERIFY(timetable.has_value());
    QVERIFY(timetable->countIn(inventedNow(), inventedNow() + std::chrono::hours(24)) == 288);
}

void BuilderJourneyTest::aRefusalIsToldOnce()
{
    Desk desk(*m_theme);
    desk.write(u"99 99 * * *"_s);
    QVERIFY2(desk.journey.label(u"whenError"_s).startsWith(u"Read as cron"_s),
             qPrintable(desk.journey.label(u"whenError"_s)));
    QVERIFY(!desk.journey.isVisible(u"offerHeading"_s));
    QCOMPARE(desk.journey.find(u"when1"_s)->accessibleDescription(), desk.journey.label(u"whenError"_s));
}

void BuilderJourneyTest::oneOfManyPartsInTheGrid()
{
    Desk desk(*m_theme);
    desk.write(u"mon..Friday  *-*-*  9,17:30 Europe/Berlin"_s);
    desk.journey.click(u"hour12"_s);
    QCOMPARE(desk.text(), u"mon..Friday  *-*-*  09,12,17:30 Europe/Berlin"_s);
    desk.journey.click(u"month6"_s);
    QCOMPARE(desk.text(), u"mon..Friday  *-06-*  09,12,17:30 Europe/Berlin"_s);
}

void BuilderJourneyTest::oneOfManyPartsInASentence()
{
    Desk desk(*m_theme);
    desk.write(u"mon,WED  *-6..8-*  8..18:0/20 Europe/Berlin"_s);
    desk.journey.click(u"whenMode0"_s);
    desk.journey.chooseByMouse(u"sentenceStep"_s, u"30 minutes"_s);
    QVERIFY2(desk.text().startsWith(u"mon,WED  *-6..8-*  8..18:"_s), qPrintable(desk.text()));
    QVERIFY2(desk.text().endsWith(u" Europe/Berlin"_s), qPrintable(desk.text()));
    desk.journey.click(u"sentenceDay4"_s);
    QVERIFY2(desk.text().contains(u"Fri"_s), qPrintable(desk.text()));
    QVERIFY2(desk.text().contains(u"  *-6..8-*  8..18:"_s), qPrintable(desk.text()));
}

void BuilderJourneyTest::timesThatNeedTwoLines()
{
    Desk desk(*m_theme);
    desk.write(u"Mon..Fri 09:00"_s);
    desk.journey.click(u"whenMode0"_s);
    desk.journey.rewrite(u"sentenceAtEdit"_s, u"09:00, 12:30"_s);
    QCOMPARE(desk.journey.label(u"sentenceHint"_s), u"No single line has just these times."_s);
    desk.journey.click(u"sentenceLines"_s);
    QCOMPARE(desk.builder()->lines(), (QStringList{u"Mon..Fri 09:00"_s, u"Mon..Fri 12:30"_s}));
}

void BuilderJourneyTest::valuesAreListed()
{
    Desk desk(*m_theme);
    desk.write(u"Mon..Fri 09:30"_s);
    for (int i = 0; i < 4; ++i)
        desk.journey.press(Qt::Key_Left);
    desk.journey.press(Qt::Key_Down);
    QVERIFY(desk.journey.isVisible(u"whenCompletions"_s));
    auto* list = desk.journey.find<QAbstractItemView>(u"whenCompletions"_s);
    const QModelIndexList found =
        list->model()->match(list->model()->index(0, 0), Qt::DisplayRole, u"09..17"_s, 1, Qt::MatchExactly);
    QCOMPARE(found.size(), 1);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::NoModifier,
                      list->visualRect(found.first()).center());
    Journey::settle();
    QCOMPARE(desk.text(), u"Mon..Fri 09..17:30"_s);
}

void BuilderJourneyTest::lockedControls()
{
    Desk desk(*m_theme);
    desk.write(u"*:*:0/0.5"_s);
    QVERIFY(!desk.journey.find(u"gridSeconds"_s)->isEnabled());
    QVERIFY(desk.journey.find(u"hour9"_s)->isEnabled());
    desk.journey.click(u"whenMode0"_s);
    QVERIFY(desk.journey.isVisible(u"sentenceLock"_s));
    QVERIFY(!desk.journey.isVisible(u"sentenceDays"_s));
    desk.journey.click(u"sentenceAsText"_s);
    QVERIFY(desk.journey.isVisible(u"textPane"_s));
    QCOMPARE(desk.text(), u"*:*:0/0.5"_s);
}

void BuilderJourneyTest::stepsBack()
{
    Desk desk(*m_theme);
    desk.journey.click(u"weekday4"_s);
    desk.journey.click(u"hour18"_s);
    const QString both = desk.text();
    desk.journey.click(u"when1"_s);
    desk.journey.press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(desk.text() != both);
    QVERIFY(desk.text().startsWith(u"Fri"_s));
    desk.journey.press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(desk.text(), both);
}

void BuilderJourneyTest::aDayOfTheYear()
{
    Desk desk(*m_theme);
    desk.zoneIsBerlin();
    desk.write(u"Mon..Fri 09,17:30"_s);
    auto* year = desk.journey.find<YearMap>(u"yearMap"_s);
    // It begins with what is now: the year of 22 November 2026, whose next day is a Monday.
    QCOMPARE(year->runs().year, 2026);
    QTest::mouseClick(year, Qt::LeftButton, Qt::NoModifier, year->cellRect(11, 23).center());
    Journey::settle();
    QCOMPARE(desk.journey.find<RunList>(u"runList"_s)->lines().size(), 2);
    desk.journey.click(u"backToNextRuns"_s);
    QVERIFY(desk.journey.find<RunList>(u"runList"_s)->lines().size() > 200);
    desk.journey.click(u"runSide1"_s);
    QVERIFY(desk.journey.find<RunList>(u"runList"_s)->lines().first().past);
    const QString here = desk.journey.find<RunList>(u"runList"_s)->lines().first().when;
    // The person's own clock is UTC: it is not offered twice.
    QVERIFY(!desk.journey.isVisible(u"runClock1"_s));
    desk.journey.click(u"runClock2"_s);
    QVERIFY(desk.journey.find<RunList>(u"runList"_s)->lines().first().when != here);
}

void BuilderJourneyTest::aClockIsOfferedOnce()
{
    Desk desk(*m_theme);
    desk.write(u"daily"_s);
    QVERIFY(desk.journey.isVisible(u"runClock0"_s));
    QVERIFY(!desk.journey.isVisible(u"runClock1"_s));
    QVERIFY(!desk.journey.isVisible(u"runClock2"_s));
}

void BuilderJourneyTest::aTrapIsPutRight()
{
    Desk desk(*m_theme);
    desk.write(u"09:00,12:00"_s);
    desk.journey.click(u"lookOutFix1"_s);
    QCOMPARE(desk.text(), u"09,12:00"_s);
}

QTEST_MAIN(BuilderJourneyTest)
#include "BuilderJourneyTest.moc"
