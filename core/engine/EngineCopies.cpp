#include "core/engine/CopyNames.h"
#include "core/engine/Engine.h"
#include "core/engine/ProviderForm.h"

#include <memory>
#include <utility>

namespace reveille {

namespace {

constexpr qsizetype kLongestName = 100;

} // namespace

/// One after the other: each sees the names that those before it took.
struct Engine::Copying
{
    QVector<std::pair<ScheduleId, MachineKey>> left;
    QVector<CopyResult> done;
    Reply<QVector<CopyResult>> reply;
};

void Engine::copySchedules(const QVector<ScheduleId>& schedules, const QVector<MachineKey>& machines,
                           const Reply<QVector<CopyResult>>& reply)
{
    auto copying = std::make_shared<Copying>();
    for (const ScheduleId& schedule : schedules) {
        for (const MachineKey& machine : machines)
            copying->left.append({schedule, machine});
    }
    copying->reply = reply;
    copyNext(copying);
}

void Engine::copyNext(const std::shared_ptr<Copying>& copying)
{
    if (copying->left.isEmpty()) {
        copying->reply(copying->done);
        return;
    }
    const auto [id, machine] = copying->left.takeFirst();
    const auto made = [this, copying, id = id, machine = machine](const Result<Schedule>& answer) {
        CopyResult result{id, machine, std::nullopt, std::nullopt};
        if (answer)
            result.made = *answer;
        else
            result.error = answer.error();
        copying->done.append(result);
        // By way of the event loop: a thousand copies are no thousand calls deep.
        QMetaObject::invokeMethod(
            this, [this, copying] { copyNext(copying); }, Qt::QueuedConnection);
    };
    const auto source = knownSchedule(id);
    if (!source) {
        made(fail(ErrorCode::NotFound, id.value));
        return;
    }
    Schedule copy = *source;
    copy.id = {};
    copy.machine = machine;
    copy.provider.reset();
    copy.name = freeName(copy.name, namesTaken(m_schedules, copy.firedBy, machine),
                         copy.firedBy == FiredBy::Provider ? kLongestProviderName : kLongestName);
    saveSchedule(copy, made);
}

} // namespace reveille
