#pragma once

#include "core/model/Clock.h"
#include "core/providers/Provider.h"
#include "core/runner/Alarm.h"
#include "core/runner/Journal.h"
#include "core/runner/LeaseBook.h"

#include <functional>
#include <unordered_map>

#include <QObject>

namespace reveille {

/// Finds the provider of an account; null when the account is gone or cannot be used.
using ProviderLookup = std::function<Provider*(const AccountId&)>;

/// Hands machines to runs, one at a time, and puts a machine that we woke back to sleep after the last of
/// them: on every path, across restarts, and never while an execution that is not ours runs on it.
class MachineDesk : public QObject
{
    Q_OBJECT

public:
    MachineDesk(const Clock& clock, Alarm& alarm, Journal& journal, ProviderLookup provider,
                QObject* parent = nullptr);

    /// The leases of the journal; the sleeps that are owed begin with settleOwed(), after the open runs have
    /// come back.
    void restore(const QVector<MachineLease>& leases);
    void settleOwed();
    /// Whether there is a lease of that machine here.
    [[nodiscard]] bool knows(const MachineKey& machine) const { return m_book.find(machine) != nullptr; }

    void acquire(const RunId& run, const MachineKey& machine, bool resumes, const MachineUse& use = {});
    void release(const RunId& run, const MachineKey& machine);
    /// Our wake goes out next: the lease is in the same batch of the journal.
    void woken(const MachineKey& machine, MachinePhase before);
    /// Ends all calls; what is owed stays in the journal.
    void stop();

Q_SIGNALS:
    void granted(const reveille::RunId& run);
    void released(const reveille::RunId& run, bool wokenByUs);
    void machineSeen(const reveille::Machine& machine);
    /// A sleep has failed for so long that a person should know.
    void leftAwake(const reveille::MachineKey& machine, const reveille::Error& error);

private:
    struct Sleep
    {
        Call call;
        Alarm::Token wait = 0;
        RunId run; ///< the run that is released with this sleep, if any
        bool alarmed = false;
        int polls = 0;
    };

    void beginSleep(const MachineKey& machine, const RunId& run);
    void checkForeign(const MachineKey& machine);
    void sendSleep(const MachineKey& machine);
    void sleepAnswered(const MachineKey& machine, const Result<Machine>& answer);
    void confirmAsleep(const MachineKey& machine);
    void confirmed(const MachineKey& machine, const Result<Machine>& answer);
    void tryAgain(const MachineKey& machine, const Error& error);
    /// Somebody wants the machine that was about to sleep: no sleep is owed until they are done.
    bool handOver(const MachineKey& machine);
    /// Nothing is owed any more.
    void settle(const MachineKey& machine);
    void tellReleased(const MachineKey& machine);
    void see(const MachineKey& key, Machine machine);
    void persist(const MachineKey& machine);
    Sleep* find(const MachineKey& machine);

    struct KeyHash
    {
        size_t operator()(const MachineKey& key) const noexcept { return qHash(key); }
    };

    const Clock& m_clock;
    Alarm& m_alarm;
    Journal& m_journal;
    ProviderLookup m_provider;
    LeaseBook m_book;
    std::unordered_map<MachineKey, Sleep, KeyHash> m_sleeps;
};

} // namespace reveille
