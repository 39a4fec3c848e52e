#include "core/sandbox/unikraft/ExecDesk.h"

#include "core/sandbox/Files.h"
#include "core/sandbox/JobPlace.h"
#include "core/sandbox/unikraft/ConsoleLog.h"

#include <QJsonArray>

#include <utility>
#include <vector>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

QMap<QString, QString> environmentOf(const InstanceRecord& instance)
{
    QMap<QString, QString> environment;
    const QJsonObject given = instance.settings.value(u"env"_s).toObject();
    for (auto it = given.begin(); it != given.end(); ++it)
        environment.insert(it.key(), it.value().toString());
    return environment;
}

} // namespace

ExecDesk::ExecDesk(Parts parts) : m_parts(std::move(parts))
{
    connect(&m_parts.lifecycle, &InstanceLifecycle::changed, this,
            [this](const QString& uuid, InstanceState, InstanceState to) {
                if (to == InstanceState::Running)
                    becameUp(uuid);
                else if (to == InstanceState::Stopped || to == InstanceState::Standby)
                    m_waiting.erase(uuid);
            });
    connect(&m_parts.lifecycle, &InstanceLifecycle::down, this, &ExecDesk::becameDown);
    connect(&m_parts.lifecycle, &InstanceLifecycle::leaving, this,
            [this](const QString& uuid) { m_waiting.erase(uuid); });
}

Outcome<void> ExecDesk::run(InstanceRecord& instance, const ScheduleEntry& entry)
{
    if (instance.state == InstanceState::Running)
        return launch(instance, entry);
    if (!m_parts.wakes)
        return refuse(Code::WrongState, u"not running"_s);
    const QString uuid = instance.uuid;
    if (const auto started = m_parts.lifecycle.start(instance, Origin::ScheduledOp); !started)
        return started;
    m_waiting.emplace(uuid, entry);
    return {};
}

void ExecDesk::becameUp(const QString& uuid)
{
    const InstanceRecord* const instance = m_parts.store.find(uuid);
    const auto [first, last] = m_waiting.equal_range(uuid);
    for (auto it = first; instance && it != last; ++it)
        static_cast<void>(launch(*instance, it->second));
    m_waiting.erase(uuid);
}

Outcome<void> ExecDesk::launch(const InstanceRecord& instance, const ScheduleEntry& entry)
{
    const QString dir = m_parts.store.directoryOf(instance.uuid);
    const QString home = dir + u"/home"_s;
    if (const auto made = makePrivateDir(dir).and_then([&] { return makePrivateDir(home); }); !made)
        return refuse(Code::FailedOperation, made.error().detail);
    const JobPlace place(home);
    JobSpec spec;
    spec.environment = place.environment(environmentOf(instance));
    spec.directory = home;
    spec.arguments = entry.args.mid(1);
    log("exec_started", instance.uuid, entry.name, {{u"args"_s, QJsonArray::fromStringList(entry.args)}});
    const JobPlace::Program program = JobPlace::find(entry.args.first(), home, spec.environment);
    if (program.exitCode != 0) {
        const QString what = program.exitCode == 127 ? u": not found\n"_s : u": not executable\n"_s;
        ConsoleLog(dir).append((entry.args.first() + what).toUtf8());
        log("exec_ended", instance.uuid, entry.name, {{u"exit_code"_s, program.exitCode}});
        return {};
    }
    spec.program = program.path;
    const qint64 id = ++m_lastJob;
    Job& job = m_jobs[id];
    job = {instance.uuid, entry.name, std::make_unique<JobProcess>()};
    connect(job.process.get(), &JobProcess::output, this,
            [dir](Stream, const QByteArray& bytes) { ConsoleLog(dir).append(bytes); });
    connect(job.process.get(), &JobProcess::ended, this, [this, id](const JobEnd& end) { ended(id, end); });
    job.process->start(spec);
    return {};
}

void ExecDesk::ended(qint64 id, const JobEnd& end)
{
    const auto it = m_jobs.find(id);
    if (it == m_jobs.end())
        return;
    QJsonObject fields;
    if (end.exitCode)
        fields.insert(u"exit_code"_s, *end.exitCode);
    if (end.signal)
        fields.insert(u"signal"_s, *end.signal);
    if (!end.startError.isEmpty())
        fields.insert(u"error"_s, end.startError);
    log("exec_ended", it->second.uuid, it->second.schedule, fields);
    // The process is still telling of its end.
    it->second.process.release()->deleteLater();
    m_jobs.erase(it);
}

void ExecDesk::becameDown(const QString& uuid)
{
    std::vector<Job> ending;
    for (auto it = m_jobs.begin(); it != m_jobs.end();) {
        if (it->second.uuid == uuid) {
            ending.push_back(std::move(it->second));
            it = m_jobs.erase(it);
        } else {
            ++it;
        }
    }
    for (const Job& job : ending)
        log("exec_ended", job.uuid, job.schedule, {{u"error"_s, u"the instance was stopped"_s}});
}

void ExecDesk::log(const char* event, const QString& uuid, const QString& schedule, QJsonObject fields) const
{
    fields.insert(u"metro"_s, m_parts.metro);
    fields.insert(u"instance"_s, uuid);
    fields.insert(u"schedule"_s, schedule);
    m_parts.truth.write(event, fields);
}

} // namespace reveille::sandbox::unikraft
