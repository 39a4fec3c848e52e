#include "core/providers/unikraft/OneShotExecutions.h"
#include "tests/contract/providers/UnikraftSide.h"

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

using Operation = ProviderScheduleEdit::Operation;

/// Commands on instances without the plugin: run by a schedule a few seconds ahead, and never known to have
/// succeeded.
class UnikraftExecutionsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneShotCommands();
    void oneShotsNeedAPlace();
    void secretsAreNotSent();
};

void UnikraftExecutionsTest::oneShotCommands()
{
    FakeClock clock;
    UnikraftSide cloud(UnikraftSide::defaults(), &clock);
    UnikraftProvider& provider = cloud.provider();
    const MachineId id = cloud.running(u"web"_s);
    ExecutionSpec spec;
    spec.argv = {u"/bin/true"_s};
    spec.timeout = minutes(1);
    const auto start = [&](const QString& key) {
        return replyOf<Execution>([&](auto reply) {
            return provider.startExecution(id, provider.executionBody(spec), key, reply);
        });
    };
    const auto get = [&](const ExecutionId& execution) {
        return replyOf<Execution>([&](auto reply) { return provider.getExecution(id, execution, reply); });
    };
    const auto first = start(u"key-1"_s);
    QVERIFY2(first.has_value(), first ? "" : qPrintable(first.error().detail));
    QCOMPARE(first->status, ExecutionStatus::Queued);
    const auto again = start(u"key-1"_s);
    QCOMPARE(again->id, first->id);
    QCOMPARE(cloud.machine(id)->providerSchedules->size(), 1);
    QCOMPARE(get(first->id)->status, ExecutionStatus::Queued);
    const auto listed =
        replyOf<QVector<Execution>>([&](auto reply) { return provider.listExecutions(id, reply); });
    QCOMPARE(listed->size(), 1);

    cloud.pass(unikraft::kOneShotLead + unikraft::kOneShotGrace);
    const auto gone = get(first->id);
    QCOMPARE(gone->status, ExecutionStatus::Unknown);
    QCOMPARE(gone->errorCode, QString::fromLatin1(unikraft::kCannotKnow));
    QCOMPARE(cloud.machine(id)->providerSchedules->size(), 0);
    QCOMPARE(get(first->id)->errorCode, QString::fromLatin1(unikraft::kCannotKnow));
    const auto output =
        replyOf<ExecutionOutput>([&](auto reply) { return provider.getOutput(id, first->id, reply); });
    QCOMPARE(output.error().code, ErrorCode::NotSupported);

    const auto second = start(u"key-2"_s);
    const auto cancelled =
        replyOf<Execution>([&](auto reply) { return provider.cancelExecution(id, second->id, {}, reply); });
    QCOMPARE(cancelled->status, ExecutionStatus::Cancelled);
    QCOMPARE(cloud.machine(id)->providerSchedules->size(), 0);
}

void UnikraftExecutionsTest::oneShotsNeedAPlace()
{
    UnikraftSide cloud;
    UnikraftProvider& provider = cloud.provider();
    const MachineId id = cloud.running(u"web"_s);
    QVector<ProviderSchedule> eight;
    for (int i = 0; i < 8; ++i)
        eight.append(scheduleOf(u"s"_s + QString::number(i), u"*-*-* 09:00:00"_s, u"start"_s));
    QVERIFY(cloud.edit(id, Operation::Set, eight).has_value());
    ExecutionSpec spec;
    spec.argv = {u"/bin/true"_s};
    const auto start = [&] {
        return replyOf<Execution>([&](auto reply) {
            return provider.startExecution(id, provider.executionBody(spec), u"key"_s, reply);
        });
    };
    QCOMPARE(start().error().code, ErrorCode::TooMany);
    QVERIFY(cloud.edit(id, Operation::Remove, {}, {u"s0"_s}).has_value());
    spec.stdinText = u"in"_s;
    QCOMPARE(start().error().code, ErrorCode::NotSupported);
}

/// Neither as they are nor as the reference that stands for them.
void UnikraftExecutionsTest::secretsAreNotSent()
{
    UnikraftSide cloud;
    UnikraftProvider& provider = cloud.provider();
    const MachineId id = cloud.running(u"web"_s);
    ExecutionSpec spec;
    spec.argv = {u"/bin/true"_s};
    spec.env = {{u"REVEILLE_ATTEMPT"_s, u"1"_s}, {u"DB_PASSWORD"_s, u"secret:db"_s}};
    const auto before = cloud.fixture().truth().size();
    const auto refused = replyOf<Execution>([&](auto reply) {
        return provider.startExecution(id, provider.executionBody(spec), u"key"_s, reply);
    });
    QCOMPARE(refused.error().code, ErrorCode::NotSupported);
    QVERIFY(refused.error().detail.contains(u"DB_PASSWORD"_s));
    QCOMPARE(cloud.fixture().truth().size(), before); // nothing was asked
}

QTEST_GUILESS_MAIN(UnikraftExecutionsTest)
#include "UnikraftExecutionsTest.moc"
