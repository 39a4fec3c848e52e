#include "app/cli/commands/RunShow.h"

#include "app/cli/JsonOutput.h"
#include "app/cli/RunLines.h"
#include "app/cli/TimeInput.h"
#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "core/text/RunText.h"
#include "core/text/RunnerText.h"

#include <QJsonArray>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

QString textOf(const QByteArray& bytes)
{
    return QString::fromUtf8(forTerminal(bytes)).trimmed();
}

/// Two channels of one try, indented, each only if something came through it.
QString printed(const QByteArray& out, const QByteArray& err)
{
    QStringList lines;
    for (const auto& [name, text] :
         {std::pair{u"stdout"_s, textOf(out)}, std::pair{u"stderr"_s, textOf(err)}}) {
        const QStringList parts = text.isEmpty() ? QStringList() : text.split(u'\n');
        for (const QString& line : parts)
            lines.append(u"    %1  %2"_s.arg(name, line));
    }
    return lines.join(u'\n');
}

/// In the words for runs: a try is one that went no further.
QString headOf(const RunAttempt& attempt)
{
    Run run;
    run.state = RunState::Closed;
    run.outcome = attempt.outcome;
    run.reason = attempt.reason;
    run.detail = attempt.detail;
    run.exitCode = attempt.exitCode;
    run.signal = attempt.signal;
    return u"Attempt %1: %2"_s.arg(attempt.attempt).arg(outcomeWithReason(run));
}

QJsonObject toJson(const RunAttempt& attempt)
{
    const auto time = [](const std::optional<calendar::Instant>& at) {
        return at ? QJsonValue(toRfc3339(*at)) : QJsonValue();
    };
    return {
        {u"attempt"_s, attempt.attempt},
        {u"outcome"_s, toWord(attempt.outcome)},
        {u"reason"_s, attempt.reason},
        {u"started_at"_s, time(attempt.startedAt)},
        {u"ended_at"_s, time(attempt.endedAt)},
        {u"exit_code"_s, attempt.exitCode ? QJsonValue(*attempt.exitCode) : QJsonValue()},
        {u"signal"_s, attempt.signal ? QJsonValue(*attempt.signal) : QJsonValue()},
        {u"stdout"_s, QString::fromUtf8(attempt.stdoutText)},
        {u"stderr"_s, QString::fromUtf8(attempt.stderrText)},
        {u"stdout_bytes"_s, attempt.stdoutBytes},
        {u"stderr_bytes"_s, attempt.stderrBytes},
    };
}

void print(Session& session, const Run& run, const RunOutput& output)
{
    Console& console = session.console();
    if (session.json()) {
        QJsonObject shown = toJson(run, session.world());
        QJsonArray steps;
        for (const RunStep& step : run.steps)
            steps.append(QJsonObject{
                {u"state"_s, toWord(step.state)}, {u"at"_s, toRfc3339(step.at)}, {u"note"_s, step.note}});
        QJsonArray earlier;
        for (const RunAttempt& attempt : output.earlier)
            earlier.append(toJson(attempt));
        shown.insert(u"steps"_s, steps);
        shown.insert(u"earlier_attempts"_s, earlier);
        shown.insert(u"stdout"_s, QString::fromUtf8(output.stdoutText));
        shown.insert(u"stderr"_s, QString::fromUtf8(output.stderrText));
        console.json(shown);
        session.finish(ExitCode::Ok);
        return;
    }
    console.line(runLine(run, session.world()));
    const auto local = calendar::TimeZone::local();
    if (run.clockSkew)
        console.line(u"  "_s +
                     clockSkewText(*run.clockSkew, session.world().accountName(run.machine.account)));
    for (const RunStep& step : run.steps)
        console.line(u"  %1  %2%3"_s.arg(wallText(step.at, local), runStateText(step.state),
                                         step.note.isEmpty() ? QString() : u"  "_s + step.note));
    const auto say = [&console](const QString& head, const QByteArray& out, const QByteArray& err) {
        console.line(head);
        if (const QString text = printed(out, err); !text.isEmpty())
            console.line(text);
    };
    for (const RunAttempt& attempt : output.earlier)
        say(headOf(attempt), attempt.stdoutText, attempt.stderrText);
    if (!output.earlier.isEmpty() || !output.stdoutText.isEmpty() || !output.stderrText.isEmpty())
        say(u"Attempt %1: %2"_s.arg(run.attempt).arg(outcomeWithReason(run)), output.stdoutText,
            output.stderrText);
    session.finish(ExitCode::Ok);
}

} // namespace

QByteArray forTerminal(const QByteArray& output)
{
    QString text = QString::fromUtf8(output);
    for (QChar& c : text) {
        const bool steers = c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
        if (steers && c != u'\n' && c != u'\t')
            c = u'?';
    }
    return text.toUtf8();
}

void showRun(Session& session, const QString& idOrPrefix)
{
    session.withEngine(EngineUse::Look, [&session, idOrPrefix] {
        session.engine().fetchRun(idOrPrefix, [&session, idOrPrefix](const Result<Run>& run) {
            if (!run) {
                session.fail(
                    run.error().code == ErrorCode::NotFound
                        ? reveille::fail(ErrorCode::NotFound, u"run \"%1\""_s.arg(idOrPrefix)).value()
                        : run.error());
                return;
            }
            session.engine().fetchOutput(
                run->id, session.orFail<RunOutput>([&session, run = *run](const RunOutput& output) {
                    print(session, run, output);
                }));
        });
    });
}

} // namespace reveille::cli
