#include "app/runtime/SystemEvents.h"

#include <atomic>
#include <utility>

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

const QString kLogin = u"org.freedesktop.login1"_s;
const QString kLoginPath = u"/org/freedesktop/login1"_s;
const QString kManager = u"org.freedesktop.login1.Manager"_s;
const QString kTimeDate = u"org.freedesktop.timedate1"_s;
const QString kTimeDatePath = u"/org/freedesktop/timedate1"_s;

/// QtDBus finds its receivers by name alone; the 1 marks a slot (QSLOT_CODE).
constexpr const char* kPrepareForSleep = "1prepareForSleep(bool)";
constexpr const char* kTimeDateChanged = "1timeDateChanged(QString,QVariantMap,QStringList)";

QString nextName()
{
    static std::atomic<unsigned> counter{0};
    return u"reveille-system-%1"_s.arg(++counter);
}

} // namespace

SystemEvents::SystemEvents(QString bus, QString localTime, QObject* parent)
    : QObject(parent), m_address(std::move(bus)), m_localTime(std::move(localTime))
{
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &SystemEvents::lookAtZone);
}

SystemEvents::~SystemEvents()
{
    if (!m_name.isEmpty())
        QDBusConnection::disconnectFromBus(m_name);
}

bool SystemEvents::start()
{
    if (!m_name.isEmpty())
        return true;
    m_zone = zoneNow();
    // The link itself is replaced, so it is its directory that changes.
    m_watcher.addPath(QFileInfo(m_localTime).absolutePath());
    const QString name = nextName();
    QDBusConnection bus = m_address.isEmpty()
                              ? QDBusConnection::connectToBus(QDBusConnection::SystemBus, name)
                              : QDBusConnection::connectToBus(m_address, name);
    if (!bus.isConnected()) {
        QDBusConnection::disconnectFromBus(name);
        return false;
    }
    m_name = name;
    bus.connect(kLogin, kLoginPath, kManager, u"PrepareForSleep"_s, this, kPrepareForSleep);
    bus.connect(kTimeDate, kTimeDatePath, u"org.freedesktop.DBus.Properties"_s, u"PropertiesChanged"_s, this,
                kTimeDateChanged);
    if (m_busy)
        askForDelay();
    return true;
}

void SystemEvents::setBusy(bool busy)
{
    if (m_busy == busy)
        return;
    m_busy = busy;
    if (m_busy)
        askForDelay();
    else
        release();
}

void SystemEvents::askForDelay()
{
    if (m_name.isEmpty() || m_asking || m_delay.isValid())
        return;
    QDBusMessage call = QDBusMessage::createMethodCall(kLogin, kLoginPath, kManager, u"Inhibit"_s);
    call.setArguments(
        {u"sleep"_s, u"Reveille"_s, u"A command is just being sent to a machine"_s, u"delay"_s});
    m_asking = true;
    auto* answer = new QDBusPendingCallWatcher(QDBusConnection(m_name).asyncCall(call), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* answered) {
        answered->deleteLater();
        m_asking = false;
        const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *answered;
        // Where we may not, the journal still is before each act.
        if (m_busy && !reply.isError())
            m_delay = reply.value();
    });
}

void SystemEvents::release()
{
    // The last copy of the descriptor is what holds the sleep back (logind's manual, "Inhibitor Locks").
    m_delay = QDBusUnixFileDescriptor();
}

void SystemEvents::prepareForSleep(bool comes)
{
    if (comes)
        Q_EMIT sleepComes();
    else
        Q_EMIT awake();
}

void SystemEvents::timeDateChanged(const QString& interface, const QVariantMap& changed,
                                   const QStringList& invalidated)
{
    const QString zone = u"Timezone"_s;
    if (interface == kTimeDate && (changed.contains(zone) || invalidated.contains(zone)))
        Q_EMIT timeZoneChanged();
}

void SystemEvents::lookAtZone()
{
    const QString zone = zoneNow();
    if (zone.isEmpty() || zone == std::exchange(m_zone, zone))
        return;
    Q_EMIT timeZoneChanged();
}

QString SystemEvents::zoneNow() const
{
    const QFileInfo link(m_localTime);
    return link.isSymLink() ? link.symLinkTarget() : QString::number(link.lastModified().toMSecsSinceEpoch());
}

} // namespace reveille
