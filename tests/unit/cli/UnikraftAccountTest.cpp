#include "app/cli/commands/AccountAdd.h"
#include "app/runtime/UnikraftConfig.h"
#include "core/providers/unikraft/UnikraftEnvironment.h"
#include "tests/unit/cli/CliBench.h"

#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace reveille::cli;
using namespace reveille::test;
using namespace Qt::StringLiterals;

/// Accounts at the cloud of instances: from options, from the environment, from its own tools' file.
class UnikraftAccountTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void metrosAndControlPlane();
    void theEnvironmentIsReadAsTheToolsReadIt_data();
    void theEnvironmentIsReadAsTheToolsReadIt();
    void theEnvironmentNamesTheKey();
    void profilesOfTheFile();
    void filesThatAreNone_data();
    void filesThatAreNone();
    void importingAProfile();
    void importingWithoutAProfile();
};

namespace {

const QByteArray kConfig = R"(profile: work
profiles:
  work:
    type: cloud
    token: canary-work
    organization: acme
    controlplane: https://controlplane.unikraft.cloud/v1/
    metro_default: sin
    metros:
      - {name: fra, endpoint: "https://api.fra.unikraft.cloud/v1", country: de, insecure: false}
      - {name: sin, endpoint: "https://api.sin.unikraft.cloud", location: SIN}
  lab:
    type: cloud
    token: canary-lab
    controlplane: https://lab.example.com
    metros:
      - {name: one, endpoint: "https://one.lab.example.com/v1"}
  shell:
    type: legacy
    token: not-used
  here:
    type: local
  empty:
    type: cloud
    token: ""
)";

EnvironmentLookup lookupIn(const QMap<QString, QString>& variables)
{
    return [variables](const QString& name) { return variables.value(name); };
}

AccountAddOptions unikraftOptions()
{
    AccountAddOptions options;
    options.name = u"work"_s;
    options.provider = u"unikraft"_s;
    return options;
}

} // namespace

void UnikraftAccountTest::metrosAndControlPlane()
{
    CliBench bench;
    QCOMPARE(bench.run({u"account"_s, u"add"_s, u"work"_s, u"--provider"_s, u"unikraft"_s, u"--key-stdin"_s,
                        u"--metro"_s, u"fra"_s, u"--metro"_s, u"https://api.example.com/v1"_s,
                        u"--controlplane"_s, u"https://control.example.com"_s},
                       "canary-1234\n"),
             0);
    const Account& saved = bench.fake.savedAccount;
    QCOMPARE(saved.provider, ProviderKind::Unikraft);
    QCOMPARE(saved.metros, (QStringList{u"fra"_s, u"https://api.example.com/v1"_s}));
    QCOMPARE(saved.endpoint, QUrl(u"https://control.example.com"_s));
    QCOMPARE(bench.fake.savedKey, u"canary-1234"_s);
    QVERIFY(!bench.outText().contains(u"canary"_s));
}

void UnikraftAccountTest::theEnvironmentIsReadAsTheToolsReadIt_data()
{
    using Variables = QMap<QString, QString>;
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("token");
    QTest::addColumn<QStringList>("metros");
    QTest::addRow("none") << Variables() << QString() << QStringList();
    QTest::addRow("newest first") << Variables{{u"UKC_TOKEN"_s, u"a"_s}, {u"KRAFTCLOUD_TOKEN"_s, u"b"_s}}
                                  << u"UKC_TOKEN"_s << QStringList();
    QTest::addRow("empty is not set")
        << Variables{{u"UKC_TOKEN"_s, u" "_s}, {u"UNIKRAFT_CLOUD_TOKEN"_s, u"b"_s}}
        << u"UNIKRAFT_CLOUD_TOKEN"_s << QStringList();
    QTest::addRow("oldest") << Variables{{u"KRAFTCLOUD_TOKEN"_s, u"b"_s}, {u"UKC_METRO"_s, u"was"_s}}
                            << u"KRAFTCLOUD_TOKEN"_s << QStringList{u"was"_s};
    QTest::addRow("address") << Variables{{u"UKC_METRO"_s, u"http://127.0.0.1:8080/v1"_s}} << QString()
                             << QStringList{u"http://127.0.0.1:8080/v1"_s};
    QTest::addRow("several") << Variables{{u"UKC_METRO"_s, u"fra, sin,"_s}} << QString()
                             << QStringList{u"fra"_s, u"sin"_s};
}

void UnikraftAccountTest::theEnvironmentIsReadAsTheToolsReadIt()
{
    using Variables = QMap<QString, QString>;
    QFETCH(Variables, variables);
    QFETCH(QString, token);
    QFETCH(QStringList, metros);
    const UnikraftEnvironment read = unikraftEnvironment(lookupIn(variables));
    QCOMPARE(read.tokenVariable, token);
    QCOMPARE(read.metros, metros);
}

