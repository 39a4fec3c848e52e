#include "app/cli/commands/RunNow.h"
#include "app/cli/MachineLookup.h"

#include "app/cli/JsonOutput.h"
#include "app/cli/Lookup.h"
#include "app/cli/RunLines.h"
#include "app/runtime/UnixSignals.h"
#include "core/text/RunText.h"

#include <algorithm>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

void report(Session& session, const Run& run)
{
    if (session.json())
        session.console().json(toJson(run, session.world()));
    else
        session.console().line(runLine(run, session.world()));
}

void finishWith(Session& session, const Run& run)
{
    report(session, run);
    session.finish(run.outcome == Outcome::Succeeded ? ExitCode::Ok : ExitCode::RunDidNotSucceed);
}

/// Says where the run is, once for each state, until it is closed.
class Watch final : public QObject
{
public:
    Watch(Session& session, RunId run) : QObject(&session), m_session(session), m_run(std::move(run))
    {
        connect(&session, &Session::worldChanged, this, [this](const Changes& changes) {
            for (const Run& changed : changes.runs) {
                if (changed.id == m_run)
                    see(changed);
            }
        });
    }

    void see(const Run& run)
    {
        if (!run.isOpen()) {
            finishWith(m_session, run);
        } else if (run.state != m_state) {
            m_state = run.state;
            if (!m_session.json())
                m_session.console().note(runStateText(run.state));
        }
    }

private:
    Session& m_session;
    RunId m_run;
    std::optional<RunState> m_state;
};

void waitFor(Session& session, const Run& run)
{
    auto* signals = new UnixSignals(&session);
    QObject::connect(signals, &UnixSignals::stopAsked, &session, [&session, id = run.id] {
        session.console().note(u"No longer waiting. The run goes on when the schedules are run; see it with: "
                               "reveillectl runs"_s);
        session.finish(ExitCode::Interrupted);
    });
    auto* watch = new Watch(session, run.id);
    // What was told while the reply was on its way counts too.
    const auto& known = session.world().runs;
    const auto at =
        std::find_if(known.cbegin(), known.cend(), [&run](const Run& one) { return one.id == run.id; });
    watch->see(at == known.cend() ? run : *at);
}

} // namespace

void runNow(Session& session, const QString& scheduleName, bool wait)
{
    session.withEngine(wait ? EngineUse::RunOnce : EngineUse::Look, [&session, scheduleName, wait] {
        findScheduleThen(session, scheduleName, [&session, wait](const Schedule& schedule) {
            session.engine().runNow(schedule.id, session.orFail<Run>([&session, wait](const Run& run) {
                if (wait) {
                    waitFor(session, run);
                    return;
                }
                report(session, run);
                if (!session.json())
                    session.console().note(
                        u"Whoever runs the schedules carries it out; if nobody does, it waits "
                        "for the next reveillectl run."_s);
                session.finish(ExitCode::Ok);
            }));
        });
    });
}

} // namespace reveille::cli
