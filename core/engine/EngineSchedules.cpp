#include "core/engine/Engine.h"

#include "core/engine/ScheduleCheck.h"
#include "core/engine/ScheduleHistory.h"
#include "core/runner/NewRun.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace reveille {

using calendar::Instant;

void Engine::setSchedulePause(const ScheduleId& id, const std::optional<Pause>& pause,
                              const Reply<void>& reply)
{
    auto known = knownSchedule(id);
    if (!known) {
        reply(fail(ErrorCode::NotFound, id.value));
        return;
    }
    known->pause = pause;
    const auto stored = storeEdit(*known);
    if (stored)
        answerAfterPoke<void>(reply, {});
    else
        reply(stored);
}

Result<void> Engine::storeEdit(const Schedule& schedule)
{
    const auto before = knownSchedule(schedule.id);
    if (m_runner) {
        if (const auto decided = m_runner->beforeEdit(); !decided)
            return decided;
    }
    if (const auto saved = m_store->saveSchedule(schedule); !saved)
        return saved;
    if (before) {
        const auto counted = m_store->progress();
        if (!counted)
            return tl::unexpected(counted.error());
        const ScheduleProgress progress = counted->value(schedule.id);
        JournalBatch batch;
        batch.progress.insert(schedule.id, progressAfterEdit(progress, *before, schedule));
        if (!(batch.progress.value(schedule.id) == progress)) {
            if (const auto written = m_store->commit(batch); !written)
                return written;
        }
    }
    if (const auto applied = afterEdit(); !applied)
        return applied;
    Changes changes;
    changes.schedules.append(schedule);
    if (m_counting.contains(schedule.id)) {
        if (const auto progress = m_store->progressOf(schedule.id))
            changes.progress.insert(schedule.id, *progress);
    }
    changes.status = currentStatus();
    Q_EMIT changed(changes);
    return {};
}

void Engine::pauseSchedule(const ScheduleId& schedule, std::optional<Instant> until, const QString& note,
                           const Reply<void>& reply)
{
    const Instant now = m_ports.clock->now();
    if (until && *until <= now) {
        reply(fail(ErrorCode::InvalidArgument, u"until"_s, u"The pause would end before it begins."_s));
        return;
    }
    setSchedulePause(schedule, Pause{now, until, note.trimmed()}, reply);
}

void Engine::resumeSchedule(const ScheduleId& schedule, const Reply<void>& reply)
{
    setSchedulePause(schedule, std::nullopt, reply);
}

Result<QVector<Instant>> Engine::backfillOf(const ScheduleId& id, Instant from, Instant to) const
{
    const auto known = knownSchedule(id);
    if (!known)
        return fail(ErrorCode::NotFound, id.value);
    const auto occurrences = Occurrences::of(*known);
    if (!occurrences)
        return tl::unexpected(occurrences.error());
    return backfillPlan(*occurrences, from, to, m_ports.clock->now());
}

void Engine::planBackfill(const ScheduleId& schedule, Instant from, Instant to,
                          const Reply<QVector<Instant>>& reply)
{
    reply(backfillOf(schedule, from, to));
}

void Engine::backfill(const ScheduleId& id, Instant from, Instant to, const Reply<QVector<Run>>& reply)
{
    const auto planned = backfillOf(id, from, to);
    if (!planned) {
        reply(tl::unexpected(planned.error()));
        return;
    }
    const Schedule schedule = *knownSchedule(id);
    const Instant now = m_ports.clock->now();
    JournalBatch batch;
    for (const Instant at : *planned)
        batch.runs.append(backfillRun(schedule, at, now));
    const auto written = batch.runs.isEmpty() ? Result<void>() : m_store->commit(batch);
    if (!written) {
        reply(tl::unexpected(written.error()));
        return;
    }
    Changes changes;
    changes.runs = batch.runs;
    Q_EMIT changed(changes);
    if (m_runner) {
        if (const auto taken = m_runner->reload(); !taken) {
            reply(tl::unexpected(taken.error()));
            return;
        }
    } else {
        for (const Run& run : std::as_const(batch.runs))
            followElsewhere(run.id);
    }
    answerAfterPoke<QVector<Run>>(reply, batch.runs);
}

void Engine::explain(const ScheduleId& id, Instant at, const Reply<Explanation>& reply)
{
    const auto known = knownSchedule(id);
    if (!known) {
        reply(fail(ErrorCode::NotFound, id.value));
        return;
    }
    const auto occurrences = Occurrences::of(*known);
    if (!occurrences) {
        reply(tl::unexpected(occurrences.error()));
        return;
    }
    const auto runs = m_store->runsAt(id, at);
    const auto progress = m_store->progress();
    const auto pause = m_store->pause();
    if (!runs || !progress || !pause) {
        reply(tl::unexpected(!runs ? runs.error() : !progress ? progress.error() : pause.error()));
        return;
    }
    const ScheduleHistory history{&*known, &*occurrences, progress->value(id), *pause, *runs};
    reply(explainInstant(history, at, m_ports.clock->now()));
}

void Engine::tellRunner(const QByteArray& line, const Reply<void>& reply)
{
    sendToRunner(m_store->directory(), line, this, [reply](const Result<bool>& answer) {
        if (answer && *answer)
            reply({});
        else
            reply(fail(ErrorCode::NotFound));
    });
}

void Engine::acceptClock(const Reply<void>& reply)
{
    if (m_runner)
        reply(m_runner->acceptClock());
    else
        tellRunner("accept-clock", reply);
}

void Engine::answerCatchUp(CatchUpAnswer answer, const Reply<void>& reply)
{
    if (m_runner)
        reply(m_runner->answerCatchUp(answer));
    else
        tellRunner("catch-up " + QByteArray::number(static_cast<int>(answer)), reply);
}

bool Engine::commandLine(const QByteArray& line)
{
    if (!m_runner)
        return false;
    if (line == "accept-clock")
        return m_runner->acceptClock().has_value();
    const int answer = line.mid(int(qstrlen("catch-up "))).toInt();
    if (answer < 0 || answer > static_cast<int>(CatchUpAnswer::Skip))
        return false;
    return m_runner->answerCatchUp(static_cast<CatchUpAnswer>(answer)).has_value();
}

} // namespace reveille
