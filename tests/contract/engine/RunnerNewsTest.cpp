#include "core/engine/RunnerNews.h"

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using calendar::Instant;
using std::chrono::microseconds;

class RunnerNewsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingComesBack();
    void nothingIsNothing();
    void manyRunsAreSaidAsEverything();
    void longListsStayOneBoundedLine();
    void othersLinesAreNoNews_data();
    void othersLinesAreNoNews();
    void unknownMembersArePassedOver();
};

void RunnerNewsTest::everythingComesBack()
{
    RunnerNews news;
    news.storeChanged = true;
    news.leasesChanged = true;
    news.runs = {RunId{u"a"_s}, RunId{u"b"_s}};
    RunnerStatus status;
    status.state = RunnerState::Held;
    status.pause =
        Pause{Instant(microseconds(5)), Instant(microseconds(4'000'000'000'000'001)), u"a \"note\"\n"_s};
    status.nextAt = Instant(microseconds(1'771'234'567'891'011));
    status.nextSchedule.value = u"s"_s;
    status.openRuns = 3;
    status.machinesAwake = 2;
    status.error = Error{};
    status.error->code = ErrorCode::StorageFull;
    status.error->subject = u"/data"_s;
    status.clock =
        ClockTrouble{ClockTrouble::Kind::TooFar, Instant(microseconds(1)), Instant(microseconds(-2))};
    status.catchUp = CatchUp{{{ScheduleId{u"s"_s}, u"nightly"_s, 14, 3}}, Instant(microseconds(9)), true};
    news.status = status;
    news.skews =
        QHash<AccountId, std::chrono::milliseconds>{{AccountId{u"a"_s}, std::chrono::milliseconds(-61'000)}};

    const QByteArray line = newsLine(news);
    QVERIFY(!line.contains('\n'));
    const auto read = newsFromLine(line);
    QVERIFY(read && read->status);
    QVERIFY(read->storeChanged && read->leasesChanged);
    QCOMPARE(read->runs, news.runs);
    QVERIFY(read->status->looksLike(status));
    QVERIFY(read->status->clock == status.clock);
    QCOMPARE(read->status->error->subject, u"/data"_s);
    QVERIFY(read->skews == news.skews);
    news.skews->clear();
    QVERIFY(newsFromLine(newsLine(news))->skews.has_value());
}

void RunnerNewsTest::nothingIsNothing()
{
    const auto read = newsFromLine(newsLine({}));
    QVERIFY(read && read->isEmpty());
}

void RunnerNewsTest::manyRunsAreSaidAsEverything()
{
    RunnerNews news;
    for (int i = 0; i < 501; ++i)
        news.runs.append(RunId{QString::number(i)});
    const auto read = newsFromLine(newsLine(news));
    QVERIFY(read && read->storeChanged && read->runs.isEmpty());
}

void RunnerNewsTest::longListsStayOneBoundedLine()
{
    RunnerNews news;
    for (int i = 0; i < 500; ++i)
        news.runs.append(RunId{QString(36, u'f')});
    news.status = RunnerStatus{};
    news.status->catchUp = CatchUp{};
    for (int i = 0; i < 10'000; ++i)
        news.status->catchUp->items.append({ScheduleId{QString(36, u'e')}, QString(100, u'n'), 1, 1});
    QVERIFY(newsLine(news).size() <= kLongestNews);
}

void RunnerNewsTest::othersLinesAreNoNews_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("answer") << QByteArray("ok");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("array") << QByteArray("[1]");
    QTest::newRow("cut") << QByteArray("{\"runs\":[\"a\"");
}

void RunnerNewsTest::othersLinesAreNoNews()
{
    QFETCH(QByteArray, line);
    QVERIFY(!newsFromLine(line));
}

void RunnerNewsTest::unknownMembersArePassedOver()
{
    const auto read = newsFromLine(
        R"({"colour":1,"status":{"state":"dancing","error":{"code":9999,"subject":"x"},"clock":{"kind":"odd"}}})");
    QVERIFY(read && read->status);
    QCOMPARE(read->status->state, RunnerState::On);
    QCOMPARE(read->status->error->code, ErrorCode::Internal);
    QVERIFY(!read->status->clock);
}

QTEST_GUILESS_MAIN(RunnerNewsTest)
#include "RunnerNewsTest.moc"
