#include "core/model/TimeText.h"
#include "core/text/CommandLint.h"
#include "ui/schedules/EnvironmentTable.h"
#include "ui/schedules/ExcludedDays.h"
#include "ui/schedules/PolicyEditor.h"
#include "ui/text/PolicyText.h"
#include "ui/text/TimeInput.h"

#include <QComboBox>
#include <QLineEdit>
#include <QTest>

using namespace reveille;
using namespace reveille::ui;
using namespace Qt::StringLiterals;

class EditorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timeInput_data();
    void timeInput();
    void timeInputRoundTrips();
    void commandLints_data();
    void commandLints();
    void lintsNeverTellTheSecret();
    void secrets_data();
    void secrets();
    void dates_data();
    void dates();
    void environmentProblems_data();
    void environmentProblems();
    void everyPolicyRoundTrips();
    void emptyFieldsAreTheDefaults();
    void policyProblems_data();
    void policyProblems();
    void onlyUnusualPoliciesAreTold();
};

void EditorTest::timeInput_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("at");
    QTest::addRow("minutes") << u"2026-11-25 09:00"_s << u"Europe/Berlin"_s << u"2026-11-25T08:00:00Z"_s;
    QTest::addRow("seconds") << u" 2026-11-25 09:00:07 "_s << u"UTC"_s << u"2026-11-25T09:00:07Z"_s;
    QTest::addRow("a date") << u"2026-11-25"_s << u"Europe/Berlin"_s << u"2026-11-24T23:00:00Z"_s;
    QTest::addRow("with an offset") << u"2026-11-25T09:00:00+09:00"_s << u"Europe/Berlin"_s
                                    << u"2026-11-25T00:00:00Z"_s;
    QTest::addRow("skipped by the clock") << u"2027-03-28 02:30"_s << u"Europe/Berlin"_s << QString();
    QTest::addRow("no such day") << u"2026-02-30 09:00"_s << u"UTC"_s << QString();
    QTest::addRow("no such hour") << u"2026-02-20 24:00"_s << u"UTC"_s << QString();
    QTest::addRow("words") << u"soon"_s << u"UTC"_s << QString();
    QTest::addRow("nothing") << QString() << u"UTC"_s << QString();
}

void EditorTest::timeInput()
{
    QFETCH(QString, text);
    QFETCH(QString, zone);
    QFETCH(QString, at);
    QVERIFY(timeFromInput(text, *calendar::TimeZone::load(zone.toStdString())) == fromRfc3339(at));
}

void EditorTest::timeInputRoundTrips()
{
    const auto zone = *calendar::TimeZone::load("America/New_York");
    for (const char* text : {"2026-11-25 09:00", "2026-07-01 00:00:59"}) {
        const QString written = QString::fromLatin1(text);
        QCOMPARE(timeToInput(*timeFromInput(written, zone), zone), written);
    }
}

void EditorTest::commandLints_data()
{
    using Kind = CommandLint::Kind;
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<QVector<int>>("kinds");
    const auto row = [](const char* name, const QStringList& argv, const QVector<Kind>& kinds) {
        QVector<int> numbers;
        for (const Kind kind : kinds)
            numbers += static_cast<int>(kind);
        QTest::addRow("%s", name) << argv << numbers;
    };
    const auto script = [](const QString& text) { return QStringList{u"bash"_s, u"-c"_s, text}; };
    row("nothing", {}, {});
    row("a program of the path", {u"df"_s, u"-h"_s}, {});
    row("a full path", {u"/usr/bin/df"_s}, {});
    row("a relative path", {u"bin/backup"_s}, {Kind::RelativeProgram});
    row("a pipe", script(u"a | b"_s), {Kind::PipeWithoutPipefail});
    row("a pipe with pipefail", script(u"set -o pipefail; a | b"_s), {});
    row("an or", script(u"a || b"_s), {});
    row("a quoted pipe", script(u"echo 'a | b' \"c | d\" e\\|f"_s), {});
    row("a forced redirection", script(u"a >| b"_s), {});
    row("a pipe as a word", {u"a"_s, u"|"_s, u"b"_s}, {});
    row("a script with a relative path", script(u"./go && x"_s), {Kind::RelativeProgram});
    row("a password option", {u"mysql"_s, u"--password=hunter2"_s}, {Kind::SecretInArgument});
    row("a token in the next word", {u"curl"_s, u"--token"_s, u"abc"_s}, {Kind::SecretInArgument});
    row("a token from a variable", script(u"curl --token \"$TOKEN\""_s), {});
    row("a key by its form", {u"x"_s, u"ghp_abcdefghijkl"_s}, {Kind::SecretInArgument});
    row("an address with a password", {u"psql"_s, u"postgres://me:pw@db/app"_s}, {Kind::SecretInArgument});
    row("an address without one", {u"psql"_s, u"postgres://me@db:5432/app"_s}, {});
    row("a password file", {u"x"_s, u"--password-file=/run/pw"_s}, {});
}

