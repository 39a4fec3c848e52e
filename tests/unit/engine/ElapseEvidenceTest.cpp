#include "core/engine/ElapseEvidence.h"
#include "core/model/TimeText.h"
#include "core/model/Words.h"

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using calendar::Instant;

namespace {

std::optional<Instant> at(const QString& clock)
{
    return clock.isEmpty() ? std::nullopt : fromRfc3339(u"2026-11-22T%1Z"_s.arg(clock));
}

/// "running started 08:59:00 stopped 08:00:00 count 3", in any order, at an instant.
MachineLook look(const QString& clock, const QString& text)
{
    MachineLook look;
    look.at = *at(clock);
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty())
        return look;
    look.isGone = words[0] == u"gone";
    look.phase = fromWord<MachinePhase>(words[0]).value_or(MachinePhase::Unknown);
    for (qsizetype i = 1; i + 1 < words.size(); i += 2) {
        if (words[i] == u"started")
            look.history.startedAt = at(words[i + 1]);
        else if (words[i] == u"stopped")
            look.history.stoppedAt = at(words[i + 1]);
        else if (words[i] == u"count")
            look.history.startCount = words[i + 1].toLongLong();
        else if (words[i] == u"locked")
            look.isDeleteLocked = true;
        else if (words[i] == u"made")
            look.checkpoints = {Snapshot{Snapshot::Kind::Checkpoint, {}, u"cp"_s, {}, at(words[i + 1])}};
        else if (words[i] == u"checkpoints")
            look.checkpoints = QVector<Snapshot>();
    }
    return look;
}

} // namespace

/// What can be said of an elapse at 09:00:00 from the looks around it.
class ElapseEvidenceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesFromLooks_data();
    void judgesFromLooks();
    void waitsAMinuteBeforeItSaysNo();
    void believesTheStreamOfChanges();
};

void ElapseEvidenceTest::judgesFromLooks_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("before"); ///< at 08:59:50; empty: nobody looked
    QTest::addColumn<QString>("after");  ///< at 09:01:00
    QTest::addColumn<QString>("found");
    const auto row = [](const char* name, const char* action, const char* before, const char* after,
                        const char* found) {
        QTest::newRow(name) << QString::fromLatin1(action) << QString::fromLatin1(before)
                            << QString::fromLatin1(after) << QString::fromLatin1(found);
    };
    row("started", "start", "stopped count 2", "running started 09:00:00 count 3", "seen started-then");
    row("started late", "start", "stopped", "running started 09:00:41", "seen started-then");
    row("started, nobody looked before", "start", "", "stopped started 09:00:01 stopped 09:00:40",
        "seen started-then");
    row("clock of the cloud is behind", "start", "stopped started 07:00:00 stopped 08:00:00",
        "running started 08:59:59", "seen started-then");
    row("that start was seen before", "start", "running started 08:59:59 count 3",
        "running started 08:59:59 count 3", "cannot-know already-running");
    row("ran already", "start", "running started 08:00:00 count 3", "running started 08:00:00 count 3",
        "cannot-know already-running");
    row("ran already, nobody looked", "start", "", "running started 08:00:00", "cannot-know already-running");
    row("stopped since, ran then", "start", "", "stopped started 08:00:00 stopped 09:00:30",
        "cannot-know already-running");
    row("did not start", "start", "stopped count 2", "stopped started 07:00:00 stopped 08:00:00 count 2",
        "not-seen did-not-start");
    row("never started", "start", "stopped count 0", "stopped count 0", "not-seen did-not-start");
    row("started again since", "start", "", "running started 12:00:00 stopped 11:00:00",
        "cannot-know happened-since");
    row("gone", "start", "stopped", "gone", "cannot-know machine-gone");

    row("stop", "stop", "running started 08:00:00", "stopped started 08:00:00 stopped 09:00:00",
        "seen stopped-then");
    row("stop, nobody looked", "stop", "", "stopped started 08:00:00 stopped 09:00:02", "seen stopped-then");
    row("from standby", "stop", "sleeping started 07:00:00 stopped 08:00:00",
        "stopped started 07:00:00 stopped 08:00:00", "seen stopped-then");
    row("stood already", "stop", "stopped started 07:00:00 stopped 08:00:00",
        "stopped started 07:00:00 stopped 08:00:00", "cannot-know already-stopped");
    row("stood already, nobody looked", "stop", "", "stopped started 07:00:00 stopped 08:00:00",
        "cannot-know already-stopped");
    row("runs on", "stop", "running started 08:00:00", "running started 08:00:00", "not-seen did-not-stop");
    row("stopped much later", "stop", "", "stopped started 08:00:00 stopped 11:00:00",
        "not-seen did-not-stop");
    row("started since", "stop", "", "running started 10:00:00 stopped 08:00:00",
        "cannot-know already-stopped");
    row("both since", "stop", "", "stopped started 10:00:00 stopped 11:00:00", "cannot-know happened-since");

    row("deleted", "delete", "running", "gone", "seen machine-gone");
    row("locked", "delete", "running", "running locked yes", "not-seen delete-locked");
    row("still there", "delete", "running", "running", "not-seen still-there");

    row("checkpoint", "checkpoint", "running", "running made 09:00:05", "seen checkpoint-made");
    row("older checkpoint", "checkpoint", "running", "running made 08:00:05", "not-seen no-checkpoint");
    row("no checkpoint", "checkpoint", "running", "running checkpoints none", "not-seen no-checkpoint");
    row("history not told", "checkpoint", "running", "running", "cannot-know not-told");

    row("command", "exec", "running", "running", "cannot-know not-told");
}

