#include "core/model/Result.h"
#include "core/text/ArgvText.h"
#include "core/text/DurationText.h"
#include "core/text/ErrorText.h"
#include "core/text/RunText.h"

#include <QSet>
#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace Qt::StringLiterals;

class TextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyErrorHasItsOwnWords();
    void theSubjectIsNamed();
    void theOtherSidesWordsAreQuoted();
    void aWaitIsSaid();
    void aParseErrorPointsAtItsPlace();
    void durations_data();
    void durations();
    void relativeTimes_data();
    void relativeTimes();
    void argv_data();
    void argv();
    void plainLineIsOneSafeLine();
    void outcomes_data();
    void outcomes();
    void everyOutcomeHasALabel();
    void reasons();
    void phasesAndActionsAreNamed();
};

namespace {

Error errorOf(ErrorCode code, const QString& subject = {}, const QString& detail = {})
{
    return fail(code, subject, detail).value();
}

} // namespace

void TextTest::everyErrorHasItsOwnWords()
{
    for (const QString& subject : {QString(), u"Subject"_s}) {
        QSet<QString> whats;
        QSet<QString> advices;
        for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
            const ErrorText text = describe(errorOf(static_cast<ErrorCode>(i), subject));
            const QByteArray row = "code " + QByteArray::number(i) + ": " + text.what.toUtf8();
            QVERIFY2(text.what.endsWith(u'.') && text.advice.endsWith(u'.'), row.constData());
            QVERIFY2(!text.what.contains(u'%') && !text.advice.contains(u'%'), row.constData());
            QVERIFY2(!whats.contains(text.what) && !advices.contains(text.advice), row.constData());
            whats.insert(text.what);
            advices.insert(text.advice);
        }
        QCOMPARE(whats.size(), static_cast<int>(ErrorCode::Internal) + 1);
    }
}

void TextTest::theSubjectIsNamed()
{
    for (const ErrorCode code : {ErrorCode::HostNotFound, ErrorCode::ConnectionRefused, ErrorCode::TimedOut,
                                 ErrorCode::SecretVariableUnset, ErrorCode::NotFound, ErrorCode::UnknownZone,
                                 ErrorCode::StoragePermission, ErrorCode::InvalidArgument}) {
        const QString what = describe(errorOf(code, u"the-thing"_s)).what;
        QVERIFY2(what.contains(u"the-thing"_s), qPrintable(what));
    }
}

void TextTest::theOtherSidesWordsAreQuoted()
{
    const ErrorText text =
        describe(errorOf(ErrorCode::InvalidArgument, {}, u"memory_mib exceeds\ncapacity\u202E"_s));
    QCOMPARE(text.what, u"The request was not accepted. Details: memory_mib exceeds capacity"_s);
    const ErrorText open = describe(errorOf(ErrorCode::StoragePermission, u"/data"_s, u"mode 0755"_s));
    QCOMPARE(open.what, u"/data may not be read or written. Details: mode 0755"_s);
    const ErrorText quiet = describe(errorOf(ErrorCode::ConnectionRefused, u"host"_s, u"errno 111"_s));
    QVERIFY(!quiet.what.contains(u"111"_s));
}

void TextTest::aWaitIsSaid()
{
    Error error = errorOf(ErrorCode::HoldWindow);
    const QString without = describe(error).advice;
    error.retry.after = minutes(4) + seconds(5);
    QCOMPARE(describe(error).advice, u"It can be put to sleep in 4 min 5 s."_s);
    QVERIFY(describe(error).advice != without);
}

void TextTest::aParseErrorPointsAtItsPlace()
{
    Error error = errorOf(ErrorCode::Parse, u"25:00"_s, u"The hour must be 0 to 23."_s);
    error.column = 0;
    error.length = 2;
    error.fix = u"23:00"_s;
    QCOMPARE(describe(error).what, u"At character 1: The hour must be 0 to 23."_s);
    QCOMPARE(describe(error).advice, u"Did you mean “23:00”?"_s);
}

