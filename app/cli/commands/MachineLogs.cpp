#include "app/cli/commands/MachineLogs.h"

#include "app/cli/Invocation.h"
#include "app/cli/commands/RunShow.h"
#include "app/runtime/UnixSignals.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include <QJsonObject>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kPiece = 16 * 1024 - 1; // the platform gives no more at a time
constexpr std::chrono::milliseconds kLookEvery{500};

} // namespace

QByteArray lastLines(const QByteArray& text, int lines)
{
    qsizetype from = text.endsWith('\n') ? text.size() - 1 : text.size();
    for (int i = 0; i < lines; ++i) {
        if (from <= 0)
            return text;
        from = text.lastIndexOf('\n', from - 1);
        if (from < 0)
            return text;
    }
    return text.mid(from + 1);
}

MachineLogReader::MachineLogReader(Session& session, MachineLogOptions options)
    : QObject(&session), m_session(session), m_options(std::move(options))
{
    m_look.setInterval(kLookEvery);
    m_look.setSingleShot(true);
    connect(&m_look, &QTimer::timeout, this, [this] { ask(m_next); });
}

void MachineLogReader::start()
{
    if (m_options.follow) {
        auto* signals = new UnixSignals(this);
        connect(signals, &UnixSignals::stopAsked, this, [this] { m_session.finish(ExitCode::Ok); });
    }
    withMachine(m_session, m_options.target, [this](const Machine& machine) {
        m_machine = machine.key;
        ask(-kPiece);
    });
}

void MachineLogReader::ask(qint64 offset)
{
    m_session.engine().fetchMachineLog(
        m_machine, offset, kPiece, m_session.orFail<LogChunk>([this](const LogChunk& chunk) { see(chunk); }));
}

void MachineLogReader::see(const LogChunk& chunk)
{
    if (std::exchange(m_isFirst, false)) {
        // The end is enough for the last lines, unless they are long; everything begins where the log does.
        const bool isEnough = m_options.tail && chunk.output.count('\n') > *m_options.tail;
        if (chunk.start > chunk.availableStart && !isEnough) {
            m_next = chunk.availableStart;
            ask(m_next);
            return;
        }
        m_next = chunk.start;
    }
    if (chunk.availableEnd < m_next)
        m_next = chunk.start; // the log began anew
    const QByteArray fresh = chunk.output.mid(std::max<qint64>(0, m_next - chunk.start));
    const bool isMore = !fresh.isEmpty() && chunk.end < chunk.availableEnd;
    m_next = std::max(m_next, chunk.end);
    if (m_isFollowing) {
        if (!fresh.isEmpty())
            print(fresh, m_next);
    } else {
        m_kept += fresh;
    }
    if (isMore) {
        ask(m_next);
        return;
    }
    if (!m_isFollowing) {
        if (const QByteArray text = m_options.tail ? lastLines(m_kept, *m_options.tail) : m_kept;
            !text.isEmpty() || m_session.json())
            print(text, m_next);
        m_kept.clear();
    }
    if (m_options.follow)
        follow();
    else
        m_session.finish(ExitCode::Ok);
}

void MachineLogReader::print(const QByteArray& text, qint64 end)
{
    if (m_session.json())
        m_session.console().json(QJsonObject{{u"id"_s, m_machine.machine.value},
                                             {u"start"_s, end - text.size()},
                                             {u"end"_s, end},
                                             {u"output"_s, QString::fromUtf8(text)}});
    else
        m_session.console().bytes(m_session.console().terminal().output ? forTerminal(text) : text);
}

void MachineLogReader::follow()
{
    m_isFollowing = true;
    if (m_session.console().isBroken())
        m_session.finish(ExitCode::Ok);
    else
        m_look.start();
}

void addMachineLogCommand(CLI::App& machines, Invocation& invocation)
{
    const auto options = std::make_shared<MachineLogOptions>();
    CLI::App* logs = machines.add_subcommand("logs", "Print a machine's console");
    addMachineTarget(*logs, options->target);
    logs->add_flag("-f,--follow", options->follow, "Go on with what comes, until interrupted");
    logs->add_option("--tail", options->tail, "Only the last lines")->check(CLI::Range(0, 1'000'000));
    logs->callback([options, &invocation] {
        invocation.start = [options](Session& session) {
            (new MachineLogReader(session, *options))->start(); // belongs to the session
        };
    });
}

} // namespace reveille::cli
