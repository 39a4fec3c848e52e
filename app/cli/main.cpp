#include "app/cli/CliApp.h"
#include "app/runtime/CoreFiles.h"
#include "app/runtime/OpenEngine.h"
#include "app/runtime/SystemClock.h"

#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <langinfo.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QFile>

using namespace reveille;
using namespace reveille::cli;

namespace {

Engine::Role roleFor(EngineUse use)
{
    switch (use) {
    case EngineUse::Look:
        return Engine::Role::Client;
    case EngineUse::RunOnce:
        return Engine::Role::RunOnce;
    case EngineUse::Fire:
        return Engine::Role::Runner;
    }
    return Engine::Role::Client;
}

Result<std::unique_ptr<EngineClient>> openEngine(const QString& directory, EngineUse use)
{
    return openLocalEngine(directory, roleFor(use));
}

/// Qt works with UTF-8 only and says so on standard error where the locale is another, as it is under cron.
void useUtf8Locale()
{
    if (std::setlocale(LC_CTYPE, "") && std::strcmp(::nl_langinfo(CODESET), "UTF-8") == 0)
        return;
    qputenv("LC_ALL", "C.UTF-8");
}

} // namespace

int main(int argc, char** argv)
{
    keepOutOfCoreFiles();
    useUtf8Locale();
    // A reader that went away is a failed write, not our end. A handler, as commands of the sandbox would
    // inherit a signal that is ignored.
    std::signal(SIGPIPE, [](int) {});
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("reveillectl"));

    QFile in;
    QFile out;
    QFile err;
    const bool open = in.open(stdin, QIODevice::ReadOnly | QIODevice::Unbuffered) &&
                      out.open(stdout, QIODevice::WriteOnly) && err.open(stderr, QIODevice::WriteOnly);
    if (!open)
        return static_cast<int>(ExitCode::Failure);
    Console console(in, out, err, {::isatty(STDIN_FILENO) != 0, ::isatty(STDOUT_FILENO) != 0});
    const SystemClock clock;

    CliApp cli({console, clock, openEngine});
    // Queued: a command may be done before the event loop runs.
    QObject::connect(
        &cli, &CliApp::finished, &application, [](int code) { QCoreApplication::exit(code); },
        Qt::QueuedConnection);
    cli.start(QCoreApplication::arguments().mid(1));
    return QCoreApplication::exec();
}
