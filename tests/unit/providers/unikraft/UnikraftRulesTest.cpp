#include "core/model/TimeText.h"
#include "core/providers/unikraft/CreateRequest.h"
#include "core/providers/unikraft/ExecutionBody.h"
#include "core/providers/unikraft/OneShotExecutions.h"
#include "core/providers/unikraft/ScheduleJson.h"
#include "core/providers/unikraft/ScheduleRules.h"
#include "tests/unit/providers/unikraft/Fixtures.h"

#include <QRandomGenerator>

using namespace reveille;
using namespace reveille::unikraft;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

/// What is checked before anything is sent, and what is sent then.
class UnikraftRulesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void expressions();
    void refusedExpressions_data();
    void refusedExpressions();
    void execNeedsArguments();
    void eightPlaces();
    void namesAreUnique();
    void whatIsThereAlreadyIsNotJudged();
    void unknownMembersSurviveAnyEdit();
    void removingPassesOverWhatIsGone();
    void sameMeaningIsTheSame();
    void oneSourceForAnInstance();
    void createBodies_data();
    void createBodies();
    void namesComeFromTheKey();
    void commandsAreQuoted();
    void bareCommands();
    void bodiesComeBack();
    void oneShots();

private:
    static ProviderSchedule schedule(const QString& name, const QString& when = u"*-*-* 09:00:00"_s,
                                     const QString& action = u"start"_s)
    {
        ProviderSchedule made;
        made.name = name;
        made.when = when;
        made.action = action;
        return made;
    }
    static ProviderScheduleEdit edit(ProviderScheduleEdit::Operation operation,
                                     const QVector<ProviderSchedule>& schedules,
                                     const QStringList& names = {})
    {
        return {operation, schedules, names};
    }

    const calendar::Instant m_now = *fromRfc3339(u"2026-01-05T10:00:00Z");
};

using Operation = ProviderScheduleEdit::Operation;

void UnikraftRulesTest::names_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("accepted");
    QTest::addColumn<QString>("fix");
    QTest::addRow("plain") << u"morning-start"_s << true << QString();
    QTest::addRow("one letter") << u"a"_s << true << QString();
    QTest::addRow("31") << QString(31, u'a') << true << QString();
    QTest::addRow("32") << QString(32, u'a') << false << QString(31, u'a');
    QTest::addRow("empty") << QString() << false << QString();
    QTest::addRow("capital") << u"Morning Start"_s << false << u"morning-start"_s;
    QTest::addRow("hyphen first") << u"-x"_s << false << u"x"_s;
    QTest::addRow("hyphen last") << u"x-"_s << false << u"x"_s;
    QTest::addRow("newline") << u"x\n"_s << false << u"x"_s;
    QTest::addRow("other digits") << u"x\u0663"_s << false << u"x"_s;
}

void UnikraftRulesTest::names()
{
    QFETCH(QString, name);
    QFETCH(bool, accepted);
    QFETCH(QString, fix);
    const auto checked = checkScheduleName(name);
    QCOMPARE(checked.has_value(), accepted);
    if (!checked) {
        QCOMPARE(checked.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!checked.error().detail.isEmpty());
        QCOMPARE(checked.error().fix, fix);
        QVERIFY(fix.isEmpty() || checkScheduleName(fix).has_value());
    }
}

void UnikraftRulesTest::expressions()
{
    const QJsonObject documented = fixtureObject(u"expressions.json"_s);
    for (const QJsonValue text : documented[u"valid"_s].toArray()) {
        const auto checked = checkScheduleWhen(text.toString(), m_now);
        QVERIFY2(checked.has_value(),
                 qPrintable(text.toString() + u": "_s + (checked ? QString() : checked.error().detail)));
    }
    for (const QJsonValue text : documented[u"invalid"_s].toArray()) {
        const auto checked = checkScheduleWhen(text.toString(), m_now);
        QCOMPARE(checked.error().code, ErrorCode::Parse);
        QVERIFY(checked.error().column >= 0);
    }
}

void UnikraftRulesTest::refusedExpressions_data()
{
    QTest::addColumn<QString>("when");
    QTest::addColumn<QString>("fix");
    QTest::addRow("zone, even UTC") << u"*-*-* 09:00:00 UTC"_s << u"*-*-* 09:00:00"_s;
    QTest::addRow("zone without changes of the clocks")
        << u"*-*-* 09:00:00 Etc/GMT-2"_s << u"*-*-* 07:00:00"_s;
    QTest::addRow("zone") << u"*-*-* 09:00:00 Europe/Berlin"_s << u"*-*-* 08:00:00"_s;
    QTest::addRow("fractions") << u"*-*-* 09:00:00.5"_s << QString();
    QTest::addRow("past") << u"2020-01-01 00:00:00"_s << QString();
    QTest::addRow("hour") << u"25:00"_s << QString();
    QTest::addRow("open step") << u"*:0/15"_s << u"*-*-* *:00..45/15:00"_s;
}

