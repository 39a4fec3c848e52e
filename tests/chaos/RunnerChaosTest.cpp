#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "core/runner/FiringId.h"
#include "tests/support/RunnerWorld.h"

#include <algorithm>
#include <array>
#include <random>

#include <QMap>
#include <QSet>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// One simulated stretch of time with a program that crashes and a network that fails, from one seed.
class Ordeal
{
public:
    explicit Ordeal(unsigned seed) : m_random(seed) { m_end = m_world.clock.now() + 40min; }

    void run();
    /// What was broken, in words; empty when every promise was kept.
    [[nodiscard]] QStringList violations();

private:
    [[nodiscard]] int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(m_random); }
    [[nodiscard]] FakeFault faultFor(const char* call);
    void checkJournalFirst(const QString& key, const QByteArray& body);
    void checkExecutions(QStringList& broken);
    void checkAccounts(QStringList& broken);

    std::mt19937 m_random;
    RunnerWorld m_world;
    Instant m_end;
    QVector<Schedule> m_schedules;
    bool m_healed = false;
    int m_faultsPerMille = 0;
    QStringList m_broken;
};

FakeFault Ordeal::faultFor(const char*)
{
    if (m_healed || below(1000) >= m_faultsPerMille)
        return {};
    switch (below(4)) {
    case 0:
        return {FakeFault::Kind::RequestLost, {}};
    case 1:
        return {FakeFault::Kind::AnswerLost, {}};
    case 2:
        return {FakeFault::Kind::Refused, ErrorCode::Unavailable};
    default:
        return {FakeFault::Kind::Refused, ErrorCode::ConnectionRefused};
    }
}

/// As the request arrives, another connection to the same file already sees the run with that key and body:
/// also when the program that sent it has ended meanwhile.
void Ordeal::checkJournalFirst(const QString& key, const QByteArray& body)
{
    const auto runs = m_world.otherConnection().runs({}, {}, -1);
    const bool journalled =
        runs && std::ranges::any_of(*runs, [&](const Run& run) {
            return run.state >= RunState::Submitting && run.idempotencyKey == key && run.requestBody == body;
        });
    if (!journalled)
        m_broken.append(u"a request that is not in the journal: "_s + key);
}

