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
    explicit Desk(Theme& theme) : journey(theme)
    {
        journey.click(u"newScheduleButton"_s);
        journey.find<QLineEdit>(u"zoneEdit"_s)->setText(u"Europe/Berlin"_s);
    }
    [[nodiscard]] QString text(int line = 1) const
    {
        return journey.find<QLineEdit>(u"when%1"_s.arg(line))->text();
    }
    [[nodiscard]] WhenBuilder* builder() const { return journey.find<WhenBuilder>(u"whenBuilder"_s); }
    void write(const QString& text)
    {
        journey.find<QLineEdit>(u"when1"_s)->setFocus();
        journey.type(text);
    }
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

void pick(Journey& journey, const QString& box, int index)
{
    auto* combo = journey.find<QComboBox>(box);
    combo->setFocus();
    while (combo->currentIndex() < index)
        journey.press(Qt::Key_Down);
}

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
    void oneOfManyParts();
    void lockedControls();
    void stepsBack();
    void aDayOfTheYear();
    void aTrapIsPutRight();

private:
    std::unique_ptr<Theme> m_theme;
};

void BuilderJourneyTest::lastFridayByMouse()
{
    Desk desk(*m_theme);
    desk.journey.click(u"lastWeekday"_s);
    desk.journey.click(u"hour18"_s);
    QVERIFY2(desk.isLastFriday(), qPrintable(desk.text()));
    QVERIFY(desk.journey.find<QPushButton>(u"lastWeekday"_s)->isChecked());
    QVERIFY(desk.journey.find<QPushButton>(u"hour18"_s)->isChecked());
}

void BuilderJourneyTest::lastFridayByKeyboard()
{
    Desk desk(*m_theme);
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
    desk.write(u"last Friday 18:00"_s);
    QVERIFY(!desk.builder()->timetable().has_value());
    QVERIFY(desk.journey.isVisible(u"offerLines"_s));
    QCOMPARE(desk.text(), u"last Friday 18:00"_s);
    desk.journey.click(u"takeOffer"_s);
    QVERIFY2(desk.isLastFriday(), qPrintable(desk.text()));
    desk.journey.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(desk.text(), u"last Friday 18:00"_s);
}

void BuilderJourneyTest::lastFridayAsASentence()
{
    Desk desk(*m_theme);
    desk.journey.click(u"whenMode0"_s);
    pick(desk.journey, u"sentenceDays"_s, 9);
    pick(desk.journey, u"sentenceWeekday"_s, 4);
    auto* at = desk.journey.find<QLineEdit>(u"sentenceAtEdit"_s);
    at->setFocus();
    at->selectAll();
    desk.journey.type(u"18:00"_s);
    QVERIFY2(desk.isLastFriday(), qPrintable(desk.text()));
}

void BuilderJourneyTest::crontabPasted()
{
    Desk desk(*m_theme);
    desk.write(u"0 9 13 * 5"_s);
    QVERIFY(desk.journey.find<QLabel>(u"offerHeading"_s)->text().contains(u"cron"_s));
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

void BuilderJourneyTest::oneOfManyParts()
{
    Desk desk(*m_theme);
    desk.write(u"mon..Friday  *-*-*  9,17:30 Europe/Berlin"_s);
    desk.journey.click(u"hour12"_s);
    QCOMPARE(desk.text(), u"mon..Friday  *-*-*  09,12,17:30 Europe/Berlin"_s);
    desk.journey.click(u"month6"_s);
    QCOMPARE(desk.text(), u"mon..Friday  *-06-*  09,12,17:30 Europe/Berlin"_s);
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
    desk.journey.find<QLineEdit>(u"when1"_s)->setFocus();
    desk.journey.press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(desk.text() != both);
    QVERIFY(desk.text().startsWith(u"Fri"_s));
    desk.journey.press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(desk.text(), both);
}

void BuilderJourneyTest::aDayOfTheYear()
{
    Desk desk(*m_theme);
    desk.write(u"Mon..Fri 09,17:30"_s);
    auto* year = desk.journey.find<YearMap>(u"yearMap"_s);
    QTest::mouseClick(year, Qt::LeftButton, Qt::NoModifier, year->cellRect(1, 4).center());
    Journey::settle();
    QCOMPARE(desk.journey.find<RunList>(u"runList"_s)->lines().size(), 2);
    desk.journey.click(u"backToNextRuns"_s);
    QVERIFY(desk.journey.find<RunList>(u"runList"_s)->lines().size() > 200);
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
