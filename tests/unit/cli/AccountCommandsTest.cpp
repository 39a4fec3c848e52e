#include "tests/unit/cli/CliBench.h"

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

class AccountCommandsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void builtInSandboxNeedsNoKey();
    void variableIsKeptByName();
    void keyFromStandardInput();
    void withoutKeychainSaysTheWaysOut();
    void keyFileOnlyWhenAllowed();
    void refusals_data();
    void refusals();
    void listsAsTableAndJson();
    void testsWithTheKeptKey();
    void testSaysExactlyWhatFailed();
    void refusedKeyIsItsOwnCode();
    void removesByName();
};

void AccountCommandsTest::builtInSandboxNeedsNoKey()
{
    CliBench bench;
    QCOMPARE(bench.run({u"account"_s, u"add"_s, u"play"_s, u"--provider"_s, u"sandbox"_s}), 0);
    QCOMPARE(bench.fake.savedAccount.name, u"play"_s);
    QVERIFY(bench.fake.savedAccount.isBuiltInSandbox());
    QCOMPARE(bench.fake.savedAccount.keySource, KeySource::BuiltIn);
    QVERIFY(bench.outText().contains(u"play"_s));
}

void AccountCommandsTest::variableIsKeptByName()
{
    CliBench bench;
    QCOMPARE(bench.run({u"account"_s, u"add"_s, u"work"_s, u"--provider"_s, u"dedalus"_s, u"--key-env"_s,
                        u"WORK_KEY"_s, u"--endpoint"_s, u"https://api.example.com/"_s, u"--json"_s}),
             0);
    QCOMPARE(bench.fake.savedAccount.keySource, KeySource::Environment);
    QCOMPARE(bench.fake.savedAccount.keyRef, u"WORK_KEY"_s);
    QVERIFY(bench.fake.savedKey.isEmpty());
    QCOMPARE(bench.object().value(u"key_source"_s), u"environment"_s);
    QCOMPARE(bench.object().value(u"endpoint"_s), u"https://api.example.com/"_s);
}

void AccountCommandsTest::keyFromStandardInput()
{
    CliBench bench;
    QCOMPARE(bench.run({u"account"_s, u"add"_s, u"work"_s, u"--provider"_s, u"dedalus"_s, u"--key-stdin"_s},
                       "  canary-1234 \r\nrest\n"),
             0);
    QCOMPARE(bench.fake.savedAccount.keySource, KeySource::Keychain);
    QCOMPARE(bench.fake.savedKey, u"canary-1234"_s);
    QVERIFY(!bench.outText().contains(u"canary"_s));
    QVERIFY(!bench.errText().contains(u"canary"_s));

    QCOMPARE(
        bench.run({u"account"_s, u"add"_s, u"b"_s, u"--provider"_s, u"dedalus"_s, u"--key-stdin"_s}, "\n"),
        9);
}

void AccountCommandsTest::withoutKeychainSaysTheWaysOut()
{
    CliBench bench;
    bench.fake.noKeychain = true;
    QCOMPARE(bench.run({u"account"_s, u"add"_s, u"work"_s, u"--provider"_s, u"dedalus"_s, u"--key-stdin"_s},
                       "canary-1234\n"),
             9);
    QVERIFY(bench.errText().contains(u"--key-env"_s));
    QVERIFY(bench.errText().contains(u"--allow-key-file"_s));
    QVERIFY(!bench.errText().contains(u"canary"_s));
    QCOMPARE(bench.fake.calls, QStringList{u"saveAccount"_s});
}

void AccountCommandsTest::keyFileOnlyWhenAllowed()
{
    CliBench bench;
    const QStringList arguments{u"account"_s,         u"add"_s,     u"work"_s,
                                u"--provider"_s,      u"dedalus"_s, u"--key-stdin"_s,
                                u"--allow-key-file"_s};
    QCOMPARE(bench.run(arguments, "canary-1234\n"), 0);
    QCOMPARE(bench.fake.savedAccount.keySource, KeySource::Keychain);
    bench.fake.noKeychain = true;
    QCOMPARE(bench.run(arguments, "canary-1234\n"), 0);
    QCOMPARE(bench.fake.savedAccount.keySource, KeySource::KeyFile);
    QCOMPARE(bench.fake.savedKey, u"canary-1234"_s);
}

