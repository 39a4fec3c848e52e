#include "tests/contract/providers/RunnerAtCloud.h"

#include "core/model/Account.h"

#include <algorithm>

#include <QFile>
#include <QFileInfo>

namespace reveille::test {

using namespace std::chrono;
using namespace Qt::StringLiterals;

RunnerAtCloud::RunnerAtCloud(SandboxOptions sandbox, RetryLimits retry, double factor)
    : m_clock(factor), m_cloud(std::move(sandbox), retry, &m_clock)
{
    auto opened = Store::open(m_directory.filePath(u"data"_s));
    if (!opened)
        qFatal("the store did not open: %s", qPrintable(opened.error().detail));
    m_other = *std::move(opened);
    Account account;
    account.id.value = u"account"_s;
    account.name = u"Cloud"_s;
    account.provider = ProviderKind::Sandbox;
    if (!m_other->saveAccount(account))
        qFatal("the account could not be saved");
}

RunnerAtCloud::~RunnerAtCloud()
{
    end();
}

bool RunnerAtCloud::start()
{
    auto opened = Store::open(m_directory.filePath(u"data"_s));
    if (!opened)
        return false;
    m_store = *std::move(opened);
    m_timer = std::make_unique<QuickTimer>(m_clock);
    m_runner = std::make_unique<Runner>(
        m_clock, *m_timer, *m_store, [this](const AccountId&) -> Provider* { return &m_cloud.provider(); },
        options);
    if (outputFilter)
        m_runner->setOutputFilter(outputFilter);
    return m_runner->start(Runner::Scope::Everything).has_value();
}

void RunnerAtCloud::end()
{
    m_runner.reset();
    m_timer.reset();
    m_store.reset();
}

bool RunnerAtCloud::crash()
{
    end();
    return start();
}

Schedule RunnerAtCloud::addSchedule(const MachineId& machine, const QString& script,
                                    const std::function<void(Schedule&)>& change)
{
    Schedule schedule;
    schedule.id.value = u"schedule-%1"_s.arg(++m_schedules);
    schedule.name = u"Schedule %1"_s.arg(m_schedules);
    schedule.machine = {AccountId{u"account"_s}, machine};
    schedule.when = {u"2099-01-01"_s};
    schedule.zone = u"UTC"_s;
    schedule.argv = {u"/bin/sh"_s, u"-c"_s, script};
    schedule.createdAt = schedule.effectiveFrom = m_clock.now();
    if (change)
        change(schedule);
    if (!m_other->saveSchedule(schedule) || (m_runner && !m_runner->reload()))
        qFatal("the schedule could not be saved");
    return schedule;
}

Run RunnerAtCloud::runToEnd(const Schedule& schedule)
{
    const auto begun = m_runner->runNow(schedule.id);
    if (!begun || !settles())
        return {};
    return m_other->run(begun->id.value).value_or(Run{});
}

QVector<Run> RunnerAtCloud::runs()
{
    auto runs = m_other->runs({}, {}, -1).value_or(QVector<Run>());
    std::reverse(runs.begin(), runs.end());
    return runs;
}

bool RunnerAtCloud::isSettled()
{
    const auto leases = m_other->leases();
    return m_runner->openRuns() == 0 && leases && leases->isEmpty();
}

bool RunnerAtCloud::settles(milliseconds limit)
{
    return comesTrue([this] { return isSettled(); }, limit);
}

QVector<QJsonObject> RunnerAtCloud::truth(const MachineId& machine, const QString& event)
{
    QVector<QJsonObject> lines = m_cloud.fixture().truth(event);
    lines.removeIf([&](const QJsonObject& line) { return line[u"machine"_s].toString() != machine.value; });
    return lines;
}

int RunnerAtCloud::timesRan(const MachineId& machine)
{
    QFile file(QFileInfo(m_cloud.fixture().sandbox().truthPath()).path() +
               u"/machines/%1/home/ran"_s.arg(machine.value));
    return file.open(QFile::ReadOnly) ? static_cast<int>(file.readAll().count('x')) : 0;
}

} // namespace reveille::test