void Ordeal::run()
{
    m_faultsPerMille = below(3) == 0 ? 0 : below(250);
    m_world.cloud.forgetsKeys = below(2) == 0;
    m_world.cloud.holdWindow = below(4) == 0 ? milliseconds(60s) : 0ms;
    m_world.cloud.addMachine(u"dm-2"_s);
    m_world.cloud.fate = [this] {
        return FakeFate{milliseconds(below(2000)), milliseconds(below(40'000)), below(4) == 0 ? 3 : 0,
                        below(8) == 0};
    };
    m_world.cloud.onStart = [this](const QString& key, const QByteArray& body) {
        checkJournalFirst(key, body);
    };
    m_world.fault = [this](const char* call) { return faultFor(call); };

    static constexpr std::array kLines = {"*:0/10", "*:0/7", "08:05,06,20", "*:03:30", "*:0/3:10"};
    for (int i = 0, count = 1 + below(3); i < count; ++i) {
        const auto line = QString::fromLatin1(kLines[static_cast<size_t>(below(int(kLines.size())))]);
        m_schedules.append(
            m_world.addSchedule(line, below(3) == 0 ? u"dm-2"_s : u"dm-1"_s, [this](Schedule& schedule) {
                schedule.policy.overlap = below(2) == 0 ? OverlapPolicy::Skip : OverlapPolicy::QueueOne;
                schedule.policy.onMiss = below(3) == 0 ? OnMissPolicy::Skip : OnMissPolicy::Latest;
            }));
    }

    const int crashesPerMille = below(3) == 0 ? 0 : below(40);
    bool diskBroken = false;
    if (!m_world.start())
        m_broken.append(u"did not start"_s);
    while (m_world.clock.now() < m_end) {
        m_world.step(m_end);
        if (below(1000) < crashesPerMille) {
            m_world.crash();
            diskBroken = false;
            m_world.runFor(milliseconds(50 + below(below(4) == 0 ? 600'000 : 3000)));
            if (!m_world.start())
                m_broken.append(u"did not start again"_s);
        }
        if (below(1500) == 0)
            m_world.suspend(minutes(below(20)));
        if (below(600) == 0) {
            diskBroken = !diskBroken;
            m_world.breakDisk(diskBroken);
        }
        if (below(800) == 0)
            static_cast<void>(m_world.runner().runNow(m_schedules.constFirst().id));
    }
    // Everything heals; nothing new becomes due; what is open comes to its end.
    m_healed = true;
    m_world.breakDisk(false);
    m_world.runUntil(m_world.clock.now() + 1min);
    m_end = m_world.clock.now();
    for (Schedule& schedule : m_schedules) {
        schedule.enabled = false;
        if (!m_world.otherConnection().saveSchedule(schedule))
            m_broken.append(u"the schedule could not be saved"_s);
    }
    if (!m_world.runner().reload())
        m_broken.append(u"did not reload"_s);
    m_world.runFor(2h);
}

QStringList Ordeal::violations()
{
    QStringList broken = m_broken;
    checkExecutions(broken);
    checkAccounts(broken);
    for (const QString& machine : {u"dm-1"_s, u"dm-2"_s}) {
        if (m_world.cloud.host(machine).phase != MachinePhase::Sleeping)
            broken.append(machine + u" was left awake"_s);
    }
    if (!m_world.otherConnection().leases()->isEmpty())
        broken.append(u"a lease was left"_s);
    if (m_world.cloud.sleptWhileBusy > 0)
        broken.append(u"put to sleep with an execution open"_s);
    if (m_world.cloud.keysReused > 0)
        broken.append(u"a key was used with other bytes"_s);
    return broken;
}

void Ordeal::checkExecutions(QStringList& broken)
{
    QSet<QString> seen;
    const QVector<Run> runs = m_world.runs();
    for (const FakeCloud::Job& job : m_world.cloud.jobs()) {
        const QString firing = job.env.value(u"REVEILLE_FIRING_ID"_s);
        const QString attempt = firing + u'/' + job.env.value(u"REVEILLE_ATTEMPT"_s);
        if (seen.contains(attempt))
            broken.append(u"executed twice: "_s + attempt);
        seen.insert(attempt);
        if (std::ranges::none_of(
                runs, [&](const Run& run) { return QString::fromLatin1(run.firingId.toHex()) == firing; }))
            broken.append(u"an execution without a run: "_s + attempt);
        const auto scheduledAt = fromRfc3339(job.env.value(u"REVEILLE_SCHEDULED_AT"_s));
        if (!scheduledAt || *job.told.createdAt < *scheduledAt)
            broken.append(u"early: "_s + attempt);
    }
    // One at a time on a machine, as far as it really ran.
    for (const QString& machine : {u"dm-1"_s, u"dm-2"_s}) {
        std::vector<std::pair<Instant, Instant>> spans;
        for (const FakeCloud::Job& job : m_world.cloud.jobs()) {
            if (job.told.machine.value == machine && job.told.startedAt && job.told.completedAt)
                spans.emplace_back(*job.told.startedAt, *job.told.completedAt);
        }
        std::ranges::sort(spans);
        for (size_t i = 1; i < spans.size(); ++i) {
            if (spans[i].first < spans[i - 1].second)
                broken.append(u"two at once on "_s + machine);
        }
    }
}

void Ordeal::checkAccounts(QStringList& broken)
{
    QMap<QString, QVector<Instant>> decided;
    for (const Run& run : m_world.runs()) {
        if (run.isOpen())
            broken.append(u"still open: %1 %2"_s.arg(toRfc3339(run.scheduledAt), toWord(run.state)));
        if (run.outcome == Outcome::Unknown)
            broken.append(u"unknown: %1 %2 %3"_s.arg(toRfc3339(run.scheduledAt), run.reason, run.detail));
        if (run.kind == RunKind::Scheduled)
            decided[run.schedule.value].append(run.scheduledAt);
        if (run.kind == RunKind::Scheduled && run.firingId != firingIdOf(run.schedule, run.scheduledAt))
            broken.append(u"a firing under another name"_s);
        if (run.occurrences != 1)
            broken.append(u"a stretch in so short a time"_s);
    }
    for (const Schedule& schedule : std::as_const(m_schedules)) {
        QVector<Instant> rows = decided.value(schedule.id.value);
        std::ranges::sort(rows);
        const auto table =
            calendar::Timetable::parse({schedule.when.constFirst().toStdString()}, calendar::TimeZone::utc());
        QVector<Instant> due;
        for (auto at = table->next(schedule.effectiveFrom); at && *at <= m_end; at = table->next(*at))
            due.append(*at);
        if (rows != due)
            broken.append(u"%1 occurrences, %2 rows"_s.arg(due.size()).arg(rows.size()));
    }
}

} // namespace

/// Promises that hold whatever happens: crashes at any point, lost requests and answers, refusals, a disk
/// that fails, a computer that sleeps.
class RunnerChaosTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsItsPromises();
};

void RunnerChaosTest::keepsItsPromises()
{
    bool ok = false;
    const int asked = qEnvironmentVariableIntValue("REVEILLE_CHAOS_SEEDS", &ok);
    const int seeds = ok ? asked : 25;
    const int first = qEnvironmentVariableIntValue("REVEILLE_CHAOS_FIRST");
    int failures = 0;
    for (int seed = first; seed < first + seeds; ++seed) {
        Ordeal ordeal(static_cast<unsigned>(seed));
        ordeal.run();
        const QStringList broken = ordeal.violations();
        if (!broken.isEmpty()) {
            ++failures;
            qWarning("seed %d: %s", seed, qPrintable(broken.mid(0, 6).join(u"; "_s)));
        }
    }
    QCOMPARE(failures, 0);
}

QTEST_GUILESS_MAIN(RunnerChaosTest)
#include "RunnerChaosTest.moc"
