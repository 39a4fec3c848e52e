#include "core/text/RunnerText.h"

#include <chrono>

#include <QSet>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class RunnerTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clocks();
    void catchUps();
    void explanations();
    void pauseNotes();
    void clockSkews();
};

void RunnerTextTest::clocks()
{
    const calendar::Instant at{std::chrono::sys_days(std::chrono::year(2026) / 3 / 2)};
    const auto text = [&](ClockTrouble::Kind kind, std::chrono::minutes by) {
        return clockTroubleText({kind, at, at + by});
    };
    QVERIFY(text(ClockTrouble::Kind::WentBack, -3min).startsWith(u"The clock went back by 3 min."_s));
    QVERIFY(text(ClockTrouble::Kind::TooFar, 48h).startsWith(u"The clock jumped ahead by 2 d."_s));
    QVERIFY(text(ClockTrouble::Kind::TooFar, -48h).startsWith(u"The clock jumped back by 2 d."_s));
    QVERIFY(text(ClockTrouble::Kind::BeforeUse, 0min).contains(u"before 2024"_s));
}

void RunnerTextTest::catchUps()
{
    CatchUp catchUp;
    catchUp.items = {{ScheduleId{u"a"_s}, u"a"_s, 10, 1}, {ScheduleId{u"b"_s}, u"b"_s, 4, 2}};
    const QString text = catchUpText(catchUp);
    QVERIFY2(text.startsWith(u"2 schedule"_s) && text.contains(u" 14 run"_s), qPrintable(text));
    QVERIFY2(text.endsWith(u": will run 3"_s), qPrintable(text));
    catchUp.waitsForNetwork = true;
    QVERIFY(catchUpText(catchUp).endsWith(u"when the network is back"_s));
}

void RunnerTextTest::explanations()
{
    QSet<QString> sentences;
    int kinds = 0;
    for (int kind = 1; kind <= static_cast<int>(Explanation::Kind::FiredElsewhere); ++kind, ++kinds) {
        Explanation told;
        told.kind = static_cast<Explanation::Kind>(kind);
        QVERIFY(explanationText(told).endsWith(u'.'));
        sentences.insert(explanationText(told));
    }
    QCOMPARE(sentences.size(), kinds);
    Explanation future;
    future.kind = Explanation::Kind::InFuture;
    for (const QString& word : {u"excluded"_s, u"paused"_s, u"skipped-by-person"_s}) {
        future.reason = word;
        sentences.insert(explanationText(future));
    }
    QCOMPARE(sentences.size(), kinds + 3);
    Explanation recorded;
    recorded.kind = Explanation::Kind::Recorded;
    QVERIFY(explanationText(recorded).isEmpty());
    recorded.run = Run{};
    recorded.run->outcome = Outcome::SkippedOverlap;
    recorded.run->reason = u"previous-run-open"_s;
    QVERIFY(explanationText(recorded).contains(u"still open"_s));
}

void RunnerTextTest::pauseNotes()
{
    Pause pause;
    pause.note = u"rebuilding the\nindex"_s;
    QVERIFY(pauseNoteText(pause).startsWith(u"rebuilding the"_s));
    pause.note = u"after-failures 3 0123456789abcdef"_s;
    const QString own = pauseNoteText(pause);
    QVERIFY2(own.contains(u" 3 "_s) && own.contains(u"01234567"_s) && !own.contains(u"89abc"_s),
             qPrintable(own));
    pause.note = u"after-failures x y"_s;
    QCOMPARE(pauseNoteText(pause), pause.note);
}

void RunnerTextTest::clockSkews()
{
    QCOMPARE(clockSkewText(4200ms, u"Work"_s), u"This computer's clock is 4 s ahead of that of \"Work\"."_s);
    QVERIFY(clockSkewText(-61s, u"Work"_s).startsWith(u"This computer's clock is 1 min 1 s behind"_s));
    QVERIFY(clockSkewText(-61s, u"Work"_s).endsWith(u"set it right."_s));
}

QTEST_APPLESS_MAIN(RunnerTextTest)
#include "RunnerTextTest.moc"
