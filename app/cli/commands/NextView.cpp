#include "app/cli/commands/NextView.h"

#include "app/cli/Invocation.h"
#include "app/cli/TablePrinter.h"
#include "app/cli/TimeInput.h"
#include "app/cli/commands/NextExplain.h"
#include "app/cli/commands/NextQuestion.h"
#include "core/calendar/words/Words.h"
#include "core/model/TimeText.h"
#include "core/text/DurationText.h"

#include <utility>

namespace reveille::cli {

using namespace Qt::StringLiterals;
using calendar::Instant;
using calendar::TimeZone;

namespace {

QJsonArray readingsJson(const std::vector<Reading>& readings)
{
    QJsonArray all;
    for (const auto& [text, translation] : readings)
        all.append(QJsonObject{
            {u"text"_s, toQString(text)},
            {u"dialect"_s, QString::fromLatin1(calendar::dialectName(translation.dialect))},
            {u"expressions"_s, QJsonArray::fromStringList(toQStringList(translation.lines))},
            {u"zone"_s, translation.zone ? QJsonValue(zoneName(*translation.zone)) : QJsonValue()},
            {u"losses"_s, QJsonArray::fromStringList(toQStringList(translation.losses))},
        });
    return all;
}

void printJson(const Session& session, const NextOptions& options, const NextQuestion& question,
               const std::vector<Instant>& elapses)
{
    QJsonArray expressions;
    for (const calendar::CalendarEvent& event : question.timetable.lines())
        expressions.append(QJsonObject{
            {u"text"_s, toQString(event.text())},
            {u"normalized"_s, toQString(event.toText())},
            {u"zone"_s, event.zone() ? QJsonValue(zoneName(*event.zone())) : QJsonValue()},
        });
    QJsonArray times;
    for (const Instant at : elapses)
        times.append(QJsonObject{
            {u"utc"_s, toRfc3339(at)},
            {u"in_zone"_s, rfc3339In(at, question.zone)},
            {u"local"_s, rfc3339In(at, question.local)},
        });
    QJsonObject answer{
        {u"zone"_s, zoneName(question.zone)},
        {u"local_zone"_s, zoneName(question.local)},
        {options.previous ? u"before"_s : u"after"_s, toRfc3339(question.after)},
        {u"expressions"_s, expressions},
        {options.previous ? u"previous"_s : u"next"_s, times},
    };
    if (!question.readings.empty())
        answer.insert(u"translations"_s, readingsJson(question.readings));
    if (options.explain)
        answer.insert(u"explanation"_s, explanationJson(question, session.now()));
    session.console().json(answer);
}

/// "Etc/UTC" and the like: UTC under another name.
bool showsUtc(const TimeZone& zone)
{
    return zone.isUtc() || (zone.offsetAt(Instant{}).count() == 0 && !zone.nextTransition(Instant{}));
}

QString facts(const NextQuestion& question)
{
    QVector<std::pair<QString, QString>> facts;
    for (const auto& [text, translation] : question.readings) {
        const QString dialect = QString::fromLatin1(calendar::dialectName(translation.dialect));
        facts.append({u"Read as %1"_s.arg(dialect), toQString(text)});
        for (const std::string& line : translation.lines)
            facts.append({u"Translated"_s, toQString(line)});
        for (const std::string& loss : translation.losses)
            facts.append({u"Lost"_s, toQString(loss)});
        if (translation.losses.empty())
            facts.append({u"Lost"_s, u"nothing"_s});
    }
    for (const calendar::CalendarEvent& event : question.timetable.lines())
        facts.append({u"Means"_s, toQString(event.toText())});
    const QString zone = zoneName(question.zone);
    facts.append(
        {u"Time zone"_s, question.zoneGiven ? zone : zone + u" (this computer's; --zone for another)"_s});
    return factsText(facts);
}

QString nothingText(const NextOptions& options, const NextQuestion& question)
{
    if (options.previous)
        return u"It did not elapse before %1."_s.arg(toRfc3339(question.after));
    const QString words = toQString(calendar::english(
        calendar::describe(question.timetable, {.now = question.after, .zone = std::nullopt})));
    const QString why = words.startsWith(u"never: "_s) ? u": "_s + words.mid(7) : u" any more"_s;
    return u"It does not elapse after %1%2."_s.arg(toRfc3339(question.after), why);
}

QString table(const Session& session, const NextQuestion& question, const std::vector<Instant>& elapses)
{
    // A clock that shows the same as another one gets no column of its own.
    QVector<std::pair<QString, TimeZone>> clocks{{u"In "_s + zoneName(question.zone), question.zone}};
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
    return table.text();
}

} // namespace

void printNext(const Session& session, const NextOptions& options, const NextQuestion& question,
               const std::vector<Instant>& elapses)
{
    if (session.json()) {
        printJson(session, options, question, elapses);
        return;
    }
    session.console().line(facts(question));
    if (options.explain)
        session.console().line(u'\n' + explanationText(question, session.now()));
    session.console().line(
        u'\n' + (elapses.empty() ? nothingText(options, question) : table(session, question, elapses)));
}

} // namespace reveille::cli
