#include "core/engine/RunAlarms.h"

namespace reveille {

using calendar::Instant;

void RunAlarms::see(const Run& run, std::chrono::milliseconds timeout)
{
    if (!run.isOpen()) {
        m_runs.remove(run.id);
        return;
    }
    Watched& watched = m_runs[run.id];
    watched.notice = {Notice::Kind::RunLate, run.id, run.machine, run.scheduleName, {}};
    watched.lateAt.reset();
    watched.stuckAt.reset();
    if (run.kind == RunKind::Scheduled) {
        const Instant late = run.scheduledAt + kLateAfter;
        if (!run.startedAt || *run.startedAt >= late)
            watched.lateAt = late;
    }
    if (run.startedAt)
        watched.stuckAt = *run.startedAt + timeout + kStuckAfter;
}

QVector<Notice> RunAlarms::due(Instant now)
{
    QVector<Notice> due;
    for (Watched& watched : m_runs) {
        if (watched.lateAt && *watched.lateAt <= now && !watched.toldLate) {
            watched.toldLate = true;
            due.append(watched.notice);
        }
        if (watched.stuckAt && *watched.stuckAt <= now && !watched.toldStuck) {
            watched.toldStuck = true;
            due.append(watched.notice);
            due.last().kind = Notice::Kind::RunStuck;
        }
    }
    return due;
}

std::optional<Instant> RunAlarms::nextAt() const
{
    std::optional<Instant> next;
    const auto consider = [&next](const std::optional<Instant>& at, bool told) {
        if (at && !told && (!next || *at < *next))
            next = at;
    };
    for (const Watched& watched : m_runs) {
        consider(watched.lateAt, watched.toldLate);
        consider(watched.stuckAt, watched.toldStuck);
    }
    return next;
}

} // namespace reveille