void UnikraftAccountTest::theEnvironmentNamesTheKey()
{
    const auto lookup = lookupIn({{u"UKC_TOKEN"_s, u"canary"_s}, {u"UKC_METRO"_s, u"sin"_s}});
    const auto account = accountFromOptions(unikraftOptions(), lookup);
    QVERIFY(account.has_value());
    QCOMPARE(account->keySource, KeySource::Environment);
    QCOMPARE(account->keyRef, u"UKC_TOKEN"_s);
    QCOMPARE(account->metros, QStringList{u"sin"_s});
    AccountAddOptions chosen = unikraftOptions();
    chosen.metros = {u"fra"_s};
    chosen.keyVariable = u"MINE"_s;
    QCOMPARE(accountFromOptions(chosen, lookup)->metros, QStringList{u"fra"_s});
    QCOMPARE(accountFromOptions(chosen, lookup)->keyRef, u"MINE"_s);
    QVERIFY(!accountFromOptions(unikraftOptions(), lookupIn({})));
}

void UnikraftAccountTest::profilesOfTheFile()
{
    const auto profiles = unikraftProfiles(kConfig);
    QVERIFY(profiles.has_value());
    QCOMPARE(profiles->size(), 2);
    const UnikraftProfile& work = profiles->first();
    QCOMPARE(work.name, u"work"_s);
    QVERIFY(work.isSelected);
    QCOMPARE(work.token, u"canary-work"_s);
    QCOMPARE(work.organization, u"acme"_s);
    QVERIFY(work.controlPlane.isEmpty());
    QCOMPARE(work.metros, (QStringList{u"sin"_s, u"fra"_s}));
    const UnikraftProfile& lab = profiles->last();
    QVERIFY(!lab.isSelected);
    QCOMPARE(lab.controlPlane, QUrl(u"https://lab.example.com"_s));
    QCOMPARE(lab.metros, QStringList{u"https://one.lab.example.com"_s});
}

void UnikraftAccountTest::filesThatAreNone_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<ErrorCode>("code");
    QTest::addRow("empty") << QByteArray() << ErrorCode::BadAnswer;
    QTest::addRow("a list") << QByteArray("- a\n- b\n") << ErrorCode::BadAnswer;
    QTest::addRow("broken") << QByteArray("profiles: {work: [\n") << ErrorCode::BadAnswer;
    QTest::addRow("profiles of another shape") << QByteArray("profiles: 3\n") << ErrorCode::BadAnswer;
    QTest::addRow("a profile of another shape") << QByteArray("profiles: {a: 3}\n") << ErrorCode::NotFound;
    QTest::addRow("no token") << QByteArray("profiles: {a: {type: cloud}}\n") << ErrorCode::NotFound;
}

void UnikraftAccountTest::filesThatAreNone()
{
    QFETCH(QByteArray, yaml);
    QFETCH(ErrorCode, code);
    const auto profiles = unikraftProfiles(yaml);
    QVERIFY(!profiles);
    QCOMPARE(profiles.error().code, code);
}

void UnikraftAccountTest::importingAProfile()
{
    QTemporaryDir directory;
    QFile file(directory.filePath(u"config.yaml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(kConfig);
    file.close();
    CliBench bench;
    const QStringList add{u"account"_s,         u"add"_s,       u"work"_s, u"--provider"_s, u"unikraft"_s,
                          u"--import-config"_s, file.fileName()};
    QCOMPARE(bench.run(add), 0);
    QCOMPARE(bench.fake.savedKey, u"canary-work"_s);
    QCOMPARE(bench.fake.savedAccount.keySource, KeySource::Keychain);
    QCOMPARE(bench.fake.savedAccount.metros, (QStringList{u"sin"_s, u"fra"_s}));
    QCOMPARE(bench.run(add + QStringList{u"--profile"_s, u"lab"_s}), 0);
    QCOMPARE(bench.fake.savedKey, u"canary-lab"_s);
    QCOMPARE(bench.fake.savedAccount.endpoint, QUrl(u"https://lab.example.com"_s));
    QCOMPARE(bench.run(add + QStringList{u"--profile"_s, u"nobody"_s}), 3);
    QVERIFY(bench.errText().contains(u"nobody"_s));
    QVERIFY(!bench.outText().contains(u"canary"_s) && !bench.errText().contains(u"canary"_s));
}

void UnikraftAccountTest::importingWithoutAProfile()
{
    AccountAddOptions options = unikraftOptions();
    options.keyVariable = u"K"_s;
    QVERIFY(!importedOptions(options, kConfig));
    const QByteArray one = "profiles: {only: {type: cloud, token: t-only}}\n";
    const auto imported = importedOptions(unikraftOptions(), one);
    QVERIFY(imported.has_value());
    QCOMPARE(imported->token, u"t-only"_s);
    QVERIFY(imported->options.metros.isEmpty());
}

QTEST_GUILESS_MAIN(UnikraftAccountTest)
#include "UnikraftAccountTest.moc"
