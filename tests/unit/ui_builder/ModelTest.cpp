#include "ui/builder/BuilderModel.h"
#include "ui/builder/CaretText.h"
#include "ui/builder/GridState.h"
#include "ui/builder/PasteOffer.h"
#include "ui/builder/Sentence.h"
#include "ui/builder/ValueChoices.h"

#include <QTest>

using namespace reveille;
using namespace reveille::ui;
using namespace Qt::StringLiterals;
using calendar::Part;

namespace {

BuilderModel modelOf(const QString& text)
{
    BuilderModel model;
    model.set({text}, u"Europe/Berlin"_s);
    return model;
}

calendar::SyntaxTree treeOf(const QString& text)
{
    const auto tree = calendar::SyntaxTree::parse(text.toStdString());
    if (!tree)
        qFatal("%s is no calendar event", qPrintable(text));
    return *tree;
}

} // namespace

class ModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openingChangesNoByte_data();
    void openingChangesNoByte();
    void anEditKeepsEveryOtherByte_data();
    void anEditKeepsEveryOtherByte();
    void refusedLinesAreLeftAlone();
    void undoIsWordByWord();
    void undoTakesSeveralLinesBackAtOnce();
    void linesAreLimited();
    void gridShowsAndLocks();
    void paintingCells();
    void sentences_data();
    void sentences();
    void sentencesThatCannotBe_data();
    void sentencesThatCannotBe();
    void sentenceKeepsWhatItDoesNotSay();
    void timesOfDay();
    void caretIsNamed();
    void colours();
    void completions();
    void choicesForAPart();
    void timesThatNeedLines();
    void pasted();
    void pastedWithLosses();
};

void ModelTest::openingChangesNoByte_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"Mon..Fri  09,17:30", "daily", "DAILY", "mon,tue *-*-* 9:00", "*-*~7/1 18:00",
                             "2026-1-1 0:0:0", "@1767225600", "*:*:0/0.5", "Sat,Sun 20:00 Europe/Berlin"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void ModelTest::openingChangesNoByte()
{
    QFETCH(QString, text);
    BuilderModel model = modelOf(text);
    QCOMPARE(model.texts(), QStringList{text});
    QVERIFY(model.timetable().has_value());
    model.setCurrent(0);
    QCOMPARE(model.texts(), QStringList{text});
    QVERIFY(!model.canUndo());
}

void ModelTest::anEditKeepsEveryOtherByte_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<Part>("part");
    QTest::addColumn<std::vector<int>>("values");
    QTest::addColumn<QString>("result");
    QTest::newRow("hours") << u"mon..Friday  *-*-*  9,17:3:00 Europe/Berlin"_s << Part::Hour
                           << std::vector<int>{8, 20} << u"mon..Friday  *-*-*  08,20:3:00 Europe/Berlin"_s;
    QTest::newRow("weekdays") << u"mon,Friday *-1-* 9:3"_s << Part::Weekdays << std::vector<int>{5, 6}
                              << u"Sat,Sun *-1-* 9:3"_s;
    QTest::newRow("months") << u"*-1,2-5 9:3"_s << Part::Month << std::vector<int>{3} << u"*-03-5 9:3"_s;
    QTest::newRow("days") << u"*-1,2-5 9:3"_s << Part::Day << std::vector<int>{1, 2, 3}
                          << u"*-1,2-01..03 9:3"_s;
}

void ModelTest::anEditKeepsEveryOtherByte()
{
    QFETCH(QString, text);
    QFETCH(Part, part);
    QFETCH(std::vector<int>, values);
    QFETCH(QString, result);
    BuilderModel model = modelOf(text);
    QVERIFY(model.setValues(part, values));
    QCOMPARE(model.line().text, result);
    QVERIFY(model.line().tree->values(part) == values);
    model.undo();
    QCOMPARE(model.line().text, text);
    model.redo();
    QCOMPARE(model.line().text, result);
}

void ModelTest::refusedLinesAreLeftAlone()
{
    BuilderModel model = modelOf(u"*/5 * * * *"_s);
    QVERIFY(model.line().error.has_value());
    QVERIFY(!model.timetable().has_value());
    QVERIFY(!model.setValues(Part::Hour, {9}));
    QVERIFY(!model.setPart(Part::Year, u"2027"_s));
    QCOMPARE(model.line().text, u"*/5 * * * *"_s);
    model.set({u"daily"_s}, u"Europe/Nowhere"_s);
    QVERIFY(!model.zone().has_value());
    QVERIFY(!model.timetable().has_value());
}

