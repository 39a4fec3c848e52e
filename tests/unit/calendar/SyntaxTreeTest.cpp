#include "core/calendar/SyntaxTree.h"
#include "core/calendar/CalendarEvent.h"
#include "core/calendar/ValueText.h"
#include "tests/unit/calendar/RandomEvents.h"

#include <QTest>

using namespace reveille::calendar;

Q_DECLARE_METATYPE(reveille::calendar::Part)

namespace {

SyntaxTree treeOf(const std::string& text)
{
    return SyntaxTree::parse(text).value();
}

QString printed(const SyntaxTree::Edit& edit)
{
    return edit ? QString::fromStdString(edit->text())
                : QStringLiteral("refused: ") + QString::fromLatin1(className(edit.error().reason));
}

} // namespace

class SyntaxTreeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openAndSaveKeepsEveryByte();
    void nodesTileTheText();
    void caretFindsItsPart();
    void edits_data();
    void edits();
    void editsOfRandomEventsKeepTheRest();
    void valuesArePrintedCompactly_data();
    void valuesArePrintedCompactly();
    void valuesRoundTrip();
    void monthEnd();
    void refusals();
};

void SyntaxTreeTest::openAndSaveKeepsEveryByte()
{
    for (const char* text :
         {"DAILY", "Mon  ", "*-*-*   UTC", "mON,tuesday-Fri,  0026-1-001~5  ", "sat 007:0/15:0.50",
          "@1767225600 Europe/Berlin", "weekly Europe/Berlin", "1,1,1:2..2"}) {
        const auto tree = SyntaxTree::parse(text);
        if (!tree)
            continue;
        QCOMPARE(tree->text(), std::string(text));
        QVERIFY(SyntaxTree::parse(tree->text()).value() == *tree);
    }
}

void SyntaxTreeTest::nodesTileTheText()
{
    RandomEvents random(1);
    for (int i = 0; i < 500; ++i) {
        const auto tree = SyntaxTree::parse(random.event(i % 2 == 0) + (i % 3 == 0 ? " Asia/Tokyo" : ""));
        if (!tree)
            continue;
        std::string joined;
        for (const SyntaxTree::Node& node : tree->nodes()) {
            QCOMPARE(node.begin, joined.size());
            QVERIFY(node.length > 0);
            joined += tree->text().substr(node.begin, node.length);
        }
        QCOMPARE(joined, tree->text());
    }
}

void SyntaxTreeTest::caretFindsItsPart()
{
    const SyntaxTree tree = treeOf("Mon *-05~07/1 12:30 Europe/Berlin");
    QCOMPARE(tree.nodeAt(0).part, Part::Weekdays);
    QCOMPARE(tree.nodeAt(3).part, Part::Weekdays);
    QCOMPARE(tree.nodeAt(4).part, Part::Year);
    QCOMPARE(tree.nodeAt(7).part, Part::Month);
    QCOMPARE(tree.nodeAt(10).part, Part::Day);
    QCOMPARE(tree.nodeAt(15).part, Part::Hour);
    QCOMPARE(tree.nodeAt(19).part, Part::Minute);
    QCOMPARE(tree.nodeAt(25).part, Part::Zone);
    QCOMPARE(tree.nodeAt(tree.text().size()).part, Part::Zone);
    QCOMPARE(QByteArray(std::string(tree.textOf(Part::Day)).c_str()), QByteArray("07/1"));
    QVERIFY(!tree.has(Part::Second));
}

