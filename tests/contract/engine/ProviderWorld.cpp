#include "tests/contract/engine/ProviderWorld.h"

#include "core/model/TimeText.h"
#include "core/model/Words.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace reveille::test {

void ProviderWorld::makeWorld()
{
    m_clock = std::make_unique<FakeClock>();
    m_network = std::make_unique<FakeNetwork>(*m_clock);
    m_cloud = std::make_unique<FakeInstances>(*m_clock);
    m_cloud->add(u"fra/1"_s);
    for (auto* program : {&m_first, &m_second}) {
        *program = std::make_unique<Program>(*m_clock, *m_cloud, *m_network);
        QVERIFY((*program)->open());
        Account account;
        account.id = machineKey().account;
        account.name = u"cloud"_s;
        account.provider = ProviderKind::Unikraft;
        account.keySource = KeySource::Environment;
        QVERIFY(ask<Account>([&](auto reply) {
                    (*program)->client->saveAccount(account, QString(), reply);
                }).has_value());
        if (program == &m_first)
            continue;
    }
    look(*m_first);
    look(*m_second);
}

void ProviderWorld::endWorld()
{
    m_second.reset();
    m_first.reset();
}

void ProviderWorld::step()
{
    for (int chain = 0; chain < 12; ++chain)
        QCoreApplication::sendPostedEvents();
    if (const auto arrival = m_network->nextAt()) {
        if (*arrival > m_clock->sinceBoot())
            m_clock->advance(*arrival - m_clock->sinceBoot());
        m_network->deliver();
    }
    for (int chain = 0; chain < 12; ++chain)
        QCoreApplication::sendPostedEvents();
}

Schedule ProviderWorld::item(const QString& name, const QString& when, ScheduleAction action,
                             const QString& zone)
{
    Schedule schedule;
    schedule.name = name;
    schedule.machine = machineKey();
    schedule.when = {when};
    schedule.zone = zone;
    schedule.action = action;
    schedule.firedBy = FiredBy::Provider;
    if (action == ScheduleAction::Exec)
        schedule.argv = {u"/bin/true"_s};
    return schedule;
}

Result<Schedule> ProviderWorld::save(Program& program, const Schedule& schedule)
{
    return ask<Schedule>([&](auto reply) { program.client->saveSchedule(schedule, reply); });
}

void ProviderWorld::there(const QString& name, const QString& when, const QString& action, const QString& id)
{
    ProviderSchedule schedule;
    schedule.name = name;
    schedule.when = when;
    schedule.action = action;
    if (action == u"exec")
        schedule.args = {u"/bin/true"_s};
    (void)m_cloud->edit(MachineId{id}, {ProviderScheduleEdit::Operation::Remove, {}, {name}});
    QVERIFY(m_cloud->edit(MachineId{id}, {ProviderScheduleEdit::Operation::Add, {schedule}, {}}).has_value());
}

void ProviderWorld::notThere(const QString& name)
{
    QVERIFY(m_cloud->edit(MachineId{u"fra/1"_s}, {ProviderScheduleEdit::Operation::Remove, {}, {name}})
                .has_value());
}

void ProviderWorld::look(Program& program)
{
    QVERIFY(ask<void>([&](auto reply) { program.client->refreshMachines(reply); }).has_value());
}

void ProviderWorld::runUntil(Instant until)
{
    for (;;) {
        for (int chain = 0; chain < 12; ++chain)
            QCoreApplication::sendPostedEvents();
        const auto end = m_clock->sinceBoot() + (until - m_clock->now());
        const auto arrival = m_network->nextAt();
        std::optional<std::chrono::microseconds> alarm;
        Program* alarmed = nullptr;
        for (Program* program : {m_first.get(), m_second.get()}) {
            const auto due = program->timer ? program->timer->dueAt() : std::nullopt;
            if (due && (!alarm || *due < *alarm)) {
                alarm = due;
                alarmed = program;
            }
        }
        const bool alarmFirst = alarm && (!arrival || *alarm < *arrival);
        const auto next = alarmFirst ? alarm : arrival;
        if (!next || *next > end) {
            m_clock->advance(std::max(end - m_clock->sinceBoot(), 0us));
            return;
        }
        if (*next > m_clock->sinceBoot())
            m_clock->advance(*next - m_clock->sinceBoot());
        if (alarmFirst)
            alarmed->timer->fire();
        else
            m_network->deliver();
    }
}

QStringList ProviderWorld::outcomes(Program& program, const QString& name)
{
    RunQuery query;
    query.limit = -1;
    const auto runs = ask<QVector<Run>>([&](auto reply) { program.client->fetchRuns(query, reply); });
    QStringList lines;
    for (const Run& run : runs.value_or(QVector<Run>())) {
        if (run.kind == RunKind::Provider && run.scheduleName == name)
            lines.prepend(toRfc3339(run.scheduledAt).mid(5, 11).replace(u'T', u' ') + u' ' +
                          toWord(run.outcome));
    }
    return lines;
}

} // namespace reveille::test