void ModelTest::undoIsWordByWord()
{
    BuilderModel model;
    model.set({}, u"UTC"_s);
    const QString text = u"Fri 18:00"_s;
    for (int i = 1; i <= text.size(); ++i)
        model.type(0, text.left(i));
    model.undo();
    QCOMPARE(model.line().text, u"Fri"_s);
    model.undo();
    QCOMPARE(model.line().text, QString());
    QVERIFY(!model.canUndo());
    model.redo();
    model.redo();
    QCOMPARE(model.line().text, text);
    QVERIFY(!model.canRedo());
}

void ModelTest::undoTakesSeveralLinesBackAtOnce()
{
    BuilderModel model;
    model.set({u"0 9 13 * 5"_s, u"daily"_s}, u"UTC"_s);
    QVERIFY(model.replaceLine(0, {u"*-*-13 09:00"_s, u"Fri 09:00"_s}, u"Europe/Berlin"_s));
    QCOMPARE(model.texts(), (QStringList{u"*-*-13 09:00"_s, u"Fri 09:00"_s, u"daily"_s}));
    QCOMPARE(model.zoneName(), u"Europe/Berlin"_s);
    model.undo();
    QCOMPARE(model.texts(), (QStringList{u"0 9 13 * 5"_s, u"daily"_s}));
    QCOMPARE(model.zoneName(), u"UTC"_s);
}

void ModelTest::linesAreLimited()
{
    BuilderModel model;
    model.set({u"daily"_s}, u"UTC"_s);
    for (int i = 1; i < BuilderModel::kMostLines; ++i)
        QVERIFY(model.addLine());
    QVERIFY(!model.addLine());
    QVERIFY(!model.replaceLine(0, {u"hourly"_s, u"weekly"_s}));
    while (model.lines().size() > 1)
        QVERIFY(model.removeLine(1));
    QVERIFY(!model.removeLine(0));
    QCOMPARE(model.texts(), QStringList{u"daily"_s});
}

void ModelTest::gridShowsAndLocks()
{
    const BuilderModel model = modelOf(u"Mon..Fri 09,17:30"_s);
    QVERIFY(gridRow(model, Part::Weekdays).selected == (std::vector<int>{0, 1, 2, 3, 4}));
    QVERIFY(gridRow(model, Part::Month).all);
    QVERIFY(gridRow(model, Part::Hour).selected == (std::vector<int>{9, 17}));
    QVERIFY(gridRow(modelOf(u"Fri"_s), Part::Hour).implied);
    QVERIFY(gridRow(modelOf(QString()), Part::Hour).selected.empty());
    const BuilderModel fromEnd = modelOf(u"*-*~1"_s);
    QVERIFY(gridRow(fromEnd, Part::Day, true).selected == std::vector<int>{1});
    QVERIFY(gridRow(fromEnd, Part::Day, false).all);
    QVERIFY(gridRow(modelOf(u"*:*:0/0.5"_s), Part::Second).lock.startsWith(u"Fractions"_s));
    QVERIFY(gridRow(modelOf(u"*:*:0/0.5"_s), Part::Hour).lock.isEmpty());
    QVERIFY(!gridRow(modelOf(u"@1767225600"_s), Part::Hour).lock.isEmpty());
    QVERIFY(!gridRow(modelOf(u"*/5"_s), Part::Hour).lock.isEmpty());
}

void ModelTest::paintingCells()
{
    const GridRow all = gridRow(modelOf(u"*-*-* *:00"_s), Part::Hour);
    QVERIFY(paintedValues(all, Part::Hour, 9, 9) == std::vector<int>{9});
    const GridRow implied = gridRow(modelOf(u"Fri"_s), Part::Hour);
    QVERIFY(paintedValues(implied, Part::Hour, 18, 18) == std::vector<int>{18});
    const GridRow two = gridRow(modelOf(u"09,17:30"_s), Part::Hour);
    QVERIFY(paintedValues(two, Part::Hour, 11, 10) == (std::vector<int>{9, 10, 11, 17}));
    QVERIFY(paintedValues(two, Part::Hour, 9, 17) == two.selected); // never without an hour
    const GridRow friday = gridRow(modelOf(u"Fri"_s), Part::Weekdays);
    QVERIFY(paintedValues(friday, Part::Weekdays, 4, 4).size() == 7);
}

