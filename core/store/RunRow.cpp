#include "core/store/RunRow.h"

#include "core/model/Words.h"
#include "core/store/AccountTable.h"

namespace reveille {

namespace {

// Binding and reading below follow the order of these columns.
constexpr const char* kSelect =
    "SELECT id, schedule, schedule_name, account, machine, kind, scheduled_at, firing_id, attempt,"
    " occurrences, last_scheduled_at, state, outcome, reason, detail, prior_phase, idempotency_key,"
    " request_body, execution, started_at, ended_at, closed_at, exit_code, signal, awake_ms, stdout_bytes,"
    " stderr_bytes, stdout_kept, stderr_kept, clock_skew_ms FROM runs WHERE id = ?";

constexpr const char* kUpsert =
    "INSERT INTO runs (id, schedule, schedule_name, account, machine, kind, scheduled_at, firing_id, attempt,"
    " occurrences, last_scheduled_at, state, outcome, reason, detail, prior_phase, idempotency_key,"
    " request_body, execution, started_at, ended_at, closed_at, exit_code, signal, awake_ms, stdout_bytes,"
    " stderr_bytes, stdout_kept, stderr_kept, clock_skew_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET schedule = excluded.schedule, schedule_name = excluded.schedule_name,"
    " account = excluded.account, machine = excluded.machine, kind = excluded.kind,"
    " scheduled_at = excluded.scheduled_at, firing_id = excluded.firing_id, attempt = excluded.attempt,"
    " occurrences = excluded.occurrences, last_scheduled_at = excluded.last_scheduled_at,"
    " state = excluded.state, outcome = excluded.outcome, reason = excluded.reason, detail = excluded.detail,"
    " prior_phase = excluded.prior_phase, idempotency_key = excluded.idempotency_key,"
    " request_body = excluded.request_body, execution = excluded.execution,"
    " started_at = excluded.started_at, ended_at = excluded.ended_at, closed_at = excluded.closed_at,"
    " exit_code = excluded.exit_code, signal = excluded.signal, awake_ms = excluded.awake_ms,"
    " stdout_bytes = excluded.stdout_bytes, stderr_bytes = excluded.stderr_bytes,"
    " stdout_kept = excluded.stdout_kept, stderr_kept = excluded.stderr_kept,"
    " clock_skew_ms = excluded.clock_skew_ms";

void bindRun(Statement& statement, const Run& run)
{
    statement.add(run.id)
        .add(run.schedule)
        .add(run.scheduleName)
        .add(run.machine.account)
        .add(run.machine.machine)
        .add(toWord(run.kind))
        .add(run.scheduledAt);
    // NULL is outside the unique index: records without a firing do not collide with each other.
    if (run.firingId.isEmpty())
        statement.addNull();
    else
        statement.add(run.firingId);
    statement.add(run.attempt)
        .add(run.occurrences)
        .add(run.lastScheduledAt)
        .add(toWord(run.state))
        .add(toWord(run.outcome))
        .add(run.reason)
        .add(run.detail);
    if (run.priorPhase)
        statement.add(toWord(*run.priorPhase));
    else
        statement.addNull();
    statement.add(run.idempotencyKey)
        .add(run.requestBody)
        .add(run.execution)
        .add(run.startedAt)
        .add(run.endedAt)
        .add(run.closedAt)
        .add(run.exitCode)
        .add(run.signal);
    const auto addMilliseconds = [&statement](const std::optional<std::chrono::milliseconds>& value) {
        if (value)
            statement.add(qint64{value->count()});
        else
            statement.addNull();
    };
    addMilliseconds(run.awake);
    statement.add(run.stdoutBytes).add(run.stderrBytes).add(run.stdoutKept).add(run.stderrKept);
    addMilliseconds(run.clockSkew);
}

Result<Run> readRun(const Database& database, Statement& row)
{
    Run run;
    run.id.value = row.text();
    run.schedule.value = row.text();
    run.scheduleName = row.text();
    run.machine.account.value = row.text();
    run.machine.machine.value = row.text();
    const QString kindWord = row.text();
    run.scheduledAt = row.instant();
    run.firingId = row.bytes();
    run.attempt = row.number();
    run.occurrences = row.integer();
    run.lastScheduledAt = row.maybeInstant();
    const QString stateWord = row.text();
    const QString outcomeWord = row.text();
    run.reason = row.text();
    run.detail = row.text();
    const auto priorWord = row.maybeText();
    run.idempotencyKey = row.text();
    run.requestBody = row.bytes();
    run.execution.value = row.text();
    run.startedAt = row.maybeInstant();
    run.endedAt = row.maybeInstant();
    run.closedAt = row.maybeInstant();
    run.exitCode = row.maybeNumber();
    run.signal = row.maybeNumber();
    if (const auto awake = row.maybeInteger())
        run.awake = std::chrono::milliseconds(*awake);
    run.stdoutBytes = row.integer();
    run.stderrBytes = row.integer();
    run.stdoutKept = row.integer();
    run.stderrKept = row.integer();
    if (const auto skew = row.maybeInteger())
        run.clockSkew = std::chrono::milliseconds(*skew);

    const auto kind = fromWord<RunKind>(kindWord);
    if (!kind)
        return unknownWord(database, kindWord);
    const auto state = fromWord<RunState>(stateWord);
    if (!state)
        return unknownWord(database, stateWord);
    run.kind = *kind;
    run.state = *state;
    if (!outcomeWord.isEmpty()) { // the empty word is an open run
        const auto outcome = fromWord<Outcome>(outcomeWord);
        if (!outcome)
            return unknownWord(database, outcomeWord);
        run.outcome = *outcome;
    }
    if (priorWord) {
        run.priorPhase = fromWord<MachinePhase>(*priorWord);
        if (!run.priorPhase)
            return unknownWord(database, *priorWord);
    }
    return run;
}

} // namespace

Result<void> writeRunRow(Database& database, const Run& run)
{
    Statement upsert = database.statement(kUpsert);
    bindRun(upsert, run);
    return upsert.run().map_error([&](Error error) {
        if (error.code == ErrorCode::AlreadyExists)
            error.subject = run.scheduleName;
        return error;
    });
}

Result<Run> readRunRow(Database& database, const RunId& id)
{
    Statement select = database.statement(kSelect);
    if (auto ran = select.add(id).run(); !ran)
        return tl::unexpected<Error>(ran.error());
    if (select.next())
        return readRun(database, select);
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return fail(ErrorCode::NotFound, id.value);
}

} // namespace reveille
