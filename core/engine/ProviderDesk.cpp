#include "core/engine/ProviderDesk.h"

#include "core/engine/ProviderEdits.h"
#include "core/engine/ProviderForm.h"
#include "core/engine/ProviderMerge.h"
#include "core/providers/InstanceControl.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reveille {

using calendar::Instant;

namespace {

QStringList namesOf(const QVector<ProviderSchedule>& entries)
{
    QStringList names;
    for (const ProviderSchedule& entry : entries)
        names.append(entry.name);
    return names;
}

bool anyThere(const Machine& machine, const QStringList& names)
{
    return std::ranges::any_of(names, [&](const QString& name) { return entryNamed(machine, name); });
}

/// The side of a schedule that is kept there as `entries`, or only here.
ProviderSide sideOf(const QVector<ProviderSchedule>& entries, bool isThere)
{
    ProviderSide side;
    side.agreed = entries.constFirst();
    if (isThere)
        side.seen = side.agreed;
    for (qsizetype i = 1; i < entries.size(); ++i)
        side.more.append({entries[i], isThere ? std::optional(entries[i]) : std::nullopt});
    return side;
}

Schedule agreedOn(Schedule schedule, const QVector<ProviderSchedule>& kept, Instant now)
{
    ProviderSide side = sideOf(kept, true);
    side.nextDiffers =
        std::ranges::any_of(kept, [now](const ProviderSchedule& entry) { return nextDiffers(entry, now); });
    schedule.provider = std::move(side);
    return schedule;
}

} // namespace

ProviderDesk::ProviderDesk(Ports ports, QObject* parent) : QObject(parent), m_ports(std::move(ports)) {}

std::optional<Schedule> ProviderDesk::row(const ScheduleId& id) const
{
    for (const Schedule& schedule : m_ports.stored()) {
        if (schedule.id == id)
            return schedule;
    }
    return std::nullopt;
}

InstanceControl* ProviderDesk::control(const MachineKey& machine) const
{
    Provider* provider = m_ports.provider(machine.account);
    return provider ? provider->instanceControl(machine.machine) : nullptr;
}

// --- What was read ---

void ProviderDesk::merge(const QVector<Machine>& machines)
{
    QVector<Machine> read;
    for (const Machine& machine : machines) {
        if (machine.providerSchedules && !m_sending.contains(machine.key))
            read.append(machine);
    }
    if (read.isEmpty())
        return;
    const auto changed = [this](const QVector<Machine>& of) {
        return mergeProviderSchedules(of, m_ports.stored(), m_ports.clock->now());
    };
    const QVector<Schedule> rows = changed(read);
    if (rows.isEmpty() || m_ports.store(rows))
        return;
    // Another process adopted the same schedule a moment before: its row has been read by now. Whatever is
    // refused for good must not hold up the other machines.
    for (const Machine& machine : std::as_const(read)) {
        if (const QVector<Schedule> again = changed({machine}); !again.isEmpty())
            (void)m_ports.store(again);
    }
}

void ProviderDesk::machinesGone(const QVector<MachineKey>& machines)
{
    const QVector<Schedule> rows = withoutMachines(machines, m_ports.stored());
    if (!rows.isEmpty())
        (void)m_ports.store(rows);
}

// --- One edit of a machine at a time ---

void ProviderDesk::enqueue(JobPtr job)
{
    auto& waiting = m_jobs[job->machine];
    waiting.push_back(std::move(job));
    if (waiting.size() == 1)
        next(waiting.front()->machine);
}

void ProviderDesk::next(const MachineKey& machine)
{
    const auto it = m_jobs.find(machine);
    if (it == m_jobs.end())
        return;
    if (it->second.empty()) {
        m_jobs.erase(it);
        return;
    }
    const JobPtr job = it->second.front();
    if (job->isQuiet)
        m_sending.insert(machine);
    read(job, [this, job](const Machine& read) { decided(job, read); });
}