void UnikraftRulesTest::refusedExpressions()
{
    QFETCH(QString, when);
    QFETCH(QString, fix);
    const auto checked = checkScheduleWhen(when, m_now);
    QVERIFY(!checked);
    QCOMPARE(checked.error().code, ErrorCode::Parse);
    QCOMPARE(checked.error().subject, when);
    QVERIFY(!checked.error().detail.isEmpty());
    QVERIFY(checked.error().column >= 0 && checked.error().length > 0);
    QCOMPARE(checked.error().fix, fix);
    if (!fix.isEmpty())
        QVERIFY(checkScheduleWhen(fix, m_now).has_value());
}

void UnikraftRulesTest::execNeedsArguments()
{
    ProviderSchedule exec = schedule(u"clean"_s, u"*-*-* 09:00:00"_s, u"exec"_s);
    QCOMPARE(checkProviderSchedule(exec, m_now).error().code, ErrorCode::InvalidArgument);
    exec.args = {u"/bin/true"_s};
    QVERIFY(checkProviderSchedule(exec, m_now).has_value());
    QVERIFY(checkProviderSchedule(schedule(u"x"_s, u"*-*-* 09:00:00"_s, u"hibernate"_s), m_now).has_value());
    QVERIFY(!checkProviderSchedule(schedule(u"x"_s, u"*-*-* 09:00:00"_s, {}), m_now));
}

void UnikraftRulesTest::eightPlaces()
{
    QVector<ProviderSchedule> eight;
    for (int i = 0; i < 8; ++i)
        eight.append(schedule(u"s"_s + QString::number(i)));
    QVERIFY(listAfterEdit({}, edit(Operation::Add, eight), m_now).has_value());
    QVERIFY(listAfterEdit({}, edit(Operation::Set, eight), m_now).has_value());
    QCOMPARE(listAfterEdit(eight, edit(Operation::Add, {schedule(u"ninth"_s)}), m_now).error().code,
             ErrorCode::TooMany);
    QCOMPARE(
        listAfterEdit({}, edit(Operation::Set, eight + QVector{schedule(u"ninth"_s)}), m_now).error().code,
        ErrorCode::TooMany);
}

void UnikraftRulesTest::namesAreUnique()
{
    const QVector current{schedule(u"a"_s)};
    QCOMPARE(listAfterEdit(current, edit(Operation::Add, {schedule(u"a"_s)}), m_now).error().code,
             ErrorCode::AlreadyExists);
    QCOMPARE(
        listAfterEdit({}, edit(Operation::Set, {schedule(u"a"_s), schedule(u"a"_s)}), m_now).error().code,
        ErrorCode::InvalidArgument);
}

void UnikraftRulesTest::whatIsThereAlreadyIsNotJudged()
{
    const QVector current{schedule(u"Odd_Name"_s, u"*-*-* 09:00:00 Europe/Berlin"_s), schedule(u"b"_s)};
    const auto list = listAfterEdit(current, edit(Operation::Set, {current[0], schedule(u"c"_s)}), m_now);
    QVERIFY(list.has_value());
    QCOMPARE(list->first(), current[0]);
    // Changed, it is judged like any other.
    ProviderSchedule changed = current[0];
    changed.when = u"*-*-* 10:00:00 Europe/Berlin"_s;
    QVERIFY(!listAfterEdit(current, edit(Operation::Set, {changed}), m_now));
}

void UnikraftRulesTest::unknownMembersSurviveAnyEdit()
{
    QRandomGenerator random(20260105);
    const QStringList actions{u"start"_s, u"stop"_s, u"delete"_s, u"checkpoint"_s, u"hibernate"_s};
    for (int round = 0; round < 300; ++round) {
        QVector<ProviderSchedule> current;
        for (int i = random.bounded(8); i >= 0; --i) {
            ProviderSchedule one =
                schedule(u"s"_s + QString::number(i), u"*-*-* %1:00:00"_s.arg(random.bounded(24)),
                         actions[random.bounded(actions.size())]);
            for (int k = random.bounded(4); k > 0; --k)
                one.otherMembers.insert(u"m"_s + QString::number(random.bounded(6)), random.bounded(100));
            one.nextAt = m_now + hours(random.bounded(100));
            current.append(one);
        }
        // As an editor that knows nothing of other members would hand them back, some changed, some left out.
        QVector<ProviderSchedule> wanted;
        for (const ProviderSchedule& one : std::as_const(current)) {
            if (random.bounded(4) == 0)
                continue;
            ProviderSchedule handed = schedule(one.name, one.when, one.action);
            if (random.bounded(2) == 0)
                handed.when = u"*-*-* %1:30:00"_s.arg(random.bounded(24));
            wanted.append(handed);
        }
        const auto list = listAfterEdit(current, edit(Operation::Set, wanted), m_now);
        QVERIFY(list.has_value());
        QCOMPARE(list->size(), wanted.size());
        const QJsonArray sent = schedulesToSend(*list);
        for (qsizetype i = 0; i < sent.size(); ++i) {
            const auto before =
                std::find_if(current.cbegin(), current.cend(),
                             [&](const ProviderSchedule& one) { return one.name == wanted[i].name; });
            QJsonObject expected = before->otherMembers;
            expected.insert(u"name"_s, wanted[i].name);
            expected.insert(u"when"_s, wanted[i].when);
            expected.insert(u"action"_s, wanted[i].action);
            QCOMPARE(sent[i].toObject(), expected);
        }
    }
}

