#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "core/runner/FiringId.h"
#include "tests/contract/providers/AnyFault.h"
#include "tests/contract/providers/RunnerAtCloud.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include <QMap>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// What the cloud's own record tells of one machine.
struct Truth
{
    QMap<QString, int> created; ///< how often, by idempotency key
    QMap<QString, int> started;
    QMap<QString, QString> ended; ///< "failed 3"; -1 for no exit code
    QString lastPhase;

    void take(const QJsonObject& line)
    {
        const QString event = line[u"event"_s].toString();
        const QString key = line[u"key"_s].toString();
        if (event == u"running" || event == u"asleep")
            lastPhase = event;
        else if (event == u"execution_created")
            ++created[key];
        else if (event == u"execution_started")
            ++started[key];
        else if (event == u"execution_ended")
            ended[key] =
                line[u"status"_s].toString() + u' ' + QString::number(line[u"exit_code"_s].toInt(-1));
    }
};

/// One schedule on a machine of its own, run once through whatever comes.
class Sequence
{
public:
    Sequence(RunnerAtCloud& world, unsigned seed) : m_world(world), m_dice(seed), m_seed(seed) {}

    void prepare()
    {
        m_wasAsleep = m_dice.chance(2);
        m_machine = m_wasAsleep ? m_world.cloud().sleepingMachine() : m_world.cloud().runningMachine();
        m_exit = m_dice.pick(4);
        m_commandRetries = m_dice.chance(3) ? 1 : 0;
        m_sleepAfter = std::array{SleepAfter::Restore, SleepAfter::Always,
                                  SleepAfter::Never}[static_cast<size_t>(m_dice.pick(3))];
        // Half elapse, half are started by hand.
        const bool elapses = m_dice.chance(2);
        m_schedule =
            m_world.addSchedule(m_machine, u"echo x >> ran; exit %1"_s.arg(m_exit), [&](Schedule& schedule) {
                schedule.policy.commandRetries = m_commandRetries;
                schedule.policy.sleepAfter = m_sleepAfter;
                schedule.policy.startDeadline = 1h;
                if (elapses) {
                    const QString at = toRfc3339(floor<seconds>(schedule.createdAt) + 20s);
                    schedule.when = {at.left(10) + u' ' + at.mid(11, 8)};
                }
            });
        const int faults = 1 + m_dice.pick(5);
        for (int i = 0; i < faults; ++i)
            m_world.cloud().fixture().sandbox().addFault(anyFault(m_dice, m_machine.value));
        if (!elapses)
            static_cast<void>(m_world.runner().runNow(m_schedule.id));
    }

    [[nodiscard]] const MachineId& machine() const { return m_machine; }
    [[nodiscard]] const ScheduleId& schedule() const { return m_schedule.id; }
    [[nodiscard]] unsigned seed() const { return m_seed; }

    /// The sentence that says what does not agree; empty: all agrees.
    [[nodiscard]] QString compare(const QVector<Run>& runs, const Truth& truth)
    {
        if (runs.size() != 1)
            return u"%1 runs"_s.arg(runs.size());
        const Run& run = runs.constFirst();
        for (auto it = truth.created.cbegin(); it != truth.created.cend(); ++it) {
            if (*it > 1 || truth.started.value(it.key()) > 1)
                return u"%1 was created %2 times"_s.arg(it.key()).arg(*it);
        }
        const int ran = m_world.timesRan(m_machine);
        if (ran > truth.started.size() || ran > 1 + m_commandRetries)
            return u"ran %1 times, in %2 executions"_s.arg(ran).arg(truth.started.size());
        QStringList expected;
        for (int attempt = 1; attempt <= run.attempt; ++attempt)
            expected.append(idempotencyKeyOf(run.firingId, attempt));
        for (const QString& key : truth.created.keys()) {
            if (!expected.contains(key))
                return u"an execution without a run: "_s + key;
        }
        if (const QString wrong = compareEnd(run, truth); !wrong.isEmpty())
            return wrong;
        return comparePhase(truth);
    }

private:
    [[nodiscard]] QString compareEnd(const Run& run, const Truth& truth)
    {
        const QString end = truth.ended.value(idempotencyKeyOf(run.firingId, run.attempt));
        const QString seen = toWord(run.outcome) + u' ' + QString::number(run.exitCode.value_or(-1));
        const QString told =
            u"ended as \"%1\", the journal says \"%2\" (%3 %4)"_s.arg(end, seen, run.reason, run.detail);
        if (run.isOpen() || run.outcome == Outcome::Unknown)
            return told;
        if (end.isEmpty())
            return run.execution.isEmpty() && run.outcome != Outcome::Succeeded ? QString() : told;
        static const QMap<QString, Outcome> kOutcomes{{u"succeeded"_s, Outcome::Succeeded},
                                                      {u"failed"_s, Outcome::Failed},
                                                      {u"expired"_s, Outcome::TimedOut},
                                                      {u"cancelled"_s, Outcome::Cancelled}};
        const QStringList words = end.split(u' ');
        const bool agrees =
            kOutcomes.value(words[0]) == run.outcome && words[1].toInt() == run.exitCode.value_or(-1);
        return agrees ? QString() : told;
    }