void EditorTest::commandLints()
{
    QFETCH(QStringList, argv);
    QFETCH(QVector<int>, kinds);
    QVector<int> found;
    for (const CommandLint& lint : lintCommand(argv)) {
        found += static_cast<int>(lint.kind);
        QVERIFY(!lintText(lint).isEmpty());
    }
    QCOMPARE(found, kinds);
}

void EditorTest::lintsNeverTellTheSecret()
{
    for (const QStringList& argv :
         {QStringList{u"x"_s, u"--password=hunter2"_s}, QStringList{u"x"_s, u"sk-hunter2"_s},
          QStringList{u"x"_s, u"https://me:hunter2@host/"_s}}) {
        const auto lints = lintCommand(argv);
        QCOMPARE(lints.size(), 1);
        QVERIFY(!lintText(lints.first()).contains(u"hunter2"_s));
    }
}

void EditorTest::secrets_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("secret");
    QTest::addRow("password") << u"DB_PASSWORD"_s << u"x"_s << true;
    QTest::addRow("empty") << u"DB_PASSWORD"_s << QString() << false;
    QTest::addRow("reference") << u"DB_PASSWORD"_s << u"$OTHER"_s << false;
    QTest::addRow("path") << u"TOKEN_FILE"_s << u"/run/token"_s << false;
    QTest::addRow("plain") << u"LANG"_s << u"C.UTF-8"_s << false;
    QTest::addRow("form") << u"X"_s << u"AKIAABCDEFGHIJKLMNOP"_s << true;
}

void EditorTest::secrets()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    QTEST(looksSecret(name, value), "secret");
}

void EditorTest::dates_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::addColumn<QStringList>("dates");
    QTest::addRow("none") << u"  "_s << true << QStringList();
    QTest::addRow("sorted, once") << u"2027-01-01, 2026-12-25;2027-01-01"_s << true
                                  << QStringList{u"2026-12-25"_s, u"2027-01-01"_s};
    QTest::addRow("no day") << u"2026-02-30"_s << false << QStringList();
    QTest::addRow("short") << u"2026-2-3"_s << false << QStringList();
}

void EditorTest::dates()
{
    QFETCH(QString, text);
    const auto dates = datesFromInput(text);
    QTEST(dates.has_value(), "good");
    QTEST(dates.value_or(QStringList()), "dates");
}

void EditorTest::environmentProblems_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("good");
    QTest::addRow("empty row") << QString() << QString() << true;
    QTest::addRow("a variable") << u"_A1"_s << u"x"_s << true;
    QTest::addRow("an empty value") << u"A"_s << QString() << true;
    QTest::addRow("no name") << QString() << u"x"_s << false;
    QTest::addRow("a bad name") << u"1A"_s << u"x"_s << false;
    QTest::addRow("one of ours") << u"REVEILLE_ATTEMPT"_s << u"x"_s << false;
}

void EditorTest::environmentProblems()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    EnvironmentTable table;
    table.findChild<QLineEdit*>(u"variableName1"_s)->setText(name);
    table.findChild<QLineEdit*>(u"variableValue1"_s)->setText(value);
    QTEST(table.problem().isEmpty(), "good");
}