void ModelTest::sentences_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<Sentence>("sentence");
    Sentence sentence;
    sentence.at = {9 * 60};
    QTest::newRow("daily") << u"09:00"_s << sentence;
    sentence.days = Sentence::Days::Weekdays;
    sentence.weekdays = {0, 1, 2, 3, 4};
    sentence.at = {570, 1050};
    QTest::newRow("weekdays") << u"Mon..Fri 09,17:30"_s << sentence;
    sentence.days = Sentence::Days::Nth;
    sentence.weekdays = {4};
    sentence.nth = Sentence::kLast;
    sentence.at = {18 * 60};
    QTest::newRow("last Friday") << u"Fri *-*~07/1 18:00"_s << sentence;
    sentence.nth = 2;
    sentence.months = {3, 4};
    QTest::newRow("second Friday") << u"Fri *-03,04-08..14 18:00"_s << sentence;
    Sentence last;
    last.days = Sentence::Days::OfMonth;
    last.monthDays = {Sentence::kLast};
    last.at = {0};
    QTest::newRow("last day") << u"*-*~01"_s << last;
    Sentence beat;
    beat.times = Sentence::Times::Every;
    beat.step = 15;
    beat.first = 8;
    beat.last = 18;
    QTest::newRow("beat") << u"08..18:0/15"_s << beat;
    beat.step = 120;
    beat.first = 0;
    beat.last = 22;
    QTest::newRow("hours") << u"0/2:00"_s << beat;
}

void ModelTest::sentences()
{
    QFETCH(QString, text);
    QFETCH(Sentence, sentence);
    const auto tree = treeOf(text);
    const auto read = sentenceOf(tree);
    QVERIFY(read.has_value());
    QVERIFY(*read == sentence);
    // Saying the same again changes no byte (but that a sentence always says its time).
    const auto again = withSentence(tree, sentence);
    QVERIFY(again.has_value());
    QVERIFY(QString::fromStdString(again->text()).startsWith(text));
    QVERIFY(again->matches().values(calendar::Field::Hour) == tree.matches().values(calendar::Field::Hour));
    // From nothing it comes to the same.
    const auto fresh = withSentence(treeOf(u"*-*-*"_s), sentence);
    QVERIFY(fresh.has_value());
    QVERIFY(sentenceOf(*fresh) == sentence);
}

void ModelTest::sentencesThatCannotBe_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"2027-*-* 09:00", "09:00:30", "*:*:0/0.5", "@1767225600", "Mon,Tue *-*-1..7",
                             "Mon *-*-1..8", "*-*~2", "*:0/7", "Mon *-*-29..31"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void ModelTest::sentencesThatCannotBe()
{
    QFETCH(QString, text);
    QString why;
    QVERIFY(!sentenceOf(treeOf(text), &why).has_value());
    QVERIFY(!why.isEmpty());
}

void ModelTest::sentenceKeepsWhatItDoesNotSay()
{
    const auto tree = treeOf(u"mon..Friday  *-*-*  9,17:30 Europe/Berlin"_s);
    auto sentence = sentenceOf(tree);
    QVERIFY(sentence.has_value());
    sentence->at = {8 * 60 + 30};
    const auto edit = withSentence(tree, *sentence);
    QVERIFY(edit.has_value());
    QCOMPARE(QString::fromStdString(edit->text()), u"mon..Friday  *-*-*  08:30 Europe/Berlin"_s);
    // 09:00 and 12:30 are no hours times minutes.
    sentence->at = {540, 750};
    QVERIFY(!withSentence(tree, *sentence).has_value());
}

void ModelTest::timesOfDay()
{
    QVERIFY(timesFromText(u"9:30, 17:30"_s) == (std::vector<int>{570, 1050}));
    QVERIFY(timesFromText(u"17:30 09:30"_s) == (std::vector<int>{570, 1050}));
    QVERIFY(!timesFromText(u"9"_s).has_value());
    QVERIFY(!timesFromText(u"24:00"_s).has_value());
    QVERIFY(!timesFromText(QString()).has_value());
    QCOMPARE(timesText({570, 1050}), u"09:30, 17:30"_s);
}

void ModelTest::caretIsNamed()
{
    const BuilderModel model = modelOf(u"Mon..Fri *-*-* 09,17:30:00"_s);
    const CaretText hour = caretText(model.line(), 16);
    QVERIFY(hour.rule.startsWith(u"Hour: 0 to 23"_s));
    QCOMPARE(hour.here, u"hour 09,17"_s);
    QCOMPARE(hour.means, u"09, 17"_s);
    QCOMPARE(hour.begin, 15);
    QCOMPARE(hour.length, 5);
    QCOMPARE(caretText(model.line(), 0).means, u"Mon, Tue, Wed, Thu, Fri"_s);
    QVERIFY(caretText(modelOf(u"Mon..Fr"_s).line(), 3).here.isEmpty());
}

