#include "tests/support/RunnerWorld.h"

#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "tests/support/StoreRoom.h"

#include <utility>

#include <QCoreApplication>
#include <QSet>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace reveille::test {

struct RunnerWorld::Directory
{
    QTemporaryDir dir{storeRoom()};
};

RunnerWorld::RunnerWorld() : m_directory(std::make_unique<Directory>())
{
    cloud.addMachine(u"dm-1"_s);
    Account account;
    account.id.value = u"account-1"_s;
    account.name = u"Sandbox"_s;
    account.provider = ProviderKind::Sandbox;
    if (!otherConnection().saveAccount(account))
        qFatal("the account could not be saved");
}

RunnerWorld::~RunnerWorld()
{
    crash();
}

Store& RunnerWorld::otherConnection()
{
    if (!m_other) {
        auto opened = Store::open(m_directory->dir.filePath(u"data"_s));
        if (!opened)
            qFatal("the store did not open: %s", qPrintable(opened.error().detail));
        m_other = *std::move(opened);
    }
    return *m_other;
}

bool RunnerWorld::start(Runner::Scope scope)
{
    const QStringList before = QSqlDatabase::connectionNames();
    auto opened = Store::open(m_directory->dir.filePath(u"data"_s));
    if (!opened)
        return false;
    m_store = *std::move(opened);
    const QStringList after = QSqlDatabase::connectionNames();
    m_connection =
        (QSet<QString>(after.cbegin(), after.cend()) - QSet<QString>(before.cbegin(), before.cend()))
            .values()
            .constFirst();
    m_provider = std::make_unique<FakeProvider>(cloud, network);
    if (fault)
        m_provider->fault = fault;
    if (std::exchange(breakNextStart, false))
        breakDisk(true);
    m_timer = std::make_unique<FakeWallTimer>(clock);
    m_runner = std::make_unique<Runner>(
        clock, *m_timer, *m_store, [this](const AccountId&) -> Provider* { return m_provider.get(); },
        options);
    return m_runner->start(scope).has_value();
}

void RunnerWorld::quit()
{
    m_runner.reset();
    m_timer.reset();
    m_provider.reset();
    m_store.reset();
}

void RunnerWorld::crash()
{
    if (m_runner)
        breakDisk(true);
    quit();
}

void RunnerWorld::breakDisk(bool broken)
{
    QSqlDatabase database = QSqlDatabase::database(m_connection, false);
    QSqlQuery query(database);
    if (!query.exec(broken ? u"PRAGMA query_only=ON"_s : u"PRAGMA query_only=OFF"_s))
        qFatal("the pragma was refused");
}

void RunnerWorld::settle()
{
    // What an event posts is sent with the next call; the chain from an answer to the next request is short.
    constexpr int kLongestChain = 12;
    for (int i = 0; i < kLongestChain; ++i)
        QCoreApplication::sendPostedEvents();
}

bool RunnerWorld::step(Instant until)
{
    settle();
    const auto end = clock.sinceBoot() + (until - clock.now());
    const auto arrival = network.nextAt();
    const auto alarm = m_timer ? m_timer->dueAt() : std::nullopt;
    const bool alarmFirst = alarm && (!arrival || *alarm < *arrival);
    const auto next = alarmFirst ? alarm : arrival;
    if (!next || *next > end) {
        if (end > clock.sinceBoot())
            clock.advance(end - clock.sinceBoot());
        return false;
    }
    if (*next > clock.sinceBoot())
        clock.advance(*next - clock.sinceBoot());
    if (alarmFirst)
        m_timer->fire();
    else
        network.deliver();
    return true;
}

void RunnerWorld::runUntil(Instant until)
{
    while (step(until)) {
    }
    settle();
}

void RunnerWorld::suspend(std::chrono::milliseconds duration)
{
    settle();
    clock.advance(duration);
    if (m_timer)
        m_timer->fire();
}

void RunnerWorld::setClock(Instant at)
{
    settle();
    clock.setWall(at);
    if (m_timer)
        m_timer->fire();
}

Schedule RunnerWorld::addSchedule(const QString& when, const QString& machine,
                                  const std::function<void(Schedule&)>& change)
{
    Schedule schedule;
    schedule.id.value = u"schedule-%1"_s.arg(++m_schedules);
    schedule.name = u"Schedule %1"_s.arg(m_schedules);
    schedule.machine = {AccountId{u"account-1"_s}, MachineId{machine}};
    schedule.when = QStringList{when};
    schedule.zone = u"UTC"_s;
    schedule.argv = QStringList{u"true"_s};
    schedule.createdAt = schedule.effectiveFrom = clock.now();
    if (change)
        change(schedule);
    if (!otherConnection().saveSchedule(schedule))
        qFatal("the schedule could not be saved");
    return schedule;
}

QVector<Run> RunnerWorld::runs()
{
    auto runs = otherConnection().runs({}, {}, -1);
    if (!runs)
        qFatal("the runs could not be read");
    std::reverse(runs->begin(), runs->end());
    return *std::move(runs);
}

QString RunnerWorld::history()
{
    QStringList lines;
    for (const Run& run : runs()) {
        const QString at = run.kind == RunKind::Manual ? u"manual"_s : toRfc3339(run.scheduledAt).mid(11, 5);
        lines.append(at + u' ' + (run.isOpen() ? u"open:"_s + toWord(run.state) : toWord(run.outcome)));
    }
    return lines.join(u"; "_s);
}

} // namespace reveille::test
