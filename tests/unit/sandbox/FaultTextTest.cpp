#include "core/sandbox/FaultText.h"

#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace Qt::StringLiterals;

using Kind = SandboxFault::Kind;

class FaultTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void faults_data();
    void faults();
    void settings();
    void ways();
    void nonsense_data();
    void nonsense();
    void everyNameIsInTheHelp();
};

void FaultTextTest::faults_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("delayMs");
    QTest::addColumn<int>("retryMs"); // -1: none
    QTest::addColumn<int>("bytes");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* text, Kind kind, int status, int delay, int retry, int bytes,
                        const QString& code = {}) {
        QTest::newRow(text) << QString::fromLatin1(text) << int(kind) << status << delay << retry << bytes
                            << code;
    };
    row("latency", Kind::Latency, 503, 1000, -1, 0);
    row("latency:250ms", Kind::Latency, 503, 250, -1, 0);
    row("rate-limit", Kind::Answer, 429, 0, 1000, 0);
    row("rate-limit:2s", Kind::Answer, 429, 0, 2000, 0);
    row("server-error", Kind::Answer, 500, 0, -1, 0);
    row("server-error:502", Kind::Answer, 502, 0, -1, 0);
    row("status:404", Kind::Answer, 404, 0, -1, 0);
    row("html", Kind::Page, 502, 0, -1, 0);
    row("redirect:https://x.invalid/a:b", Kind::Redirect, 302, 0, -1, 0, u"https://x.invalid/a:b"_s);
    row("unauthorized-wake", Kind::Answer, 401, 0, -1, 0, u"AUTH_REQUIRED"_s);
    row("unauthorized-sleep", Kind::Answer, 401, 0, -1, 0, u"AUTH_REQUIRED"_s);
    row("beta", Kind::Answer, 403, 0, -1, 0, u"BETA_ACCESS_REQUIRED"_s);
    row("drop", Kind::Drop, 503, 0, -1, 0);
    row("drop-start", Kind::Drop, 503, 0, -1, 0);
    row("drop-request", Kind::DropRequest, 503, 0, -1, 0);
    row("truncate:7", Kind::Truncate, 503, 0, -1, 7);
    row("drip:4,delay=2ms", Kind::Drip, 503, 2, -1, 4);
    row("hang", Kind::Hang, 503, 0, -1, 0);
    row("refuse", Kind::Refuse, 503, 0, -1, 0, u"machine_not_routable"_s);
    row("refuse:machine_not_found", Kind::Refuse, 503, 0, -1, 0, u"machine_not_found"_s);
    row("refuse:host_agent_execute_failed", Kind::Refuse, 503, 0, -1, 0, u"host_agent_execute_failed"_s);
    row("expire:10ms", Kind::Expire, 503, 10, -1, 0);
    row("cancel", Kind::Cancel, 503, 100, -1, 0);
    row("wake-fails:NoReadyHosts", Kind::WakeFails, 503, 0, -1, 0, u"NoReadyHosts"_s);
    row("wake-slow", Kind::WakeSlow, 503, 5000, -1, 0);
}

void FaultTextTest::faults()
{
    QFETCH(QString, text);
    FaultOrder order;
    QVERIFY(addFaultText(text, order).has_value());
    QCOMPARE(order.faults.size(), 1);
    const SandboxFault& fault = order.faults.first();
    QTEST(int(fault.kind), "kind");
    QTEST(fault.status, "status");
    QTEST(int(fault.delay.count()), "delayMs");
    QTEST(int(fault.retryAfter.value_or(milliseconds(-1)).count()), "retryMs");
    QTEST(int(fault.bytes), "bytes");
    QTEST(fault.code, "code");
}

void FaultTextTest::settings()
{
    FaultOrder order;
    QVERIFY(addFaultText(u"latency:5ms,path=/wake$,method=post,skip=2,times=3", order).has_value());
    QVERIFY(addFaultText(u"drop,times=always", order).has_value());
    QVERIFY(addFaultText(u"rate-limit-header", order).has_value());
    QVERIFY(addFaultText(u"rate-limit-body:3s", order).has_value());
    QCOMPARE(order.faults.size(), 4);
    QCOMPARE(order.faults[0].path, u"/wake$"_s);
    QCOMPARE(order.faults[0].method, u"POST"_s);
    QCOMPARE(order.faults[0].skip, 2);
    QCOMPARE(order.faults[0].times, 3);
    QCOMPARE(order.faults[1].times, 0);
    QCOMPARE(order.faults[2].retryIn, SandboxFault::RetryIn::Header);
    QCOMPARE(order.faults[3].retryIn, SandboxFault::RetryIn::Body);
}

void FaultTextTest::ways()
{
    FaultOrder order;
    for (const char16_t* text :
         {u"hold-window", u"gate-lifecycle", u"wake-conflict", u"idempotency-lifetime", u"shape:g3"})
        QVERIFY(addFaultText(text, order).has_value());
    QVERIFY(order.faults.isEmpty());
    QCOMPARE(order.options.holdWindow, milliseconds(minutes(5)));
    QVERIFY(order.options.gateLifecycle);
    QCOMPARE(order.options.wakeOnRunning, WakeOnRunning::Conflict);
    QCOMPARE(order.options.idempotencyLifetime, milliseconds(0));
    QCOMPARE(order.options.shape, SandboxShape::G3);
    QVERIFY(addFaultText(u"hold-window:310s", order).has_value());
    QCOMPARE(order.options.holdWindow, milliseconds(310'000));
}

void FaultTextTest::nonsense_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"",
                             "meteor",
                             "latency:soon",
                             "latency:-1s",
                             "status:200",
                             "status:600",
                             "status:x",
                             "server-error:404",
                             "drop:5",
                             "truncate:-1",
                             "truncate:many",
                             "drop,times=-1",
                             "drop,often",
                             "drop,path=(",
                             "drop,colour=red",
                             "latency:1s,delay=x",
                             "shape",
                             "shape:g9",
                             "gate-lifecycle:1",
                             "hold-window:x",
                             "hold-window,times=2",
                             "unauthorized-wake:3"})
        QTest::newRow(*text ? text : "nothing") << QString::fromLatin1(text);
}

void FaultTextTest::nonsense()
{
    QFETCH(QString, text);
    FaultOrder order;
    const auto taken = addFaultText(text, order);
    QVERIFY(!taken);
    QCOMPARE(taken.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!taken.error().detail.isEmpty());
    QVERIFY(order.faults.isEmpty());
}

void FaultTextTest::everyNameIsInTheHelp()
{
    const QStringList lines = faultHelp().split(u'\n', Qt::SkipEmptyParts);
    QVERIFY(lines.size() > 20);
    for (const QString& line : lines) {
        const QString name = line.trimmed().section(QRegularExpression(u"[ :\\[]"_s), 0, 0);
        FaultOrder order;
        const QString text = name == u"shape" ? u"shape:g1"_s : name;
        QVERIFY2(addFaultText(text, order).has_value(), qPrintable(line));
    }
}

QTEST_GUILESS_MAIN(FaultTextTest)
#include "FaultTextTest.moc"