void TextTest::durations_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::addRow("zero") << qint64(0) << u"0 s"_s;
    QTest::addRow("below a second") << qint64(850) << u"850 ms"_s;
    QTest::addRow("seconds") << qint64(12'900) << u"12 s"_s;
    QTest::addRow("one minute") << qint64(60'000) << u"1 min"_s;
    QTest::addRow("minute and seconds") << qint64(95'000) << u"1 min 35 s"_s;
    QTest::addRow("hour") << qint64(3'600'000) << u"1 h"_s;
    QTest::addRow("hours and minutes") << qint64((16 * 60 + 12) * 60'000) << u"16 h 12 min"_s;
    QTest::addRow("day") << qint64(86'400'000) << u"1 d"_s;
    QTest::addRow("days and hours") << qint64((3 * 24 + 4) * 3'600'000) << u"3 d 4 h"_s;
    QTest::addRow("negative") << qint64(-60'000) << u"1 min"_s;
}

void TextTest::durations()
{
    QFETCH(qint64, ms);
    QFETCH(QString, text);
    QCOMPARE(durationText(milliseconds(ms)), text);
}

void TextTest::relativeTimes_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::addRow("now") << qint64(0) << u"now"_s;
    QTest::addRow("a moment ago") << qint64(-400) << u"now"_s;
    QTest::addRow("a moment ahead") << qint64(400) << u"in 1 s"_s;
    QTest::addRow("seconds") << qint64(42'000) << u"in 42 s"_s;
    QTest::addRow("no seconds above a minute") << qint64(3 * 60'000 + 1) << u"in 4 min"_s;
    QTest::addRow("hours") << qint64((16 * 60 + 12) * 60'000) << u"in 16 h 12 min"_s;
    QTest::addRow("past is rounded down") << qint64(-119'000) << u"1 min ago"_s;
    QTest::addRow("days ago") << qint64(-50 * 3'600'000) << u"2 d 2 h ago"_s;
}

void TextTest::relativeTimes()
{
    QFETCH(qint64, ms);
    QFETCH(QString, text);
    const calendar::Instant now{seconds(1'800'000'000)};
    QCOMPARE(relativeTimeText(now + milliseconds(ms), now), text);
}

void TextTest::argv_data()
{
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<QString>("text");
    QTest::addRow("bare") << QStringList{u"/bin/ls"_s, u"-la"_s, u"--x=1"_s} << u"/bin/ls -la --x=1"_s;
    QTest::addRow("script") << QStringList{u"bash"_s, u"-c"_s, u"a | b > c"_s} << u"bash -c 'a | b > c'"_s;
    QTest::addRow("quote inside") << QStringList{u"echo"_s, u"it's"_s} << u"echo 'it'\\''s'"_s;
    QTest::addRow("empty argument") << QStringList{u"echo"_s, QString()} << u"echo ''"_s;
    QTest::addRow("line break") << QStringList{u"a\nb'"_s} << u"$'a\\nb\\''"_s;
    QTest::addRow("escape sequence") << QStringList{u"\x1B[2J"_s} << u"$'\\u001b[2J'"_s;
    QTest::addRow("letters") << QStringList{u"schön"_s} << u"'schön'"_s;
    QTest::addRow("nothing") << QStringList{} << QString();
}

void TextTest::argv()
{
    QFETCH(QStringList, argv);
    QFETCH(QString, text);
    QCOMPARE(quotedArgv(argv), text);
}

void TextTest::plainLineIsOneSafeLine()
{
    QCOMPARE(plainLine(u"  a\r\n\tb\x1B[31mc\u2028d "), u"a b [31mc d"_s);
    QCOMPARE(plainLine(u"abcdef", 4), u"abc…"_s);
    QCOMPARE(plainLine(u"abcd", 4), u"abcd"_s);
}

void TextTest::outcomes_data()
{
    QTest::addColumn<Run>("run");
    QTest::addColumn<QString>("text");
    Run run;
    run.state = RunState::Waking;
    QTest::addRow("open") << run << u"Waking the machine"_s;
    run.state = RunState::Closed;
    run.outcome = Outcome::Failed;
    QTest::addRow("failed") << run << u"Failed"_s;
    run.exitCode = 7;
    QTest::addRow("exit code") << run << u"Failed with exit code 7"_s;
    run.signal = 9;
    QTest::addRow("signal") << run << u"Failed: ended by signal 9"_s;
    run = {};
    run.state = RunState::Closed;
    run.outcome = Outcome::TimedOut;
    QTest::addRow("timed out") << run << u"Timed out"_s;
    run.startedAt = calendar::Instant{seconds(1000)};
    run.endedAt = calendar::Instant{seconds(1600)};
    QTest::addRow("timed out after") << run << u"Timed out after 10 min"_s;
    run.outcome = Outcome::Succeeded;
    QTest::addRow("succeeded") << run << u"Succeeded"_s;
    run.outcome = Outcome::MissedNotRunning;
    QTest::addRow("missed") << run << u"Missed: Reveille was not running"_s;
}

void TextTest::outcomes()
{
    QFETCH(Run, run);
    QFETCH(QString, text);
    QCOMPARE(outcomeText(run), text);
}

void TextTest::everyOutcomeHasALabel()
{
    QSet<QString> labels;
    QSet<QString> texts;
    for (int i = static_cast<int>(Outcome::Succeeded); i <= static_cast<int>(Outcome::Unknown); ++i) {
        Run run;
        run.state = RunState::Closed;
        run.outcome = static_cast<Outcome>(i);
        labels.insert(outcomeLabel(run.outcome));
        texts.insert(outcomeText(run));
    }
    QVERIFY(!labels.contains(QString()) && !texts.contains(QString()));
    QCOMPARE(labels.size(), static_cast<int>(Outcome::Unknown));
    QCOMPARE(texts.size(), static_cast<int>(Outcome::Unknown));
    QVERIFY(outcomeLabel(Outcome::None).isEmpty());
    QSet<QString> states;
    for (int i = 0; i <= static_cast<int>(RunState::Closed); ++i)
        states.insert(runStateText(static_cast<RunState>(i)));
    QCOMPARE(states.size(), static_cast<int>(RunState::Closed) + 1);
}

void TextTest::reasons()
{
    QSet<QString> sentences;
    const QStringList words{u"start-deadline-passed"_s,
                            u"previous-run-open"_s,
                            u"paused"_s,
                            u"machine-failed"_s,
                            u"wake-timed-out"_s,
                            u"execution-refused"_s,
                            u"interrupted"_s,
                            u"in-doubt"_s,
                            u"output-lost"_s,
                            u"cancelled-by-person"_s,
                            u"newer-occurrence"_s,
                            u"not-running"_s,
                            u"machine-not-found"_s,
                            u"unauthorized"_s,
                            u"submit-refused"_s,
                            u"wake-refused"_s,
                            u"secret-missing"_s,
                            u"execution-lost"_s,
                            u"machine-deleted"_s,
                            u"machine-stopped"_s,
                            u"interrupted-on-machine"_s,
                            u"command-failed"_s,
                            u"timed-out"_s,
                            u"not-started-in-time"_s,
                            u"cancelled-elsewhere"_s,
                            u"schedule-removed"_s,
                            u"action-refused"_s,
                            u"already-running"_s,
                            u"already-stopped"_s,
                            u"checkpoint-made"_s,
                            u"delete-locked"_s,
                            u"did-not-start"_s,
                            u"did-not-stop"_s,
                            u"happened-since"_s,
                            u"machine-gone"_s,
                            u"no-checkpoint"_s,
                            u"not-told"_s,
                            u"not-watched"_s,
                            u"start-failed"_s,
                            u"started-then"_s,
                            u"state-not-reached"_s,
                            u"still-there"_s,
                            u"stopped-then"_s,
                            u"told-by-audit"_s,
                            u"no-answer"_s,
                            u"excluded"_s,
                            u"skipped-by-person"_s,
                            u"miss-limit"_s,
                            u"queue-full"_s,
                            u"replaced"_s,
                            u"run-limit"_s,         u"repeated-after-failure"_s};
    for (const QString& word : words) {
        const QString sentence = reasonText(word, u"detail"_s);
        QVERIFY2(sentence.endsWith(u'.') && sentence != word, qPrintable(word));
        sentences.insert(sentence);
    }
    QCOMPARE(sentences.size(), words.size());
    QCOMPARE(reasonText(u"a-new-word"_s, u"the other side's words"_s), u"the other side's words"_s);
    QCOMPARE(reasonText(u"a-new-word"_s), u"a-new-word"_s);
    QVERIFY(reasonText({}).isEmpty());
}

void TextTest::phasesAndActionsAreNamed()
{
    QSet<QString> phases;
    for (int i = 0; i <= static_cast<int>(MachinePhase::Failed); ++i)
        phases.insert(phaseText(static_cast<MachinePhase>(i)));
    QCOMPARE(phases.size(), static_cast<int>(MachinePhase::Failed) + 1);
    QSet<QString> actions;
    for (int i = 0; i <= static_cast<int>(ScheduleAction::Checkpoint); ++i)
        actions.insert(actionText(static_cast<ScheduleAction>(i)));
    QCOMPARE(actions.size(), static_cast<int>(ScheduleAction::Checkpoint) + 1);
    QVERIFY(!phases.contains(QString()) && !actions.contains(QString()));
}

QTEST_GUILESS_MAIN(TextTest)
#include "TextTest.moc"
