#pragma once

#include <QString>
#include <QStringList>

namespace reveille {

/// The second platform of the sandbox: instances that carry schedules of their own, in metros.
struct UnikraftOptions
{
    /// Each is served on a port of its own, and so is the control plane that lists them. Empty: no such
    /// platform. With a fixed port of the sandbox, the control plane has the next one and the metros those
    /// that follow.
    QStringList metros{QStringLiteral("fra"), QStringLiteral("sin")};
    /// Empty: a random one, made once per data directory and kept there (0600).
    QString token;
    /// How many times faster than the injected clock the platform's calendar passes: its timestamps, its
    /// schedules and its autokills. Changes of state take what SandboxOptions::speed makes of them.
    double calendarSpeed = 1;
    /// An exec that is due on an instance that is not running starts it first, instead of being skipped.
    bool execWakes = false;
    /// Take calendar expressions that name a time zone.
    bool zones = false;
    /// Instances that may run at once in one metro.
    int mostLive = 100'000;
    /// Instances to make in the first metro when the data directory is used for the first time, and how many
    /// schedules each gets (at most 8).
    int seedInstances = 0;
    int seedSchedules = 2;
};

} // namespace reveille
