#pragma once

#include <memory>
#include <optional>

#include <QDBusConnection>
#include <QDBusUnixFileDescriptor>
#include <QFileSystemWatcher>
#include <QObject>
#include <QString>

namespace reveille {

/// What the computer as a whole is about to do, as systemd tells it on the system bus: sleep and resume
/// (org.freedesktop.login1, PrepareForSleep) and another time zone (org.freedesktop.timedate1, and the link
/// at /etc/localtime for those who set it by hand). Without a bus nothing is told, and nothing depends on it:
/// the clocks show a sleep as well. Belongs to the thread that made it.
class SystemEvents final : public QObject
{
    Q_OBJECT

public:
    /// An empty `bus` is the system's own; `localTime` is the link that names the time zone.
    explicit SystemEvents(QString bus = {}, QString localTime = QStringLiteral("/etc/localtime"),
                          QObject* parent = nullptr);
    ~SystemEvents() override;

    /// Connects and listens from now on; false where there is no bus. Calling it again changes nothing.
    bool start();
    /// While `busy`, a sleep waits for us, at most as long as logind allows (InhibitDelayMaxSec, 5 s).
    void setBusy(bool busy);

Q_SIGNALS:
    void sleepComes();
    /// The computer is awake again, or stays so.
    void awake();
    void timeZoneChanged();

private Q_SLOTS:
    void prepareForSleep(bool comes);
    void timeDateChanged(const QString& interface, const QVariantMap& changed,
                         const QStringList& invalidated);

private:
    void askForDelay();
    void release();
    void lookAtZone();
    [[nodiscard]] QString zoneNow() const;

    QString m_address;
    QString m_localTime;
    QString m_name; ///< of the connection; empty while there is none
    bool m_busy = false;
    bool m_asking = false;
    QDBusUnixFileDescriptor m_delay;
    QFileSystemWatcher m_watcher;
    QString m_zone;
};

} // namespace reveille
