// The part of UnikraftProvider that is InstanceControl.

#include "core/providers/unikraft/AuditStream.h"
#include "core/providers/unikraft/BulkEditing.h"
#include "core/providers/unikraft/Console.h"
#include "core/providers/unikraft/Lifecycle.h"
#include "core/providers/unikraft/ManyMachines.h"
#include "core/providers/unikraft/PatchRequest.h"
#include "core/providers/unikraft/PerMetro.h"
#include "core/providers/unikraft/Snapshots.h"
#include "core/providers/unikraft/UnikraftProvider.h"

#include <algorithm>

namespace reveille {

using namespace Qt::StringLiterals;
using namespace unikraft;

namespace {

/// The answers of all metros in one list; an Error only where none of them answered.
template <typename T> Result<QVector<T>> merged(const QVector<MetroAnswer<QVector<T>>>& answers)
{
    QVector<T> all;
    bool anySucceeded = false;
    for (const auto& answer : answers) {
        if (answer.result) {
            all += *answer.result;
            anySucceeded = true;
        }
    }
    if (!anySucceeded)
        return tl::unexpected(allFailed(answers));
    return all;
}

std::optional<HttpMethod> methodFrom(const QByteArray& word)
{
    for (const HttpMethod method :
         {HttpMethod::Get, HttpMethod::Post, HttpMethod::Put, HttpMethod::Patch, HttpMethod::Delete}) {
        if (word.toUpper() == methodName(method))
            return method;
    }
    return std::nullopt;
}

} // namespace

Call UnikraftProvider::readMachines(const QVector<MachineId>& machines,
                                    Reply<QVector<Result<Machine>>> reply)
{
    return std::make_unique<ManyMachines>(m_link, machines, std::move(reply));
}

Call UnikraftProvider::start(const MachineId& machine, Reply<Machine> reply)
{
    return atInstance<Machine>(m_link, machine, startInstance, std::move(reply));
}

Call UnikraftProvider::stop(const MachineId& machine, const StopOptions& options, Reply<Machine> reply)
{
    return atInstance<Machine>(
        m_link, machine,
        [options](const Target& target, Reply<Machine> back) {
            return stopInstance(target, options, std::move(back));
        },
        std::move(reply));
}

Call UnikraftProvider::suspend(const MachineId& machine, const StopOptions& options, Reply<Machine> reply)
{
    return atInstance<Machine>(
        m_link, machine,
        [options](const Target& target, Reply<Machine> back) {
            return suspendInstance(target, options, std::move(back));
        },
        std::move(reply));
}

Call UnikraftProvider::wait(const MachineId& machine, MachinePhase phase, std::chrono::seconds atMost,
                            Reply<Machine> reply)
{
    return atInstance<Machine>(
        m_link, machine,
        [phase, atMost](const Target& target, Reply<Machine> back) {
            return waitForInstance(target, phase, atMost, std::move(back));
        },
        std::move(reply));
}

Call UnikraftProvider::editSchedules(const MachineId& machine, const ProviderScheduleEdit& edit,
                                     Reply<Machine> reply)
{
    return atInstance<Machine>(
        m_link, machine,
        [edit](const Target& target, Reply<Machine> back) -> Call {
            return std::make_unique<ScheduleEditing>(
                target.link, target.metro, QVector<ScheduleEditing::Edit>{{target.uuid, edit}},
                [back = std::move(back)](const Result<ScheduleEditing::Results>& results) {
                    back(results.and_then([](const ScheduleEditing::Results& all) { return all.first(); }));
                });
        },
        std::move(reply));
}

Call UnikraftProvider::editSchedules(const QVector<std::pair<MachineId, ProviderScheduleEdit>>& edits,
                                     Reply<QVector<Result<void>>> reply)
{
    return std::make_unique<BulkEditing>(m_link, edits, std::move(reply));
}

Call UnikraftProvider::setTags(const MachineId& machine, const QStringList& tags, Reply<Machine> reply)
{
    const auto asked = [tags](const Machine& read) {
        return QSet<QString>(tags.begin(), tags.end()) == QSet<QString>(read.tags.begin(), read.tags.end());
    };
    return atInstance<Machine>(
        m_link, machine,
        [tags, asked](const Target& target, Reply<Machine> back) {
            return patchAndRead(target,
                                {target.uuid, u"tags"_s, u"set"_s, QJsonArray::fromStringList(tags), {}},
                                asked, std::move(back));
        },
        std::move(reply));
}

Call UnikraftProvider::setDeleteLock(const MachineId& machine, bool locked, Reply<Machine> reply)
{
    const auto asked = [locked](const Machine& read) { return read.rules.deleteLocked == locked; };
    return atInstance<Machine>(
        m_link, machine,
        [locked, asked](const Target& target, Reply<Machine> back) {
            return patchAndRead(target, {target.uuid, u"delete_lock"_s, u"set"_s, QJsonValue(locked), {}},
                                asked, std::move(back));
        },
        std::move(reply));
}

Call UnikraftProvider::log(const MachineId& machine, qint64 offset, qint64 limit, Reply<LogChunk> reply)
{
    return atInstance<LogChunk>(
        m_link, machine,
        [offset, limit](const Target& target, Reply<LogChunk> back) {
            return readLog(target, offset, limit, std::move(back));
        },
        std::move(reply));
}

Call UnikraftProvider::metrics(const MachineId& machine, Reply<MachineMetrics> reply)
{
    return atInstance<MachineMetrics>(m_link, machine, readMetrics, std::move(reply));
}

Call UnikraftProvider::makeCheckpoint(const MachineId& machine, const QString& name, Reply<Snapshot> reply)
{
    return atInstance<Snapshot>(
        m_link, machine,
        [name](const Target& target, Reply<Snapshot> back) {
            return makeCheckpointOf(target, name, std::move(back));
        },
        std::move(reply));
}

Call UnikraftProvider::checkpointHistory(const MachineId& machine, Reply<QVector<Snapshot>> reply)
{
    return atInstance<QVector<Snapshot>>(m_link, machine, readHistory, std::move(reply));
}

Call UnikraftProvider::listSnapshots(Snapshot::Kind kind, Reply<QVector<Snapshot>> reply)
{
    using List = QVector<Snapshot>;
    const auto begin = [link = m_link, kind](const Metro& metro, Reply<List> back) {
        return listMetroSnapshots(link, metro, kind, std::move(back));
    };
    return std::make_unique<PerMetro<List>>(
        m_link, begin, [reply = std::move(reply)](const Result<PerMetro<List>::Answers>& answers) {
            reply(answers.and_then([](const PerMetro<List>::Answers& all) { return merged<Snapshot>(all); }));
        });
}

Call UnikraftProvider::removeSnapshot(const Snapshot& snapshot, Reply<void> reply)
{
    return atInstance<void>(
        m_link, snapshot.id,
        [kind = snapshot.kind](const Target& target, Reply<void> back) {
            return removeSnapshotAt(target, kind, std::move(back));
        },
        std::move(reply));
}

Call UnikraftProvider::makeTemplate(const MachineId& machine, Reply<Snapshot> reply)
{
    return atInstance<Snapshot>(m_link, machine, makeTemplateOf, std::move(reply));
}

Call UnikraftProvider::quotas(Reply<QVector<MetroQuota>> reply)
{
    const auto begin = [link = m_link](const Metro& metro, Reply<MetroQuota> back) {
        return readQuota(link, metro, std::move(back));
    };
    return std::make_unique<PerMetro<MetroQuota>>(
        m_link, begin, [reply = std::move(reply)](const Result<PerMetro<MetroQuota>::Answers>& answers) {
            reply(answers.map([](const PerMetro<MetroQuota>::Answers& all) {
                QVector<MetroQuota> quotas;
                for (const auto& answer : all) {
                    MetroQuota failed;
                    failed.metro = answer.metro.code;
                    if (!answer.result)
                        failed.error = answer.result.error();
                    quotas.append(answer.result.value_or(failed));
                }
                return quotas;
            }));
        });
}

QVector<MetroStatus> UnikraftProvider::metroStatus() const
{
    return *m_status;
}

Call UnikraftProvider::followChanges(std::function<void(const MachineChange&)> told, Reply<void> ended)
{
    return std::make_unique<AuditStream>(m_link, std::move(told), std::move(ended));
}

Call UnikraftProvider::raw(const QString& metro, const QByteArray& method, const QString& path,
                           const QByteArray& body, Reply<QByteArray> reply)
{
    const auto verb = methodFrom(method);
    const bool isPath = path.startsWith(u"/v1/"_s) && !path.contains(u"/../"_s);
    if (!verb || !isPath)
        return deferredReply<QByteArray>(
            fail(ErrorCode::InvalidArgument, verb ? path : QString::fromUtf8(method),
                 verb ? u"a path begins with /v1/"_s : u"not one of GET, POST, PUT, PATCH and DELETE"_s),
            std::move(reply));
    auto talk = std::make_unique<Conversation>();
    const auto send = [step = talk.get(), channel = m_link.channel, verb = *verb, path, body,
                       reply = std::move(reply)](const Result<Metro>& found) {
        if (!found) {
            reply(tl::unexpected(found.error()));
            return;
        }
        Ask ask;
        ask.method = verb;
        ask.body = body;
        ask.retry = RetryClass::Never; // what a person typed is done once
        ask.maxBytes = 32 * 1024 * 1024;
        const QUrl url(found->base.toString(QUrl::FullyEncoded) + path, QUrl::TolerantMode);
        step->step(channel->exchange(url, ask, [reply](const Result<HttpResponse>& answer) {
            reply(answer.map([](const HttpResponse& response) { return response.body; }));
        }));
    };
    talk->step(metro.isEmpty() ? m_link.metros->first(send) : m_link.metros->find(metro, send));
    return talk;
}

} // namespace reveille
