#include "app/cli/Session.h"

#include "app/cli/ErrorReport.h"

#include <utility>

namespace reveille::cli {

using namespace Qt::StringLiterals;

Session::Session(Services services, GlobalOptions options, QObject* parent)
    : QObject(parent), m_services(std::move(services)), m_options(std::move(options))
{}

void Session::withEngine(EngineUse use, std::function<void()> then)
{
    auto engine = m_services.makeEngine(m_options.dataDirectory, use);
    if (!engine) {
        fail(engine.error());
        return;
    }
    m_engine = *std::move(engine);
    m_whenKnown = std::move(then);
    connect(m_engine.get(), &EngineClient::changed, this, [this](const Changes& changes) {
        m_world.apply(changes);
        // The first changes hold everything: only now does the command know what it talks about.
        if (auto whenKnown = std::exchange(m_whenKnown, {}))
            whenKnown();
        Q_EMIT worldChanged(changes);
    });
    m_engine->connectToEngine();
}

void Session::finish(ExitCode code)
{
    if (std::exchange(m_finished, true))
        return;
    Q_EMIT finished(static_cast<int>(code));
}

void Session::fail(const Error& error)
{
    if (m_finished)
        return;
    console().note(errorReport(error));
    finish(exitCodeFor(error));
}

void Session::usage(const QString& sentence)
{
    if (m_finished)
        return;
    console().note(u"reveillectl: "_s + sentence);
    finish(ExitCode::Usage);
}

Reply<void> Session::orFail(std::function<void()> then)
{
    return [this, then = std::move(then)](const Result<void>& result) {
        if (result)
            then();
        else
            fail(result.error());
    };
}

} // namespace reveille::cli
