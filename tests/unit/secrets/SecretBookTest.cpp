#include "core/secrets/SecretBook.h"
#include "core/secrets/KeyFileSecretStore.h"
#include "core/secrets/SessionSecretStore.h"

#include <optional>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QTestEventLoop>

using namespace reveille;
using namespace Qt::StringLiterals;

namespace {

template <typename T, typename Ask> Result<T> replyOf(Ask ask)
{
    std::optional<Result<T>> result;
    QTestEventLoop loop;
    const Call call = ask([&](Result<T> r) {
        result.emplace(std::move(r));
        loop.exitLoop();
    });
    if (!result)
        loop.enterLoop(5);
    return result ? *result : Result<T>(fail(ErrorCode::Internal, u"no reply came"_s));
}

/// A store that is locked, and counts how often it was asked.
class LockedStore final : public SecretStore
{
public:
    Call read(const AccountId& account, Reply<QString> reply) override
    {
        ++asked;
        if (!locked)
            return open.read(account, std::move(reply));
        return open.read(account,
                         [reply](const Result<QString>&) { reply(fail(ErrorCode::SecretStoreLocked)); });
    }
    Call write(const AccountId& account, const QString& secret, Reply<void> reply) override
    {
        return open.write(account, secret, std::move(reply));
    }
    Call remove(const AccountId& account, Reply<void> reply) override
    {
        return open.remove(account, std::move(reply));
    }

    SessionSecretStore open;
    bool locked = false;
    int asked = 0;
};

struct Shelf
{
    Shelf()
        : keyFile(home.filePath(u"keys"_s)),
          book(path(), keychain, keyFile, [this](const QString& value) { learnt.append(value); })
    {}

    QString path() const { return home.filePath(u"secrets.json"_s); }
    QByteArray file() const
    {
        QFile file(path());
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }
    Result<void> set(const QString& name, const QString& value, KeySource kept = KeySource::Keychain)
    {
        return replyOf<void>([&](auto reply) { return book.set({name, kept}, value, reply); });
    }
    Result<QByteArray> expand(const QByteArray& body)
    {
        return replyOf<QByteArray>([&](auto reply) { return book.expand(body, reply); });
    }

    QTemporaryDir home;
    LockedStore keychain;
    KeyFileSecretStore keyFile;
    QStringList learnt;
    SecretBook book;
};

} // namespace

class SecretBookTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsNamesAndHidesValues();
    void refusesNonsense_data();
    void refusesNonsense();
    void forgets();
    void expands();
    void expandsTheSameBytesEachTime();
    void leavesOtherBodiesAlone_data();
    void leavesOtherBodiesAlone();
    void unknownNamesFail();
    void lockedStoresFail();
    void learnsAll();
    void refusesAFileThatIsNotOurs();
};

void SecretBookTest::keepsNamesAndHidesValues()
{
    Shelf shelf;
    QVERIFY(shelf.book.entries()->isEmpty());
    QVERIFY(shelf.set(u"DB"_s, u"canary-db"_s).has_value());
    QVERIFY(shelf.set(u"API_2"_s, u"canary-api"_s, KeySource::KeyFile).has_value());
    QCOMPARE(*shelf.book.entries(),
             (QVector<SecretEntry>{{u"API_2"_s, KeySource::KeyFile}, {u"DB"_s, KeySource::Keychain}}));
    QVERIFY(!shelf.file().contains("canary"));
    QCOMPARE(QFile::permissions(shelf.path()) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QCOMPARE(shelf.learnt, (QStringList{u"canary-db"_s, u"canary-api"_s}));
    // A second value replaces the first, also where it is kept.
    QVERIFY(shelf.set(u"DB"_s, u"canary-new"_s, KeySource::KeyFile).has_value());
    QCOMPARE(shelf.book.entries()->size(), 2);
    QVERIFY(shelf.expand(R"({"env":{"A":"secret:DB"}})")->contains("canary-new"));
}

void SecretBookTest::refusesNonsense_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::newRow("no name") << QString() << u"value"_s;
    QTest::newRow("digit first") << u"1A"_s << u"value"_s;
    QTest::newRow("a path") << u"../A"_s << u"value"_s;
    QTest::newRow("a blank") << u"A B"_s << u"value"_s;
    QTest::newRow("a line's end") << u"A\n"_s << u"value"_s;
    QTest::newRow("too long") << QString(64, u'A') << u"value"_s;
    QTest::newRow("too short to mask") << u"A"_s << u"abc"_s;
}

void SecretBookTest::refusesNonsense()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    Shelf shelf;
    const auto set = shelf.set(name, value);
    QCOMPARE(set.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!set.error().detail.contains(value) || value.isEmpty());
    QVERIFY(shelf.file().isEmpty());
}

void SecretBookTest::forgets()
{
    Shelf shelf;
    QVERIFY(shelf.set(u"DB"_s, u"canary"_s).has_value());
    const auto forget = [&] {
        return replyOf<void>([&](auto reply) { return shelf.book.forget(u"DB"_s, reply); });
    };
    QVERIFY(forget().has_value());
    QVERIFY(shelf.book.entries()->isEmpty());
    QCOMPARE(forget().error().code, ErrorCode::SecretMissing);
    QCOMPARE(shelf.expand(R"({"env":{"A":"secret:DB"}})").error().code, ErrorCode::SecretMissing);
}

