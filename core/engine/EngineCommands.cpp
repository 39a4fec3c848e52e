#include "core/engine/Engine.h"

#include "core/engine/ScheduleCheck.h"
#include "core/runner/NewRun.h"

#include <algorithm>
#include <utility>

#include <QUuid>

using namespace Qt::StringLiterals;

namespace reveille {

// --- Accounts ---

void Engine::saveAccount(const Account& account, const QString& key, const Reply<Account>& reply)
{
    Account saved = account;
    saved.name = saved.name.trimmed();
    if (saved.name.isEmpty()) {
        reply(fail(ErrorCode::InvalidArgument, u"name"_s, u"An account needs a name."_s));
        return;
    }
    if (saved.id.isEmpty())
        saved.id.value = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto taken = std::ranges::any_of(m_accounts, [&](const Account& other) {
        return other.id != saved.id && other.name.compare(saved.name, Qt::CaseInsensitive) == 0;
    });
    if (taken) {
        reply(fail(ErrorCode::AlreadyExists, saved.name));
        return;
    }
    const auto known = std::ranges::find(m_accounts, saved.id, &Account::id);
    const std::optional<Account> before =
        known == m_accounts.cend() ? std::nullopt : std::optional<Account>(*known);
    const auto save = [this, saved, before, reply](const Result<void>& stored) {
        if (!stored) {
            reply(tl::unexpected(stored.error()));
            return;
        }
        if (const auto written = m_store->saveAccount(saved); !written) {
            reply(tl::unexpected(written.error()));
            return;
        }
        if (const auto applied = afterEdit(); !applied) {
            reply(tl::unexpected(applied.error()));
            return;
        }
        Changes changes;
        changes.accounts.append(saved);
        Q_EMIT changed(changes);
        // A key that is looked for elsewhere from now on is kept nowhere it was.
        if (before && before->keySource != saved.keySource)
            m_ports.forgetKey(*before, [](const Result<void>&) {});
        m_watch.refresh(saved.id, [](const Result<void>&) {});
        answerAfterPoke<Account>(reply, saved);
    };
    const bool keyIsKept = saved.keySource == KeySource::Keychain || saved.keySource == KeySource::KeyFile ||
                           saved.keySource == KeySource::Session;
    if (keyIsKept && !key.isEmpty())
        m_ports.storeKey(saved, key, save);
    else
        save({});
}

void Engine::removeAccount(const AccountId& account, const Reply<void>& reply)
{
    const auto it = std::ranges::find(m_accounts, account, &Account::id);
    if (it == m_accounts.cend()) {
        reply(fail(ErrorCode::NotFound, account.value));
        return;
    }
    const Account removed = *it;
    QVector<ScheduleId> schedules;
    for (const Schedule& schedule : std::as_const(m_schedules)) {
        if (schedule.machine.account == account)
            schedules.append(schedule.id);
    }
    if (const auto gone = m_store->removeAccount(account); !gone) {
        reply(gone);
        return;
    }
    if (const auto applied = afterEdit(); !applied) {
        reply(applied);
        return;
    }
    Changes changes;
    changes.accountsRemoved.append(account);
    changes.schedulesRemoved = schedules;
    Q_EMIT changed(changes);
    // The account is gone either way; a keychain that is locked keeps a key that nothing refers to.
    m_ports.forgetKey(removed, [this, reply](const Result<void>&) { answerAfterPoke<void>(reply, {}); });
}

void Engine::testAccount(const Account& account, const QString& key, const Reply<void>& reply)
{
    const quint64 token = ++m_lastCall;
    auto provider = key.isEmpty() ? m_ports.makeProvider(account) : m_ports.makeTrialProvider(account, key);
    Provider* trial = provider.get();
    m_trials[token] = std::move(provider);
    m_calls[token] = trial->testConnection([this, token, reply](const Result<void>& answer) {
        reply(answer);
        // Not now: this is still inside the trial's own reply.
        QMetaObject::invokeMethod(
            this,
            [this, token] {
                m_calls.erase(token);
                m_trials.erase(token);
            },
            Qt::QueuedConnection);
    });
}

// --- Machines ---

void Engine::callMachine(const MachineKey& machine, const MachineCall& call, const Reply<Machine>& reply)
{
    Provider* provider = m_watch.provider(machine.account);
    if (!provider) {
        reply(fail(ErrorCode::NotFound, machine.machine.value));
        return;
    }
    const quint64 token = ++m_lastCall;
    m_calls[token] = call(*provider, [this, machine, reply, token](const Result<Machine>& answer) {
        const Call finished = release(token);
        machineAnswered(machine, answer, reply);
    });
}

Call Engine::release(quint64 token)
{
    const auto it = m_calls.find(token);
    if (it == m_calls.end())
        return {};
    Call call = std::move(it->second);
    m_calls.erase(it);
    return call;
}

void Engine::refreshMachines(const Reply<void>& reply)
{
    m_watch.refresh(reply);
}

void Engine::machineAnswered(const MachineKey& key, const Result<Machine>& answer,
                             const Reply<Machine>& reply)
{
    if (!answer) {
        reply(answer);
        return;
    }
    Machine machine = *answer;
    machine.key = key;
    machine.name = m_names.value(key, machine.name);
    m_watch.see(machine);
    reply(machine);
}

void Engine::createMachine(const AccountId& account, const MachineSpec& spec, const QString& name,
                           const Reply<Machine>& reply)
{
    Provider* provider = m_watch.provider(account);
    if (!provider) {
        reply(fail(ErrorCode::NotFound, account.value));
        return;
    }
    const quint64 token = ++m_lastCall;
    const auto created = [this, account, name = name.trimmed(), reply, token](const Result<Machine>& answer) {
        const Call finished = release(token);
        const MachineKey key{account, answer ? answer->key.machine : MachineId{}};
        // The machine exists whatever becomes of its name.
        if (answer && !name.isEmpty() && m_store->setMachineName(key, name)) {
            m_names.insert(key, name);
            m_watch.setNames(m_names);
        }
        machineAnswered(key, answer, reply);
    };
    m_calls[token] = provider->createMachine(spec, freshKey("create-"), created);
}

void Engine::deleteMachine(const MachineKey& machine, const Reply<void>& reply)
{
    Provider* provider = m_watch.provider(machine.account);
    if (!provider) {
        reply(fail(ErrorCode::NotFound, machine.machine.value));
        return;
    }
    const quint64 token = ++m_lastCall;
    m_calls[token] = provider->deleteMachine(machine.machine, freshKey("delete-"),
                                             [this, machine, reply, token](const Result<void>& answer) {
                                                 const Call finished = release(token);
                                                 if (answer) {
                                                     m_watch.forget(machine);
                                                     m_names.remove(machine);
                                                     // Its id never comes back; a name left behind would only
                                                     // be seen as a machine that nobody can reach.
                                                     (void)m_store->setMachineName(machine, {});
                                                 }
                                                 reply(answer);
                                             });
}

void Engine::wakeMachine(const MachineKey& machine, const Reply<Machine>& reply)
{
    callMachine(
        machine,
        [&](Provider& provider, Reply<Machine> answer) {
            return provider.wake(machine.machine, freshKey("wake-"), std::move(answer));
        },
        reply);
}

void Engine::sleepMachine(const MachineKey& machine, const Reply<Machine>& reply)
{
    callMachine(
        machine,
        [&](Provider& provider, Reply<Machine> answer) {
            return provider.sleep(machine.machine, freshKey("sleep-"), std::move(answer));
        },
        reply);
}

void Engine::renameMachine(const MachineKey& machine, const QString& name, const Reply<void>& reply)
{
    const QString trimmed = name.trimmed();
    if (isNameTaken(machine, trimmed)) {
        reply(fail(ErrorCode::AlreadyExists, trimmed));
        return;
    }
    if (const auto saved = m_store->setMachineName(machine, trimmed); !saved) {
        reply(saved);
        return;
    }
    answerAfterPoke<void>(reply, afterEdit());
}

// --- Schedules ---

void Engine::saveSchedule(const Schedule& schedule, const Reply<Schedule>& reply)
{
    const auto before = knownSchedule(schedule.id);
    const auto checked = checkSchedule(schedule, before, m_ports.clock->now());
    if (!checked) {
        reply(checked);
        return;
    }
    const bool knowsAccount =
        std::ranges::any_of(m_accounts, [&](const Account& a) { return a.id == checked->machine.account; });
    if (!knowsAccount) {
        reply(fail(ErrorCode::NotFound, checked->machine.account.value));
        return;
    }
    if (checked->firedBy == FiredBy::Provider || (before && before->firedBy == FiredBy::Provider)) {
        saveAtProvider(*checked, before, reply);
        return;
    }
    if (const auto stored = storeEdit(*checked); !stored) {
        reply(tl::unexpected(stored.error()));
        return;
    }
    answerAfterPoke<Schedule>(reply, *checked);
}

Result<void> Engine::dropSchedule(const ScheduleId& schedule)
{
    if (const auto removed = m_store->removeSchedule(schedule); !removed)
        return removed;
    if (const auto applied = afterEdit(); !applied)
        return applied;
    Changes changes;
    changes.schedulesRemoved.append(schedule);
    changes.status = currentStatus();
    Q_EMIT changed(changes);
    return {};
}

void Engine::removeSchedule(const ScheduleId& schedule, const Reply<void>& reply)
{
    const auto known = knownSchedule(schedule);
    if (!known) {
        reply(fail(ErrorCode::NotFound, schedule.value));
        return;
    }
    const auto dropped = [this, reply](const Result<void>& answer) { answerAfterPoke<void>(reply, answer); };
    if (known->firedBy == FiredBy::Provider)
        m_desk.remove(*known, dropped);
    else
        dropped(dropSchedule(schedule));
}

void Engine::setScheduleEnabled(const ScheduleId& schedule, bool enabled, const Reply<void>& reply)
{
    auto known = knownSchedule(schedule);
    if (!known) {
        reply(fail(ErrorCode::NotFound, schedule.value));
        return;
    }
    known->enabled = enabled;
    saveSchedule(*known, [reply](const Result<Schedule>& answer) {
        if (answer)
            reply({});
        else
            reply(tl::unexpected(answer.error()));
    });
}

// --- Runs ---

void Engine::runNow(const ScheduleId& schedule, const Reply<Run>& reply)
{
    const auto known = knownSchedule(schedule);
    if (!known) {
        reply(fail(ErrorCode::NotFound, schedule.value));
        return;
    }
    if (m_runner) {
        reply(m_runner->runNow(schedule));
        return;
    }
    const calendar::Instant now = m_ports.clock->now();
    const Run run = manualRun(*known, now);
    JournalBatch batch;
    batch.runs.append(run);
    if (const auto written = m_store->commit(batch); !written) {
        reply(tl::unexpected(written.error()));
        return;
    }
    followElsewhere(run.id);
    answerAfterPoke<Run>(reply, run);
}

void Engine::cancelRun(const RunId& run, const Reply<void>& reply)
{
    if (m_runner) {
        reply(m_runner->cancelRun(run));
        return;
    }
    sendToRunner(m_store->directory(), "cancel " + run.value.toUtf8(), this,
                 [reply, run](const Result<bool>& answer) {
                     if (answer && *answer)
                         reply({});
                     else
                         reply(fail(ErrorCode::NotFound, run.value));
                 });
}

void Engine::fetchRun(const QString& idOrPrefix, const Reply<Run>& reply)
{
    reply(m_store->run(idOrPrefix));
}

// --- The runner ---

void Engine::pause(std::optional<calendar::Instant> until, const QString& note, const Reply<void>& reply)
{
    const Pause pause{m_ports.clock->now(), until, note};
    const auto saved = m_runner ? m_runner->setPause(pause) : m_store->setPause(pause);
    if (saved)
        announceStatus();
    answerAfterPoke<void>(reply, saved);
}

void Engine::resume(const Reply<void>& reply)
{
    const auto saved = m_runner ? m_runner->setPause(std::nullopt) : m_store->setPause(std::nullopt);
    if (saved)
        announceStatus();
    answerAfterPoke<void>(reply, saved);
}

} // namespace reveille