void ProviderDesk::finish(const JobPtr& job, const std::function<void()>& tell)
{
    m_sending.remove(job->machine);
    tell();
    // By way of the event loop: this may still be inside a provider's reply.
    QMetaObject::invokeMethod(
        this,
        [this, machine = job->machine] {
            m_calls.erase(machine);
            const auto it = m_jobs.find(machine);
            if (it == m_jobs.end())
                return;
            it->second.pop_front();
            next(machine);
        },
        Qt::QueuedConnection);
}

void ProviderDesk::read(const JobPtr& job, std::function<void(const Machine&)> then)
{
    Provider* provider = m_ports.provider(job->machine.account);
    if (!provider) {
        finish(job, [job] { job->failed(fail(ErrorCode::NotFound, job->machine.account.value).value()); });
        return;
    }
    m_calls[job->machine] = provider->getMachine(
        job->machine.machine, [this, job, then = std::move(then)](const Result<Machine>& answer) {
            if (!answer) {
                finish(job, [job, error = answer.error()] { job->failed(error); });
                return;
            }
            Machine machine = *answer;
            machine.key = job->machine;
            m_ports.saw(machine);
            if (job->readings++ == 0)
                merge({machine});
            then(machine);
        });
}

void ProviderDesk::decided(const JobPtr& job, const Machine& machine)
{
    const auto edits = job->decide(machine);
    if (!edits) {
        finish(job, [job, error = edits.error()] { job->failed(error); });
        return;
    }
    if (edits->isEmpty()) {
        finish(job, [job, machine] { job->done(machine, std::nullopt); });
        return;
    }
    send(job, *edits, [this, job](const std::optional<Error>& refused) { verify(job, refused); });
}

void ProviderDesk::send(const JobPtr& job, const Edits& edits, std::function<void(std::optional<Error>)> then)
{
    InstanceControl* instances = control(job->machine);
    if (!instances) {
        finish(job, [job] {
            job->failed(fail(ErrorCode::InvalidArgument, job->machine.machine.value,
                             u"The cloud of this machine fires no schedules."_s)
                            .value());
        });
        return;
    }
    m_sending.insert(job->machine);
    QVector<std::pair<MachineId, ProviderScheduleEdit>> items;
    for (const ProviderScheduleEdit& edit : edits)
        items.append({job->machine.machine, edit});
    m_calls[job->machine] = instances->editSchedules(
        items, [then = std::move(then)](const Result<QVector<Result<void>>>& answer) {
            std::optional<Error> refused;
            if (!answer) {
                refused = answer.error();
            } else {
                for (const Result<void>& item : *answer) {
                    if (!item && !refused)
                        refused = item.error();
                }
            }
            then(refused);
        });
}

/// The second reading decides: it also settles an answer that was lost, and edits by others at the same
/// moment that an answer counts as a refusal of ours.
void ProviderDesk::verify(const JobPtr& job, const std::optional<Error>& refused)
{
    read(job, [this, job, refused](const Machine& machine) {
        QVector<ProviderSchedule> lost;
        for (const ProviderSchedule& entry : std::exchange(job->takenAway, {})) {
            if (refused && !entryNamed(machine, entry.name))
                lost.append(entry);
        }
        if (lost.isEmpty()) {
            finish(job, [job, machine, refused] { job->done(machine, refused); });
            return;
        }
        // The old entries went and the new ones were refused: the old ones go back.
        send(job, {addingEntries(lost)},
             [this, job, refused](const std::optional<Error>&) { verify(job, refused); });
    });
}

// --- Edits ---

Result<void> ProviderDesk::checkUnchanged(const std::optional<Schedule>& before) const
{
    if (!before || !before->provider)
        return {};
    const auto now = row(before->id);
    if (!now || !now->provider)
        return fail(ErrorCode::NotFound, before->name);
    const auto asks = [](const ProviderSchedule& a, const ProviderSchedule& b) { return a.asks(b); };
    const bool asBefore = std::ranges::equal(now->provider->allSeen(), before->provider->allSeen(), asks);
    if (now->provider->drift == Drift::None || asBefore)
        return {};
    return fail(ErrorCode::InvalidState, now->name,
                now->provider->drift == Drift::RemovedThere
                    ? u"Somebody else removed this schedule at the provider in the meantime."_s
                    : u"Somebody else changed this schedule at the provider in the meantime."_s);
}

