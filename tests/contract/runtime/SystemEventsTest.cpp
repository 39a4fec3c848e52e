#include "app/runtime/SystemEvents.h"

#include <array>
#include <memory>

#include <QDBusConnection>
#include <QDBusMessage>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using namespace reveille;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 20'000;

/// As much of logind as is asked for: hands out delays and tells of sleep.
class FakeLogin final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")

public:
    ~FakeLogin() override { end(); }

    /// Whether somebody still holds the last delay that was given.
    [[nodiscard]] bool isHeld() const
    {
        char byte = 0;
        return m_ourEnd >= 0 && ::read(m_ourEnd, &byte, 1) != 0;
    }
    QStringList asked;

public Q_SLOTS:
    QDBusUnixFileDescriptor Inhibit(const QString& what, const QString& who, const QString& why,
                                    const QString& mode)
    {
        Q_UNUSED(why)
        end();
        asked.append(what + u' ' + who + u' ' + mode);
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
            return {};
        m_ourEnd = ends[0];
        QDBusUnixFileDescriptor theirs;
        theirs.giveFileDescriptor(ends[1]);
        return theirs;
    }

Q_SIGNALS:
    void PrepareForSleep(bool comes);

private:
    void end()
    {
        if (m_ourEnd >= 0)
            ::close(m_ourEnd);
        m_ourEnd = -1;
    }
    int m_ourEnd = -1;
};

} // namespace

/// Sleep and time zone as the system's bus tells them, on a bus of the test's own.
class SystemEventsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void sleepAndResume();
    void aSleepWaitsWhileBusy();
    void anotherTimeZoneOnTheBus();
    void anotherTimeZoneByHand();
    void withoutABus();

private:
    QProcess m_daemon;
    QString m_address;
    std::unique_ptr<FakeLogin> m_login;
};

void SystemEventsTest::initTestCase()
{
    m_daemon.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    QVERIFY(QTest::qWaitFor([this] { return m_daemon.canReadLine(); }, kPatience));
    m_address = QString::fromUtf8(m_daemon.readLine().trimmed());
    QDBusConnection bus = QDBusConnection::connectToBus(m_address, u"login"_s);
    QVERIFY(bus.isConnected());
    m_login = std::make_unique<FakeLogin>();
    QVERIFY(bus.registerObject(u"/org/freedesktop/login1"_s, m_login.get(),
                               QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
    QVERIFY(bus.registerService(u"org.freedesktop.login1"_s));
    QVERIFY(bus.registerService(u"org.freedesktop.timedate1"_s));
}

void SystemEventsTest::cleanupTestCase()
{
    m_login.reset();
    QDBusConnection::disconnectFromBus(u"login"_s);
    m_daemon.terminate();
    QVERIFY(m_daemon.waitForFinished(kPatience));
}

void SystemEventsTest::sleepAndResume()
{
    SystemEvents events(m_address);
    QSignalSpy comes(&events, &SystemEvents::sleepComes);
    QSignalSpy awake(&events, &SystemEvents::awake);
    QVERIFY(events.start());
    QVERIFY(events.start());
    Q_EMIT m_login->PrepareForSleep(true);
    QVERIFY(comes.wait(kPatience));
    QCOMPARE(awake.size(), 0);
    Q_EMIT m_login->PrepareForSleep(false);
    QVERIFY(awake.wait(kPatience));
    QCOMPARE(comes.size(), 1);
}

void SystemEventsTest::aSleepWaitsWhileBusy()
{
    SystemEvents events(m_address);
    events.setBusy(true);
    QVERIFY(events.start());
    QTRY_COMPARE_WITH_TIMEOUT(m_login->asked.size(), 1, kPatience);
    QCOMPARE(m_login->asked.constFirst(), u"sleep Reveille delay"_s);
    QVERIFY(m_login->isHeld());
    events.setBusy(true);
    events.setBusy(false);
    QTRY_VERIFY_WITH_TIMEOUT(!m_login->isHeld(), kPatience);
    // Over before the answer came: nothing is held for longer.
    events.setBusy(true);
    events.setBusy(false);
    QTRY_COMPARE_WITH_TIMEOUT(m_login->asked.size(), 2, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!m_login->isHeld(), kPatience);
    events.setBusy(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_login->asked.size(), 3, kPatience);
    QVERIFY(m_login->isHeld());
}

void SystemEventsTest::anotherTimeZoneOnTheBus()
{
    SystemEvents events(m_address);
    QSignalSpy changed(&events, &SystemEvents::timeZoneChanged);
    QVERIFY(events.start());
    const auto tell = [](const QVariantMap& values) {
        QDBusMessage signal = QDBusMessage::createSignal(
            u"/org/freedesktop/timedate1"_s, u"org.freedesktop.DBus.Properties"_s, u"PropertiesChanged"_s);
        signal.setArguments({u"org.freedesktop.timedate1"_s, values, QStringList()});
        QVERIFY(QDBusConnection(u"login"_s).send(signal));
    };
    tell({{u"NTP"_s, true}});
    tell({{u"Timezone"_s, u"Asia/Tokyo"_s}});
    QVERIFY(changed.wait(kPatience));
    QCOMPARE(changed.size(), 1);
}

void SystemEventsTest::anotherTimeZoneByHand()
{
    QTemporaryDir directory;
    const QString link = directory.filePath(u"localtime"_s);
    QVERIFY(QFile::link(u"/usr/share/zoneinfo/UTC"_s, link));
    SystemEvents events(m_address, link);
    QSignalSpy changed(&events, &SystemEvents::timeZoneChanged);
    QVERIFY(events.start());
    // A neighbour in the directory is none of our business; the link, replaced as tools replace it, is.
    QVERIFY(QFile(directory.filePath(u"other"_s)).open(QIODevice::WriteOnly));
    const QString next = directory.filePath(u"next"_s);
    QVERIFY(QFile::link(u"/usr/share/zoneinfo/Europe/Berlin"_s, next));
    QCOMPARE(::rename(QFile::encodeName(next).constData(), QFile::encodeName(link).constData()), 0);
    QVERIFY(changed.wait(kPatience));
    QCOMPARE(changed.size(), 1);
}

void SystemEventsTest::withoutABus()
{
    SystemEvents events(u"unix:path=/nowhere/at/all"_s);
    events.setBusy(true);
    QVERIFY(!events.start());
    events.setBusy(false);
}

QTEST_GUILESS_MAIN(SystemEventsTest)
#include "SystemEventsTest.moc"
