#include "core/store/OutputTable.h"

#include "core/store/Statement.h"

namespace reveille {

Result<QVector<RunId>> OutputTable::beyond(const OutputLimits& limits, calendar::Instant now) const
{
    // Newest first, so that the sum so far says whether a run's output still fits.
    Statement select = m_database.statement(
        "SELECT runs.id, runs.closed_at, SUM(length(o.stdout) + length(o.stderr) + COALESCE(a.bytes, 0))"
        " OVER (ORDER BY runs.closed_at DESC, runs.id)"
        " FROM runs JOIN run_outputs AS o ON o.run = runs.id"
        " LEFT JOIN (SELECT run, SUM(length(stdout) + length(stderr)) AS bytes FROM run_attempts GROUP BY "
        "run)"
        " AS a ON a.run = runs.id WHERE runs.state = 'closed' AND runs.closed_at IS NOT NULL"
        " ORDER BY runs.closed_at DESC, runs.id");
    if (auto ran = select.run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QVector<RunId> ids;
    while (select.next()) {
        const RunId id{select.text()};
        const calendar::Instant closedAt = select.instant();
        const qint64 total = select.integer();
        const bool tooOld = limits.age.count() > 0 && closedAt < now - limits.age;
        const bool tooMuch = limits.bytes > 0 && total > limits.bytes;
        if (tooOld || tooMuch)
            ids.append(id);
    }
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return ids;
}

Result<int> OutputTable::prune(const OutputLimits& limits, calendar::Instant now)
{
    if (limits.age.count() <= 0 && limits.bytes <= 0)
        return 0;
    const auto ids = beyond(limits, now);
    if (!ids)
        return tl::unexpected<Error>(ids.error());
    for (const RunId& id : *ids) {
        Statement outputs = m_database.statement("DELETE FROM run_outputs WHERE run = ?");
        if (auto gone = outputs.add(id).run(); !gone)
            return tl::unexpected<Error>(gone.error());
        Statement attempts =
            m_database.statement("UPDATE run_attempts SET stdout = x'', stderr = x'' WHERE run = ?");
        if (auto gone = attempts.add(id).run(); !gone)
            return tl::unexpected<Error>(gone.error());
        Statement run = m_database.statement("UPDATE runs SET stdout_kept = 0, stderr_kept = 0 WHERE id = ?");
        if (auto told = run.add(id).run(); !told)
            return tl::unexpected<Error>(told.error());
    }
    return static_cast<int>(ids->size());
}

Result<QVector<RunId>> OutputTable::holding(const QString& text, int limit) const
{
    Statement select =
        m_database.statement("SELECT runs.id FROM runs JOIN run_outputs AS o ON o.run = runs.id"
                             " WHERE instr(lower(CAST(o.stdout AS TEXT)), lower(?)) > 0"
                             " OR instr(lower(CAST(o.stderr AS TEXT)), lower(?)) > 0"
                             " ORDER BY runs.scheduled_at DESC, runs.id LIMIT ?");
    if (auto ran = select.add(text).add(text).add(limit).run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QVector<RunId> ids;
    while (select.next())
        ids.append(RunId{select.text()});
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return ids;
}

} // namespace reveille
