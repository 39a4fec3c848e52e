#include "core/runner/CatchUpDesk.h"

#include "core/runner/Advance.h"
#include "core/runner/AdvanceStep.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace reveille {

using namespace std::chrono;

namespace {

/// After a resume the network is back within seconds, or not for long: then the runs themselves wait for it.
constexpr seconds kNetworkPatience{90};

} // namespace

CatchUpDesk::CatchUpDesk(const Clock& clock, Alarm& alarm, ProviderLookup provider, milliseconds delay,
                         QObject* parent)
    : QObject(parent), m_clock(clock), m_alarm(alarm), m_provider(std::move(provider)), m_delay(delay)
{}

void CatchUpDesk::add(const CatchUp::Item& item, const AccountId& account)
{
    if (!m_pending) {
        m_pending = CatchUp{};
        m_pending->startsAt = m_clock.now() + m_delay;
        m_answer = CatchUpAnswer::AsPlanned;
        m_timer = m_alarm.after(m_delay, [this] {
            m_timer = 0;
            look();
        });
        m_patience = m_alarm.after(std::max<milliseconds>(m_delay, kNetworkPatience), [this] {
            m_patience = 0;
            look();
        });
    }
    const auto known = std::ranges::find(m_pending->items, item.schedule, &CatchUp::Item::schedule);
    if (known != m_pending->items.end())
        *known = item;
    else
        m_pending->items.append(item);
    if (!m_probes.contains(account)) {
        m_probes[account];
        probe(account);
    }
    Q_EMIT changed();
}

void CatchUpDesk::probe(const AccountId& account)
{
    Probe& probed = m_probes[account];
    Provider* provider = m_provider(account);
    if (!provider) {
        probed.reachable = true; // Its runs will say so themselves.
        return;
    }
    probed.call = provider->testConnection([this, account](const Result<void>& answer) {
        const auto it = m_probes.find(account);
        if (it == m_probes.end())
            return;
        Probe& asked = it->second;
        if (answer || !isTransient(answer.error())) {
            asked.reachable = true;
            look();
            return;
        }
        asked.wait = m_alarm.after(backOff(asked.tries++, answer.error()), [this, account] {
            m_probes[account].wait = 0;
            probe(account);
        });
    });
}

void CatchUpDesk::look()
{
    if (!m_pending || m_timer != 0)
        return;
    const bool reachable = std::ranges::all_of(m_probes, [](const auto& it) { return it.second.reachable; });
    if (!reachable && m_patience != 0) {
        if (!std::exchange(m_pending->waitsForNetwork, true))
            Q_EMIT changed();
        return;
    }
    QVector<ScheduleId> schedules;
    for (const CatchUp::Item& item : std::as_const(m_pending->items))
        schedules.append(item.schedule);
    const CatchUpAnswer chosen = m_answer;
    stop();
    Q_EMIT due(schedules, chosen);
    Q_EMIT changed();
}

void CatchUpDesk::retain(const std::function<bool(const ScheduleId&)>& exists)
{
    if (!m_pending)
        return;
    m_pending->items.removeIf([&](const CatchUp::Item& item) { return !exists(item.schedule); });
    if (m_pending->items.isEmpty())
        stop();
}

bool CatchUpDesk::answer(CatchUpAnswer chosen)
{
    if (!m_pending)
        return false;
    m_answer = chosen;
    if (m_timer != 0)
        m_alarm.cancel(std::exchange(m_timer, 0));
    // Nothing to reach for what is not run.
    if (chosen == CatchUpAnswer::Skip && m_patience != 0)
        m_alarm.cancel(std::exchange(m_patience, 0));
    look();
    return true;
}

void CatchUpDesk::stop()
{
    for (auto& [account, probed] : m_probes) {
        if (probed.wait != 0)
            m_alarm.cancel(probed.wait);
    }
    // A reply may be on its way up through one of them.
    QMetaObject::invokeMethod(
        this, [ended = std::make_shared<std::map<AccountId, Probe>>(std::move(m_probes))] {},
        Qt::QueuedConnection);
    m_probes.clear();
    if (m_timer != 0)
        m_alarm.cancel(std::exchange(m_timer, 0));
    if (m_patience != 0)
        m_alarm.cancel(std::exchange(m_patience, 0));
    m_pending.reset();
}

} // namespace reveille
