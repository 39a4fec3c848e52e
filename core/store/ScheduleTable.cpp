#include "core/store/ScheduleTable.h"

#include "core/model/ProviderScheduleJson.h"
#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "core/store/AccountTable.h"
#include "core/store/ScheduleKey.h"

#include <utility>

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

// A start reads very many rows, and each text column costs more than what is done with it: those that hold
// ids, words and JSON come as one, and an empty text comes as none. Ids and words never hold the separator,
// and JSON escapes it.
constexpr const char* kAll =
    "SELECT printf('%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s', id, account, machine, "
    "zone,"
    " action, fired_by, calendar, argv, env, policy, provider_side), name, nullif(cwd, ''), timeout_ms,"
    " nullif(stdin, ''), enabled, paused_since, paused_until, nullif(pause_note, ''), nullif(ping_url, ''),"
    " created_at, effective_from, nullif(note, '') FROM schedules ORDER BY name_key";
constexpr QChar kSeparator{0x1F};

/// The parts of the first column, from the left.
class Parts
{
public:
    explicit Parts(QString text) : m_text(std::move(text)), m_rest(m_text) {}

    [[nodiscard]] QStringView next()
    {
        const auto end = m_rest.indexOf(kSeparator);
        const QStringView part = end < 0 ? m_rest : m_rest.first(end);
        m_rest = end < 0 ? QStringView() : m_rest.sliced(end + 1);
        return part;
    }

private:
    QString m_text;
    QStringView m_rest;
};

/// Shares the text of the row before where it is the same: very many schedules have one zone and one account.
void take(QString& into, QStringView text, const QString& before)
{
    into = text == before ? before : text.toString();
}

Result<void> readRow(const Database& database, Statement& row, const Schedule& before, Schedule& schedule)
{
    Parts parts(row.text());
    schedule.id.value = parts.next().toString();
    take(schedule.machine.account.value, parts.next(), before.machine.account.value);
    take(schedule.machine.machine.value, parts.next(), before.machine.machine.value);
    take(schedule.zone, parts.next(), before.zone);
    const QStringView action = parts.next();
    const QStringView firedBy = parts.next();
    schedule.when = Statement::listFrom(parts.next());
    schedule.argv = Statement::listFrom(parts.next());
    schedule.env = Statement::mapFrom(parts.next());
    const QStringView policy = parts.next();
    const QStringView side = parts.next();
    schedule.name = row.text();
    schedule.cwd = row.text();
    schedule.timeout = std::chrono::milliseconds(row.integer());
    schedule.stdinText = row.text();
    schedule.enabled = row.flag();
    const auto pausedSince = row.maybeInstant();
    const auto pausedUntil = row.maybeInstant();
    const QString pauseNote = row.text();
    if (pausedSince)
        schedule.pause = Pause{*pausedSince, pausedUntil, pauseNote};
    schedule.pingUrl = row.text();
    schedule.createdAt = row.instant();
    schedule.effectiveFrom = row.instant();
    schedule.note = row.text();

    const auto actionValue = fromWord<ScheduleAction>(action);
    if (!actionValue)
        return unknownWord(database, action.toString());
    const auto firedByValue = fromWord<FiredBy>(firedBy);
    if (!firedByValue)
        return unknownWord(database, firedBy.toString());
    schedule.action = *actionValue;
    schedule.firedBy = *firedByValue;
    if (policy != u"{}") {
        const auto read = policyFromJson(QJsonDocument::fromJson(policy.toUtf8()).object());
        if (!read)
            return unknownWord(database, policy.toString());
        schedule.policy = *read;
    }
    if (!side.isEmpty()) {
        schedule.provider = providerSideFromJson(QJsonDocument::fromJson(side.toUtf8()).object());
        if (!schedule.provider)
            return unknownWord(database, side.toString());
    }
    return {};
}

/// What is there is mostly what was agreed on, and said once.
QString storedSide(const ProviderSide& side)
{
    QJsonObject object = toJson(side);
    if (side.seen && side.seen->asks(side.agreed)) {
        QJsonObject seen{{u"as_agreed"_s, true}};
        if (side.seen->nextAt)
            seen.insert(u"next_at"_s, toRfc3339(*side.seen->nextAt));
        object.insert(u"seen"_s, seen);
    }
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace

Result<QVector<Schedule>> ScheduleTable::all() const
{
    const auto count = m_database.readInteger(QStringLiteral("SELECT count(*) FROM schedules"));
    if (!count)
        return tl::unexpected<Error>(count.error());
    Statement select = m_database.statement(kAll);
    if (auto ran = select.run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QVector<Schedule> schedules;
    schedules.reserve(static_cast<qsizetype>(*count));
    const Schedule none;
    while (select.next()) {
        // Made where it stays: it is large.
        schedules.emplaceBack();
        const Schedule& before = schedules.size() > 1 ? schedules.at(schedules.size() - 2) : none;
        if (auto read = readRow(m_database, select, before, schedules.last()); !read)
            return tl::unexpected<Error>(read.error());
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
        .add(schedule.provider ? storedSide(*schedule.provider) : QString());
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
