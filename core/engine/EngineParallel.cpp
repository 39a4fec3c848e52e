// How many runs are at work at once.

#include "core/engine/Engine.h"
#include "core/model/PolicyLimits.h"

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

const QString kParallelRuns = u"runner.parallel-runs"_s;

bool isAllowed(int most)
{
    return most >= 1 && most <= kMostParallelRuns;
}

} // namespace

int Engine::parallelRunsInStore() const
{
    const auto text = m_store->setting(kParallelRuns);
    const int most = text ? text->toInt() : 0;
    return isAllowed(most) ? most : m_ports.runner.parallelRuns;
}

void Engine::parallelRuns(const Reply<int>& reply)
{
    reply(parallelRunsInStore());
}

void Engine::setParallelRuns(int most, const Reply<void>& reply)
{
    if (!isAllowed(most)) {
        reply(fail(ErrorCode::InvalidArgument, QString::number(most),
                   u"From 1 to %1 runs may be at work at once."_s.arg(kMostParallelRuns)));
        return;
    }
    const auto saved = m_store->setSetting(kParallelRuns, QString::number(most));
    if (saved && m_runner)
        m_runner->setParallelRuns(most);
    answerAfterPoke<void>(reply, saved);
}

} // namespace reveille
