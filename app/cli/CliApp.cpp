#include "app/cli/CliApp.h"

#include "app/cli/Grammar.h"
#include "app/runtime/DataDirectory.h"

#include <utility>

namespace reveille::cli {

CliApp::CliApp(Services services, QObject* parent) : QObject(parent), m_services(std::move(services)) {}

CliApp::~CliApp() = default;

void CliApp::start(const QStringList& arguments)
{
    Invocation invocation;
    if (const auto refusal = readCommandLine(arguments, invocation)) {
        if (!refusal->out.isEmpty())
            m_services.console.bytes(refusal->out.toUtf8());
        if (!refusal->err.isEmpty())
            m_services.console.note(refusal->err);
        Q_EMIT finished(refusal->code);
        return;
    }
    invocation.options.dataDirectory = dataDirectory(invocation.options.dataDirectory);
    m_session = std::make_unique<Session>(m_services, invocation.options);
    connect(m_session.get(), &Session::finished, this, &CliApp::finished);
    invocation.start(*m_session);
}

} // namespace reveille::cli
