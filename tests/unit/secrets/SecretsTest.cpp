#include "core/model/DeferredReply.h"
#include "core/secrets/EnvironmentSecrets.h"
#include "core/secrets/KeyFileSecretStore.h"
#include "core/secrets/KeychainSecretStore.h"
#include "core/secrets/SecretResolver.h"
#include "core/secrets/SessionSecretStore.h"

#include <optional>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QTemporaryDir>
#include <QTest>
#include <QTestEventLoop>

using namespace reveille;
using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

using Kind = KeychainAnswer::Kind;

/// A keychain that does what it is told, and remembers what it was asked.
class ScriptedKeychain final : public KeychainBackend
{
public:
    struct State
    {
        QHash<QString, QString> kept;
        QStringList asked;
        std::optional<Kind> readsEndAs;
        std::optional<Kind> writesEndAs;
        bool forgets = false;
        bool hangs = false;
    };

    explicit ScriptedKeychain(State& state) : m_state(state) {}

    Call read(const QString& key, Answer answer) override
    {
        m_state.asked.append(u"read "_s + key);
        KeychainAnswer told{
            m_state.kept.contains(key) ? Kind::Ok : Kind::NotFound, m_state.kept.value(key), {}};
        if (m_state.readsEndAs)
            told = {*m_state.readsEndAs, {}, u"read trouble"_s};
        return later(told, std::move(answer));
    }
    Call write(const QString& key, const QString& secret, Answer answer) override
    {
        m_state.asked.append(u"write "_s + key);
        if (m_state.writesEndAs)
            return later({*m_state.writesEndAs, {}, u"write trouble"_s}, std::move(answer));
        if (!m_state.forgets)
            m_state.kept.insert(key, secret);
        return later({Kind::Ok, {}, {}}, std::move(answer));
    }
    Call remove(const QString& key, Answer answer) override
    {
        m_state.asked.append(u"remove "_s + key);
        m_state.kept.remove(key);
        return later({Kind::Ok, {}, {}}, std::move(answer));
    }

private:
    Call later(const KeychainAnswer& told, Answer answer)
    {
        if (m_state.hangs)
            return nullptr;
        return deferredReply<KeychainAnswer>(
            told, [answer = std::move(answer)](const Result<KeychainAnswer>& result) { answer(*result); });
    }

    State& m_state;
};

template <typename T, typename Ask> Result<T> get(Ask ask)
{
    std::optional<Result<T>> result;
    QTestEventLoop loop;
    bool returned = false;
    bool early = false;
    const Call call = ask([&](Result<T> r) {
        early = !returned;
        result = std::move(r);
        loop.exitLoop();
    });
    returned = true;
    loop.enterLoop(20);
    if (!result || early)
        return fail(ErrorCode::Internal, u"no reply, or one too early"_s);
    return *result;
}

const AccountId kAccount{u"0b0e7f0c-1"_s};
const AccountId kOther{u"0b0e7f0c-2"_s};

Result<QString> read(SecretStore& store, const AccountId& account = kAccount)
{
    return get<QString>([&](auto reply) { return store.read(account, reply); });
}
Result<void> write(SecretStore& store, const QString& secret, const AccountId& account = kAccount)
{
    return get<void>([&](auto reply) { return store.write(account, secret, reply); });
}
Result<void> removeFrom(SecretStore& store, const AccountId& account = kAccount)
{
    return get<void>([&](auto reply) { return store.remove(account, reply); });
}

void keepsOneKeyPerAccount(SecretStore& store)
{
    QCOMPARE(read(store).error().code, ErrorCode::SecretMissing);
    QVERIFY(write(store, u"first"_s).has_value());
    QVERIFY(write(store, u"second ü"_s).has_value());
    QVERIFY(write(store, u"other"_s, kOther).has_value());
    QCOMPARE(*read(store), u"second ü"_s);
    QCOMPARE(*read(store, kOther), u"other"_s);
    QVERIFY(removeFrom(store).has_value());
    QVERIFY(removeFrom(store).has_value());
    QCOMPARE(read(store).error().code, ErrorCode::SecretMissing);
    QCOMPARE(*read(store, kOther), u"other"_s);
}

} // namespace

class SecretsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStoreKeepsOneKeyPerAccount();
    void keyFilesAreOursAlone();
    void keyFilesOthersCouldReadAreRefused();
    void keyFilesStayInTheirDirectory();
    void aRefusedWriteLeavesTheOldKey();
    void aKeychainThatCannotWriteIsNone();
    void aKeychainThatForgetsIsNone();
    void nothingIsTouchedAfterAFailedRead();
    void aLockedKeychainIsToldFromNone();
    void aHangingKeychainIsTold();
    void withoutASessionBusItFailsQuickly();
    void environmentVariables();
    void theResolverFollowsTheKeySource();
};