    [[nodiscard]] QString comparePhase(const Truth& truth)
    {
        const bool asleep = truth.lastPhase == u"asleep";
        const MachinePhase seen = m_world.cloud().phaseOf(m_machine);
        if (asleep != (seen == MachinePhase::Sleeping))
            return u"the machine was last %1, and the client sees %2"_s.arg(truth.lastPhase, toWord(seen));
        const bool wanted =
            m_sleepAfter == SleepAfter::Always || (m_sleepAfter == SleepAfter::Restore && m_wasAsleep);
        if (m_sleepAfter != SleepAfter::Never && wanted != asleep)
            return u"the machine was left %1"_s.arg(truth.lastPhase);
        return {};
    }

    RunnerAtCloud& m_world;
    Dice m_dice;
    unsigned m_seed;
    MachineId m_machine;
    Schedule m_schedule;
    bool m_wasAsleep = false;
    int m_exit = 0;
    int m_commandRetries = 0;
    SleepAfter m_sleepAfter = SleepAfter::Restore;
};

/// Some sequences at once, on one cloud and one runner, which may crash in the midst of them.
class Batch
{
public:
    Batch(unsigned first, unsigned count) : m_crashes(Dice(first).chance(3))
    {
        m_world.options.parallelRuns = static_cast<int>(count);
        m_world.options.startsPerMinute = 1000;
        for (unsigned i = 0; i < count; ++i)
            m_sequences.push_back(std::make_unique<Sequence>(m_world, first + i));
    }

    [[nodiscard]] QStringList play()
    {
        if (!m_world.start())
            return {u"the runner did not start"_s};
        for (const auto& sequence : m_sequences)
            sequence->prepare();
        const auto count = static_cast<qsizetype>(m_sequences.size());
        if (m_crashes) {
            static_cast<void>(comesTrue([&] { return m_world.runs().size() > count / 2; }));
            if (!m_world.crash())
                return {u"the runner did not start again"_s};
        }
        if (!comesTrue([&] { return m_world.isSettled() && m_world.runs().size() >= count; }, 30s))
            return {u"did not come to an end"_s};
        m_world.cloud().fixture().sandbox().clearFaults();
        return compare();
    }

private:
    [[nodiscard]] QStringList compare()
    {
        QMap<QString, Truth> truths;
        for (const QJsonObject& line : m_world.cloud().fixture().truth())
            truths[line[u"machine"_s].toString()].take(line);
        QMap<QString, QVector<Run>> runs;
        for (const Run& run : m_world.runs())
            runs[run.schedule.value].append(run);
        QStringList wrong;
        for (const auto& sequence : m_sequences) {
            const QString said = sequence->compare(runs.value(sequence->schedule().value),
                                                   truths.value(sequence->machine().value));
            if (!said.isEmpty())
                wrong.append(u"seed %1: %2"_s.arg(sequence->seed()).arg(said));
        }
        return wrong;
    }

    RunnerAtCloud m_world{quick(), {4, 1ms, 4ms}, 200};
    bool m_crashes;
    std::vector<std::unique_ptr<Sequence>> m_sequences;

    static SandboxOptions quick()
    {
        SandboxOptions options = DedalusCloud::defaults();
        options.speed = 2000;
        return options;
    }
};

} // namespace

/// Random sequences of faults around one run each, from the schedule's elapse to the machine's sleep. However
/// the weather was, the journal and the cloud agree in the end on what ran and how it ended, and nothing ran
/// twice.
class RunChaosTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void journalAndCloudAgree();
};

void RunChaosTest::journalAndCloudAgree()
{
    constexpr unsigned kAtOnce = 25;
    const Seeds seeds = seedsFromEnvironment();
    qInfo("seeds %u to %u", seeds.first, seeds.first + seeds.count - 1);
    for (unsigned done = 0; done < seeds.count; done += kAtOnce) {
        Batch batch(seeds.first + done, std::min(kAtOnce, seeds.count - done));
        const QStringList wrong = batch.play();
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u"\n"_s)));
    }
}

QTEST_GUILESS_MAIN(RunChaosTest)
#include "RunChaosTest.moc"
