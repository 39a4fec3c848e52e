#include "app/cli/commands/MachineSetUp.h"

#include "app/cli/JsonOutput.h"
#include "app/cli/RunLines.h"
#include "app/cli/commands/RunShow.h"
#include "app/runtime/UnixSignals.h"
#include "core/model/Words.h"
#include "core/text/ProvisionText.h"

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

ExitCode codeOf(const ProvisionNews& news)
{
    if (news.isReady())
        return ExitCode::Ok;
    if (news.cancelled)
        return ExitCode::Interrupted;
    if (!news.machine || news.setup == Outcome::None)
        return news.error ? exitCodeFor(*news.error) : ExitCode::Failure;
    return ExitCode::RunDidNotSucceed;
}

} // namespace

MachineSetUp::MachineSetUp(Session& session) : QObject(&session), m_session(session)
{
    auto* signals = new UnixSignals(this);
    connect(signals, &UnixSignals::stopAsked, this, &MachineSetUp::interrupt);
}

void MachineSetUp::start(const ProvisionOrder& order)
{
    m_key = order.key;
    connect(&m_session.engine(), &EngineClient::provisioned, this, [this](const ProvisionNews& news) {
        if (news.key == m_key)
            see(news);
    });
    m_session.engine().provisionMachine(
        order, m_session.orFail<ProvisionNews>([this](const ProvisionNews& news) { end(news); }));
}

void MachineSetUp::see(const ProvisionNews& news)
{
    if (m_session.json()) {
        // One line for all of it comes at the end; what is printed meanwhile would not be JSON.
        return;
    }
    if (news.stage != m_told && !news.isOver()) {
        m_told = news.stage;
        m_session.console().note(provisionStageText(news.stage));
    }
    const bool isShown = m_session.console().terminal().output;
    if (!news.stdoutText.isEmpty())
        m_session.console().bytes(isShown ? forTerminal(news.stdoutText) : news.stdoutText);
    if (!news.stderrText.isEmpty())
        m_session.console().noteBytes(isShown ? forTerminal(news.stderrText) : news.stderrText);
    if (const QString note = provisionSleepNote(news); !note.isEmpty() && note != m_noted) {
        m_noted = note;
        m_session.console().note(note);
    }
}

void MachineSetUp::end(const ProvisionNews& news)
{
    if (m_session.json()) {
        QJsonObject object{{u"ready"_s, news.isReady()},
                           {u"asleep"_s, news.asleep},
                           {u"cancelled"_s, news.cancelled},
                           {u"setup"_s, news.setup == Outcome::None ? QJsonValue() : toWord(news.setup)},
                           {u"exit_code"_s, news.exitCode ? QJsonValue(*news.exitCode) : QJsonValue()},
                           {u"run"_s, news.run.isEmpty() ? QJsonValue() : news.run.value},
                           {u"summary"_s, provisionSummary(news)}};
        object.insert(u"machine"_s,
                      news.machine ? QJsonValue(toJson(*news.machine, m_session.world())) : QJsonValue());
        m_session.console().json(object);
    } else {
        m_session.console().note(provisionSummary(news));
        if (news.machine)
            m_session.console().note(u"Its id: %1"_s.arg(news.machine->key.machine.value));
        if (!news.run.isEmpty() && !news.isReady())
            m_session.console().note(u"What it printed: reveillectl output %1"_s.arg(shortId(news.run)));
    }
    m_session.finish(codeOf(news));
}

void MachineSetUp::interrupt()
{
    if (m_isCancelled) {
        m_session.console().note(
            u"Left as it is. It may be there and awake: look with \"reveillectl machine list\"."_s);
        m_session.finish(ExitCode::Interrupted);
        return;
    }
    m_isCancelled = true;
    m_session.console().note(u"Cancelling; once more leaves it as it is."_s);
    m_session.engine().cancelProvision(m_key, [](const Result<void>&) {});
}

} // namespace reveille::cli
