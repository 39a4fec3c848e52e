#include "core/store/Rewind.h"

namespace reveille {

using calendar::Instant;

Result<QVector<RunId>> Rewind::ids(Statement& select) const
{
    if (auto ran = select.run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QVector<RunId> found;
    while (select.next())
        found.append(RunId{select.text()});
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return found;
}

Result<QVector<RunId>> Rewind::across(Instant at) const
{
    Statement select = m_database.statement(
        "SELECT id FROM runs WHERE kind = 'scheduled' AND scheduled_at <= ? AND last_scheduled_at > ?");
    select.add(at).add(at);
    return ids(select);
}

Result<QVector<RunId>> Rewind::to(Instant at)
{
    QVector<RunId> withdrawn;
    {
        Statement select = m_database.statement(
            "SELECT id FROM runs WHERE kind = 'scheduled' AND scheduled_at > ? AND outcome IN ('coalesced',"
            " 'missed-not-running', 'skipped-overlap', 'skipped-paused', 'skipped-excluded',"
            " 'skipped-by-user')");
        auto found = ids(select.add(at));
        if (!found)
            return found;
        withdrawn = *std::move(found);
    }
    for (const RunId& id : std::as_const(withdrawn)) {
        Statement erase = m_database.statement("DELETE FROM runs WHERE id = ?");
        if (auto done = erase.add(id).run(); !done)
            return tl::unexpected<Error>(done.error());
    }
    for (const char* sql : {"UPDATE schedule_cursors SET decided_until = ? WHERE decided_until > ?",
                            "UPDATE schedules SET effective_from = ? WHERE effective_from > ?",
                            "UPDATE schedules SET paused_since = ? WHERE paused_since > ?",
                            "UPDATE pause SET since = ? WHERE since > ?"}) {
        Statement update = m_database.statement(sql);
        if (auto done = update.add(at).add(at).run(); !done)
            return tl::unexpected<Error>(done.error());
    }
    return withdrawn;
}

Result<QHash<ScheduleId, QVector<Instant>>> Rewind::decidedAhead(Instant from, Instant until) const
{
    Statement select = m_database.statement(
        "SELECT runs.schedule, scheduled_at FROM runs JOIN schedule_cursors"
        " ON schedule_cursors.schedule = runs.schedule WHERE kind = 'scheduled' AND scheduled_at > ?"
        " AND scheduled_at <= ? AND scheduled_at > decided_until ORDER BY scheduled_at");
    if (auto ran = select.add(from).add(until).run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QHash<ScheduleId, QVector<Instant>> ahead;
    while (select.next()) {
        const ScheduleId schedule{select.text()};
        ahead[schedule].append(select.instant());
    }
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return ahead;
}

} // namespace reveille
