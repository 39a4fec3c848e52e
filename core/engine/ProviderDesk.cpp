#include "core/engine/ProviderDesk.h"

#include "core/calendar/CalendarEvent.h"
#include "core/engine/ProviderForm.h"
#include "core/engine/ProviderMerge.h"
#include "core/providers/InstanceControl.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reveille {

using calendar::Instant;
using Operation = ProviderScheduleEdit::Operation;

namespace {

const ProviderSchedule* find(const Machine& machine, const QString& name)
{
    if (!machine.providerSchedules)
        return nullptr;
    const auto at = std::ranges::find(*machine.providerSchedules, name, &ProviderSchedule::name);
    return at == machine.providerSchedules->cend() ? nullptr : &*at;
}

QString normalForm(const QString& when)
{
    const auto event = calendar::CalendarEvent::parse(when.toStdString());
    return event ? QString::fromStdString(event->toText()) : when;
}

/// What a provider may add by itself, or leave out of an action that needs no arguments, is no difference.
bool isAsSent(const ProviderSchedule& kept, const ProviderSchedule& sent)
{
    return kept.name == sent.name && normalForm(kept.when) == normalForm(sent.when) &&
           kept.action == sent.action && (kept.action != u"exec" || kept.args == sent.args);
}

ProviderScheduleEdit adding(ProviderSchedule schedule)
{
    schedule.nextAt.reset();
    return {Operation::Add, {schedule}, {}};
}

ProviderScheduleEdit removing(const QString& name)
{
    return {Operation::Remove, {}, {name}};
}

Schedule agreedOn(Schedule schedule, const ProviderSchedule& kept, Instant now)
{
    schedule.provider = ProviderSide{kept, kept, Drift::None, nextDiffers(kept, now)};
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
        const auto removed = std::exchange(job->removed, std::nullopt);
        const bool isLost = refused && removed && !find(machine, removed->name);
        if (!isLost) {
            finish(job, [job, machine, refused] { job->done(machine, refused); });
            return;
        }
        // The old entry went and the new one was refused: the old one goes back.
        send(job, {adding(*removed)},
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
    const bool asBefore = now->provider->seen.has_value() == before->provider->seen.has_value() &&
                          (!now->provider->seen || now->provider->seen->asks(*before->provider->seen));
    if (now->provider->drift == Drift::None || asBefore)
        return {};
    return fail(ErrorCode::InvalidState, now->name,
                now->provider->drift == Drift::RemovedThere
                    ? u"Somebody else removed this schedule at the provider in the meantime."_s
                    : u"Somebody else changed this schedule at the provider in the meantime."_s);
}

Result<ProviderDesk::Edits> ProviderDesk::editsFor(Job& job, const Machine& machine, const Schedule& wanted,
                                                   const std::optional<Schedule>& before,
                                                   const ProviderSchedule& form) const
{
    if (!machine.providerSchedules)
        return fail(ErrorCode::InvalidArgument, machine.key.machine.value,
                    u"The cloud of this machine fires no schedules."_s);
    if (const auto unchanged = checkUnchanged(before); !unchanged)
        return tl::unexpected(unchanged.error());
    // An edit that waited before this one may have given it another name.
    const auto current = before ? row(before->id) : std::nullopt;
    if (current && current->provider && current->machine == wanted.machine)
        job.oldName = current->provider->agreed.name;
    const ProviderSchedule* old = job.oldName.isEmpty() ? nullptr : find(machine, job.oldName);
    if (!wanted.enabled)
        return old ? Edits{removing(old->name)} : Edits{};
    if (old && isAsSent(*old, form))
        return Edits{};
    if (find(machine, form.name) && !(old && old->name == form.name))
        return fail(ErrorCode::AlreadyExists, form.name);
    const bool isFull = machine.providerSchedules->size() >= kMostProviderSchedules;
    if (!old) {
        if (isFull)
            return fail(ErrorCode::QuotaExceeded, machine.displayName(),
                        u"The provider keeps at most 8 schedules on one machine."_s);
        return Edits{adding(form)};
    }
    if (old->name != form.name && !isFull)
        return Edits{adding(form), removing(old->name)};
    job.removed = *old;
    return Edits{removing(old->name), adding(form)};
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
        saveThere(wanted, std::nullopt, form->schedule,
                  [this, old = *before, reply](const Result<Schedule>& answer) {
                      if (!answer) {
                          reply(answer);
                          return;
                      }
                      auto job = std::make_shared<Job>();
                      job->machine = old.machine;
                      job->isQuiet = true;
                      job->decide = [name = old.provider->agreed.name](const Machine& machine) {
                          return Result<Edits>(find(machine, name) ? Edits{removing(name)} : Edits{});
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
    saveThere(wanted, before, form->schedule, std::move(reply));
}

void ProviderDesk::saveHere(const Schedule& wanted, const Reply<Schedule>& reply)
{
    if (const auto stored = m_ports.store({wanted}); !stored)
        reply(tl::unexpected(stored.error()));
    else
        reply(wanted);
}

void ProviderDesk::saveThere(const Schedule& wanted, const std::optional<Schedule>& before,
                             const ProviderSchedule& form, Reply<Schedule> reply)
{
    auto job = std::make_shared<Job>();
    job->machine = wanted.machine;
    job->decide = [this, job = job.get(), wanted, before, form](const Machine& machine) {
        return editsFor(*job, machine, wanted, before, form);
    };
    job->done = [this, job = job.get(), wanted, form, reply](const Machine& machine,
                                                             const std::optional<Error>& refused) {
        const auto refuse = [&] {
            Error error = refused.value_or(
                fail(ErrorCode::InvalidState, wanted.name,
                     u"Somebody else changed this schedule at the provider in the meantime."_s)
                    .value());
            merge({machine});
            reply(tl::unexpected(std::move(error)));
        };
        const ProviderSchedule* kept = find(machine, form.name);
        if (wanted.enabled) {
            if (!kept || !isAsSent(*kept, form)) {
                refuse();
                return;
            }
            saveHere(agreedOn(wanted, *kept, m_ports.clock->now()), reply);
        } else {
            if (!job->oldName.isEmpty() && find(machine, job->oldName)) {
                refuse();
                return;
            }
            Schedule disabled = wanted;
            disabled.provider = ProviderSide{form, std::nullopt, Drift::None, false};
            saveHere(disabled, reply);
        }
        // Everything else that somebody changed in between.
        merge({machine});
    };
    job->failed = [reply](const Error& error) { reply(tl::unexpected(error)); };
    enqueue(job);
}

void ProviderDesk::remove(const Schedule& schedule, Reply<void> reply)
{
    const auto drop = [this, id = schedule.id, reply] { reply(m_ports.drop(id)); };
    const bool isThere = schedule.provider && (schedule.enabled || schedule.provider->seen);
    if (!isThere || !m_ports.provider(schedule.machine.account)) {
        drop();
        return;
    }
    const QString name = schedule.provider->agreed.name;
    auto job = std::make_shared<Job>();
    job->machine = schedule.machine;
    job->decide = [this, schedule, name](const Machine& machine) -> Result<Edits> {
        if (!find(machine, name))
            return Edits{};
        if (const auto unchanged = checkUnchanged(schedule); !unchanged)
            return tl::unexpected(unchanged.error());
        return Edits{removing(name)};
    };
    job->done = [this, name, drop, reply](const Machine& machine, const std::optional<Error>& refused) {
        if (find(machine, name) && refused)
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
        saveThere(schedule, schedule, schedule.provider->agreed, std::move(reply));
        return;
    }
    auto job = std::make_shared<Job>();
    job->machine = schedule.machine;
    job->decide = [](const Machine&) { return Result<Edits>(Edits{}); };
    const auto take = [this, id = schedule.id, reply](const ProviderSchedule* kept) {
        auto current = row(id);
        if (!current || !current->provider) {
            reply(fail(ErrorCode::NotFound, id.value));
            return;
        }
        current->enabled = kept != nullptr;
        const Instant now = m_ports.clock->now();
        if (kept) {
            current = agreedOn(withTheirs(*current, *kept), *kept, now);
            current->effectiveFrom = now;
        } else {
            current->provider->seen.reset();
            current->provider->drift = Drift::None;
            current->provider->nextDiffers = false;
        }
        saveHere(*current, reply);
    };
    job->done = [take, name = schedule.provider->agreed.name](
                    const Machine& machine, const std::optional<Error>&) { take(find(machine, name)); };
    job->failed = [take, reply](const Error& error) {
        if (error.code == ErrorCode::NotFound)
            take(nullptr);
        else
            reply(tl::unexpected(error));
    };
    enqueue(job);
}

// --- Clock changes ---

void ProviderDesk::sendAgain()
{
    const Instant now = m_ports.clock->now();
    for (const Schedule& schedule : m_ports.stored()) {
        if (schedule.firedBy != FiredBy::Provider || !schedule.provider || !schedule.enabled ||
            schedule.provider->drift != Drift::None || schedule.zone == u"UTC")
            continue;
        const auto known = m_sent.constFind(schedule.id);
        const bool isRight = known != m_sent.cend() && known->when == schedule.when &&
                             known->zone == schedule.zone && (!known->rightUntil || now < *known->rightUntil);
        if (isRight)
            continue;
        const auto form = providerFormOf(schedule, schedule, now);
        if (!form)
            continue;
        if (form->schedule.when == schedule.provider->agreed.when)
            m_sent.insert(schedule.id, Sent{schedule.when, schedule.zone, form->rightUntil});
        else
            save(schedule, schedule, [](const Result<Schedule>&) {});
    }
}

std::optional<Instant> ProviderDesk::nextSending() const
{
    std::optional<Instant> first;
    for (const Sent& sent : m_sent) {
        if (sent.rightUntil && (!first || *sent.rightUntil < *first))
            first = sent.rightUntil;
    }
    return first;
}

} // namespace reveille