Result<ProviderDesk::Edits> ProviderDesk::editsFor(Job& job, const Machine& machine, const Schedule& wanted,
                                                   const std::optional<Schedule>& before) const
{
    if (const auto unchanged = checkUnchanged(before); !unchanged)
        return tl::unexpected(unchanged.error());
    // An edit that waited before this one may have given it other names.
    const auto current = before ? row(before->id) : std::nullopt;
    if (current && current->provider && current->machine == wanted.machine)
        job.oldNames = namesOf(current->provider->allAgreed());
    QStringList reserved;
    for (const Schedule& other : m_ports.stored()) {
        if (other.id != wanted.id && other.provider && other.machine == wanted.machine)
            reserved += namesOf(other.provider->allAgreed());
    }
    auto change =
        changeOf(machine, job.oldNames, wanted.enabled ? job.wanted : QVector<ProviderSchedule>(), reserved);
    if (!change)
        return tl::unexpected(change.error());
    if (wanted.enabled)
        job.wanted = change->wanted;
    job.takenAway = change->takenAway;
    return change->edits;
}

void ProviderDesk::save(const Schedule& wanted, const std::optional<Schedule>& before, Reply<Schedule> reply)
{
    const bool nameIsTheirs = before && before->provider && before->provider->agreed.name == wanted.name;
    if (const auto named = nameIsTheirs ? Result<void>() : checkProviderName(wanted.name); !named) {
        reply(tl::unexpected(named.error()));
        return;
    }
    const bool isTaken = std::ranges::any_of(m_ports.stored(), [&](const Schedule& other) {
        return other.id != wanted.id && other.firedBy == FiredBy::Provider &&
               other.machine == wanted.machine && other.name == wanted.name;
    });
    if (isTaken) {
        reply(fail(ErrorCode::AlreadyExists, wanted.name));
        return;
    }
    const auto form = providerFormOf(wanted, before, m_ports.clock->now());
    if (!form) {
        reply(tl::unexpected(form.error()));
        return;
    }
    m_sent.insert(wanted.id, Sent{wanted.when, wanted.zone, form->rightUntil});
    reply = [this, id = wanted.id, reply](const Result<Schedule>& answer) {
        if (!answer)
            m_sent.remove(id);
        reply(answer);
    };
    // On to another machine: there first, so that a refusal leaves everything as it was.
    if (before && before->provider && before->machine != wanted.machine) {
        saveThere(wanted, std::nullopt, form->entries,
                  [this, old = *before, reply](const Result<Schedule>& answer) {
                      if (!answer) {
                          reply(answer);
                          return;
                      }
                      auto job = std::make_shared<Job>();
                      job->machine = old.machine;
                      job->isQuiet = true;
                      job->decide = [names = namesOf(old.provider->allAgreed())](const Machine& machine) {
                          return changeOf(machine, names, {}, {}).map([](const ProviderChange& change) {
                              return change.edits;
                          });
                      };
                      // What is left behind there comes back as a schedule of its own with the next look.
                      job->done = [reply, answer](const Machine&, const std::optional<Error>&) {
                          reply(answer);
                      };
                      job->failed = [reply, answer](const Error&) { reply(answer); };
                      enqueue(job);
                  });
        return;
    }
    saveThere(wanted, before, form->entries, std::move(reply));
}

void ProviderDesk::saveHere(const Schedule& wanted, const Reply<Schedule>& reply)
{
    if (const auto stored = m_ports.store({wanted}); !stored)
        reply(tl::unexpected(stored.error()));
    else
        reply(wanted);
}

