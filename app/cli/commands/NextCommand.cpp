#include "app/cli/commands/NextCommand.h"

#include "app/cli/Invocation.h"
#include "app/cli/TablePrinter.h"
#include "app/cli/TimeInput.h"
#include "core/calendar/Timetable.h"
#include "core/engine/ScheduleCheck.h"
#include "core/model/TimeText.h"
#include "core/text/DurationText.h"

#include <memory>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;
using calendar::Instant;
using calendar::TimeZone;

namespace {

struct NextOptions
{
    std::vector<std::string> expressions;
    std::string zone;
    std::string after;
    std::size_t count = 5;
};

struct Question
{
    calendar::Timetable timetable;
    TimeZone zone;
    TimeZone local;
    bool zoneGiven = false;
    Instant after{};
};

Result<Question> understand(const Session& session, const NextOptions& options)
{
    for (const QString& expression : toQStringList(options.expressions)) {
        if (const auto checked = checkExpression(expression); !checked)
            return tl::unexpected<Error>(checked.error());
    }
    const TimeZone local = TimeZone::local();
    TimeZone zone = local;
    if (!options.zone.empty()) {
        const auto given = zoneFromArgument(toQString(options.zone));
        if (!given)
            return tl::unexpected<Error>(given.error());
        zone = *given;
    }
    Instant after = session.now();
    if (!options.after.empty()) {
        const auto given = timeFromArgument(toQString(options.after), zone, after);
        if (!given)
            return tl::unexpected<Error>(given.error());
        after = *given;
    }
    auto timetable = calendar::Timetable::parse(options.expressions, zone);
    if (!timetable)
        return reveille::fail(ErrorCode::Parse, {}, QString::fromStdString(timetable.error().error.message));
    return Question{*std::move(timetable), zone, local, !options.zone.empty(), after};
}

void printJson(const Session& session, const Question& question, const std::vector<Instant>& elapses)
{
    QJsonArray expressions;
    for (const calendar::CalendarEvent& event : question.timetable.lines())
        expressions.append(QJsonObject{
            {u"text"_s, QString::fromStdString(event.text())},
            {u"normalized"_s, QString::fromStdString(event.toText())},
            {u"zone"_s, event.zone() ? QJsonValue(zoneName(*event.zone())) : QJsonValue()},
        });
    QJsonArray next;
    for (const Instant at : elapses)
        next.append(QJsonObject{
            {u"utc"_s, toRfc3339(at)},
            {u"in_zone"_s, rfc3339In(at, question.zone)},
            {u"local"_s, rfc3339In(at, question.local)},
        });
    session.console().json(QJsonObject{
        {u"zone"_s, zoneName(question.zone)},
        {u"local_zone"_s, zoneName(question.local)},
        {u"after"_s, toRfc3339(question.after)},
        {u"expressions"_s, expressions},
        {u"next"_s, next},
    });
}

/// "Etc/UTC" and the like: UTC under another name.
bool showsUtc(const TimeZone& zone)
{
    return zone.isUtc() || (zone.offsetAt(Instant{}).count() == 0 && !zone.nextTransition(Instant{}));
}

void printTable(const Session& session, const Question& question, const std::vector<Instant>& elapses)
{
    QVector<std::pair<QString, QString>> facts;
    for (const calendar::CalendarEvent& event : question.timetable.lines())
        facts.append({u"Means"_s, QString::fromStdString(event.toText())});
    const QString zone = zoneName(question.zone);
    facts.append(
        {u"Time zone"_s, question.zoneGiven ? zone : zone + u" (this computer's; --zone for another)"_s});
    session.console().line(factsText(facts));
    if (elapses.empty()) {
        session.console().line(u"\nIt does not elapse after %1 any more."_s.arg(toRfc3339(question.after)));
        return;
    }
    // A clock that shows the same as another one gets no column of its own.
    QVector<std::pair<QString, TimeZone>> clocks{{u"In "_s + zone, question.zone}};
    if (question.local != question.zone)
        clocks.append({u"Local (%1)"_s.arg(zoneName(question.local)), question.local});
    if (!showsUtc(question.zone) && !showsUtc(question.local))
        clocks.append({u"UTC"_s, TimeZone::utc()});
    QStringList titles;
    for (const auto& [title, clock] : clocks)
        titles.append(title);
    titles.append(u"From now"_s);
    TablePrinter table(titles);
    for (const Instant at : elapses) {
        QStringList row;
        for (const auto& [title, clock] : clocks)
            row.append(wallText(at, clock) + u' ' + offsetText(at, clock));
        row.append(relativeTimeText(at, session.now()));
        table.addRow(row);
    }
    session.console().line(u'\n' + table.text());
}

void runNext(Session& session, const NextOptions& options)
{
    const auto question = understand(session, options);
    if (!question) {
        session.fail(question.error());
        return;
    }
    const auto elapses = question->timetable.upcoming(question->after, options.count);
    if (session.json())
        printJson(session, *question, elapses);
    else
        printTable(session, *question, elapses);
    session.finish(ExitCode::Ok);
}

} // namespace

void addNextCommand(CLI::App& app, Invocation& invocation)
{
    const auto options = std::make_shared<NextOptions>();
    CLI::App* next = app.add_subcommand("next", "Show when calendar expressions elapse next");
    next->add_option("EXPR", options->expressions, "One or more calendar expressions, read as their union")
        ->required();
    next->add_option("--zone", options->zone,
                     "Time zone of expressions that name none (default: this computer's)");
    next->add_option("--after", options->after, "Show what comes after this time (default: now)");
    next->add_option("--count", options->count, "How many to show")
        ->check(CLI::Range(std::size_t{1}, std::size_t{10000}))
        ->capture_default_str();
    next->callback([options, &invocation] {
        invocation.start = [options](Session& session) { runNext(session, *options); };
    });
}

} // namespace reveille::cli
