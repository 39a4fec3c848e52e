#include "core/runner/MachineDesk.h"

#include "core/runner/Advance.h"
#include "core/runner/AdvanceStep.h"

#include <algorithm>
#include <chrono>

#include <QUuid>

using namespace Qt::StringLiterals;

namespace reveille {

using namespace std::chrono;

namespace {

constexpr minutes kAlarmAfter{7};
constexpr milliseconds kFirstConfirm{100};
constexpr int kConfirmPolls = 40;

} // namespace

MachineDesk::MachineDesk(const Clock& clock, Alarm& alarm, Journal& journal, ProviderLookup provider,
                         QObject* parent)
    : QObject(parent), m_clock(clock), m_alarm(alarm), m_journal(journal), m_provider(std::move(provider))
{}

void MachineDesk::restore(const QVector<MachineLease>& leases)
{
    m_book.restore(leases);
}

void MachineDesk::settleOwed()
{
    for (const MachineKey& machine : m_book.owingSleep()) {
        if (find(machine))
            continue;
        m_book.oweSleep(machine, m_clock.now());
        beginSleep(machine, {});
    }
}

void MachineDesk::acquire(const RunId& run, const MachineKey& machine, bool resumes, const MachineUse& use)
{
    // A sleep that has not been sent yet is no longer wanted; one that has must be answered first.
    if (const auto it = m_sleeps.find(machine); it != m_sleeps.end()) {
        const MachineLease* lease = m_book.find(machine);
        if (lease && it->second.wait != 0 && it->second.polls == 0) {
            m_alarm.cancel(it->second.wait);
            tellReleased(machine);
            m_sleeps.erase(it);
        }
    }
    if (m_book.acquire(run, machine, resumes, m_clock.now(), use) == LeaseBook::Turn::Granted)
        Q_EMIT granted(run);
}

void MachineDesk::release(const RunId& run, const MachineKey& machine)
{
    const LeaseBook::Release result = m_book.release(run, machine, m_clock.now());
    if (result.what == LeaseBook::Release::What::SleepOwed) {
        persist(machine);
        // The run has its outcome already; it closes when the sleep is accepted, so that its steps tell of
        // it.
        m_journal.then([this, machine, run] { beginSleep(machine, run); });
        return;
    }
    // Left awake though we woke it, as its policy wants: no sleep is owed any more.
    if (result.what == LeaseBook::Release::What::LeftAsIs && result.wokenByUs)
        persist(machine);
    Q_EMIT released(run, result.wokenByUs);
    for (const RunId& next : result.granted)
        Q_EMIT granted(next);
}

void MachineDesk::woken(const MachineKey& machine, MachinePhase before)
{
    m_book.woken(machine, before);
    persist(machine);
}

void MachineDesk::stop()
{
    for (auto& [machine, sleep] : m_sleeps) {
        if (sleep.wait != 0)
            m_alarm.cancel(sleep.wait);
    }
    m_sleeps.clear();
}

MachineDesk::Sleep* MachineDesk::find(const MachineKey& machine)
{
    const auto it = m_sleeps.find(machine);
    return it == m_sleeps.end() ? nullptr : &it->second;
}

void MachineDesk::persist(const MachineKey& machine)
{
    const MachineLease* lease = m_book.find(machine);
    if (lease && lease->wokenByUs)
        m_journal.put(*lease);
    else
        m_journal.drop(machine);
}

void MachineDesk::beginSleep(const MachineKey& machine, const RunId& run)
{
    const MachineLease* lease = m_book.find(machine);
    if (!lease || !lease->sleepOwedSince) {
        // Another run has taken the machine in the meantime: it owes the sleep now.
        Q_EMIT released(run, true);
        return;
    }
    tellReleased(machine);
    m_sleeps[machine].run = run;
    checkForeign(machine);
}

void MachineDesk::checkForeign(const MachineKey& machine)
{
    Sleep* sleep = find(machine);
    if (!sleep)
        return;
    sleep->wait = 0;
    Provider* provider = m_provider(machine.account);
    if (!provider) {
        // The account is gone, and with it every means to put the machine to sleep.
        settle(machine);
        return;
    }
    m_book.sleepSent(machine);
    sleep->call =
        provider->listExecutions(machine.machine, [this, machine](const Result<QVector<Execution>>& answer) {
            if (!answer) {
                if (answer.error().code == ErrorCode::NotFound)
                    settle(machine);
                else
                    tryAgain(machine, answer.error());
                return;
            }
            const bool foreign = std::ranges::any_of(
                *answer, [](const Execution& execution) { return !isTerminal(execution.status); });
            if (foreign) {
                // Somebody else's work: their machine now, and autosleep's.
                settle(machine);
                return;
            }
            if (handOver(machine))
                return;
            sendSleep(machine);
        });
}

void MachineDesk::sendSleep(const MachineKey& machine)
{
    Sleep* sleep = find(machine);
    Provider* provider = m_provider(machine.account);
    if (!sleep || !provider)
        return;
    persist(machine);
    const QString key = u"sleep-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
    sleep->call = provider->sleep(machine.machine, key, [this, machine](const Result<Machine>& answer) {
        sleepAnswered(machine, answer);
    });
}

void MachineDesk::sleepAnswered(const MachineKey& machine, const Result<Machine>& answer)
{
    Sleep* sleep = find(machine);
    if (!sleep)
        return;
    if (answer) {
        see(machine, *answer);
        tellReleased(machine);
        if (answer->phase == MachinePhase::Sleeping)
            settle(machine);
        else
            confirmAsleep(machine);
        return;
    }
    switch (answer.error().code) {
    case ErrorCode::NotFound:
    case ErrorCode::LifecycleForbidden: // autosleep is the net below us there
        settle(machine);
        return;
    default:
        tryAgain(machine, answer.error());
        return;
    }
}

void MachineDesk::confirmAsleep(const MachineKey& machine)
{
    Sleep* sleep = find(machine);
    if (!sleep)
        return;
    ++sleep->polls;
    sleep->wait =
        m_alarm.after(std::min<milliseconds>(kFirstConfirm * sleep->polls, seconds(1)), [this, machine] {
            Sleep* waiting = find(machine);
            Provider* provider = m_provider(machine.account);
            if (!waiting || !provider)
                return;
            waiting->wait = 0;
            waiting->call =
                provider->getMachine(machine.machine, [this, machine](const Result<Machine>& answer) {
                    confirmed(machine, answer);
                });
        });
}

void MachineDesk::confirmed(const MachineKey& machine, const Result<Machine>& answer)
{
    Sleep* sleep = find(machine);
    if (!sleep)
        return;
    if (answer)
        see(machine, *answer);
    if (answer && answer->phase == MachinePhase::GoingToSleep && sleep->polls < kConfirmPolls) {
        confirmAsleep(machine);
        return;
    }
    if (!answer && isTransient(answer.error())) {
        // Nobody knows whether it sleeps: later the same once more, a machine that sleeps takes no harm.
        tryAgain(machine, answer.error());
        return;
    }
    if (answer && answer->phase == MachinePhase::Running) {
        // Accepted, and yet awake: ask again rather than let it bill.
        sleep->polls = 0;
        Error error;
        error.code = ErrorCode::InvalidState;
        error.detail = answer->reason;
        tryAgain(machine, error);
        return;
    }
    settle(machine);
}

void MachineDesk::tryAgain(const MachineKey& machine, const Error& error)
{
    Sleep* sleep = find(machine);
    if (!sleep)
        return;
    m_book.sleepEnded(machine, error.detail);
    persist(machine);
    tellReleased(machine);
    const MachineLease* lease = m_book.find(machine);
    if (!lease)
        return;
    if (lease->sleepOwedSince && m_clock.now() - *lease->sleepOwedSince > kAlarmAfter && !sleep->alarmed) {
        sleep->alarmed = true;
        Q_EMIT leftAwake(machine, error);
    }
    if (handOver(machine))
        return;
    sleep->polls = 0;
    sleep->wait =
        m_alarm.after(backOff(lease->sleepAttempts, error), [this, machine] { checkForeign(machine); });
}

bool MachineDesk::handOver(const MachineKey& machine)
{
    if (!m_book.waiting(machine))
        return false;
    if (const MachineLease* lease = m_book.find(machine); lease && lease->sleepOwedSince) {
        m_book.sleepEnded(machine, {});
        persist(machine);
    }
    tellReleased(machine);
    m_sleeps.erase(machine);
    for (const RunId& next : m_book.takeTurns(machine))
        Q_EMIT granted(next);
    return true;
}

void MachineDesk::see(const MachineKey& key, Machine machine)
{
    machine.key = key;
    Q_EMIT machineSeen(machine);
}

void MachineDesk::settle(const MachineKey& machine)
{
    tellReleased(machine);
    const QVector<RunId> turns = m_book.settled(machine);
    m_sleeps.erase(machine);
    persist(machine);
    for (const RunId& next : turns)
        Q_EMIT granted(next);
}

void MachineDesk::tellReleased(const MachineKey& machine)
{
    Sleep* sleep = find(machine);
    if (!sleep || sleep->run.isEmpty())
        return;
    const RunId run = std::exchange(sleep->run, {});
    Q_EMIT released(run, true);
}

} // namespace reveille
