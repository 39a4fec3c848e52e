#include "core/providers/unikraft/UnikraftErrors.h"
#include "core/http/Redactor.h"
#include "core/providers/unikraft/Envelope.h"
#include "core/providers/unikraft/PatchRequest.h"
#include "tests/unit/providers/unikraft/Fixtures.h"

using namespace reveille;
using namespace reveille::unikraft;
using namespace reveille::test;
using namespace Qt::StringLiterals;

/// What failed is told apart: for one thing, for some, for the whole request, or by somebody else.
class UnikraftErrorsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itemErrors();
    void waitLapsed();
    void partialSuccess();
    void refusals_data();
    void refusals();
    void numbers_data();
    void numbers();
    void warningsAreTold();
    void patchBodies();
    void patchAnswers();

private:
    Result<Envelope> read(const QString& name, int status = 200)
    {
        return readEnvelope(responseOf(fixture(name), status), u"web"_s, m_redactor);
    }

    Redactor m_redactor;
};

void UnikraftErrorsTest::itemErrors()
{
    const auto envelope = read(u"not-found.json"_s);
    QVERIFY(envelope.has_value());
    QCOMPARE(envelope->status, Envelope::Status::Error);
    const auto item = onlyItem(*envelope, u"instances"_s, u"ghost"_s, m_redactor);
    QCOMPARE(item.error().code, ErrorCode::NotFound);
    QCOMPARE(item.error().subject, u"ghost"_s);
    QCOMPARE(item.error().detail, u"No instance with name 'ghost'"_s);
    QCOMPARE(item.error().providerCode, u"not-found"_s);
    QCOMPARE(item.error().httpStatus, 200);
}

void UnikraftErrorsTest::waitLapsed()
{
    const auto envelope = read(u"wait-lapsed.json"_s);
    QVERIFY(envelope.has_value());
    const auto item = onlyItem(*envelope, u"instances"_s, u"web"_s, m_redactor);
    QCOMPARE(item.error().code, ErrorCode::TimedOut);
    QCOMPARE(item.error().detail, u"Operation timed out"_s);
}

void UnikraftErrorsTest::partialSuccess()
{
    const auto envelope = read(u"partial-success.json"_s);
    QVERIFY(envelope.has_value());
    QCOMPARE(envelope->status, Envelope::Status::PartialSuccess);
    const QJsonArray items = itemsOf(*envelope, u"instances"_s);
    QCOMPARE(items.size(), 2);
    QVERIFY(checkItem(items[0].toObject(), *envelope, u"web"_s, m_redactor).has_value());
    QCOMPARE(checkItem(items[1].toObject(), *envelope, u"ghost"_s, m_redactor).error().code,
             ErrorCode::NotFound);
}

void UnikraftErrorsTest::refusals_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("detail");
    const QByteArray json("application/json");
    const QByteArray html("text/html");
    QTest::addRow("bad request") << 400 << fixture(u"bad-request.json"_s) << json
                                 << ErrorCode::InvalidArgument << u"bad; gone"_s;
    QTest::addRow("server error") << 500 << fixture(u"server-error.json"_s) << json << ErrorCode::ServerError
                                  << u"fra is down"_s;
    QTest::addRow("gateway page") << 502 << fixture(u"gateway.html"_s) << html << ErrorCode::Unavailable
                                  << QString();
    QTest::addRow("page where something is missing")
        << 404 << fixture(u"gateway.html"_s) << html << ErrorCode::NotThisApi << QString();
    QTest::addRow("really missing") << 404 << QByteArray(R"({"status":"error","message":"gone"})") << json
                                    << ErrorCode::NotFound << u"gone"_s;
    QTest::addRow("no such path") << 404
                                  << QByteArray(R"({"status":"error","errors":[{"status":404,"error":3}]})")
                                  << json << ErrorCode::NotThisApi << QString();
    QTest::addRow("no token") << 401 << QByteArray(R"({"status":"error","message":"who?"})") << json
                              << ErrorCode::Unauthorized << u"who?"_s;
    QTest::addRow("wrong token") << 403 << QByteArray("{}") << json << ErrorCode::Forbidden << QString();
    QTest::addRow("taken") << 409 << QByteArray("{}") << json << ErrorCode::AlreadyExists << QString();
    QTest::addRow("too many requests") << 429 << QByteArray("slow down") << QByteArray("text/plain")
                                       << ErrorCode::RateLimited << u"slow down"_s;
    QTest::addRow("an older platform")
        << 400 << QByteArray(R"({"status":"error","message":"'timeout_s' is not a valid member"})") << json
        << ErrorCode::NotSupported << u"'timeout_s' is not a valid member"_s;
    QTest::addRow("an envelope that says so itself")
        << 200 << QByteArray(R"({"status":"error","message":"no","errors":[{"status":403}]})") << json
        << ErrorCode::Forbidden << u"no"_s;
    QTest::addRow("a sign-in page") << 200 << QByteArray("<html>Sign in</html>") << html
                                    << ErrorCode::NotThisApi << u"answered with text/html"_s;
    QTest::addRow("something else") << 200 << QByteArray(R"({"hello":"world"})") << json
                                    << ErrorCode::NotThisApi << u"an answer without a status"_s;
    QTest::addRow("cut off") << 200 << QByteArray(R"({"status":"succ)") << json << ErrorCode::BadAnswer
                             << u"unterminated string"_s;
}

