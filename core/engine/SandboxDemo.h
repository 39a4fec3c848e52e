#pragma once

#include "core/engine/EngineClient.h"

#include <QHash>
#include <QObject>
#include <QVector>

namespace reveille {

/// Furnishes the built-in sandbox for somebody who has just arrived: an account, names for its two machines,
/// three schedules of which the first fires within a minute, and two instances with schedules that the
/// provider fires. What is there already is left alone, so it may be asked for at every start. Works through
/// the commands everybody uses.
class SandboxDemo final : public QObject
{
    Q_OBJECT

public:
    explicit SandboxDemo(EngineClient& client, QObject* parent = nullptr);

    /// Call after connectToEngine(); `reply` comes once, and the object may be deleted then.
    void ensure(Reply<void> reply);
    /// For what the engine told before this object was there to hear it.
    void learn(const Changes& changes);

private:
    void ensureAccount();
    void readMachines();
    void ensureNames();
    void furnish(const QVector<MachineKey>& own, bool hasInstance);
    void saveNext();
    void createNext();
    void done(Result<void> result);

    EngineClient& m_client;
    Reply<void> m_reply;
    bool m_connected = false;
    bool m_wanted = false;
    AccountId m_account;
    QVector<Account> m_accounts;
    QHash<MachineKey, Machine> m_machines;
    QHash<ScheduleId, Schedule> m_schedules;
    QVector<Schedule> m_toSave;
    QVector<MachineSpec> m_toCreate;
};

} // namespace reveille
