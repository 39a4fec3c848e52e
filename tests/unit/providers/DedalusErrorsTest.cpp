#include "core/providers/dedalus/DedalusErrors.h"
#include "core/http/Redactor.h"

#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace Qt::StringLiterals;

class DedalusErrorsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void codes_data();
    void codes();
    void namesTheThingOrTheHost();
    void tellsTheWait_data();
    void tellsTheWait();
    void collectsAProblemsWords();
    void masksSecrets();
    void asksForARevision();
};

namespace {

HttpResponse response(int status, const QByteArray& body, const QByteArray& type = "application/json")
{
    HttpResponse made;
    made.status = status;
    made.body = body;
    made.headers = {{"Content-Type", type}};
    made.url = QUrl(u"https://dcs.example.com/v1/machines"_s);
    return made;
}

Error errorOf(const HttpResponse& answer, DedalusRoute route = DedalusRoute::Read)
{
    static const Redactor redactor;
    return dedalusError(answer, route, u"dm-3"_s, redactor);
}

QByteArray coded(const char* code, const char* retryable = "false")
{
    return QByteArray(R"({"error_code":")") + code + R"(","message":"words","retryable":)" + retryable + "}";
}

} // namespace

void DedalusErrorsTest::codes_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("route");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("retryable");
    const auto row = [](const char* name, int status, const QByteArray& body, ErrorCode code,
                        bool retryable = false, const QByteArray& type = "application/json",
                        DedalusRoute route = DedalusRoute::Read) {
        QTest::addRow("%s", name) << status << body << type << static_cast<int>(route)
                                  << static_cast<int>(code) << retryable;
    };
    const QByteArray problem = "application/problem+json";
    row("no key", 401, coded("AUTH_REQUIRED"), ErrorCode::Unauthorized);
    row("wrong key", 401, coded("AUTH_INVALID"), ErrorCode::Unauthorized);
    row("wrong key on wake", 401, coded("AUTH_INVALID"), ErrorCode::Unauthorized, false, "application/json",
        DedalusRoute::Lifecycle);
    row("gated route, as JSON", 401, R"({"message":"missing internal route signature"})",
        ErrorCode::LifecycleForbidden, false, "application/json", DedalusRoute::Lifecycle);
    row("gated route, under a key's code", 401,
        R"({"error_code":"AUTH_REQUIRED","message":"missing internal route signature","retryable":false})",
        ErrorCode::LifecycleForbidden, false, "application/json", DedalusRoute::Lifecycle);
    row("gated route, as text", 401, "missing internal route signature", ErrorCode::LifecycleForbidden, false,
        "text/plain", DedalusRoute::Lifecycle);
    row("the same words elsewhere", 401, "missing internal route signature", ErrorCode::Unauthorized, false,
        "text/plain");
    row("scope on wake", 403, coded("AUTH_SCOPE_FORBIDDEN"), ErrorCode::LifecycleForbidden, false,
        "application/json", DedalusRoute::Lifecycle);
    row("scope elsewhere", 403, coded("AUTH_SCOPE_FORBIDDEN"), ErrorCode::Forbidden);
    row("other organisation", 403, coded("AUTH_ORG_MISMATCH"), ErrorCode::Forbidden);
    row("private beta", 403, coded("BETA_ACCESS_REQUIRED"), ErrorCode::BetaAccessRequired);
    row("state", 409, coded("INVALID_STATE"), ErrorCode::InvalidState);
    row("hold window", 409, coded("SLEEP_HOLD_WINDOW_ACTIVE", "true"), ErrorCode::HoldWindow, true);
    row("key reused", 409, coded("IDEMPOTENCY_KEY_REUSED"), ErrorCode::IdempotencyKeyReused);
    row("revision", 409, coded("REVISION_MISMATCH", "true"), ErrorCode::InvalidState, true);
    row("a code from the future", 409, coded("SOMETHING_NEW"), ErrorCode::InvalidState);
    row("too many", 429, coded("RATE_LIMITED", "true"), ErrorCode::RateLimited, true);
    row("dependency", 503, coded("DEPENDENCY_UNAVAILABLE", "true"), ErrorCode::Unavailable, true);
    row("503, not to be repeated", 503, coded("DEPENDENCY_UNAVAILABLE", "false"), ErrorCode::Unavailable,
        false);
    row("quota code", 400, coded("MACHINE_QUOTA_EXCEEDED"), ErrorCode::QuotaExceeded);
    row("capacity in words", 400, R"({"title":"Bad Request","detail":"memory_mib exceeds capacity"})",
        ErrorCode::QuotaExceeded, false, problem);
    row("bad value", 422, R"({"status":422,"errors":[{"location":"body.autosleep","message":"bad"}]})",
        ErrorCode::InvalidArgument, false, problem);
    row("missing", 404, R"({"title":"Not Found","status":404})", ErrorCode::NotFound, false, problem);
    row("missing without a body", 404, "", ErrorCode::NotFound);
    row("gone", 410, "{}", ErrorCode::NotFound);
    row("missing, says a page", 404, "<html>nginx</html>", ErrorCode::NotThisApi, false, "text/html");
    row("missing, says a text", 404, "404 page not found", ErrorCode::NotThisApi, false, "text/plain");
    row("a sign-in page", 403, "<!DOCTYPE html><p>Sign in", ErrorCode::NotThisApi, false, "application/json");
    row("a gateway's page", 502, "<html>bad gateway</html>", ErrorCode::ServerError, true, "text/html");
    row("a gateway's 503", 503, "<html>down</html>", ErrorCode::Unavailable, true, "text/html");
    row("a redirect", 302, "", ErrorCode::NotThisApi);
    row("500", 500, R"({"detail":"billing ledger"})", ErrorCode::ServerError, true, problem);
    row("method", 405, "{}", ErrorCode::NotThisApi);
    row("request timeout", 408, "", ErrorCode::TimedOut, true);
    row("payment", 402, "{}", ErrorCode::QuotaExceeded);
    row("precondition", 428, "{}", ErrorCode::InvalidState);
    row("teapot", 418, "[1,2]", ErrorCode::InvalidArgument);
}

