#include "core/store/ScheduleTable.h"

#include "core/model/Words.h"
#include "core/store/AccountTable.h"

namespace reveille {

namespace {

Result<Schedule> readRow(const Database& database, Statement& row)
{
    Schedule schedule;
    schedule.id.value = row.text();
    schedule.name = row.text();
    schedule.machine.account.value = row.text();
    schedule.machine.machine.value = row.text();
    schedule.when = row.list();
    schedule.zone = row.text();
    const QString action = row.text();
    const QString firedBy = row.text();
    schedule.argv = row.list();
    schedule.cwd = row.text();
    schedule.env = row.map();
    schedule.timeout = std::chrono::milliseconds(row.integer());
    schedule.enabled = row.flag();
    const QString overlap = row.text();
    const QString onMiss = row.text();
    schedule.policy.missWindow = std::chrono::seconds(row.integer());
    if (const auto deadline = row.maybeInteger())
        schedule.policy.startDeadline = std::chrono::seconds(*deadline);
    schedule.policy.infrastructureRetries = row.number();
    schedule.createdAt = row.instant();
    schedule.effectiveFrom = row.instant();

    const auto actionValue = fromWord<ScheduleAction>(action);
    if (!actionValue)
        return unknownWord(database, action);
    const auto firedByValue = fromWord<FiredBy>(firedBy);
    if (!firedByValue)
        return unknownWord(database, firedBy);
    const auto overlapValue = fromWord<OverlapPolicy>(overlap);
    if (!overlapValue)
        return unknownWord(database, overlap);
    const auto onMissValue = fromWord<OnMissPolicy>(onMiss);
    if (!onMissValue)
        return unknownWord(database, onMiss);
    schedule.action = *actionValue;
    schedule.firedBy = *firedByValue;
    schedule.policy.overlap = *overlapValue;
    schedule.policy.onMiss = *onMissValue;
    return schedule;
}

} // namespace

Result<QVector<Schedule>> ScheduleTable::all() const
{
    Statement select = m_database.statement(
        "SELECT id, name, account, machine, calendar, zone, action, fired_by, argv, cwd, env, timeout_ms,"
        " enabled, overlap, on_miss, miss_window_s, start_deadline_s, infrastructure_retries, created_at,"
        " effective_from FROM schedules ORDER BY name_key");
    if (auto ran = select.run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QVector<Schedule> schedules;
    while (select.next()) {
        auto schedule = readRow(m_database, select);
        if (!schedule)
            return tl::unexpected<Error>(schedule.error());
        schedules.append(*std::move(schedule));
    }
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return schedules;
}

Result<void> ScheduleTable::save(const Schedule& schedule)
{
    Statement upsert = m_database.statement(
        "INSERT INTO schedules (id, name, name_key, account, machine, calendar, zone, action, fired_by, argv,"
        " cwd, env, timeout_ms, enabled, overlap, on_miss, miss_window_s, start_deadline_s,"
        " infrastructure_retries, created_at, effective_from)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,"
        " account = excluded.account, machine = excluded.machine, calendar = excluded.calendar,"
        " zone = excluded.zone, action = excluded.action, fired_by = excluded.fired_by,"
        " argv = excluded.argv, cwd = excluded.cwd, env = excluded.env, timeout_ms = excluded.timeout_ms,"
        " enabled = excluded.enabled, overlap = excluded.overlap, on_miss = excluded.on_miss,"
        " miss_window_s = excluded.miss_window_s, start_deadline_s = excluded.start_deadline_s,"
        " infrastructure_retries = excluded.infrastructure_retries, created_at = excluded.created_at,"
        " effective_from = excluded.effective_from");
    upsert.add(schedule.id)
        .add(schedule.name)
        .add(nameKey(schedule.name))
        .add(schedule.machine.account)
        .add(schedule.machine.machine)
        .add(schedule.when)
        .add(schedule.zone)
        .add(toWord(schedule.action))
        .add(toWord(schedule.firedBy))
        .add(schedule.argv)
        .add(schedule.cwd)
        .add(schedule.env)
        .add(qint64{schedule.timeout.count()})
        .add(schedule.enabled)
        .add(toWord(schedule.policy.overlap))
        .add(toWord(schedule.policy.onMiss))
        .add(qint64{schedule.policy.missWindow.count()});
    if (schedule.policy.startDeadline)
        upsert.add(qint64{schedule.policy.startDeadline->count()});
    else
        upsert.addNull();
    upsert.add(schedule.policy.infrastructureRetries).add(schedule.createdAt).add(schedule.effectiveFrom);
    return upsert.run().map_error([&](Error error) {
        if (error.code == ErrorCode::AlreadyExists)
            error.subject = schedule.name;
        else if (error.code == ErrorCode::NotFound)
            error.subject = schedule.machine.account.value;
        return error;
    });
}

Result<void> ScheduleTable::remove(const ScheduleId& schedule)
{
    Statement erase = m_database.statement("DELETE FROM schedules WHERE id = ?");
    return erase.add(schedule).run();
}

Result<QHash<ScheduleId, calendar::Instant>> ScheduleTable::decidedUntil() const
{
    Statement select = m_database.statement("SELECT schedule, decided_until FROM schedule_cursors");
    if (auto ran = select.run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QHash<ScheduleId, calendar::Instant> cursors;
    while (select.next()) {
        const ScheduleId schedule{select.text()};
        cursors.insert(schedule, select.instant());
    }
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return cursors;
}

Result<void> ScheduleTable::setDecidedUntil(const ScheduleId& schedule, calendar::Instant until)
{
    Statement upsert = m_database.statement(
        "INSERT INTO schedule_cursors (schedule, decided_until) SELECT id, ? FROM schedules WHERE id = ?"
        " ON CONFLICT (schedule) DO UPDATE SET decided_until = excluded.decided_until");
    return upsert.add(until).add(schedule).run();
}

} // namespace reveille