void SyntaxTreeTest::edits_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Part>("part");
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QString>("result");
    const auto row = [](const char* text, Part part, const char* written, const char* result) {
        QTest::addRow("%s + %s", text, written)
            << QByteArray(text) << part << QByteArray(written) << QString::fromLatin1(result);
    };
    row("mon-FRI  9:00", Part::Hour, "10,12", "mon-FRI  10,12:00");
    row("mon-FRI  9:00", Part::Second, "30", "mon-FRI  9:00:30");
    row("mon-FRI  9:00", Part::Month, "5", "mon-FRI  *-5-* 9:00");
    row("mon-FRI  9:00", Part::Weekdays, "", "9:00");
    row("9:00", Part::Weekdays, "Sun", "Sun 9:00");
    row("9:00", Part::Zone, "Asia/Tokyo", "9:00 Asia/Tokyo");
    row("9:00 UTC", Part::Zone, "", "9:00");
    row("9:00 Utc", Part::Minute, "5", "9:5 Utc");
    row("Mon", Part::Weekdays, "", "*-*-*");
    row("Mon  UTC", Part::Hour, "7", "Mon 7:00 UTC");
    row("Mon", Part::Minute, "7", "Mon 00:7");
    row("Mon", Part::Day, "~1..7", "Mon *-*~1..7");
    row("5-6", Part::Year, "2027", "2027-5-6");
    row("5-6", Part::Day, "~6", "5~6");
    row("5~6", Part::Day, "3", "5~3");
    row("5~6", Part::Day, "-3", "5-3");
    row("*-05-01", Part::Month, "", "*-*-01");
    row("*-05-01 ", Part::Second, "5", "*-05-01 00:00:5");
    row("daily", Part::Hour, "9", "*-*-* 9:00:00");
    row("Daily Europe/Berlin", Part::Minute, "30", "*-*-* 00:30:00 Europe/Berlin");
    row("daily", Part::Shorthand, "weekly", "weekly");
    row("weekly", Part::Weekdays, "", "*-*-* 00:00:00");
    row("9:00", Part::Epoch, "@0", "@0");
    row("@0", Part::Year, "2030", "2030-01-01 00:00:00 UTC");
    row("@0", Part::Epoch, "@86400", "@86400");
    row("9:00", Part::Month, "5-6", "refused: date-too-many-parts");
    row("9:00", Part::Month, "5 6", "refused: time-incomplete");
    row("5-6", Part::Month, "4-5", "refused: bad-character");
    row("9:00", Part::Hour, "25", "refused: hour-out-of-range");
    row("9:00", Part::Minute, "5:6", "refused: bad-character");
    row("9:00", Part::Weekdays, "Mon *-5-*", "refused: bad-character");
    row("9:00", Part::Separator, "-", "refused: bad-character");
}

void SyntaxTreeTest::edits()
{
    QFETCH(QByteArray, text);
    QFETCH(Part, part);
    QFETCH(QByteArray, written);
    QFETCH(QString, result);
    const auto edit = treeOf(text.toStdString()).withText(part, written.toStdString());
    QCOMPARE(printed(edit), result);
    if (edit)
        QVERIFY(SyntaxTree::parse(edit->text()).value() == *edit);
}

void SyntaxTreeTest::editsOfRandomEventsKeepTheRest()
{
    RandomEvents random(42);
    int done = 0;
    for (int i = 0; i < 2000; ++i) {
        const auto tree = SyntaxTree::parse(random.event(i % 2 == 0));
        if (!tree)
            continue;
        const auto part = static_cast<Part>(random.upTo(5));
        const int low = part == Part::Year ? 2000 : part == Part::Month || part == Part::Day ? 1 : 0;
        const std::vector<int> values = {low + random.upTo(3), low + 4 + random.upTo(2), low + 8};
        const auto edit = tree->withValues(part, values);
        QVERIFY2(edit, tree->text().c_str());
        ++done;
        QVERIFY(edit->values(part) == values);
        QVERIFY(SyntaxTree::parse(edit->text()).value() == *edit);
        for (int other = 0; other <= static_cast<int>(Part::Zone); ++other) {
            const auto kept = static_cast<Part>(other);
            if (kept != part && tree->has(kept))
                QCOMPARE(std::string(edit->textOf(kept)), std::string(tree->textOf(kept)));
        }
        const auto same = tree->withText(part, tree->has(part) ? tree->textOf(part) : "1");
        QVERIFY(!tree->has(part) || same.value() == *tree);
    }
    QVERIFY(done > 1000);
}