void AccountCommandsTest::refusals_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const QStringList& options, int code, const QString& said) {
        QTest::newRow(name) << options << code << said;
    };
    row("metro of another provider",
        {u"--provider"_s, u"dedalus"_s, u"--key-env"_s, u"K"_s, u"--metro"_s, u"fra"_s}, 2, u"unikraft"_s);
    row("metro that is none",
        {u"--provider"_s, u"unikraft"_s, u"--key-env"_s, u"K"_s, u"--metro"_s, u"f/ra"_s}, 2, u"f/ra"_s);
    row("metro over plain http",
        {u"--provider"_s, u"unikraft"_s, u"--key-env"_s, u"K"_s, u"--metro"_s, u"http://example.com"_s}, 5,
        u"not encrypted"_s);
    row("unknown provider", {u"--provider"_s, u"acme"_s}, 2, u"acme"_s);
    row("no key", {u"--provider"_s, u"dedalus"_s}, 2, u"--key-env"_s);
    row("no key for a sandbox elsewhere",
        {u"--provider"_s, u"sandbox"_s, u"--endpoint"_s, u"http://127.0.0.1:9"_s}, 2, u"--key-env"_s);
    row("two keys", {u"--provider"_s, u"dedalus"_s, u"--key-env"_s, u"K"_s, u"--key-stdin"_s}, 2,
        u"either"_s);
    row("key for the built-in sandbox", {u"--provider"_s, u"sandbox"_s, u"--key-env"_s, u"K"_s}, 2,
        u"built-in"_s);
    row("a key instead of a name", {u"--provider"_s, u"dedalus"_s, u"--key-env"_s, u"sk-12.34"_s}, 2,
        u"name of a variable"_s);
    row("plain http",
        {u"--provider"_s, u"dedalus"_s, u"--key-env"_s, u"K"_s, u"--endpoint"_s, u"http://api.example.com"_s},
        5, u"not encrypted"_s);
    row("no address", {u"--provider"_s, u"dedalus"_s, u"--key-env"_s, u"K"_s, u"--endpoint"_s, u"example"_s},
        2, u"https://"_s);
    row("password in the address",
        {u"--provider"_s, u"dedalus"_s, u"--key-env"_s, u"K"_s, u"--endpoint"_s,
         u"https://me:canary@host/"_s},
        2, u"host"_s);
}

void AccountCommandsTest::refusals()
{
    QFETCH(QStringList, options);
    QFETCH(int, code);
    QFETCH(QString, said);
    CliBench bench;
    QCOMPARE(bench.run(QStringList{u"account"_s, u"add"_s, u"work"_s} + options), code);
    QVERIFY2(bench.errText().contains(said), qPrintable(bench.errText()));
    QVERIFY(!bench.errText().contains(u"canary"_s));
    QVERIFY(!bench.errText().contains(u"sk-12.34"_s));
    QVERIFY(bench.fake.calls.isEmpty());
}

void AccountCommandsTest::listsAsTableAndJson()
{
    CliBench bench;
    QCOMPARE(bench.run({u"account"_s, u"list"_s}), 0);
    QVERIFY(bench.outText().contains(u"account add"_s));
    bench.fake.world.accounts = {CliBench::account(u"account-1"_s, u"Work"_s)};
    QCOMPARE(bench.run({u"account"_s, u"list"_s}), 0);
    QVERIFY2(bench.outText().contains(u"Work  dedalus   https://dcs.dedaluslabs.ai  environment SOME_KEY"_s),
             qPrintable(bench.outText()));
    QCOMPARE(bench.run({u"account"_s, u"list"_s, u"--json"_s}), 0);
    const QJsonObject first = bench.array().at(0).toObject();
    QCOMPARE(first.value(u"name"_s), u"Work"_s);
    QCOMPARE(first.value(u"endpoint"_s), QJsonValue());
}