void SecretsTest::everyStoreKeepsOneKeyPerAccount()
{
    SessionSecretStore session;
    keepsOneKeyPerAccount(session);
    const QTemporaryDir dir;
    KeyFileSecretStore files(dir.filePath(u"keys"_s));
    keepsOneKeyPerAccount(files);
    ScriptedKeychain::State state;
    KeychainSecretStore keychain(std::make_unique<ScriptedKeychain>(state));
    keepsOneKeyPerAccount(keychain);
}

void SecretsTest::keyFilesAreOursAlone()
{
    const QTemporaryDir dir;
    KeyFileSecretStore files(dir.filePath(u"keys"_s));
    QVERIFY(write(files, u"secret"_s).has_value());
    const QString path = dir.filePath(u"keys/"_s + kAccount.value);
    constexpr auto kOthers = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                             QFile::WriteOther | QFile::ExeOther;
    QVERIFY((QFileInfo(path).permissions() & kOthers) == 0);
    QVERIFY((QFileInfo(dir.filePath(u"keys"_s)).permissions() & kOthers) == 0);
    QCOMPARE(QDir(dir.filePath(u"keys"_s)).entryList(QDir::Files | QDir::Hidden).size(), 1);
}

void SecretsTest::keyFilesOthersCouldReadAreRefused()
{
    const QTemporaryDir dir;
    KeyFileSecretStore files(dir.filePath(u"keys"_s));
    QVERIFY(write(files, u"secret"_s).has_value());
    const QString path = dir.filePath(u"keys/"_s + kAccount.value);
    for (const auto extra : {QFile::ReadGroup, QFile::ReadOther, QFile::WriteGroup}) {
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | extra));
        const auto refused = read(files);
        QCOMPARE(refused.error().code, ErrorCode::StoragePermission);
        QCOMPARE(refused.error().subject, path);
    }
    QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner));
    QVERIFY(read(files).has_value());
    QVERIFY(QFile::rename(path, dir.filePath(u"elsewhere"_s)));
    QVERIFY(QFile::link(dir.filePath(u"elsewhere"_s), path));
    QCOMPARE(read(files).error().code, ErrorCode::StoragePermission);
}

