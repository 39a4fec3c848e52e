// Two copies on one data directory: one fires and tells, the others look on.

#include "core/engine/Engine.h"

#include <algorithm>
#include <utility>

namespace reveille {

namespace {

/// What of these changes is in the store for another copy to read.
RunnerNews newsOf(const Changes& changes)
{
    RunnerNews news;
    news.storeChanged = !changes.accounts.isEmpty() || !changes.accountsRemoved.isEmpty() ||
                        !changes.schedules.isEmpty() || !changes.schedulesRemoved.isEmpty();
    for (const Run& run : changes.runs)
        news.runs.append(run.id);
    news.leasesChanged = !changes.leases.isEmpty() || !changes.leasesRemoved.isEmpty();
    news.status = changes.status;
    return news;
}

} // namespace

Result<void> Engine::becomeRunner(std::unique_ptr<RunnerLock> lock, Runner::Scope scope)
{
    m_lock = std::move(lock);
    m_control = std::make_unique<ControlServer>();
    m_control->setHandler([this](const QByteArray& line) { return controlLine(line); });
    m_control->setWelcome([this] {
        RunnerNews news;
        news.status = status();
        news.skews = m_watch.skews();
        return newsLine(news);
    });
    connect(this, &Engine::changed, m_control.get(),
            [this](const Changes& changes) { tellWatchers(changes); });
    // Without its socket the runner fires all the same; only edits by other processes are seen a minute
    // later.
    if (const auto listening = m_control->listen(m_directory); !listening)
        m_control.reset();
    return startRunner(scope);
}

void Engine::tellWatchers(const Changes& changes)
{
    if (!m_control->hasWatchers())
        return;
    RunnerNews news = newsOf(changes);
    if (const auto skews = m_watch.skews(); skews != m_skewsTold) {
        m_skewsTold = skews;
        news.skews = skews;
    }
    if (!news.isEmpty())
        m_control->tell(newsLine(news));
}

void Engine::takeSkews(const RunnerNews& news)
{
    if (!news.skews)
        return;
    // What this copy has seen of other clouds itself stays.
    for (auto it = m_skewsTold.cbegin(); it != m_skewsTold.cend(); ++it) {
        if (!news.skews->contains(it.key()))
            m_watch.noteSkew(it.key(), std::chrono::milliseconds(0));
    }
    for (auto it = news.skews->cbegin(); it != news.skews->cend(); ++it)
        m_watch.noteSkew(it.key(), it.value());
    m_skewsTold = *news.skews;
}

QHash<ScheduleId, ScheduleProgress> Engine::progressOf(const QVector<Run>& runs) const
{
    QHash<ScheduleId, ScheduleProgress> counted;
    for (const Run& run : runs) {
        if (!m_counting.contains(run.schedule) || counted.contains(run.schedule))
            continue;
        if (const auto progress = m_store->progressOf(run.schedule))
            counted.insert(run.schedule, *progress);
    }
    return counted;
}

void Engine::followRunner(const Reply<void>& known)
{
    if (m_runner || m_statusElsewhere) {
        known({});
        return;
    }
    m_waitingForNews.append(known);
    if (m_elsewhere)
        return;
    m_elsewhere = std::make_unique<RunnerWatch>(m_directory);
    connect(m_elsewhere.get(), &RunnerWatch::told, this, &Engine::takeNews);
    connect(m_elsewhere.get(), &RunnerWatch::gone, this, [this] {
        m_statusElsewhere.reset();
        takeNews({});
    });
    m_elsewhere->start();
}

void Engine::takeNews(const RunnerNews& news)
{
    if (!m_store)
        return;
    if (news.status)
        m_statusElsewhere = news.status;
    if (!news.storeChanged || !showStore()) {
        Changes changes;
        for (const RunId& id : news.runs) {
            if (const auto run = m_store->run(id.value))
                changes.runs.append(*run);
        }
        if (news.leasesChanged) {
            if (const auto leases = m_store->leases()) {
                changes.leases = *leases;
                for (const MachineKey& shown : std::as_const(m_leasesShown)) {
                    if (std::ranges::none_of(*leases,
                                             [&](const MachineLease& l) { return l.machine == shown; }))
                        changes.leasesRemoved.append(shown);
                }
                m_leasesShown.clear();
                for (const MachineLease& lease : *leases)
                    m_leasesShown.append(lease.machine);
            }
        }
        changes.progress = progressOf(changes.runs);
        changes.status = currentStatus();
        Q_EMIT changed(changes);
    }
    takeSkews(news);
    for (const Reply<void>& reply : std::exchange(m_waitingForNews, {}))
        reply({});
}

bool Engine::showStore()
{
    const auto before = m_schedules;
    const auto accountsBefore = m_accounts;
    if (!readStore())
        return false;
    m_watch.setAccounts(m_accounts);
    m_watch.setNames(m_names);
    Changes gone;
    for (const Schedule& schedule : before) {
        if (!knownSchedule(schedule.id))
            gone.schedulesRemoved.append(schedule.id);
    }
    for (const Account& account : accountsBefore) {
        if (std::ranges::none_of(m_accounts, [&](const Account& a) { return a.id == account.id; }))
            gone.accountsRemoved.append(account.id);
    }
    Q_EMIT changed(gone);
    announce();
    return true;
}

void Engine::takeOver(const Reply<void>& reply)
{
    if (m_runner) {
        reply({});
        return;
    }
    auto lock = RunnerLock::take(m_directory);
    if (!lock) {
        reply(tl::unexpected(lock.error()));
        return;
    }
    m_elsewhere.reset();
    m_statusElsewhere.reset();
    const auto started = becomeRunner(*std::move(lock), Runner::Scope::Everything);
    announce();
    reply(started);
}

} // namespace reveille
