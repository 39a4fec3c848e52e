#include "core/store/ScheduleTable.h"

#include "core/model/ProviderScheduleJson.h"
#include "core/model/Words.h"
#include "core/store/AccountTable.h"
#include "core/store/ScheduleKey.h"

#include <QJsonDocument>

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
    schedule.stdinText = row.text();
    schedule.enabled = row.flag();
    const auto pausedSince = row.maybeInstant();
    const auto pausedUntil = row.maybeInstant();
    const QString note = row.text();
    if (pausedSince)
        schedule.pause = Pause{*pausedSince, pausedUntil, note};
    schedule.pingUrl = row.text();
    const QString policy = row.text();
    schedule.createdAt = row.instant();
    schedule.effectiveFrom = row.instant();
    schedule.note = row.text();
    const QString side = row.text();

    const auto actionValue = fromWord<ScheduleAction>(action);
    if (!actionValue)
        return unknownWord(database, action);
    const auto firedByValue = fromWord<FiredBy>(firedBy);
    if (!firedByValue)
        return unknownWord(database, firedBy);
    const auto policyValue = policy == u"{}"
                                 ? std::optional(SchedulePolicy{})
                                 : policyFromJson(QJsonDocument::fromJson(policy.toUtf8()).object());
    if (!policyValue)
        return unknownWord(database, policy);
    schedule.action = *actionValue;
    schedule.firedBy = *firedByValue;
    schedule.policy = *policyValue;
    if (!side.isEmpty()) {
        schedule.provider = providerSideFromJson(QJsonDocument::fromJson(side.toUtf8()).object());
        if (!schedule.provider)
            return unknownWord(database, side);
    }
    return schedule;
}

} // namespace

Result<QVector<Schedule>> ScheduleTable::all() const
{
    Statement select = m_database.statement(
        "SELECT id, name, account, machine, calendar, zone, action, fired_by, argv, cwd, env, timeout_ms,"
        " stdin, enabled, paused_since, paused_until, pause_note, ping_url, policy, created_at,"
        " effective_from, note, provider_side FROM schedules ORDER BY name_key");
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
        " cwd, env, timeout_ms, stdin, enabled, paused_since, paused_until, pause_note, ping_url, policy,"
        " created_at, effective_from, note, provider_side)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,"
        " account = excluded.account, machine = excluded.machine, calendar = excluded.calendar,"
        " zone = excluded.zone, action = excluded.action, fired_by = excluded.fired_by,"
        " argv = excluded.argv, cwd = excluded.cwd, env = excluded.env, timeout_ms = excluded.timeout_ms,"
        " stdin = excluded.stdin, enabled = excluded.enabled, paused_since = excluded.paused_since,"
        " paused_until = excluded.paused_until, pause_note = excluded.pause_note,"
        " ping_url = excluded.ping_url, policy = excluded.policy, created_at = excluded.created_at,"
        " effective_from = excluded.effective_from, note = excluded.note,"
        " provider_side = excluded.provider_side");
    upsert.add(schedule.id)
        .add(schedule.name)
        .add(scheduleKey(schedule))
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
        .add(schedule.stdinText)
        .add(schedule.enabled);
    if (schedule.pause)
        upsert.add(schedule.pause->since).add(schedule.pause->until).add(schedule.pause->note);
    else
        upsert.addNull().addNull().add(QString());
    const bool isUsual = schedule.policy == SchedulePolicy{};
    const QByteArray policy =
        isUsual ? QByteArray("{}")
                : QJsonDocument(toJson(schedule.policy, JsonDetail::Brief)).toJson(QJsonDocument::Compact);
    upsert.add(schedule.pingUrl)
        .add(QString::fromUtf8(policy))
        .add(schedule.createdAt)
        .add(schedule.effectiveFrom)
        .add(schedule.note)
        .add(schedule.provider
                 ? QString::fromUtf8(QJsonDocument(toJson(*schedule.provider)).toJson(QJsonDocument::Compact))
                 : QString());
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

Result<QHash<ScheduleId, ScheduleProgress>> ScheduleTable::progress() const
{
    Statement select =
        m_database.statement("SELECT schedule, starts, failures_in_row, skipped FROM schedule_progress");
    if (auto ran = select.run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QHash<ScheduleId, ScheduleProgress> all;
    while (select.next()) {
        const ScheduleId schedule{select.text()};
        ScheduleProgress progress;
        progress.starts = select.integer();
        progress.failuresInRow = select.number();
        progress.skipped = select.number();
        all.insert(schedule, progress);
    }
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return all;
}

Result<ScheduleProgress> ScheduleTable::progressOf(const ScheduleId& schedule) const
{
    Statement select = m_database.statement(
        "SELECT starts, failures_in_row, skipped FROM schedule_progress WHERE schedule = ?");
    if (auto ran = select.add(schedule).run(); !ran)
        return tl::unexpected<Error>(ran.error());
    ScheduleProgress progress;
    if (select.next()) {
        progress.starts = select.integer();
        progress.failuresInRow = select.number();
        progress.skipped = select.number();
    } else if (auto ended = select.ended(); !ended) {
        return tl::unexpected<Error>(ended.error());
    }
    return progress;
}

Result<void> ScheduleTable::setProgress(const ScheduleId& schedule, const ScheduleProgress& progress)
{
    Statement upsert =
        m_database.statement("INSERT INTO schedule_progress (schedule, starts, failures_in_row, skipped)"
                             " SELECT id, ?, ?, ? FROM schedules WHERE id = ?"
                             " ON CONFLICT (schedule) DO UPDATE SET starts = excluded.starts,"
                             " failures_in_row = excluded.failures_in_row, skipped = excluded.skipped");
    return upsert.add(progress.starts).add(progress.failuresInRow).add(progress.skipped).add(schedule).run();
}

Result<void> ScheduleTable::setDecidedUntil(const ScheduleId& schedule, calendar::Instant until)
{
    Statement upsert = m_database.statement(
        "INSERT INTO schedule_cursors (schedule, decided_until) SELECT id, ? FROM schedules WHERE id = ?"
        " ON CONFLICT (schedule) DO UPDATE SET decided_until = excluded.decided_until");
    return upsert.add(until).add(schedule).run();
}

} // namespace reveille