void UnikraftRulesTest::removingPassesOverWhatIsGone()
{
    const QVector current{schedule(u"a"_s), schedule(u"b"_s)};
    const auto list = listAfterEdit(current, edit(Operation::Remove, {}, {u"a"_s, u"gone"_s}), m_now);
    QCOMPARE(*list, QVector{current[1]});
}

void UnikraftRulesTest::sameMeaningIsTheSame()
{
    ProviderSchedule a = schedule(u"a"_s, u"Mon-Fri 09:00"_s);
    ProviderSchedule b = schedule(u"a"_s, u"Mon..Fri *-*-* 09:00:00"_s);
    b.nextAt = m_now;
    QVERIFY(asksTheSame({a}, {b}));
    a.args = {u"x"_s}; // dropped by the platform where nothing is run
    QVERIFY(asksTheSame({a}, {b}));
    a.action = b.action = u"exec"_s;
    QVERIFY(!asksTheSame({a}, {b}));
    QVERIFY(!asksTheSame({a}, {}));
    QVERIFY(asksTheSame({b, schedule(u"z"_s)}, {schedule(u"z"_s), b}));
}

void UnikraftRulesTest::oneSourceForAnInstance()
{
    MachineSpec spec;
    QCOMPARE(createBody(spec, {}, m_now).error().code, ErrorCode::InvalidArgument);
    spec.image = u"nginx:latest"_s;
    QVERIFY(createBody(spec, {}, m_now).has_value());
    spec.templateId = u"base"_s;
    QCOMPARE(createBody(spec, {}, m_now).error().code, ErrorCode::InvalidArgument);
    spec.image.clear();
    spec.templateId = u"was/0193cd33-0f4b-7c2e-8a1d-3f1de6a3c001"_s;
    QCOMPARE(metroOf(spec), u"was"_s);
    const auto body = createBody(spec, {}, m_now);
    QCOMPARE((*body)[u"template"_s].toObject(),
             (QJsonObject{{u"uuid"_s, u"0193cd33-0f4b-7c2e-8a1d-3f1de6a3c001"_s}}));
    QVERIFY(!body->contains(u"memory_mb"_s));
    spec.metro = u"fra"_s;
    QCOMPARE(metroOf(spec).error().code, ErrorCode::InvalidArgument);
}

void UnikraftRulesTest::createBodies_data()
{
    QTest::addColumn<QString>("name");
    QTest::addRow("start and stop") << u"create-start-stop.json"_s;
    QTest::addRow("exec") << u"create-exec.json"_s;
    QTest::addRow("checkpoint") << u"create-checkpoint-schedule.json"_s;
}

void UnikraftRulesTest::createBodies()
{
    QFETCH(QString, name);
    const QJsonObject documented = fixtureObject(name);
    MachineSpec spec;
    spec.image = documented[u"image"_s].toString();
    spec.start = false;
    SharedTexts texts;
    spec.schedules = schedulesOf(documented[u"schedules"_s], texts);
    auto body = createBody(spec, {}, m_now);
    QVERIFY(body.has_value());
    body->remove(u"memory_mb"_s);
    body->remove(u"vcpus"_s);
    QCOMPARE(*body, documented);
    spec.schedules.first().when = u"daily 02:00:00"_s;
    QCOMPARE(createBody(spec, {}, m_now).error().code, ErrorCode::Parse);
}

void UnikraftRulesTest::namesComeFromTheKey()
{
    MachineSpec spec;
    spec.image = u"oci://unikraft.io/acme/HTTP_server:latest@sha256:7785"_s;
    const auto nameFor = [&](const QString& key) {
        return (*createBody(spec, key, m_now))[u"name"_s].toString();
    };
    QVERIFY(nameFor(u"key-1"_s).startsWith(u"http-server-"_s));
    QCOMPARE(nameFor(u"key-1"_s), nameFor(u"key-1"_s));
    QVERIFY(nameFor(u"key-1"_s) != nameFor(u"key-2"_s));
    spec.name = u"mine"_s;
    QCOMPARE(nameFor(u"key-1"_s), u"mine"_s);
}

