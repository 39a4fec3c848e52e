#include "core/providers/PollingWatch.h"

#include <utility>

#include <QPointer>

namespace reveille {

using namespace Qt::StringLiterals;

bool isSettled(const Machine& machine)
{
    switch (machine.phase) {
    case MachinePhase::Running:
        return machine.desiredState != u"sleeping"_s && machine.desiredState != u"destroyed"_s;
    case MachinePhase::Sleeping:
        return machine.desiredState != u"running"_s && machine.desiredState != u"destroyed"_s;
    case MachinePhase::Stopped:
    case MachinePhase::Deleted:
    case MachinePhase::Failed:
        return true;
    case MachinePhase::Unknown:
    case MachinePhase::Creating:
    case MachinePhase::Waking:
    case MachinePhase::GoingToSleep:
    case MachinePhase::Deleting:
        return false;
    }
    return false;
}

PollingWatch::PollingWatch(Read read, std::function<void(const Machine&)> seen, Reply<void> ended,
                           std::chrono::milliseconds pause)
    : m_read(std::move(read)), m_seen(std::move(seen)), m_ended(std::move(ended)), m_pause(pause)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &PollingWatch::ask);
    m_timer.start(0);
}

void PollingWatch::ask()
{
    m_call = m_read([this](const Result<Machine>& answer) { take(answer); });
}

void PollingWatch::take(const Result<Machine>& answer)
{
    const Call finished = std::move(m_call);
    if (!answer) {
        finish(tl::unexpected(answer.error()));
        return;
    }
    if (m_last != *answer) {
        m_last = *answer;
        // Whoever is told may destroy this watch.
        const QPointer<PollingWatch> self(this);
        const auto seen = m_seen;
        seen(*answer);
        if (!self)
            return;
    }
    if (isSettled(*answer))
        finish({});
    else
        m_timer.start(m_pause);
}

void PollingWatch::finish(Result<void> result)
{
    const Reply<void> ended = std::exchange(m_ended, nullptr);
    ended(std::move(result));
}

} // namespace reveille