void ElapseEvidenceTest::judgesFromLooks()
{
    QFETCH(QString, action);
    QFETCH(QString, before);
    QFETCH(QString, after);
    QFETCH(QString, found);
    const auto earlier = before.isEmpty() ? std::nullopt : std::optional(look(u"08:59:50"_s, before));
    // Looks that tell of later hours are later looks.
    const Evidence evidence = judgeElapse(*fromWord<ScheduleAction>(action), *at(u"09:00:00"_s), earlier,
                                          look(u"12:01:00"_s, after));
    QCOMPARE(toWord(evidence.outcome) + u' ' + evidence.reason, found);
    QVERIFY(evidence.isFinal);
}

void ElapseEvidenceTest::waitsAMinuteBeforeItSaysNo()
{
    const auto judge = [](const QString& clock, const QString& after) {
        return judgeElapse(ScheduleAction::Start, *at(u"09:00:00"_s),
                           look(u"08:59:50"_s, u"stopped count 1"_s), look(clock, after));
    };
    QVERIFY(!judge(u"09:00:03"_s, u"stopped count 1"_s).isFinal);
    QVERIFY(judge(u"09:00:03"_s, u"running started 09:00:01 count 2"_s).isFinal);
    QVERIFY(judge(u"09:01:00"_s, u"stopped count 1"_s).isFinal);
}

void ElapseEvidenceTest::believesTheStreamOfChanges()
{
    MachineChange change;
    change.type = u"vm.state_change"_s;
    change.from = u"stopped"_s;
    change.to = u"starting"_s;
    change.origin = u"scheduled-op"_s;
    change.at = at(u"09:00:00"_s);
    const auto judge = [&](ScheduleAction action) -> QString {
        const Evidence found = judgeElapse(action, *at(u"09:00:00"_s), std::nullopt,
                                           look(u"09:00:03"_s, u"stopped"_s), {change});
        return toWord(found.outcome) + u' ' + found.reason;
    };
    QCOMPARE(judge(ScheduleAction::Start), u"seen told-by-audit"_s);
    QCOMPARE(judge(ScheduleAction::Stop), u"cannot-know already-stopped"_s);
    change.origin = u"api"_s;
    QCOMPARE(judge(ScheduleAction::Start), u"not-seen did-not-start"_s);
    change.origin = u"scheduled-op"_s;
    change.type = u"vm.start_failed"_s;
    change.to.clear();
    change.error = u"EDQUOT"_s;
    QCOMPARE(judge(ScheduleAction::Start), u"not-seen start-failed"_s);
    change.at = at(u"08:00:00"_s);
    QCOMPARE(judge(ScheduleAction::Start), u"not-seen did-not-start"_s);
}

QTEST_GUILESS_MAIN(ElapseEvidenceTest)
#include "ElapseEvidenceTest.moc"
