#include "app/runtime/Pinger.h"

#include "core/http/HttpClient.h"
#include "core/text/RunText.h"

#include <chrono>
#include <utility>

#include <QUrl>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

/// An occurrence that was recorded without a run: worth a line in the log, no success and no failure.
bool neverStarted(Outcome outcome)
{
    switch (outcome) {
    case Outcome::SkippedOverlap:
    case Outcome::SkippedPaused:
    case Outcome::SkippedExcluded:
    case Outcome::SkippedByUser:
    case Outcome::Coalesced:
    case Outcome::MissedLate:
    case Outcome::MissedNotRunning:
        return true;
    default:
        return false;
    }
}

} // namespace

Pinger::Pinger(HttpClient& http, QObject* parent) : QObject(parent), m_http(http) {}

void Pinger::take(const Changes& changes)
{
    if (changes.status)
        m_isRunner = changes.status->state != RunnerState::Viewer;
    for (const Schedule& schedule : changes.schedules) {
        if (schedule.pingUrl.isEmpty())
            m_addresses.remove(schedule.id);
        else
            m_addresses.insert(schedule.id, schedule.pingUrl);
    }
    for (const ScheduleId& schedule : changes.schedulesRemoved)
        m_addresses.remove(schedule);
    if (!m_isRunner)
        return;
    for (const Run& run : changes.runs) {
        if (m_addresses.contains(run.schedule))
            takeRun(run);
    }
    m_heardFirst = true;
}

void Pinger::takeRun(const Run& run)
{
    const QString address = m_addresses.value(run.schedule);
    if (run.isOpen()) {
        const bool told = m_open.value(run.id, false);
        const bool starts = run.state >= RunState::Running;
        if (starts && !told)
            tell(address, u"/start"_s, {});
        m_open.insert(run.id, told || starts);
        return;
    }
    if (m_open.remove(run.id) == 0) {
        // The first changes hold what was decided before this process began.
        if (m_heardFirst && !m_records.contains(run.id) && neverStarted(run.outcome))
            tell(address, u"/log"_s, outcomeWithReason(run).toUtf8());
        m_records.insert(run.id);
        return;
    }
    const bool good = run.outcome == Outcome::Succeeded;
    tell(address, good ? QString() : u"/fail"_s, outcomeText(run).toUtf8());
}

void Pinger::tell(const QString& address, const QString& what, const QByteArray& line)
{
    HttpRequest request;
    request.url = QUrl(address + what);
    request.method = line.isEmpty() ? HttpMethod::Get : HttpMethod::Post;
    if (!line.isEmpty()) {
        request.body = line;
        request.contentType = "text/plain; charset=utf-8";
    }
    request.attemptTimeout = std::chrono::seconds(10);
    request.deadline = std::chrono::seconds(30);
    request.maxBytes = 64 * 1024;
    const quint64 token = ++m_lastCall;
    m_calls[token] = m_http.send(request, [this, token](const Result<HttpResponse>&) {
        const Call finished = std::move(m_calls[token]);
        m_calls.erase(token);
    });
}

} // namespace reveille
