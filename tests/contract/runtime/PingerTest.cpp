#include "app/runtime/Pinger.h"
#include "core/http/HttpClient.h"
#include "core/http/Redactor.h"

#include <memory>

#include <QNetworkAccessManager>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;

/// What a watching service hears, over real HTTP.
class PingerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsStartAndSuccess();
    void tellsFailureWithItsOutcome();
    void saysNothingOfOldRunsAndForViewers();
    void logsWhatNeverStarted();

private:
    [[nodiscard]] Changes told(RunState state, Outcome outcome = Outcome::None) const;

    QStringList m_heard; ///< "GET /abc/start", and after a space the body
    std::unique_ptr<QTcpServer> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    Redactor m_redactor;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<Pinger> m_pinger;
};

void PingerTest::init()
{
    m_heard.clear();
    m_pinger.reset();
    m_network = makeNetwork();
    m_http = std::make_unique<HttpClient>(*m_network, m_redactor);
    m_pinger = std::make_unique<Pinger>(*m_http);
    m_server = std::make_unique<QTcpServer>();
    QVERIFY(m_server->listen(QHostAddress::LocalHost));
    connect(m_server.get(), &QTcpServer::newConnection, this, [this] {
        QTcpSocket* socket = m_server->nextPendingConnection();
        auto bytes = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, bytes] {
            *bytes += socket->readAll();
            const qsizetype end = bytes->indexOf("\r\n\r\n");
            const qsizetype length = bytes->indexOf("Content-Length: ");
            if (end < 0)
                return;
            const qsizetype wanted =
                length < 0 ? 0
                           : bytes->mid(length + 16, bytes->indexOf('\r', length) - length - 16).toLongLong();
            if (bytes->size() < end + 4 + wanted)
                return;
            const QByteArray line = bytes->left(bytes->indexOf(" HTTP/"));
            const QByteArray body = bytes->mid(end + 4);
            m_heard.append(QString::fromUtf8(body.isEmpty() ? line : line + ' ' + body));
            bytes->clear();
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK");
        });
    });
}

Changes PingerTest::told(RunState state, Outcome outcome) const
{
    Changes changes;
    Schedule schedule;
    schedule.id.value = u"schedule"_s;
    schedule.pingUrl = u"http://127.0.0.1:%1/abc"_s.arg(m_server->serverPort());
    changes.schedules.append(schedule);
    Run run;
    run.id.value = u"run"_s;
    run.schedule = schedule.id;
    run.state = state;
    run.outcome = outcome;
    if (outcome == Outcome::Failed)
        run.exitCode = 3;
    changes.runs.append(run);
    changes.status = RunnerStatus{};
    changes.status->state = RunnerState::On;
    return changes;
}

void PingerTest::tellsStartAndSuccess()
{
    m_pinger->take(told(RunState::Due));
    m_pinger->take(told(RunState::Running));
    m_pinger->take(told(RunState::Collecting, Outcome::Succeeded));
    QTRY_COMPARE(m_heard, QStringList{u"GET /abc/start"_s});
    m_pinger->take(told(RunState::Closed, Outcome::Succeeded));
    QTRY_COMPARE(m_heard, (QStringList{u"GET /abc/start"_s, u"POST /abc Succeeded"_s}));
}

void PingerTest::tellsFailureWithItsOutcome()
{
    m_pinger->take(told(RunState::Running));
    QTRY_COMPARE(m_heard.size(), 1);
    m_pinger->take(told(RunState::Closed, Outcome::Failed));
    QTRY_COMPARE(m_heard.value(1), u"POST /abc/fail Failed with exit code 3"_s);
}

void PingerTest::saysNothingOfOldRunsAndForViewers()
{
    m_pinger->take(told(RunState::Closed, Outcome::Failed));
    Changes viewed = told(RunState::Running);
    viewed.status->state = RunnerState::Viewer;
    m_pinger->take(viewed);
    // The one that counts comes last, so that what was not to be sent would have been heard before it.
    m_pinger->take(told(RunState::Running));
    QTRY_COMPARE(m_heard, QStringList{u"GET /abc/start"_s});
}

void PingerTest::logsWhatNeverStarted()
{
    m_pinger->take(told(RunState::Closed, Outcome::MissedLate)); // before this process
    Changes later = told(RunState::Closed, Outcome::SkippedOverlap);
    later.runs.first().id.value = u"later"_s;
    m_pinger->take(later);
    m_pinger->take(later); // everything is told again after an edit
    m_pinger->take(told(RunState::Running));
    QTRY_COMPARE(m_heard.size(), 2);
    QVERIFY2(m_heard.filter(QRegularExpression(u"^POST /abc/log Skipped"_s)).size() == 1,
             qPrintable(m_heard.join(u'\n')));
}

QTEST_GUILESS_MAIN(PingerTest)
#include "PingerTest.moc"
