#include "tests/support/FakeClock.h"
#include "tests/support/LiveClock.h"
#include "tests/support/SandboxFixture.h"
#include "tests/support/TempHome.h"

#include <optional>

#include <QFileInfo>
#include <QStandardPaths>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono_literals;

class SupportTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clockMovesOnlyWhenTold();
    void clockCanBeSetBack();
    void liveClockGoesForward();
    void homeIsPrivateAndGivenBack();
    void sandboxKeepsItsKeyOverARestart();
};

void SupportTest::clockMovesOnlyWhenTold()
{
    FakeClock clock;
    const Instant start = clock.now();
    const auto boot = clock.sinceBoot();
    QVERIFY(clock.now() == start);
    clock.advance(90s);
    QVERIFY(clock.now() - start == 90s);
    QVERIFY(clock.sinceBoot() - boot == 90s);
    clock.advanceTo(start + 2h);
    QVERIFY(clock.now() == start + 2h);
    QVERIFY(clock.sinceBoot() - boot == 2h);
}

void SupportTest::clockCanBeSetBack()
{
    FakeClock clock;
    const auto boot = clock.sinceBoot();
    const Instant start = clock.now();
    clock.setWall(start - 24h);
    QVERIFY(start - clock.now() == 24h);
    QVERIFY(clock.sinceBoot() == boot);
}

void SupportTest::homeIsPrivateAndGivenBack()
{
    const QByteArray before = qgetenv("XDG_DATA_HOME");
    const QByteArray homeBefore = qgetenv("HOME");
    QString path;
    {
        const TempHome home;
        path = home.path();
        QCOMPARE(QFile::decodeName(qgetenv("HOME")), path);
        QVERIFY(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation).startsWith(path));
        QVERIFY(QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation).startsWith(path));
        QVERIFY(home.dataDirectory().startsWith(path));
        QVERIFY(!QFileInfo::exists(home.dataDirectory()));
        QCOMPARE(home.environment().value(QStringLiteral("REVEILLE_HOME")), home.dataDirectory());
    }
    QVERIFY(!QFileInfo::exists(path));
    QCOMPARE(qgetenv("XDG_DATA_HOME"), before);
    QCOMPARE(qgetenv("HOME"), homeBefore);
}

void SupportTest::liveClockGoesForward()
{
    const LiveClock clock;
    const auto before = clock.sinceBoot();
    QVERIFY(before > 0s);
    QVERIFY(clock.sinceBoot() >= before);
    QVERIFY(clock.now() > Instant(std::chrono::sys_days(std::chrono::year(2024) / 1 / 1)));
}

void SupportTest::sandboxKeepsItsKeyOverARestart()
{
    SandboxFixture fixture;
    QVERIFY(fixture.sandbox().isRunning());
    QVERIFY(fixture.endpoint().host() == QStringLiteral("127.0.0.1"));
    const QString key = fixture.key();
    QVERIFY(!key.isEmpty());
    const auto before = fixture.truth().size();
    fixture.restart();
    QCOMPARE(fixture.key(), key);
    QVERIFY(fixture.truth().size() >= before);
    QVERIFY(fixture.truth(QStringLiteral("no-such-event")).isEmpty());
}

QTEST_GUILESS_MAIN(SupportTest)
#include "SupportTest.moc"