void SecretsTest::keyFilesStayInTheirDirectory()
{
    const QTemporaryDir dir;
    KeyFileSecretStore files(dir.filePath(u"keys"_s));
    for (const QString& id : {u"../escape"_s, u".."_s, u"."_s, u""_s, u"a/b"_s, QString(100, u'a')}) {
        QCOMPARE(write(files, u"secret"_s, {id}).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(read(files, {id}).error().code, ErrorCode::InvalidArgument);
    }
    QCOMPARE(QDir(dir.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden).size(), 0);
}

void SecretsTest::aRefusedWriteLeavesTheOldKey()
{
    const QTemporaryDir dir;
    const QString keys = dir.filePath(u"keys"_s);
    KeyFileSecretStore files(keys);
    QVERIFY(write(files, u"old"_s).has_value());
    QVERIFY(QFile::setPermissions(keys,
                                  QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther));
    QCOMPARE(write(files, u"new"_s).error().code, ErrorCode::StoragePermission);
    QVERIFY(QFile::setPermissions(keys, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    QCOMPARE(*read(files), u"old"_s);
    KeyFileSecretStore nowhere(dir.filePath(u"no/such/place"_s));
    QCOMPARE(write(nowhere, u"new"_s).error().code, ErrorCode::StorageUnavailable);
}

void SecretsTest::aKeychainThatCannotWriteIsNone()
{
    ScriptedKeychain::State state;
    state.writesEndAs = Kind::Failed;
    KeychainSecretStore keychain(std::make_unique<ScriptedKeychain>(state));
    const auto refused = write(keychain, u"canary"_s);
    QCOMPARE(refused.error().code, ErrorCode::SecretStoreUnavailable);
    QCOMPARE(refused.error().detail, u"write trouble"_s);
}

void SecretsTest::aKeychainThatForgetsIsNone()
{
    ScriptedKeychain::State state;
    state.forgets = true;
    KeychainSecretStore keychain(std::make_unique<ScriptedKeychain>(state));
    const auto refused = write(keychain, u"canary"_s);
    QCOMPARE(refused.error().code, ErrorCode::SecretStoreUnavailable);
    QVERIFY(!refused.error().detail.contains(u"canary"_s));
}

void SecretsTest::nothingIsTouchedAfterAFailedRead()
{
    ScriptedKeychain::State state;
    const QString key = u"account/"_s + kAccount.value;
    state.kept.insert(key, u"precious"_s);
    state.readsEndAs = Kind::Failed;
    KeychainSecretStore keychain(std::make_unique<ScriptedKeychain>(state));
    QCOMPARE(write(keychain, u"new"_s).error().code, ErrorCode::SecretStoreUnavailable);
    QCOMPARE(removeFrom(keychain).error().code, ErrorCode::SecretStoreUnavailable);
    QCOMPARE(state.kept.value(key), u"precious"_s);
    const QString asked = u"read "_s + key;
    QCOMPARE(state.asked, (QStringList{asked, asked}));
}

void SecretsTest::aLockedKeychainIsToldFromNone()
{
    ScriptedKeychain::State state;
    state.readsEndAs = Kind::Refused;
    KeychainSecretStore keychain(std::make_unique<ScriptedKeychain>(state));
    QCOMPARE(read(keychain).error().code, ErrorCode::SecretStoreLocked);
    QCOMPARE(write(keychain, u"new"_s).error().code, ErrorCode::SecretStoreLocked);
}

void SecretsTest::aHangingKeychainIsTold()
{
    ScriptedKeychain::State state;
    state.hangs = true;
    KeychainSecretStore keychain(std::make_unique<ScriptedKeychain>(state), milliseconds(30));
    for (const Error& error :
         {read(keychain).error(), write(keychain, u"new"_s).error(), removeFrom(keychain).error()}) {
        QCOMPARE(error.code, ErrorCode::SecretStoreUnavailable);
        QVERIFY(error.detail.contains(u"did not answer"_s));
    }
}

void SecretsTest::withoutASessionBusItFailsQuickly()
{
    KeychainSecretStore keychain;
    QElapsedTimer clock;
    clock.start();
    const auto refused = write(keychain, u"canary"_s);
    QCOMPARE(refused.error().code, ErrorCode::SecretStoreUnavailable);
    QVERIFY(clock.elapsed() < 5000);
    QVERIFY(!refused.error().detail.contains(u"canary"_s));
}

void SecretsTest::environmentVariables()
{
    qputenv("REVEILLE_TEST_KEY", " from-the-environment\n");
    QCOMPARE(*environmentSecret(u"REVEILLE_TEST_KEY"_s), u"from-the-environment"_s);
    qunsetenv("REVEILLE_TEST_KEY");
    QCOMPARE(environmentSecret(u"REVEILLE_TEST_KEY"_s).error().code, ErrorCode::SecretVariableUnset);
    QCOMPARE(environmentSecret(u"REVEILLE_TEST_KEY"_s).error().subject, u"REVEILLE_TEST_KEY"_s);
    for (const QString& name : {u""_s, u"1A"_s, u"A=B"_s, u"A B"_s, u"Ä"_s})
        QCOMPARE(environmentSecret(name).error().code, ErrorCode::InvalidArgument);
}

void SecretsTest::theResolverFollowsTheKeySource()
{
    SessionSecretStore keychain;
    SessionSecretStore files;
    SessionSecretStore session;
    const SecretResolver resolver(keychain, files, session, [](Reply<QString> reply) {
        return deferredReply<QString>(u"sandbox-key"_s, std::move(reply));
    });
    Account account;
    account.id = kAccount;
    account.name = u"Work"_s;
    const auto readKey = [&] {
        return get<QString>([&](auto reply) { return resolver.read(account, reply); });
    };
    const auto writeKey = [&](const QString& key) {
        return get<void>([&](auto reply) { return resolver.write(account, key, reply); });
    };
    for (const auto source : {KeySource::Keychain, KeySource::KeyFile, KeySource::Session}) {
        account.keySource = source;
        const auto missing = readKey();
        QCOMPARE(missing.error().code, ErrorCode::SecretMissing);
        QCOMPARE(missing.error().subject, u"Work"_s);
        QVERIFY(writeKey(u"key-%1"_s.arg(static_cast<int>(source))).has_value());
    }
    QCOMPARE(*read(keychain), u"key-0"_s);
    QCOMPARE(*read(files), u"key-2"_s);
    QCOMPARE(*read(session), u"key-3"_s);
    account.keySource = KeySource::Environment;
    account.keyRef = u"REVEILLE_TEST_KEY"_s;
    QCOMPARE(readKey().error().code, ErrorCode::SecretVariableUnset);
    QCOMPARE(readKey().error().subject, u"REVEILLE_TEST_KEY"_s);
    QCOMPARE(writeKey(u"x"_s).error().code, ErrorCode::InvalidArgument);
    account.keySource = KeySource::BuiltIn;
    QCOMPARE(*readKey(), u"sandbox-key"_s);
    QVERIFY(get<void>([&](auto reply) { return resolver.remove(account, reply); }).has_value());
}

QTEST_GUILESS_MAIN(SecretsTest)
#include "SecretsTest.moc"
