// What runs have printed: finding it again, and letting it go in time.

#include "core/engine/Engine.h"

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

constexpr std::chrono::hours kBetweenPrunings{24};
constexpr int kMostFound = 1000;
const QString kAge = u"output.keep-hours"_s;
const QString kBytes = u"output.keep-bytes"_s;

} // namespace

void Engine::fetchRuns(const RunQuery& query, const Reply<QVector<Run>>& reply)
{
    if (query.output.isEmpty()) {
        reply(m_store->runs(query.schedule, query.machine, query.limit));
        return;
    }
    const auto ids = m_store->runsPrinting(query.output, kMostFound);
    if (!ids) {
        reply(tl::unexpected(ids.error()));
        return;
    }
    QVector<Run> found;
    for (const RunId& id : *ids) {
        if (query.limit >= 0 && found.size() >= query.limit)
            break;
        const auto run = m_store->run(id.value);
        if (!run) {
            reply(tl::unexpected(run.error()));
            return;
        }
        if ((!query.schedule || run->schedule == *query.schedule) &&
            (!query.machine || run->machine == *query.machine))
            found.append(*run);
    }
    reply(found);
}

void Engine::fetchOutput(const RunId& run, const Reply<RunOutput>& reply)
{
    const auto known = m_store->run(run.value);
    if (!known) {
        reply(tl::unexpected(known.error()));
        return;
    }
    auto stored = m_store->output(known->id);
    const bool runs = known->state == RunState::Running && !known->execution.isEmpty();
    Provider* provider = runs ? m_watch.provider(known->machine.account) : nullptr;
    if (!stored || !provider) {
        reply(std::move(stored));
        return;
    }
    // What there is so far, masked like what is stored later; a cloud that has none yet says so or refuses.
    const auto mask = [this](const QByteArray& text) { return m_ports.redact ? m_ports.redact(text) : text; };
    const quint64 token = ++m_lastCall;
    m_calls[token] = provider->getOutput(known->machine.machine, known->execution,
                                         [this, reply, token, mask, output = *std::move(stored)](
                                             const Result<ExecutionOutput>& answer) mutable {
                                             const Call finished = release(token);
                                             if (answer) {
                                                 output.stdoutText = mask(answer->stdoutText);
                                                 output.stderrText = mask(answer->stderrText);
                                             }
                                             reply(std::move(output));
                                         });
}

OutputLimits Engine::limitsInStore() const
{
    OutputLimits limits;
    const auto number = [this](const QString& key) -> std::optional<qint64> {
        const auto text = m_store->setting(key);
        bool isNumber = false;
        const qint64 value = text ? text->toLongLong(&isNumber) : 0;
        return isNumber && value >= 0 ? std::optional(value) : std::nullopt;
    };
    if (const auto hours = number(kAge))
        limits.age = std::chrono::hours(*hours);
    if (const auto bytes = number(kBytes))
        limits.bytes = *bytes;
    return limits;
}

void Engine::outputLimits(const Reply<OutputLimits>& reply)
{
    reply(limitsInStore());
}

void Engine::setOutputLimits(const OutputLimits& limits, const Reply<int>& reply)
{
    if (limits.age.count() < 0 || limits.bytes < 0) {
        reply(fail(ErrorCode::InvalidArgument, u"output"_s,
                   u"A limit is zero or more; zero keeps everything."_s));
        return;
    }
    auto saved = m_store->setSetting(kAge, QString::number(limits.age.count()));
    if (saved)
        saved = m_store->setSetting(kBytes, QString::number(limits.bytes));
    if (!saved) {
        reply(tl::unexpected(saved.error()));
        return;
    }
    reply(m_store->pruneOutput(limits, m_ports.clock->now()));
}

void Engine::pruneOutputInTime()
{
    const auto now = m_ports.clock->now();
    if (m_prunedAt && now >= *m_prunedAt && now - *m_prunedAt < kBetweenPrunings)
        return;
    m_prunedAt = now;
    // A failure costs only room; the next day tries again.
    (void)m_store->pruneOutput(limitsInStore(), now);
}

void Engine::watchRuns(const QVector<Run>& runs)
{
    for (const Run& run : runs) {
        const auto schedule = knownSchedule(run.schedule);
        m_alarms.see(run, schedule ? schedule->timeout : Schedule{}.timeout);
    }
    tellAlarms();
}

void Engine::tellAlarms()
{
    const auto now = m_ports.clock->now();
    const auto due = m_alarms.due(now);
    for (const Notice& notice : due)
        Q_EMIT noticed(notice);
    if (const auto next = m_alarms.nextAt())
        m_alarmTimer.start(std::chrono::ceil<std::chrono::milliseconds>(*next - now));
    else
        m_alarmTimer.stop();
}

} // namespace reveille
