#include "tests/unit/cli/CliBench.h"

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

/// Secrets, keys and what machines used.
class SecretCommandsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void sets();
    void setsWithoutAKeychain();
    void listsNames();
    void forgets();
    void rotates();
    void rotatesOnlyWhatIsKept();
    void aBadKeyIsNotTaken();
    void resizes();
    void resizeRefuses();
    void usage();
    void usageRefuses();

private:
    std::unique_ptr<CliBench> m_bench;
};

void SecretCommandsTest::init()
{
    m_bench = std::make_unique<CliBench>();
    Account account = CliBench::account(u"account-1"_s, u"Work"_s);
    account.keySource = KeySource::Keychain;
    account.keyRef.clear();
    m_bench->fake.world.accounts = {account};
    m_bench->fake.machines = {CliBench::machine(u"dm-1"_s, u"builder"_s, u"account-1"_s)};
}

void SecretCommandsTest::sets()
{
    QCOMPARE(m_bench->run({u"secret"_s, u"set"_s, u"DB"_s}, "canary-value\n"), 0);
    QCOMPARE(m_bench->fake.savedSecret, u"canary-value"_s);
    QVERIFY(m_bench->outText().contains(u"secret:DB"_s));
    QVERIFY(!m_bench->outText().contains(u"canary"_s) && !m_bench->errText().contains(u"canary"_s));
    m_bench->fake.calls.clear();
    QCOMPARE(m_bench->run({u"secret"_s, u"set"_s, u"DB"_s}, ""), 2);
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void SecretCommandsTest::setsWithoutAKeychain()
{
    m_bench->fake.noKeychain = true;
    QCOMPARE(m_bench->run({u"secret"_s, u"set"_s, u"DB"_s}, "canary\n"), 9);
    QVERIFY(m_bench->errText().contains(u"--allow-key-file"_s));
    QCOMPARE(m_bench->run({u"secret"_s, u"set"_s, u"DB"_s, u"--allow-key-file"_s}, "canary\n"), 0);
    QCOMPARE(m_bench->fake.secrets.first().kept, KeySource::KeyFile);
}

void SecretCommandsTest::listsNames()
{
    QCOMPARE(m_bench->run({u"secret"_s, u"list"_s}), 0);
    QVERIFY(m_bench->outText().contains(u"secret set"_s));
    Schedule schedule = CliBench::schedule(u"schedule-1"_s, u"nightly"_s, u"dm-1"_s);
    schedule.env = {{u"PASSWORD"_s, u"secret:DB"_s}};
    m_bench->fake.world.schedules = {schedule};
    m_bench->fake.secrets = {{u"DB"_s, KeySource::KeyFile}};
    QCOMPARE(m_bench->run({u"secret"_s, u"list"_s}), 0);
    QVERIFY2(m_bench->outText().contains(u"DB    key-file  nightly"_s), qPrintable(m_bench->outText()));
    QCOMPARE(m_bench->run({u"secret"_s, u"forget"_s, u"DB"_s}), 0);
    QVERIFY(m_bench->errText().contains(u"nightly"_s)); // will fail now
}

void SecretCommandsTest::forgets()
{
    QCOMPARE(m_bench->run({u"secret"_s, u"forget"_s, u"DB"_s}), 0);
    QCOMPARE(m_bench->fake.calls, QStringList{u"forgetSecret DB"_s});
    QVERIFY(m_bench->errText().isEmpty());
    m_bench->fake.refusal = reveille::fail(ErrorCode::SecretMissing, u"the secret DB"_s).value();
    QCOMPARE(m_bench->run({u"secret"_s, u"forget"_s, u"DB"_s}), 9);
    QVERIFY(m_bench->errText().contains(u"Nothing is stored for the secret DB"_s));
}

void SecretCommandsTest::rotates()
{
    QCOMPARE(m_bench->run({u"account"_s, u"rotate-key"_s, u"work"_s}, "new-canary\n"), 0);
    QCOMPARE(m_bench->fake.calls, (QStringList{u"testAccount account-1 new-canary"_s, u"saveAccount"_s}));
    QCOMPARE(m_bench->fake.savedKey, u"new-canary"_s);
    QVERIFY(!m_bench->outText().contains(u"canary"_s) && !m_bench->errText().contains(u"canary"_s));
}

void SecretCommandsTest::rotatesOnlyWhatIsKept()
{
    m_bench->fake.world.accounts.first().keySource = KeySource::Environment;
    QCOMPARE(m_bench->run({u"account"_s, u"rotate-key"_s, u"work"_s}, "new-canary\n"), 2);
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void SecretCommandsTest::aBadKeyIsNotTaken()
{
    m_bench->fake.refusal = reveille::fail(ErrorCode::Unauthorized, u"host"_s).value();
    QCOMPARE(m_bench->run({u"account"_s, u"rotate-key"_s, u"work"_s}, "new-canary\n"), 4);
    QVERIFY(m_bench->fake.savedKey.isEmpty());
}

void SecretCommandsTest::resizes()
{
    QCOMPARE(
        m_bench->run({u"machine"_s, u"resize"_s, u"builder"_s, u"--vcpu"_s, u"4"_s, u"--memory"_s, u"8G"_s}),
        0);
    MachineResize change;
    change.vcpu = 4;
    change.memoryMib = 8192;
    QCOMPARE(m_bench->fake.change, change); // and nothing else
    QCOMPARE(m_bench->run({u"machine"_s, u"resize"_s, u"dm-1"_s, u"--autosleep"_s, u"never"_s}), 0);
    QVERIFY(!m_bench->fake.change.vcpu);
    QCOMPARE(m_bench->fake.change.autosleep, u"never"_s);
}

void SecretCommandsTest::resizeRefuses()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"resize"_s, u"dm-1"_s}), 2);
    QCOMPARE(m_bench->run({u"machine"_s, u"resize"_s, u"dm-1"_s, u"--vcpu"_s, u"0"_s}), 2);
    QCOMPARE(m_bench->run({u"machine"_s, u"resize"_s, u"dm-1"_s, u"--storage"_s, u"1"_s}), 2);
    QVERIFY(m_bench->errText().contains(u"can grow, not shrink"_s));
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void SecretCommandsTest::usage()
{
    MachineUsage day;
    day.machine = {u"dm-1"_s};
    day.day = sys_days(2026y / 3 / 1);
    day.awake = minutes(90);
    day.vcpuSeconds = 3600;
    day.memoryGibSeconds = 7200;
    m_bench->fake.usage = {day};
    QCOMPARE(m_bench->run({u"machine"_s, u"usage"_s}), 0);
    QCOMPARE(m_bench->fake.usageQuery.from, sys_days(2026y / 3 / 1)); // of this month, today included
    QCOMPARE(m_bench->fake.usageQuery.to, sys_days(2026y / 3 / 3));
    QVERIFY2(m_bench->outText().contains(u"2026-03-01"_s) && m_bench->outText().contains(u"1h30m"_s),
             qPrintable(m_bench->outText()));
    QVERIFY(!m_bench->outText().contains(u"Cost"_s));
    QCOMPARE(m_bench->run({u"machine"_s, u"usage"_s, u"builder"_s, u"--rates"_s, u"0.04,0.01,0 EUR"_s,
                           u"--from"_s, u"2026-02-27"_s, u"--to"_s, u"2026-03-01"_s}),
             0);
    QCOMPARE(m_bench->fake.usageQuery.to, sys_days(2026y / 3 / 2));
    QCOMPARE(m_bench->fake.usageQuery.machine.value, u"dm-1"_s);
    QVERIFY2(m_bench->outText().contains(u"0.0600 EUR at your rates"_s), qPrintable(m_bench->outText()));
}

void SecretCommandsTest::usageRefuses()
{
    for (const QStringList& options :
         {QStringList{u"--rates"_s, u"cheap"_s}, QStringList{u"--from"_s, u"yesterday"_s},
          QStringList{u"--from"_s, u"2026-03-05"_s, u"--to"_s, u"2026-03-01"_s}})
        QCOMPARE(m_bench->run(QStringList{u"machine"_s, u"usage"_s} + options), 2);
    QVERIFY(m_bench->fake.calls.isEmpty());
}

QTEST_GUILESS_MAIN(SecretCommandsTest)
#include "SecretCommandsTest.moc"
