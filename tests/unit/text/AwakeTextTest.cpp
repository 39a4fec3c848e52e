#include "core/text/AwakeText.h"

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = AwakeReason::Kind;

namespace {

const calendar::Instant kNow =
    calendar::Instant(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)) + 12h;

AwakeFacts awake()
{
    AwakeFacts facts;
    facts.machine.phase = MachinePhase::Running;
    facts.machine.autosleep = 300s;
    facts.machine.lastTransitionAt = kNow - 1h;
    return facts;
}

MachineLease lease(bool wokenByUs)
{
    MachineLease held;
    held.wokenByUs = wokenByUs;
    held.since = kNow - 2h;
    return held;
}

Run runOn(const QString& execution, RunState state)
{
    Run run;
    run.id.value = u"3fa90000-0000-4000-8000-000000000000"_s;
    run.scheduleName = u"nightly"_s;
    run.execution.value = execution;
    run.state = state;
    return run;
}

Execution execution(const QString& id, ExecutionStatus status = ExecutionStatus::Running)
{
    Execution one;
    one.id.value = id;
    one.status = status;
    return one;
}

} // namespace

class AwakeTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reasons_data();
    void reasons();
    void asleepHasNone();
    void sinceAndCost();
    void strangersTextsAreHarmless();
};

void AwakeTextTest::reasons_data()
{
    QTest::addColumn<AwakeFacts>("facts");
    QTest::addColumn<QVector<Kind>>("kinds");
    QTest::addColumn<QString>("says");
    QTest::addColumn<bool>("alarm");
    AwakeFacts facts = awake();
    QTest::addRow("somebody else woke it") << facts << QVector<Kind>{Kind::Idle} << u"5 min after"_s << false;
    facts.machine.autosleep = 0s;
    QTest::addRow("never sleeps") << facts << QVector<Kind>{Kind::NeverSleeps} << u"autosleep is off"_s
                                  << true;
    facts = awake();
    facts.lease = lease(true);
    QTest::addRow("made ready") << facts << QVector<Kind>{Kind::Held} << u"made ready"_s << false;
    facts.runs = {runOn(u"e-1"_s, RunState::Running), runOn(u"e-0"_s, RunState::Closed)};
    facts.executions = QVector<Execution>{execution(u"e-1"_s), execution(u"e-0"_s, ExecutionStatus::Failed)};
    QTest::addRow("a run") << facts << QVector<Kind>{Kind::Run} << u"3fa90000 of nightly"_s << false;
    facts.executions->append(execution(u"e-2"_s));
    QTest::addRow("a run and a stranger")
        << facts << QVector<Kind>{Kind::Run, Kind::Foreign} << u"no run has started"_s << false;
    facts = awake();
    facts.lease = lease(true);
    facts.lease->sleepOwedSince = kNow - 5s;
    QTest::addRow("on its way") << facts << QVector<Kind>{Kind::SleepOwed} << u"being put to sleep"_s
                                << false;
    facts.lease->sleepOwedSince = kNow - 10min;
    facts.lease->sleepAttempts = 3;
    facts.lease->note = u"hold window"_s;
    QTest::addRow("in vain") << facts << QVector<Kind>{Kind::SleepFailed} << u"hold window"_s << true;
    facts.runs = {runOn(u"e-1"_s, RunState::Running)};
    QTest::addRow("in vain comes first")
        << facts << QVector<Kind>{Kind::SleepFailed, Kind::Run} << u"10 min"_s << true;
    facts = awake();
    facts.lease = lease(false);
    facts.runs = {runOn(u"e-1"_s, RunState::Running)};
    QTest::addRow("awake before us") << facts << QVector<Kind>{Kind::Run, Kind::BeforeUs} << u"awake before"_s
                                     << false;
}

void AwakeTextTest::reasons()
{
    QFETCH(const AwakeFacts, facts);
    QFETCH(const QString, says);
    const AwakeReport report = awakeReport(facts, kNow);
    QVector<Kind> kinds;
    QString texts;
    for (const AwakeReason& reason : report.reasons) {
        kinds.append(reason.kind);
        texts += reason.text;
        QVERIFY(!awakeWord(reason.kind).isEmpty());
    }
    QTEST(kinds, "kinds");
    QVERIFY2(texts.contains(says), qPrintable(texts));
    QTEST(report.isAlarming, "alarm");
}

void AwakeTextTest::asleepHasNone()
{
    AwakeFacts facts = awake();
    facts.machine.phase = MachinePhase::Sleeping;
    const AwakeReport report = awakeReport(facts, kNow);
    QVERIFY(!report.awake && report.reasons.isEmpty() && !report.cost);
}

void AwakeTextTest::sinceAndCost()
{
    AwakeFacts facts = awake();
    facts.machine.vcpu = 2;
    facts.machine.memoryMib = 4096;
    facts.machine.storageGib = 10;
    QVERIFY(!awakeReport(facts, kNow).cost);
    facts.rates = UsageRates{1, 0.25, 0.1};
    QCOMPARE(awakeReport(facts, kNow).cost, 4.0); // an hour: 2 + 1 + 1
    facts.lease = lease(true);
    QCOMPARE(awakeReport(facts, kNow).awakeFor, std::chrono::milliseconds(2h));
    QCOMPARE(awakeReport(facts, kNow).cost, 8.0);
    // A clock that went back makes no negative bill.
    QCOMPARE(awakeReport(facts, kNow - 24h).cost, 0.0);
}

void AwakeTextTest::strangersTextsAreHarmless()
{
    AwakeFacts facts = awake();
    Execution stranger = execution(u"e-1"_s);
    stranger.command = {u"sh"_s, u"-c"_s, QString(500, u'x') + u"\x1b[31m\u202e"_s};
    facts.executions = QVector<Execution>{stranger};
    const QString text = awakeReport(facts, kNow).reasons.value(0).text;
    QVERIFY(text.size() < 200);
    QVERIFY(!text.contains(u'\x1b') && !text.contains(QChar(0x202e)));
}

QTEST_GUILESS_MAIN(AwakeTextTest)
#include "AwakeTextTest.moc"
