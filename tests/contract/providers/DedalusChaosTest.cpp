#include "tests/contract/providers/AnyFault.h"
#include "tests/contract/providers/DedalusCloud.h"

#include <QFile>
#include <QFileInfo>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

/// What one sequence did, as the client sees it in the end.
struct View
{
    std::optional<Execution> execution;
    MachinePhase phase = MachinePhase::Unknown;
};

class Chaos
{
public:
    Chaos(DedalusCloud& cloud, unsigned seed) : m_cloud(cloud), m_dice(seed), m_key(u"chaos-%1"_s.arg(seed))
    {}

    /// The sentence that says what does not agree; empty: all agrees.
    QString play()
    {
        m_machine = m_cloud.runningMachine();
        if (m_machine.isEmpty())
            return u"no machine"_s;
        if (m_dice.chance(2))
            static_cast<void>(m_cloud.putToSleep(m_machine));
        m_exit = m_dice.pick(4);
        const int faults = 1 + m_dice.pick(5);
        for (int i = 0; i < faults; ++i)
            m_cloud.fixture().sandbox().addFault(anyFault(m_dice));
        const View view = carryOut();
        return compare(view);
    }

private:
    /// As a run goes: wake, start, look until it has ended, fetch what it printed, put to sleep.
    View carryOut()
    {
        View view;
        static_cast<void>(m_cloud.wake(m_machine, m_key + u"-wake"_s));
        ExecutionSpec spec = shellSpec(u"echo x >> ran; exit %1"_s.arg(m_exit));
        spec.env = {{m_key.toUpper().replace(u'-', u'_'), u"1"_s}};
        for (int attempt = 0; attempt < 3 && !view.execution; ++attempt) {
            if (const auto started = m_cloud.start(m_machine, spec, m_key))
                view.execution = *started;
        }
        if (view.execution) {
            for (int look = 0; look < 3; ++look) {
                if (const auto ended = m_cloud.ended(m_machine, view.execution->id)) {
                    view.execution = *ended;
                    break;
                }
            }
            static_cast<void>(m_cloud.output(m_machine, view.execution->id));
        }
        // The bad weather is over: whatever was left open is settled by looking.
        m_cloud.fixture().sandbox().clearFaults();
        if (!view.execution) {
            const auto listed = m_cloud.executions(m_machine);
            for (const Execution& execution : listed.value_or(QVector<Execution>())) {
                if (execution.envKeys.contains(spec.env.firstKey()))
                    view.execution = execution;
            }
        }
        if (view.execution) {
            if (const auto ended = m_cloud.ended(m_machine, view.execution->id))
                view.execution = *ended;
        }
        static_cast<void>(m_cloud.putToSleep(m_machine, m_key + u"-sleep"_s));
        static_cast<void>(comesTrue([&] {
            view.phase = m_cloud.phaseOf(m_machine);
            return view.phase == MachinePhase::Sleeping || view.phase == MachinePhase::Running;
        }));
        return view;
    }

    QString compare(const View& view)
    {
        int created = 0;
        int started = 0;
        QString end;
        QString last;
        for (const QJsonObject& line : m_cloud.fixture().truth()) {
            if (line[u"machine"_s].toString() != m_machine.value)
                continue;
            const QString event = line[u"event"_s].toString();
            if (event == u"running" || event == u"asleep")
                last = event;
            if (line[u"key"_s].toString() != m_key)
                continue;
            created += event == u"execution_created" ? 1 : 0;
            started += event == u"execution_started" ? 1 : 0;
            if (event == u"execution_ended")
                end = line[u"status"_s].toString() + u' ' + QString::number(line[u"exit_code"_s].toInt(-1));
        }
        QFile file(QFileInfo(m_cloud.fixture().sandbox().truthPath()).path() +
                   u"/machines/%1/home/ran"_s.arg(m_machine.value));
        const int ran = file.open(QFile::ReadOnly) ? static_cast<int>(file.readAll().count('x')) : 0;
        if (created > 1 || started > 1 || ran > 1)
            return u"created %1 times, started %2 times, ran %3 times"_s.arg(created).arg(started).arg(ran);
        if (created != (view.execution ? 1 : 0))
            return u"created %1 times, and the client knows %2"_s.arg(created).arg(view.execution ? 1 : 0);
        if (view.execution) {
            const QString seen =
                view.execution->rawStatus + u' ' + QString::number(view.execution->exitCode.value_or(-1));
            if (seen != end)
                return u"ended as \"%1\", and the client saw \"%2\""_s.arg(end, seen);
            if (view.execution->exitCode && (ran != 1 || *view.execution->exitCode != m_exit))
                return u"an exit code of what did not run, or another one"_s;
        }
        const QString phase = view.phase == MachinePhase::Sleeping ? u"asleep"_s : u"running"_s;
        if (phase != last)
            return u"the machine was last %1, and the client saw %2"_s.arg(last, phase);
        return {};
    }

    DedalusCloud& m_cloud;
    Dice m_dice;
    QString m_key;
    MachineId m_machine;
    int m_exit = 0;
};

} // namespace

/// Random sequences of faults around one run each. However the weather was, client and cloud agree in the end
/// on what ran and how it ended, and nothing ran twice. REVEILLE_CHAOS_FIRST and
/// REVEILLE_CHAOS_SEEDS repeat what failed.
class DedalusChaosTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientAndCloudAgree();
};

void DedalusChaosTest::clientAndCloudAgree()
{
    const Seeds seeds = seedsFromEnvironment();
    qInfo("seeds %u to %u", seeds.first, seeds.first + seeds.count - 1);
    SandboxOptions options = DedalusCloud::defaults();
    options.speed = 2000;
    RetryLimits retry;
    retry.base = milliseconds(1);
    retry.cap = milliseconds(4);
    // A fresh cloud from time to time: the truth is read whole for each comparison.
    std::unique_ptr<DedalusCloud> cloud;
    for (unsigned i = 0; i < seeds.count; ++i) {
        if (i % 10 == 0)
            cloud = std::make_unique<DedalusCloud>(options, retry);
        const QString wrong = Chaos(*cloud, seeds.first + i).play();
        QVERIFY2(wrong.isEmpty(), qPrintable(u"seed %1: %2"_s.arg(seeds.first + i).arg(wrong)));
    }
}

QTEST_GUILESS_MAIN(DedalusChaosTest)
#include "DedalusChaosTest.moc"