void EditorTest::everyPolicyRoundTrips()
{
    const auto zone = *calendar::TimeZone::load("Europe/Berlin");
    Schedule full;
    full.pingUrl = u"https://hc.example.org/x"_s;
    SchedulePolicy& policy = full.policy;
    policy.overlap = OverlapPolicy::QueueAll;
    policy.overlapLimit = 7;
    policy.parallelOnMachine = true;
    policy.onMiss = OnMissPolicy::All;
    policy.missLimit = 25;
    policy.missWindow = std::chrono::hours(36);
    policy.startDeadline = std::chrono::seconds(90);
    policy.jitter = std::chrono::minutes(5);
    policy.fixedJitter = true;
    policy.infrastructureRetries = 0;
    policy.commandRetries = 2;
    policy.pauseAfterFailures = 4;
    policy.until = fromRfc3339(u"2026-12-31T17:00:00Z"_s);
    policy.runLimit = 100;
    policy.skipNext = 3;
    policy.excludedDates = {u"2026-12-25"_s, u"2027-01-01"_s};
    policy.sleepAfter = SleepAfter::Always;
    policy.gap = GapPolicy::EndOfGap;
    policy.fold = FoldPolicy::Both;
    PolicyEditor editor;
    editor.setSchedule(full, zone);
    QCOMPARE(editor.problem(zone), QString());
    Schedule read;
    editor.apply(read, zone);
    QVERIFY(read.policy == full.policy);
    QCOMPARE(read.pingUrl, full.pingUrl);
    editor.setSchedule(Schedule(), zone);
    editor.apply(read, zone);
    QVERIFY(read == Schedule());
}

void EditorTest::emptyFieldsAreTheDefaults()
{
    PolicyEditor editor;
    for (const QLineEdit* edit : editor.findChildren<QLineEdit*>()) {
        QCOMPARE(edit->text(), QString());
        QVERIFY2(!edit->placeholderText().isEmpty(), qPrintable(edit->objectName()));
    }
}

void EditorTest::policyProblems_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("text");
    for (const char* field : {"policyMissWindow", "policyStartDeadline", "policyJitter", "policyCloudRetries",
                              "policyCommandRetries", "policyPauseAfter", "policyUntil", "policyRunLimit",
                              "policySkipNext", "policyExcluded", "policyPing"})
        QTest::addRow("%s", field) << QString::fromLatin1(field) << u"nonsense"_s;
    QTest::addRow("too many") << u"policyCloudRetries"_s << u"11"_s;
    QTest::addRow("too short") << u"policyStartDeadline"_s << u"9s"_s;
    QTest::addRow("too long") << u"policyStartDeadline"_s << u"31d"_s;
    QTest::addRow("no runs") << u"policyRunLimit"_s << u"0"_s;
    QTest::addRow("another scheme") << u"policyPing"_s << u"file:///etc/passwd"_s;
}

void EditorTest::policyProblems()
{
    QFETCH(QString, field);
    QFETCH(QString, text);
    const auto zone = calendar::TimeZone::utc();
    PolicyEditor editor;
    QCOMPARE(editor.problem(zone), QString());
    editor.findChild<QLineEdit*>(field)->setText(text);
    QVERIFY(!editor.problem(zone).isEmpty());
}

void EditorTest::onlyUnusualPoliciesAreTold()
{
    Schedule schedule;
    const auto usual = policyLines(schedule, {});
    QCOMPARE(usual.size(), 6);
    schedule.policy.sleepAfter = SleepAfter::Never;
    schedule.policy.overlap = OverlapPolicy::Allow;
    const auto lines = policyLines(schedule, {});
    QCOMPARE(lines.size(), 7);
    QCOMPARE(lines.first().then, u"run beside it, 2 at once"_s);
    QCOMPARE(lines.last().then, u"stays awake"_s);
}

QTEST_MAIN(EditorTest)
#include "EditorTest.moc"
