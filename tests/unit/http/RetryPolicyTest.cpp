#include "core/http/RetryPolicy.h"
#include "core/http/NetworkErrors.h"

#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(reveille::RetryQuestion)
Q_DECLARE_METATYPE(reveille::HttpResponse)

class RetryPolicyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decides_data();
    void decides();
    void backOffDoublesUpToItsCap();
    void hints_data();
    void hints();
    void onlySafeRequestsAreRepeatable();
    void networkErrors_data();
    void networkErrors();
};

namespace {

RetryQuestion afterStatus(int status, RetryHints hints = {})
{
    RetryQuestion question;
    question.repeatable = true;
    question.deadline = seconds(60);
    question.outcome = {std::nullopt, status, hints};
    return question;
}

RetryQuestion afterLoss(ErrorCode code)
{
    RetryQuestion question = afterStatus(0);
    question.outcome.network = code;
    return question;
}

RetryQuestion unrepeatable(RetryQuestion question)
{
    question.repeatable = false;
    return question;
}

} // namespace

void RetryPolicyTest::decides_data()
{
    QTest::addColumn<RetryQuestion>("question");
    QTest::addColumn<int>("waitMs"); // -1: give up

    QTest::addRow("200 is an answer") << afterStatus(200) << -1;
    QTest::addRow("302 is an answer") << afterStatus(302) << -1;
    QTest::addRow("400 is final") << afterStatus(400) << -1;
    QTest::addRow("401 is final") << afterStatus(401) << -1;
    QTest::addRow("404 is final") << afterStatus(404) << -1;
    QTest::addRow("408 is repeated") << afterStatus(408) << 250;
    QTest::addRow("429 is repeated") << afterStatus(429) << 250;
    QTest::addRow("500 is repeated") << afterStatus(500) << 250;
    QTest::addRow("501 is final") << afterStatus(501) << -1;
    QTest::addRow("503 is repeated") << afterStatus(503) << 250;
    QTest::addRow("409 alone is final") << afterStatus(409) << -1;
    QTest::addRow("409 the body says no") << afterStatus(409, {{}, false, {}}) << -1;
    QTest::addRow("409 the body says yes") << afterStatus(409, {{}, true, milliseconds(84)}) << 84;
    QTest::addRow("503 the body says no") << afterStatus(503, {{}, false, {}}) << -1;
    QTest::addRow("the header says no") << afterStatus(503, {false, true, {}}) << -1;
    QTest::addRow("the header says yes") << afterStatus(400, {true, {}, {}}) << 250;
    QTest::addRow("a named wait is kept") << afterStatus(429, {{}, {}, milliseconds(1234)}) << 1234;
    QTest::addRow("a named wait of nothing") << afterStatus(503, {{}, {}, milliseconds(0)}) << 0;
    QTest::addRow("a wait past the deadline") << afterStatus(429, {{}, {}, seconds(60)}) << -1;
    QTest::addRow("503 without a key") << unrepeatable(afterStatus(503)) << -1;
    QTest::addRow("the header says yes, but there is no key")
        << unrepeatable(afterStatus(503, {true, {}, {}})) << -1;

    QTest::addRow("connection lost") << afterLoss(ErrorCode::ConnectionLost) << 250;
    QTest::addRow("attempt took too long") << afterLoss(ErrorCode::TimedOut) << 250;
    QTest::addRow("connection lost without a key")
        << unrepeatable(afterLoss(ErrorCode::ConnectionLost)) << -1;
    QTest::addRow("refused without a key: nothing was sent")
        << unrepeatable(afterLoss(ErrorCode::ConnectionRefused)) << 250;
    QTest::addRow("no such host") << afterLoss(ErrorCode::HostNotFound) << 250;
    QTest::addRow("no network") << afterLoss(ErrorCode::NetworkDown) << 250;
    QTest::addRow("TLS is final") << afterLoss(ErrorCode::TlsFailed) << -1;
    QTest::addRow("cancelled is final") << afterLoss(ErrorCode::Cancelled) << -1;
    QTest::addRow("too large is final") << afterLoss(ErrorCode::AnswerTooLarge) << -1;

    RetryQuestion last = afterStatus(503);
    last.attempt = 4;
    QTest::addRow("attempts are bounded") << last << -1;
    RetryQuestion late = afterStatus(503);
    late.elapsed = milliseconds(59'800);
    QTest::addRow("time is bounded") << late << -1;
}

void RetryPolicyTest::decides()
{
    QFETCH(RetryQuestion, question);
    QFETCH(int, waitMs);
    const auto wait = decideRetry(question, RetryLimits{}, 0.5);
    QCOMPARE(wait ? static_cast<int>(wait->count()) : -1, waitMs);
}

void RetryPolicyTest::backOffDoublesUpToItsCap()
{
    RetryLimits limits;
    limits.maxAttempts = 1000;
    QVector<qint64> waits;
    for (const int attempt : {1, 2, 3, 4, 5, 6, 7, 500}) {
        RetryQuestion question = afterStatus(503);
        question.attempt = attempt;
        waits.append(decideRetry(question, limits, 0.999999)->count());
    }
    QCOMPARE(waits, (QVector<qint64>{499, 999, 1999, 3999, 7999, 7999, 7999, 7999}));
    RetryQuestion question = afterStatus(503);
    QCOMPARE(decideRetry(question, limits, 0.0), milliseconds(0));
}

void RetryPolicyTest::hints_data()
{
    QTest::addColumn<HttpResponse>("response");
    QTest::addColumn<int>("afterMs");       // -1: none
    QTest::addColumn<int>("bodyRetryable"); // -1: none
    QTest::addColumn<int>("shouldRetry");
    const auto response = [](int status, const QByteArray& body, const HttpHeaders& headers) {
        HttpResponse made;
        made.status = status;
        made.body = body;
        made.headers = headers;
        return made;
    };
    const QByteArray limited =
        R"({"error_code":"RATE_LIMITED","message":"x","retryable":true,"retry_after_ms":84})";
    QTest::addRow("nothing") << response(503, {}, {}) << -1 << -1 << -1;
    QTest::addRow("body") << response(429, limited, {}) << 84 << 1 << -1;
    QTest::addRow("body before header") << response(429, limited, {{"Retry-After", "9"}}) << 84 << 1 << -1;
    QTest::addRow("milliseconds header before seconds")
        << response(503, {}, {{"Retry-After", "9"}, {"retry-after-ms", "10.2"}}) << 11 << -1 << -1;
    QTest::addRow("seconds") << response(503, {}, {{"Retry-After", "2"}}) << 2000 << -1 << -1;
    QTest::addRow("fraction of a second") << response(503, {}, {{"Retry-After", "0.5"}}) << 500 << -1 << -1;
    QTest::addRow("date") << response(503, {},
                                      {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"},
                                       {"Retry-After", "Sun, 06 Nov 1994 08:50:00 GMT"}})
                          << 23'000 << -1 << -1;
    QTest::addRow("date that has passed") << response(503, {},
                                                      {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"},
                                                       {"Retry-After", "Sun, 06 Nov 1994 08:49:00 GMT"}})
                                          << 0 << -1 << -1;
    QTest::addRow("date without a Date")
        << response(503, {}, {{"Retry-After", "Sun, 06 Nov 1994 08:50:00 GMT"}}) << -1 << -1 << -1;
    QTest::addRow("negative") << response(503, {}, {{"Retry-After", "-3"}}) << -1 << -1 << -1;
    QTest::addRow("not a number") << response(503, {}, {{"Retry-After", "nan"}}) << -1 << -1 << -1;
    QTest::addRow("garbage") << response(503, "<html>", {{"Retry-After", "soon"}}) << -1 << -1 << -1;
    QTest::addRow("absurdly long") << response(503, {}, {{"Retry-After", "1e300"}}) << 604'800'000 << -1
                                   << -1;
    QTest::addRow("says no") << response(409, R"({"retryable":false})", {{"X-Should-Retry", "false"}}) << -1
                             << 0 << 0;
    QTest::addRow("a success has no body hints")
        << response(200, R"({"retryable":true,"retry_after_ms":5})", {}) << -1 << -1 << -1;
}

void RetryPolicyTest::hints()
{
    QFETCH(HttpResponse, response);
    QFETCH(int, afterMs);
    QFETCH(int, bodyRetryable);
    QFETCH(int, shouldRetry);
    const RetryHints read = retryHints(response);
    QCOMPARE(read.after ? static_cast<int>(read.after->count()) : -1, afterMs);
    QCOMPARE(read.bodyRetryable ? static_cast<int>(*read.bodyRetryable) : -1, bodyRetryable);
    QCOMPARE(read.shouldRetry ? static_cast<int>(*read.shouldRetry) : -1, shouldRetry);
}

void RetryPolicyTest::onlySafeRequestsAreRepeatable()
{
    HttpRequest request;
    QVERIFY(isRepeatable(request));
    request.method = HttpMethod::Delete;
    QVERIFY(isRepeatable(request));
    for (const HttpMethod method : {HttpMethod::Post, HttpMethod::Patch}) {
        request.method = method;
        request.idempotencyKey.clear();
        QVERIFY(!isRepeatable(request));
        request.idempotencyKey = u"k"_s;
        QVERIFY(isRepeatable(request));
    }
}

void RetryPolicyTest::networkErrors_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<int>("code"); // -1: an answer arrived
    const auto row = [](const char* name, QNetworkReply::NetworkError error, ErrorCode code) {
        QTest::addRow("%s", name) << static_cast<int>(error) << static_cast<int>(code);
    };
    row("refused", QNetworkReply::ConnectionRefusedError, ErrorCode::ConnectionRefused);
    row("closed", QNetworkReply::RemoteHostClosedError, ErrorCode::ConnectionLost);
    row("no host", QNetworkReply::HostNotFoundError, ErrorCode::HostNotFound);
    row("time", QNetworkReply::TimeoutError, ErrorCode::TimedOut);
    row("aborted", QNetworkReply::OperationCanceledError, ErrorCode::Cancelled);
    row("TLS", QNetworkReply::SslHandshakeFailedError, ErrorCode::TlsFailed);
    row("network away", QNetworkReply::TemporaryNetworkFailureError, ErrorCode::NetworkDown);
    row("unreachable", QNetworkReply::UnknownNetworkError, ErrorCode::NetworkDown);
    row("not HTTP", QNetworkReply::ProtocolFailure, ErrorCode::NotThisApi);
    for (const auto error : {QNetworkReply::NoError, QNetworkReply::ProtocolInvalidOperationError,
                             QNetworkReply::AuthenticationRequiredError, QNetworkReply::ContentNotFoundError,
                             QNetworkReply::ServiceUnavailableError})
        QTest::addRow("answer %d", static_cast<int>(error)) << static_cast<int>(error) << -1;
}

void RetryPolicyTest::networkErrors()
{
    QFETCH(int, error);
    QFETCH(int, code);
    const auto mapped = networkErrorCode(static_cast<QNetworkReply::NetworkError>(error));
    QCOMPARE(mapped ? static_cast<int>(*mapped) : -1, code);
}

QTEST_GUILESS_MAIN(RetryPolicyTest)
#include "RetryPolicyTest.moc"