void ProviderDesk::saveThere(const Schedule& wanted, const std::optional<Schedule>& before,
                             const QVector<ProviderSchedule>& entries, Reply<Schedule> reply)
{
    auto job = std::make_shared<Job>();
    job->machine = wanted.machine;
    job->wanted = entries;
    job->decide = [this, job = job.get(), wanted, before](const Machine& machine) {
        return editsFor(*job, machine, wanted, before);
    };
    job->done = [this, job = job.get(), wanted, reply](const Machine& machine,
                                                       const std::optional<Error>& refused) {
        const auto kept = wanted.enabled ? keptEntries(machine, job->wanted) : std::nullopt;
        if (wanted.enabled ? !kept : anyThere(machine, job->oldNames)) {
            Error error = refused.value_or(
                fail(ErrorCode::InvalidState, wanted.name,
                     u"Somebody else changed this schedule at the provider in the meantime."_s)
                    .value());
            merge({machine});
            reply(tl::unexpected(std::move(error)));
            return;
        }
        Schedule saved = wanted;
        if (kept)
            saved = agreedOn(std::move(saved), *kept, m_ports.clock->now());
        else
            saved.provider = sideOf(job->wanted, false);
        if (const auto current = row(wanted.id); current && current->provider)
            saved.provider->resends = current->provider->resends;
        saveHere(saved, reply);
        // Everything else that somebody changed in between.
        merge({machine});
    };
    job->failed = [reply](const Error& error) { reply(tl::unexpected(error)); };
    enqueue(job);
}

void ProviderDesk::remove(const Schedule& schedule, Reply<void> reply)
{
    const auto drop = [this, id = schedule.id, reply] { reply(m_ports.drop(id)); };
    const bool isThere = schedule.provider && (schedule.enabled || !schedule.provider->allSeen().isEmpty());
    if (!isThere || !m_ports.provider(schedule.machine.account)) {
        drop();
        return;
    }
    const QStringList names = namesOf(schedule.provider->allAgreed());
    auto job = std::make_shared<Job>();
    job->machine = schedule.machine;
    job->decide = [this, schedule, names](const Machine& machine) -> Result<Edits> {
        if (!anyThere(machine, names))
            return Edits{};
        if (const auto unchanged = checkUnchanged(schedule); !unchanged)
            return tl::unexpected(unchanged.error());
        return changeOf(machine, names, {}, {}).map([](const ProviderChange& change) {
            return change.edits;
        });
    };
    job->done = [this, names, drop, reply](const Machine& machine, const std::optional<Error>& refused) {
        if (anyThere(machine, names) && refused)
            reply(tl::unexpected(*refused));
        else
            drop();
        merge({machine}); // one that somebody put there again meanwhile is theirs
    };
    job->failed = [drop, reply](const Error& error) {
        if (error.code == ErrorCode::NotFound)
            drop();
        else
            reply(tl::unexpected(error));
    };
    enqueue(job);
}

void ProviderDesk::resolve(const Schedule& schedule, DriftChoice choice, Reply<Schedule> reply)
{
    if (schedule.firedBy != FiredBy::Provider || !schedule.provider) {
        reply(fail(ErrorCode::InvalidArgument, schedule.name));
        return;
    }
    if (choice == DriftChoice::SendOurs) {
        saveThere(schedule, schedule, schedule.provider->allAgreed(), std::move(reply));
        return;
    }
    auto job = std::make_shared<Job>();
    job->machine = schedule.machine;
    job->decide = [](const Machine&) { return Result<Edits>(Edits{}); };
    const auto take = [this, id = schedule.id, reply](const Machine& machine) {
        auto current = row(id);
        if (!current || !current->provider) {
            reply(fail(ErrorCode::NotFound, id.value));
            return;
        }
        const Instant now = m_ports.clock->now();
        const QVector<ProviderSchedule> kept = theirVersion(machine, *current->provider);
        current->enabled = !kept.isEmpty();
        if (current->enabled) {
            const auto resends = current->provider->resends;
            current = agreedOn(withTheirs(*current, kept), kept, now);
            current->provider->resends = resends;
            current->effectiveFrom = now;
        } else {
            const auto resends = current->provider->resends;
            current->provider = sideOf(current->provider->allAgreed(), false);
            current->provider->resends = resends;
        }
        saveHere(*current, reply);
        merge({machine}); // an entry that does something else now is a schedule of its own
    };
    job->done = [take](const Machine& machine, const std::optional<Error>&) { take(machine); };
    job->failed = [take, reply, key = schedule.machine](const Error& error) {
        if (error.code == ErrorCode::NotFound) {
            Machine gone;
            gone.key = key;
            take(gone);
        } else {
            reply(tl::unexpected(error));
        }
    };
    enqueue(job);
}

} // namespace reveille