void DedalusErrorsTest::codes()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    QFETCH(int, route);
    QFETCH(int, code);
    QFETCH(bool, retryable);
    const Error error = errorOf(response(status, body, type), static_cast<DedalusRoute>(route));
    QCOMPARE(static_cast<int>(error.code), code);
    QCOMPARE(error.retry.retryable, retryable);
    QCOMPARE(error.httpStatus, status);
}

void DedalusErrorsTest::namesTheThingOrTheHost()
{
    QCOMPARE(errorOf(response(404, "{}")).subject, u"dm-3"_s);
    QCOMPARE(errorOf(response(409, coded("INVALID_STATE"))).subject, u"dm-3"_s);
    QCOMPARE(errorOf(response(401, coded("AUTH_INVALID"))).subject, u"dcs.example.com"_s);
    QCOMPARE(errorOf(response(503, "")).subject, u"dcs.example.com"_s);
    const Error error = errorOf(response(409, coded("INVALID_STATE")));
    QCOMPARE(error.providerCode, u"INVALID_STATE"_s);
    QCOMPARE(error.detail, u"words"_s);
}

void DedalusErrorsTest::tellsTheWait_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("ms"); // -1: none
    QTest::addRow("in the body")
        << QByteArray(R"({"error_code":"SLEEP_HOLD_WINDOW_ACTIVE","message":"m","retryable":true,
            "retry_after_ms":1234,"details":{"remaining_ms":"9"}})")
        << 1234;
    QTest::addRow("in the details, as a text")
        << QByteArray(R"({"error_code":"SLEEP_HOLD_WINDOW_ACTIVE","retryable":true,
            "details":{"remaining_ms":"250000","hold_window_ms":"300000"}})")
        << 250'000;
    QTest::addRow("nowhere") << QByteArray(R"({"error_code":"SLEEP_HOLD_WINDOW_ACTIVE","retryable":true})")
                             << -1;
}

void DedalusErrorsTest::tellsTheWait()
{
    QFETCH(QByteArray, body);
    QFETCH(int, ms);
    const Error error = errorOf(response(409, body), DedalusRoute::Lifecycle);
    QCOMPARE(error.code, ErrorCode::HoldWindow);
    QCOMPARE(error.retry.after ? static_cast<int>(error.retry.after->count()) : -1, ms);
}

void DedalusErrorsTest::collectsAProblemsWords()
{
    const Error error =
        errorOf(response(422, R"({"title":"Unprocessable","detail":"validation failed","errors":[
            {"location":"body.vcpu","message":"must be > 0","value":0},{"message":"and more"}]})",
                         "application/problem+json"));
    QCOMPARE(error.detail, u"validation failed; body.vcpu: must be > 0; and more"_s);
    QCOMPARE(errorOf(response(400, R"({"title":"Bad Request","errors":null})")).detail, u"Bad Request"_s);
    QCOMPARE(errorOf(response(400, QByteArray(5000, 'x'), "text/plain")).detail.size(), 500);
}

void DedalusErrorsTest::masksSecrets()
{
    Redactor redactor;
    redactor.addSecret(u"dsk-live-canary"_s);
    for (const QByteArray& body :
         {QByteArray(R"({"message":"key dsk-live-canary is bad"})"), QByteArray("key dsk-live-canary is bad"),
          QByteArray(R"({"errors":[{"location":"dsk-live-canary","message":"x"}]})"),
          QByteArray(R"({"error_code":"dsk-live-canary","message":"x"})")}) {
        const Error error = dedalusError(response(400, body), DedalusRoute::Change, {}, redactor);
        QVERIFY2(!error.detail.contains(u"canary"_s) && !error.providerCode.contains(u"canary"_s),
                 body.constData());
    }
}

void DedalusErrorsTest::asksForARevision()
{
    QVERIFY(wantsRevision(errorOf(response(428, ""))));
    QVERIFY(wantsRevision(errorOf(response(412, "{}"))));
    QVERIFY(wantsRevision(errorOf(response(409, coded("REVISION_MISMATCH", "true")))));
    QVERIFY(wantsRevision(errorOf(response(400, R"({"detail":"header If-Match is required"})"))));
    QVERIFY(!wantsRevision(errorOf(response(400, R"({"detail":"vcpu is required"})"))));
    QVERIFY(!wantsRevision(errorOf(response(409, coded("INVALID_STATE")))));
}

QTEST_GUILESS_MAIN(DedalusErrorsTest)
#include "DedalusErrorsTest.moc"