void UnikraftRulesTest::commandsAreQuoted()
{
    ExecutionSpec spec;
    spec.argv = {u"/bin/echo"_s, u"it's $HOME; rm -rf /"_s, {}};
    QCOMPARE(pluginCommand(spec)[u"cmd"_s].toString(),
             u"'/bin/echo' 'it'\\''s $HOME; rm -rf /' '' </dev/null"_s);
    spec.stdinText = u"a'b\n"_s;
    spec.argv = {u"cat"_s};
    spec.cwd = u"/tmp"_s;
    spec.env.insert(u"A"_s, u"1"_s);
    const QJsonObject command = pluginCommand(spec);
    QCOMPARE(command[u"cmd"_s].toString(), u"printf %s 'a'\\''b\n' | 'cat'"_s);
    QCOMPARE(command[u"cwd"_s].toString(), u"/tmp"_s);
    QCOMPARE(command[u"env"_s].toObject(), (QJsonObject{{u"A"_s, u"1"_s}}));
}

void UnikraftRulesTest::bareCommands()
{
    ExecutionSpec spec;
    spec.argv = {u"/bin/true"_s};
    spec.env.insert(u"REVEILLE_F_X"_s, u"1"_s);
    QCOMPARE(*bareCommand(spec, u"fra/u"_s), spec.argv);
    ExecutionSpec withVariable = spec;
    withVariable.env.insert(u"MINE"_s, u"1"_s);
    QCOMPARE(bareCommand(withVariable, u"fra/u"_s).error().code, ErrorCode::NotSupported);
    ExecutionSpec withInput = spec;
    withInput.stdinText = u"x"_s;
    QVERIFY(!bareCommand(withInput, u"fra/u"_s));
    ExecutionSpec elsewhere = spec;
    elsewhere.cwd = u"/tmp"_s;
    QVERIFY(!bareCommand(elsewhere, u"fra/u"_s));
}

void UnikraftRulesTest::bodiesComeBack()
{
    ExecutionSpec spec;
    spec.argv = {u"/bin/echo"_s, u"h\u00e9"_s};
    spec.cwd = u"/srv"_s;
    spec.env = {{u"B"_s, u"2"_s}, {u"A"_s, u"1"_s}};
    spec.stdinText = u"in"_s;
    spec.timeout = seconds(90);
    const QByteArray body = executionBodyFor(spec);
    QCOMPARE(body, executionBodyFor(spec));
    const auto read = executionSpecIn(body);
    QVERIFY(read.has_value());
    QCOMPARE(read->argv, spec.argv);
    QCOMPARE(read->cwd, spec.cwd);
    QCOMPARE(read->env, spec.env);
    QCOMPARE(read->stdinText, spec.stdinText);
    QCOMPARE(read->timeout, spec.timeout);
    QCOMPARE(executionSpecIn("{}").error().code, ErrorCode::InvalidArgument);
}

void UnikraftRulesTest::oneShots()
{
    const QString name = oneShotName(u"3fa91c22-1"_s);
    QVERIFY(isOneShotName(name));
    QVERIFY(checkScheduleName(name).has_value());
    QCOMPARE(name, oneShotName(u"3fa91c22-1"_s));
    QVERIFY(name != oneShotName(u"3fa91c22-2"_s));
    QVERIFY(!isOneShotName(u"run-tests"_s));

    const calendar::Instant at = m_now + kOneShotLead;
    ProviderSchedule one = schedule(name, oneShotWhen(at), u"exec"_s);
    QCOMPARE(one.when, u"2026-01-05 10:00:10"_s);
    QVERIFY(checkScheduleWhen(one.when, m_now).has_value());
    const MachineId machine{u"fra/u"_s};
    QCOMPARE(oneShotState(one, m_now, machine).status, ExecutionStatus::Queued);
    QCOMPARE(oneShotState(one, at + seconds(1), machine).status, ExecutionStatus::Queued);
    const Execution gone = oneShotState(one, at + kOneShotGrace, machine);
    QCOMPARE(gone.status, ExecutionStatus::Unknown);
    QCOMPARE(gone.errorCode, QString::fromLatin1(kCannotKnow));
    QVERIFY(!gone.exitCode && !gone.errorMessage.isEmpty());
    QCOMPARE(gone.id.value, name);
}

QTEST_GUILESS_MAIN(UnikraftRulesTest)
#include "UnikraftRulesTest.moc"