void AccountCommandsTest::testsWithTheKeptKey()
{
    CliBench bench;
    bench.fake.world.accounts = {CliBench::account(u"account-1"_s, u"Work"_s)};
    QCOMPARE(bench.run({u"account"_s, u"test"_s, u"work"_s}), 0);
    QCOMPARE(bench.fake.calls, QStringList{u"testAccount account-1 "_s});
    QCOMPARE(bench.run({u"account"_s, u"test"_s, u"home"_s}), 3);
    QVERIFY(bench.errText().contains(u"home"_s));
}

void AccountCommandsTest::testSaysExactlyWhatFailed()
{
    CliBench bench;
    bench.fake.world.accounts = {CliBench::account(u"account-1"_s, u"Work"_s)};
    Error error;
    error.code = ErrorCode::BetaAccessRequired;
    error.subject = u"dcs.dedaluslabs.ai"_s;
    error.httpStatus = 403;
    error.providerCode = u"BETA_ACCESS_REQUIRED"_s;
    error.detail = u"DCS is in private beta"_s;
    bench.fake.refusal = error;
    QCOMPARE(bench.run({u"account"_s, u"test"_s, u"Work"_s}), 4);
    for (const QString& said : {u"Tested \"Work\" at https://dcs.dedaluslabs.ai"_s,
                                u"HTTP 403, BETA_ACCESS_REQUIRED: DCS is in private beta"_s,
                                u"private beta that this account is not part of"_s, u"Ask the provider"_s})
        QVERIFY2(bench.errText().contains(said), qPrintable(bench.errText()));
    error = {};
    error.code = ErrorCode::TimedOut;
    bench.fake.refusal = error;
    QCOMPARE(bench.run({u"account"_s, u"test"_s, u"Work"_s}), 5);
    QVERIFY(!bench.errText().contains(u"It said"_s)); // it said nothing
}

void AccountCommandsTest::refusedKeyIsItsOwnCode()
{
    CliBench bench;
    bench.fake.world.accounts = {CliBench::account(u"account-1"_s, u"Work"_s)};
    const std::pair<ErrorCode, int> codes[] = {
        {ErrorCode::Unauthorized, 4}, {ErrorCode::HostNotFound, 5},        {ErrorCode::QuotaExceeded, 6},
        {ErrorCode::StorageFull, 7},  {ErrorCode::SecretVariableUnset, 9}, {ErrorCode::RunnerElsewhere, 11},
        {ErrorCode::Internal, 1},
    };
    for (const auto& [code, exit] : codes) {
        Error error;
        error.code = code;
        error.subject = u"api.example.com"_s;
        bench.fake.refusal = error;
        QCOMPARE(bench.run({u"account"_s, u"test"_s, u"Work"_s}), exit);
        // What is wrong, and what to do next.
        QVERIFY2(bench.errText().count(u'\n') >= 2, qPrintable(bench.errText()));
    }
}

void AccountCommandsTest::removesByName()
{
    CliBench bench;
    bench.fake.world.accounts = {CliBench::account(u"account-1"_s, u"Work"_s)};
    bench.fake.world.schedules = {CliBench::schedule(u"schedule-1"_s, u"nightly"_s, u"dm-1"_s)};
    QCOMPARE(bench.run({u"account"_s, u"remove"_s, u"WORK"_s, u"--json"_s}), 0);
    QCOMPARE(bench.fake.calls, QStringList{u"removeAccount account-1"_s});
    QCOMPARE(bench.object().value(u"schedules_removed"_s).toInt(), 1);
}

QTEST_GUILESS_MAIN(AccountCommandsTest)
#include "AccountCommandsTest.moc"