void SyntaxTreeTest::valuesArePrintedCompactly_data()
{
    QTest::addColumn<QList<int>>("values");
    QTest::addColumn<int>("field");
    QTest::addColumn<QString>("text");
    QList<int> hours;
    for (int i = 0; i < 24; ++i)
        hours << i;
    QTest::newRow("full") << hours << int(Field::Hour) << QStringLiteral("*");
    QTest::newRow("one") << QList<int>{5} << int(Field::Minute) << QStringLiteral("05");
    QTest::newRow("two") << QList<int>{5, 6} << int(Field::Minute) << QStringLiteral("05,06");
    QTest::newRow("run") << QList<int>{5, 6, 7} << int(Field::Minute) << QStringLiteral("05..07");
    QTest::newRow("step") << QList<int>{0, 15, 30, 45} << int(Field::Minute) << QStringLiteral("00..45/15");
    QTest::newRow("mixed") << QList<int>{1, 3, 4, 5, 20} << int(Field::Day) << QStringLiteral("01,03..05,20");
    QTest::newRow("years") << QList<int>{2026, 2028, 2030} << int(Field::Year)
                           << QStringLiteral("2026..2030/2");
}

void SyntaxTreeTest::valuesArePrintedCompactly()
{
    QFETCH(QList<int>, values);
    QFETCH(int, field);
    QFETCH(QString, text);
    const std::vector<int> list(values.begin(), values.end());
    QCOMPARE(QString::fromStdString(valueText(list, static_cast<Field>(field))), text);
}

void SyntaxTreeTest::valuesRoundTrip()
{
    RandomEvents random(8);
    const SyntaxTree tree = treeOf("09:00");
    for (int i = 0; i < 1000; ++i) {
        std::vector<int> values;
        for (int v = 0; v < 60; ++v) {
            if (random.upTo(2) == 0)
                values.push_back(v);
        }
        const auto edit = tree.withValues(Part::Minute, values);
        QVERIFY(edit);
        QVERIFY(edit->values(Part::Minute) == values);
    }
    QCOMPARE(printed(tree.withValues(Part::Weekdays, {0, 1, 2, 3, 4, 6})),
             QStringLiteral("Mon..Fri,Sun 09:00"));
    QCOMPARE(printed(treeOf("Mon 09:00").withValues(Part::Weekdays, {0, 1, 2, 3, 4, 5, 6})),
             QStringLiteral("09:00"));
}

void SyntaxTreeTest::monthEnd()
{
    const auto edit = treeOf("Fri *-*-13 09:00").withDaysFromMonthEnd({1, 2, 3, 4, 5, 6, 7});
    QCOMPARE(printed(edit), QStringLiteral("Fri *-*~01..07 09:00"));
    QVERIFY(edit->countsFromMonthEnd());
    QVERIFY(edit->values(Part::Day) == std::vector<int>({1, 2, 3, 4, 5, 6, 7}));
    QCOMPARE(printed(edit->withValues(Part::Day, {13})), QStringLiteral("Fri *-*-13 09:00"));
}

void SyntaxTreeTest::refusals()
{
    const SyntaxTree tree = treeOf("09:00");
    QCOMPARE(printed(tree.withValues(Part::Minute, {})), QStringLiteral("refused: empty"));
    QCOMPARE(printed(tree.withValues(Part::Minute, {60})), QStringLiteral("refused: minute-out-of-range"));
    QCOMPARE(printed(tree.withValues(Part::Minute, {5, 5})), QStringLiteral("refused: minute-out-of-range"));
    QCOMPARE(printed(tree.withValues(Part::Zone, {1})), QStringLiteral("refused: bad-character"));
    QCOMPARE(printed(tree.withDaysFromMonthEnd({29})), QStringLiteral("refused: eom-day-out-of-range"));
}

QTEST_APPLESS_MAIN(SyntaxTreeTest)
#include "SyntaxTreeTest.moc"
