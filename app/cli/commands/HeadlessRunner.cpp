#include "app/cli/commands/HeadlessRunner.h"

#include "app/cli/ErrorReport.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/RunLines.h"
#include "app/runtime/UnixSignals.h"
#include "core/model/TimeText.h"
#include "core/text/RunnerText.h"

#include <algorithm>
#include <utility>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

QString statusText(const RunnerStatus& status, const World& world)
{
    switch (status.state) {
    case RunnerState::Starting:
        return u"Reading the journal."_s;
    case RunnerState::Paused:
        return status.pause && status.pause->until
                   ? u"Paused until %1."_s.arg(toRfc3339(*status.pause->until))
                   : u"Paused until resumed."_s;
    case RunnerState::Held:
        return u"Holding: the computer's clock is wrong."_s;
    case RunnerState::Viewer:
    case RunnerState::Stopped:
        return u"Not running the schedules."_s;
    case RunnerState::On:
        break;
    }
    if (!status.nextAt)
        return u"Running; nothing is scheduled."_s;
    const Schedule* next = world.schedule(status.nextSchedule);
    // The status may come before the schedule that was just added.
    const QString name = next ? u"  "_s + next->name : QString();
    return u"Running; next: %1%2"_s.arg(toRfc3339(*status.nextAt), name);
}

} // namespace

HeadlessRunner::HeadlessRunner(Session& session, std::optional<std::chrono::milliseconds> period,
                               bool sandbox)
    : QObject(&session), m_session(session), m_period(period), m_sandbox(sandbox)
{
    auto* signals = new UnixSignals(this);
    connect(signals, &UnixSignals::stopAsked, this, &HeadlessRunner::stop);
    m_end.setSingleShot(true);
    m_end.setTimerType(Qt::PreciseTimer);
    connect(&m_end, &QTimer::timeout, this, &HeadlessRunner::stop);
}

void HeadlessRunner::start()
{
    m_since = m_session.now();
    m_session.withEngine(EngineUse::Fire, [this] { begin(); });
}

void HeadlessRunner::begin()
{
    // What starting up decided is news, what was closed before is not.
    for (const Run& run : m_session.world().runs) {
        if (!run.isOpen() && run.closedAt.value_or(run.scheduledAt) < m_since)
            m_reported.insert(run.id);
    }
    connect(&m_session, &Session::worldChanged, this, &HeadlessRunner::see);
    if (m_period)
        m_end.start(*m_period);
    if (m_sandbox)
        furnishSandbox();
}

void HeadlessRunner::furnishSandbox()
{
    const World& world = m_session.world();
    Changes known;
    known.accounts = world.accounts;
    known.machines = world.machines;
    known.schedules = world.schedules;
    m_demo = std::make_unique<SandboxDemo>(m_session.engine());
    m_demo->learn(known);
    m_demo->ensure(m_session.orFail([this] {
        m_session.console().note(u"The sandbox is ready: reveillectl schedule list shows what it will do."_s);
    }));
}

void HeadlessRunner::see(const Changes& changes)
{
    QVector<Run> closed;
    for (const Run& run : changes.runs) {
        if (run.isOpen() || m_reported.contains(run.id))
            continue;
        m_reported.insert(run.id);
        closed.append(run);
    }
    std::stable_sort(closed.begin(), closed.end(),
                     [](const Run& a, const Run& b) { return a.scheduledAt < b.scheduledAt; });
    for (const Run& run : closed) {
        if (m_session.json())
            m_session.console().json(toJson(run, m_session.world()));
        else
            m_session.console().line(runLine(run, m_session.world()));
    }
    for (const AccountStatus& status : changes.accountStatus) {
        if (!status.skew)
            m_skewed.remove(status.account);
        else if (!std::exchange(m_skewed, m_skewed | QSet{status.account}).contains(status.account))
            m_session.console().note(
                clockSkewText(*status.skew, m_session.world().accountName(status.account)));
    }
    if (m_session.console().isBroken())
        stop(); // nobody reads us any more: a pipeline was ended
    else if (changes.status)
        seeStatus(*changes.status);
}

void HeadlessRunner::seeStatus(const RunnerStatus& status)
{
    // The next firing moves with every firing: only that there is one at all, or none any more, is worth a
    // line.
    const bool hasNext = status.nextAt.has_value();
    if (m_lastState == status.state && m_lastPause == status.pause && m_hadNext == hasNext)
        return;
    m_hadNext = hasNext;
    const bool recovered = m_lastState == RunnerState::Stopped;
    m_lastState = status.state;
    m_lastPause = status.pause;
    Console& console = m_session.console();
    if (status.state == RunnerState::Stopped && status.error) {
        // Not the end: what is due waits in memory, and the runner tries the disk again by itself.
        console.note(errorReport(*status.error));
        console.note(u"Nothing is fired until the journal can be written again; it is tried again every few "
                     "seconds."_s);
        return;
    }
    if (recovered)
        console.note(u"The journal can be written again."_s);
    console.note(statusText(status, m_session.world()));
}

void HeadlessRunner::stop()
{
    const auto& runs = m_session.world().runs;
    const auto open = std::count_if(runs.cbegin(), runs.cend(), [](const Run& run) { return run.isOpen(); });
    if (open > 0)
        m_session.console().note(open == 1 ? u"One open run is carried on at the next start."_s
                                           : u"%1 open runs are carried on at the next start."_s.arg(open));
    m_session.finish(ExitCode::Ok);
}

} // namespace reveille::cli
