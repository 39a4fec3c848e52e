#include "core/store/JournalTable.h"

#include "core/model/Words.h"
#include "core/store/AccountTable.h"
#include "core/store/RunRow.h"

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShortestPrefix = 4;

// Each names the runs; the rows themselves are read one by one (RunRow.h).
constexpr const char* kOpen = "SELECT id FROM runs WHERE state <> 'closed' ORDER BY scheduled_at, rowid";
constexpr const char* kNewest = "SELECT id FROM runs ORDER BY scheduled_at DESC, rowid DESC LIMIT ?";
constexpr const char* kOfSchedule = "SELECT id FROM runs WHERE schedule = ?"
                                    " ORDER BY scheduled_at DESC, rowid DESC LIMIT ?";
constexpr const char* kOfMachine = "SELECT id FROM runs WHERE account = ? AND machine = ?"
                                   " ORDER BY scheduled_at DESC, rowid DESC LIMIT ?";
constexpr const char* kOfBoth = "SELECT id FROM runs WHERE schedule = ? AND account = ? AND machine = ?"
                                " ORDER BY scheduled_at DESC, rowid DESC LIMIT ?";
constexpr const char* kAtInstant =
    "SELECT id FROM runs WHERE schedule = ? AND kind <> 'manual' AND (scheduled_at = ?"
    " OR (scheduled_at < ? AND last_scheduled_at >= ?)) ORDER BY scheduled_at DESC, rowid DESC";
// Two are enough to know that a beginning is ambiguous.
constexpr const char* kByPrefix = "SELECT id FROM runs WHERE id >= ? AND id < ? ORDER BY id LIMIT 2";

} // namespace

Result<void> JournalTable::put(const Run& run)
{
    if (auto stored = writeRunRow(m_database, run); !stored)
        return stored;
    return appendSteps(run);
}

Result<void> JournalTable::appendSteps(const Run& run)
{
    if (run.steps.isEmpty())
        return {};
    qint64 stored = 0;
    {
        Statement count = m_database.statement("SELECT count(*) FROM run_steps WHERE run = ?");
        if (auto ran = count.add(run.id).run(); !ran)
            return ran;
        if (!count.next())
            return count.ended();
        stored = count.integer();
    }
    Statement insert =
        m_database.statement("INSERT INTO run_steps (run, place, state, at, note) VALUES (?, ?, ?, ?, ?)");
    for (qint64 place = stored; place < run.steps.size(); ++place) {
        const RunStep& step = run.steps.at(place);
        insert.add(run.id).add(place).add(toWord(step.state)).add(step.at).add(step.note);
        if (auto ran = insert.run(); !ran)
            return ran;
    }
    return {};
}