void UnikraftErrorsTest::refusals()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    QFETCH(ErrorCode, code);
    QFETCH(QString, detail);
    const auto envelope = readEnvelope(responseOf(body, status, type), u"web"_s, m_redactor);
    QVERIFY(!envelope);
    QCOMPARE(envelope.error().code, code);
    QCOMPARE(envelope.error().detail, detail);
}

void UnikraftErrorsTest::numbers_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<QString>("words");
    QTest::addColumn<ErrorCode>("code");
    QTest::addRow("5") << 5 << QString() << ErrorCode::TooMany;
    QTest::addRow("7") << 7 << u"Invalid calendar expression 'x'"_s << ErrorCode::InvalidArgument;
    QTest::addRow("8") << 8 << QString() << ErrorCode::NotFound;
    QTest::addRow("11") << 11 << QString() << ErrorCode::InvalidState;
    QTest::addRow("14, plainly") << 14 << u"Not allowed"_s << ErrorCode::Forbidden;
    QTest::addRow("14, locked") << 14 << u"Deletion protection enabled"_s << ErrorCode::DeleteLocked;
    QTest::addRow("locked without a number")
        << -1 << u"Deletion protection enabled"_s << ErrorCode::DeleteLocked;
    QTest::addRow("15") << 15 << QString() << ErrorCode::InUse;
    QTest::addRow("held") << -1 << u"Unknown error -16"_s << ErrorCode::InUse;
    QTest::addRow("19") << 19 << QString() << ErrorCode::QuotaExceeded;
    QTest::addRow("23") << 23 << QString() << ErrorCode::AlreadyExists;
    QTest::addRow("licence")
        << -1 << u"Insufficient license. Please make sure your license is valid and includes checkpointing"_s
        << ErrorCode::LicenseMissing;
    QTest::addRow("branching") << -1 << u"Cannot branch from VM in state 'starting'"_s
                               << ErrorCode::InvalidState;
    QTest::addRow("a number to come") << 99 << QString() << ErrorCode::ServerError;
}

void UnikraftErrorsTest::numbers()
{
    QFETCH(int, number);
    QFETCH(QString, words);
    QFETCH(ErrorCode, code);
    QCOMPARE(errorCodeOf(number, words), code);
    QVERIFY(!errorWord(number).isEmpty());
}

void UnikraftErrorsTest::warningsAreTold()
{
    QCOMPARE(read(u"warnings.json"_s)->warnings, QStringList{u"deprecated: cn is deprecated"_s});
}

void UnikraftErrorsTest::patchBodies()
{
    // The documented bodies name an instance by its name; ours always by uuid.
    QJsonArray documented = fixtureArray(u"patch-bulk.json"_s);
    QVector<PatchItem> items;
    for (qsizetype i = 0; i < documented.size(); ++i) {
        QJsonObject object = documented[i].toObject();
        PatchItem item{u"u1"_s, object[u"prop"_s].toString(), object[u"op"_s].toString(), {}, {}};
        if (object.contains(u"value"_s))
            item.value = object[u"value"_s];
        items.append(item);
        object.remove(u"name"_s);
        object.insert(u"uuid"_s, u"u1"_s);
        documented[i] = object;
    }
    QCOMPARE(patchBody(items), documented);
    QCOMPARE(patchBody({{u"u1"_s, u"schedules"_s, u"del"_s, QJsonArray{u"morning-start"_s}, u"0"_s}})
                 .first()
                 .toObject()[u"value"_s],
             fixtureObject(u"patch-del.json"_s)[u"value"_s]);
}

void UnikraftErrorsTest::patchAnswers()
{
    const QVector<PatchItem> items{{u"u1"_s, u"schedules"_s, u"set"_s, {}, u"0"_s},
                                   {u"u2"_s, u"schedules"_s, u"set"_s, {}, u"1"_s}};
    const auto all = patchResults(items, *read(u"patch-answer.json"_s), u"fra"_s, m_redactor);
    QVERIFY(all[0].has_value());
    QVERIFY(all[1].has_value()); // left out of a success
    const QByteArray mixed = R"({"status":"partial_success","message":"Failed to perform all operations",
        "data":{"instances":[{"status":"error","uuid":"u2","id":"1","message":"too many","error":5},
                             {"status":"success","uuid":"u1","id":"0"}]}})";
    const auto some =
        patchResults(items, *readEnvelope(responseOf(mixed), {}, m_redactor), u"fra"_s, m_redactor);
    QVERIFY(some[0].has_value());
    QCOMPARE(some[1].error().code, ErrorCode::TooMany);
    QCOMPARE(some[1].error().subject, u"fra/u2"_s);
    const QByteArray none = R"({"status":"error","message":"no","data":{"instances":[]}})";
    const auto failed =
        patchResults(items, *readEnvelope(responseOf(none), {}, m_redactor), u"fra"_s, m_redactor);
    QVERIFY(!failed[0] && !failed[1]);
}

QTEST_GUILESS_MAIN(UnikraftErrorsTest)
#include "UnikraftErrorsTest.moc"