void ModelTest::colours()
{
    const auto spans = colorSpans(modelOf(u"Mon..Fri *-*-* 09:00 UTC"_s).line());
    QCOMPARE(spans.first(), (ColorSpan{0, 8, Color::Accent}));
    QCOMPARE(spans.last().color, Color::Running);
    int at = 0;
    for (const ColorSpan& span : spans) {
        QCOMPARE(span.begin, at);
        at += span.length;
    }
    QCOMPARE(at, 24);
    const auto wrong = colorSpans(modelOf(u"*-*-* */6:00"_s).line());
    QCOMPARE(wrong.size(), 1);
    QCOMPARE(wrong.first().color, Color::Failed);
    QCOMPARE(wrong.first().begin, 6);
}

void ModelTest::completions()
{
    QCOMPARE(completionsAt(u"Mo"_s, 2).words, (QStringList{u"Mon"_s, u"monthly"_s}));
    QCOMPARE(completionsAt(u"Mon,W"_s, 5).words, QStringList{u"Wed"_s});
    QVERIFY(completionsAt(u"daily Berl"_s, 10).words.contains(u"Europe/Berlin"_s));
    QCOMPARE(completionsAt(u"daily Berl"_s, 10).begin, 6);
    QVERIFY(completionsAt(u"Mon"_s, 3).words.isEmpty());
    QVERIFY(completionsAt(u"09:00"_s, 5).words.isEmpty());
}

void ModelTest::choicesForAPart()
{
    // A word begun is completed; elsewhere the whole part under the caret is replaced.
    QVERIFY(choicesAt(u"Mon..F"_s, 6).words.contains(u"Fri"_s));
    const Completion hour = choicesAt(u"Mon..Fri 09:30"_s, 10);
    QCOMPARE(hour.begin, 9);
    QCOMPARE(hour.length, 2);
    for (const auto* word : {"*", "09..17", "0/6", "00", "23"})
        QVERIFY2(hour.words.contains(QString::fromLatin1(word)), word);
    QVERIFY(!hour.words.contains(u"24"_s));
    QVERIFY(choicesAt(u"09:3"_s, 4).words.contains(u"0/15"_s));
    QVERIFY(choicesAt(u"Mon..Fri 09:30"_s, 2).words.contains(u"Sat,Sun"_s));
    QVERIFY(choicesAt(u"99:99"_s, 1).words.isEmpty());
    // Whatever is offered can be read in its place.
    const QString text = u"Mon *-02-03 04:05:06"_s;
    for (int column = 0; column <= text.size(); ++column) {
        const Completion found = choicesAt(text, column);
        for (const QString& word : found.words) {
            QString changed = text;
            changed.replace(found.begin, found.length, word);
            QVERIFY2(calendar::SyntaxTree::parse(changed.toStdString()).has_value(), qPrintable(changed));
        }
    }
}

void ModelTest::timesThatNeedLines()
{
    const auto tree = calendar::SyntaxTree::parse("Mon..Fri 09:00");
    QVERIFY(tree.has_value());
    auto sentence = sentenceOf(*tree);
    QVERIFY(sentence.has_value());
    sentence->at = {9 * 60, 12 * 60 + 30, 17 * 60};
    QVERIFY(!withSentence(*tree, *sentence).has_value());
    QCOMPARE(linesFor(*tree, *sentence), (QStringList{u"Mon..Fri 09,17:00"_s, u"Mon..Fri 12:30"_s}));
}

void ModelTest::pasted()
{
    const auto cron = pasteOffer(u"*/5 * * * *"_s);
    QVERIFY(cron.has_value());
    QCOMPARE(cron->from, u"cron"_s);
    QCOMPARE(cron->lines.size(), 1);
    const auto words = pasteOffer(u"last Friday 18:00"_s);
    QVERIFY(words.has_value());
    QCOMPARE(words->lines.size(), 1);
    QVERIFY(sentenceOf(treeOf(words->lines.first()))->nth == Sentence::kLast);
    QVERIFY(pasteOffer(u"rate(5 minutes)"_s).has_value());
    QVERIFY(!pasteOffer(u"rate(7 minutes)"_s)->refusal.isEmpty());
    QVERIFY(!pasteOffer(u"RRULE:FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=9"_s)->lines.isEmpty());
    QVERIFY(!pasteOffer(u"Mon..Fri 09:00"_s).has_value());
    QVERIFY(!pasteOffer(QString()).has_value());
}

/// Cron takes either day; the lines that say so are a union.
void ModelTest::pastedWithLosses()
{
    QCOMPARE(pasteOffer(u"0 9 13 * 5"_s)->lines.size(), 2);
    const auto counted = pasteOffer(u"RRULE:FREQ=DAILY;COUNT=5;BYHOUR=9"_s);
    QVERIFY(counted.has_value());
    QVERIFY(!counted->losses.isEmpty());
}

QTEST_GUILESS_MAIN(ModelTest)
#include "ModelTest.moc"
