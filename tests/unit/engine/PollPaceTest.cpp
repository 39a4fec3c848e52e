#include "core/engine/PollPace.h"

#include <QTest>
#include <QVector>

using namespace reveille;
using namespace std::chrono_literals;
using std::chrono::seconds;

/// Minutes of polling in made-up time.
class PollPaceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void slowsDownFromFiveSecondsToThirty();
    void isLivelyAgainWhenSomethingHappens();
    void cloudsThatTellThemselvesAreListedCalmly();
    void failuresAreAskedLessAndLessOften();
};

void PollPaceTest::slowsDownFromFiveSecondsToThirty()
{
    PollPace pace;
    QVector<seconds> pauses;
    for (seconds now = 0s; now < 10min;) {
        pauses.append(pace.next(true, false));
        now += pauses.last();
        pace.listed(false);
    }
    QCOMPARE(pauses.first(3), (QVector<seconds>{5s, 10s, 20s}));
    QVERIFY(std::ranges::all_of(pauses.mid(3), [](seconds pause) { return pause == 30s; }));
    QCOMPARE(pauses.size(), 3 + 19); // of 120 at the liveliest pace
}

void PollPaceTest::isLivelyAgainWhenSomethingHappens()
{
    PollPace pace;
    for (int i = 0; i < 5; ++i)
        pace.listed(false);
    QCOMPARE(pace.next(true, false), 30s);
    pace.listed(true);
    QCOMPARE(pace.next(true, false), 5s);
    pace.listed(false);
    QCOMPARE(pace.next(true, false), 10s);
    QCOMPARE(pace.next(true, true), 5s); // machines on their way are looked at sooner
}

void PollPaceTest::cloudsThatTellThemselvesAreListedCalmly()
{
    PollPace pace;
    QCOMPARE(pace.next(false, false), 30s);
    QCOMPARE(pace.next(false, true), 1s);
}

void PollPaceTest::failuresAreAskedLessAndLessOften()
{
    PollTurns turns;
    QVector<int> askedAt;
    for (int poll = 0; poll < 60; ++poll) {
        if (turns.take()) {
            askedAt.append(poll);
            turns.listed(false);
        }
    }
    QCOMPARE(askedAt, (QVector<int>{0, 3, 8, 17, 28, 39, 50}));
    while (!turns.take()) {
    }
    turns.listed(true);
    for (int poll = 0; poll < 5; ++poll) {
        QVERIFY(turns.take());
        turns.listed(true);
    }
}

QTEST_APPLESS_MAIN(PollPaceTest)
#include "PollPaceTest.moc"
