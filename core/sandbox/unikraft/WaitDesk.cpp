#include "core/sandbox/unikraft/WaitDesk.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace reveille::sandbox::unikraft {

using namespace std::chrono;
using State = InstanceState;

WaitDesk::WaitDesk(InstanceLifecycle& lifecycle, const InstanceStore& store) : m_store(store)
{
    // Queued, so that an instance that passes through several states at once is looked at when it rests.
    connect(
        &lifecycle, &InstanceLifecycle::changed, this, [this] { look(); }, Qt::QueuedConnection);
    connect(
        &lifecycle, &InstanceLifecycle::gone, this, [this] { look(); }, Qt::QueuedConnection);
}

bool WaitDesk::isOver(const Wait& wait) const
{
    const InstanceRecord* const record = m_store.find(wait.uuid);
    if (!record)
        return true;
    if (!wait.untilGone && record->state == wait.state)
        return true;
    return wait.orSettled && (record->state == State::Stopped || record->state == State::Running ||
                              record->state == State::Standby);
}

void WaitDesk::wait(std::vector<Wait> waits, std::function<void()> done)
{
    Party& party = m_parties.emplace_back();
    party.waits = std::move(waits);
    party.done = std::move(done);
    for (const Wait& wait : party.waits) {
        if (!wait.timeout)
            continue;
        auto alarm = std::make_unique<Alarm>([this, &party, wait] { lapse(party, wait); });
        alarm->set(*wait.timeout);
        party.alarms.push_back(std::move(alarm));
    }
    QTimer::singleShot(0, this, [this] { look(); });
}

void WaitDesk::lapse(Party& party, const Wait& wait)
{
    std::erase_if(party.waits, [&](const Wait& w) { return w.uuid == wait.uuid && w.state == wait.state; });
    look();
}

void WaitDesk::look()
{
    std::vector<std::function<void()>> ready;
    for (auto it = m_parties.begin(); it != m_parties.end();) {
        std::erase_if(it->waits, [this](const Wait& wait) { return isOver(wait); });
        if (!it->waits.empty()) {
            ++it;
            continue;
        }
        ready.push_back(std::move(it->done));
        it = m_parties.erase(it);
    }
    for (const auto& done : ready)
        done();
}

} // namespace reveille::sandbox::unikraft