Result<QVector<RunStep>> JournalTable::steps(const RunId& run) const
{
    Statement select =
        m_database.statement("SELECT state, at, note FROM run_steps WHERE run = ? ORDER BY place");
    if (auto ran = select.add(run).run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QVector<RunStep> steps;
    while (select.next()) {
        const QString word = select.text();
        const auto state = fromWord<RunState>(word);
        if (!state)
            return unknownWord(m_database, word);
        RunStep step;
        step.state = *state;
        step.at = select.instant();
        step.note = select.text();
        steps.append(step);
    }
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return steps;
}

Result<QVector<Run>> JournalTable::read(Statement& select) const
{
    if (auto ran = select.run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QVector<Run> runs;
    while (select.next()) {
        // The outer statement is still open, so all of them see the same state of the database.
        auto run = readRunRow(m_database, RunId{select.text()});
        if (!run)
            return tl::unexpected<Error>(run.error());
        auto ofRun = steps(run->id);
        if (!ofRun)
            return tl::unexpected<Error>(ofRun.error());
        run->steps = *std::move(ofRun);
        runs.append(*std::move(run));
    }
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return runs;
}

Result<QVector<Run>> JournalTable::open() const
{
    Statement select = m_database.statement(kOpen);
    return read(select);
}

Result<QVector<Run>> JournalTable::newest(const std::optional<ScheduleId>& schedule,
                                          const std::optional<MachineKey>& machine, int limit) const
{
    Statement select = m_database.statement(schedule && machine ? kOfBoth
                                            : schedule          ? kOfSchedule
                                            : machine           ? kOfMachine
                                                                : kNewest);
    if (schedule)
        select.add(*schedule);
    if (machine)
        select.add(machine->account).add(machine->machine);
    select.add(limit);
    return read(select);
}

Result<QVector<Run>> JournalTable::at(const ScheduleId& schedule, calendar::Instant at) const
{
    Statement select = m_database.statement(kAtInstant);
    select.add(schedule).add(at).add(at).add(at);
    return read(select);
}

Result<Run> JournalTable::find(const QString& idOrPrefix) const
{
    const QString prefix = idOrPrefix.trimmed().toLower();
    if (prefix.size() < kShortestPrefix)
        return fail(ErrorCode::InvalidArgument, idOrPrefix,
                    u"at least %1 characters of the id are needed"_s.arg(kShortestPrefix));
    Statement select = m_database.statement(kByPrefix);
    // Ids are ASCII: U+FFFF sorts behind every continuation of the beginning.
    select.add(prefix).add(QString(prefix + QChar(0xFFFF)));
    auto found = read(select);
    if (!found)
        return tl::unexpected<Error>(found.error());
    if (found->isEmpty())
        return fail(ErrorCode::NotFound, idOrPrefix);
    if (found->size() > 1 && found->first().id.value != prefix)
        return fail(ErrorCode::InvalidArgument, idOrPrefix, u"several runs begin like this"_s);
    return found->takeFirst();
}

Result<void> JournalTable::saveOutput(const RunId& run, const RunOutput& output)
{
    Statement upsert = m_database.statement(
        "INSERT INTO run_outputs (run, stdout, stderr) VALUES (?, ?, ?)"
        " ON CONFLICT (run) DO UPDATE SET stdout = excluded.stdout, stderr = excluded.stderr");
    return upsert.add(run).add(output.stdoutText).add(output.stderrText).run().map_error([&](Error error) {
        if (error.code == ErrorCode::NotFound)
            error.subject = run.value;
        return error;
    });
}

Result<void> JournalTable::put(const RunAttempt& attempt)
{
    Statement upsert = m_database.statement(
        "INSERT OR REPLACE INTO run_attempts (run, attempt, outcome, reason, detail, started_at, ended_at,"
        " exit_code, signal, stdout_bytes, stderr_bytes, stdout, stderr)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    return upsert.add(attempt.run)
        .add(attempt.attempt)
        .add(toWord(attempt.outcome))
        .add(attempt.reason)
        .add(attempt.detail)
        .add(attempt.startedAt)
        .add(attempt.endedAt)
        .add(attempt.exitCode)
        .add(attempt.signal)
        .add(attempt.stdoutBytes)
        .add(attempt.stderrBytes)
        .add(attempt.stdoutText)
        .add(attempt.stderrText)
        .run();
}

Result<QVector<RunAttempt>> JournalTable::attempts(const RunId& run) const
{
    Statement select = m_database.statement(
        "SELECT attempt, outcome, reason, detail, started_at, ended_at, exit_code, signal, stdout_bytes,"
        " stderr_bytes, stdout, stderr FROM run_attempts WHERE run = ? ORDER BY attempt");
    if (auto ran = select.add(run).run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QVector<RunAttempt> found;
    while (select.next()) {
        RunAttempt attempt;
        attempt.run = run;
        attempt.attempt = select.number();
        const QString word = select.text();
        const auto outcome = fromWord<Outcome>(word);
        if (!outcome)
            return unknownWord(m_database, word);
        attempt.outcome = *outcome;
        attempt.reason = select.text();
        attempt.detail = select.text();
        attempt.startedAt = select.maybeInstant();
        attempt.endedAt = select.maybeInstant();
        attempt.exitCode = select.maybeNumber();
        attempt.signal = select.maybeNumber();
        attempt.stdoutBytes = select.integer();
        attempt.stderrBytes = select.integer();
        attempt.stdoutText = select.bytes();
        attempt.stderrText = select.bytes();
        found.append(std::move(attempt));
    }
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return found;
}

Result<RunOutput> JournalTable::output(const RunId& run) const
{
    Statement select =
        m_database.statement("SELECT coalesce(stdout, x''), coalesce(stderr, x'') FROM runs"
                             " LEFT JOIN run_outputs ON run_outputs.run = runs.id WHERE runs.id = ?");
    if (auto ran = select.add(run).run(); !ran)
        return tl::unexpected<Error>(ran.error());
    if (!select.next()) {
        if (auto ended = select.ended(); !ended)
            return tl::unexpected<Error>(ended.error());
        return fail(ErrorCode::NotFound, run.value);
    }
    RunOutput output;
    output.stdoutText = select.bytes();
    output.stderrText = select.bytes();
    auto earlier = attempts(run);
    if (!earlier)
        return tl::unexpected<Error>(earlier.error());
    output.earlier = *std::move(earlier);
    return output;
}

} // namespace reveille