void SecretBookTest::expands()
{
    Shelf shelf;
    QVERIFY(shelf.set(u"DB"_s, u"p\"q\\r\n"_s).has_value());
    const QByteArray body =
        R"({"command":["echo","secret:DB"],"env":{"A":"secret:DB","B":"plain","C":"secret:DB"},"timeout_ms":5})";
    const QJsonObject sent = QJsonDocument::fromJson(*shelf.expand(body)).object();
    QCOMPARE(sent[u"env"_s][u"A"_s].toString(), u"p\"q\\r\n"_s);
    QCOMPARE(sent[u"env"_s][u"C"_s].toString(), u"p\"q\\r\n"_s);
    QCOMPARE(sent[u"env"_s][u"B"_s].toString(), u"plain"_s);
    QCOMPARE(sent[u"command"_s][1].toString(),
             u"secret:DB"_s); // an argument would be seen by everybody there
    QCOMPARE(shelf.keychain.asked, 1);
}

void SecretBookTest::expandsTheSameBytesEachTime()
{
    Shelf shelf;
    QVERIFY(shelf.set(u"DB"_s, u"canary"_s).has_value());
    const QByteArray body =
        R"({"command":["true"],"cwd":"/x","env":{"A":"secret:DB","Z":"1"},"timeout_ms":5})";
    QCOMPARE(*shelf.expand(body),
             R"({"command":["true"],"cwd":"/x","env":{"A":"canary","Z":"1"},"timeout_ms":5})");
    QCOMPARE(*shelf.expand(body), *shelf.expand(body));
}

void SecretBookTest::leavesOtherBodiesAlone_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("none") << QByteArray(R"({ "command": ["true"],  "timeout_ms": 5 })");
    QTest::newRow("in an argument") << QByteArray(R"({ "command": ["secret:DB"] })");
    QTest::newRow("within a value") << QByteArray(R"({ "env": {"A": "x secret:DB"} })");
    QTest::newRow("no name") << QByteArray(R"({ "env": {"A": "secret:"} })");
    QTest::newRow("no JSON") << QByteArray("secret:DB");
}

void SecretBookTest::leavesOtherBodiesAlone()
{
    QFETCH(QByteArray, body);
    Shelf shelf;
    QVERIFY(shelf.set(u"DB"_s, u"canary"_s).has_value());
    QCOMPARE(*shelf.expand(body), body);
    QCOMPARE(shelf.keychain.asked, 0);
}

void SecretBookTest::unknownNamesFail()
{
    Shelf shelf;
    const auto expanded = shelf.expand(R"({"env":{"A":"secret:NOPE"}})");
    QCOMPARE(expanded.error().code, ErrorCode::SecretMissing);
    QCOMPARE(expanded.error().subject, u"the secret NOPE"_s);
}

void SecretBookTest::lockedStoresFail()
{
    Shelf shelf;
    QVERIFY(shelf.set(u"DB"_s, u"canary"_s).has_value());
    shelf.keychain.locked = true;
    QCOMPARE(shelf.expand(R"({"env":{"A":"secret:DB"}})").error().code, ErrorCode::SecretStoreLocked);
    const auto learnt = replyOf<void>([&](auto reply) { return shelf.book.learnAll(reply); });
    QCOMPARE(learnt.error().code, ErrorCode::SecretStoreLocked);
}

void SecretBookTest::learnsAll()
{
    Shelf shelf;
    const auto learn = [&] { return replyOf<void>([&](auto reply) { return shelf.book.learnAll(reply); }); };
    QVERIFY(learn().has_value());
    for (const QString& name : {u"A"_s, u"B"_s, u"C"_s})
        QVERIFY(shelf.set(name, u"canary-"_s + name).has_value());
    shelf.keychain.open = {}; // one that somebody has deleted by hand hides none of the others
    QVERIFY(shelf.set(u"B"_s, u"canary-B"_s).has_value());
    shelf.learnt.clear();
    QVERIFY(learn().has_value());
    QCOMPARE(shelf.learnt, QStringList{u"canary-B"_s});
}

void SecretBookTest::refusesAFileThatIsNotOurs()
{
    for (const char* content : {"", "[]", "{}", R"({"secrets":[{"name":"../x","kept":"keychain"}]})",
                                R"({"secrets":[{"name":"A","kept":"environment"}]})"}) {
        Shelf shelf;
        QFile file(shelf.path());
        QVERIFY(file.open(QFile::WriteOnly));
        file.write(content);
        file.close();
        QVERIFY(!shelf.book.entries());
        QVERIFY(!shelf.set(u"A"_s, u"canary"_s)); // and does not overwrite it
        QCOMPARE(shelf.file(), QByteArray(content));
    }
}

QTEST_GUILESS_MAIN(SecretBookTest)
#include "SecretBookTest.moc"
