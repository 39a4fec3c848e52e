#include "app/cli/commands/NextExplain.h"

#include "app/cli/Invocation.h"
#include "app/cli/TimeInput.h"
#include "app/cli/commands/NextQuestion.h"
#include "core/model/TimeText.h"

#include <algorithm>

#include <QJsonArray>

namespace reveille::cli {

using namespace Qt::StringLiterals;
using namespace calendar;

namespace {

std::vector<std::string> linesOf(const NextQuestion& question)
{
    std::vector<std::string> lines;
    for (const CalendarEvent& event : question.timetable.lines())
        lines.push_back(event.text());
    return lines;
}

calendar::Explanation explanationOf(const NextQuestion& question, Instant now)
{
    calendar::Explanation all = explain(linesOf(question), question.zone, now);
    // Who says --zone knows that none is written.
    if (question.zoneGiven)
        std::erase_if(all.lints, [](const Lint& each) { return each.code == LintCode::NoZone; });
    return all;
}

QString sentence(QString text)
{
    if (!text.isEmpty())
        text[0] = text.at(0).toUpper();
    return text.endsWith(u'.') ? text : text + u'.';
}

QString insteadText(const Lint& lint)
{
    QStringList fixes;
    for (const std::string& fix : lint.fix)
        fixes.append(u"“%1”"_s.arg(toQString(fix)));
    return fixes.isEmpty() ? QString() : u" Instead: %1."_s.arg(fixes.join(u" and "_s));
}

QString severityText(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return u"error"_s;
    case Severity::Warning:
        return u"warning"_s;
    case Severity::Note:
        return u"note"_s;
    }
    return {};
}

/// A lint that says of a clock change what the change says itself.
const Lint* lintOf(const ClockChange& change, const std::vector<Lint>& lints)
{
    const std::string text = english(change);
    const auto found = std::find_if(lints.begin(), lints.end(),
                                    [&text](const Lint& each) { return each.message.starts_with(text); });
    return found == lints.end() ? nullptr : &*found;
}

QString effectName(ClockChange::Effect effect)
{
    switch (effect) {
    case ClockChange::Effect::Unaffected:
        return u"unaffected"_s;
    case ClockChange::Effect::KeepsBeat:
        return u"keeps-beat"_s;
    case ClockChange::Effect::TimesLost:
        return u"times-lost"_s;
    case ClockChange::Effect::DayLost:
        return u"day-lost"_s;
    case ClockChange::Effect::FirstPassOnly:
        return u"first-pass-only"_s;
    case ClockChange::Effect::SilentHour:
        return u"silent-hour"_s;
    }
    return {};
}

QJsonValue secondsOf(const std::optional<std::chrono::microseconds>& gap)
{
    return gap ? QJsonValue(std::chrono::duration<double>(*gap).count()) : QJsonValue();
}

QJsonObject rateJson(const Rate& rate)
{
    const auto number = [](std::size_t count) { return static_cast<qint64>(count); };
    return {
        {u"next_hour"_s, number(rate.inHour)},
        {u"next_day"_s, number(rate.inDay)},
        {u"next_week"_s, number(rate.inWeek)},
        {u"next_year"_s, number(rate.inYear)},
        {u"counts_exact"_s, rate.countsExact},
        {u"shortest_gap_s"_s, secondsOf(rate.shortestGap)},
        {u"longest_gap_s"_s, secondsOf(rate.longestGap)},
        {u"gaps_exact"_s, rate.gapsExact},
    };
}

QJsonObject changeJson(const ClockChange& change)
{
    return {
        {u"at"_s, toRfc3339(change.transition.at)},
        {u"zone"_s, zoneName(change.zone)},
        {u"offset_before_s"_s, static_cast<qint64>(change.transition.offsetBefore.count())},
        {u"offset_after_s"_s, static_cast<qint64>(change.transition.offsetAfter.count())},
        {u"effect"_s, effectName(change.effect)},
        {u"text"_s, toQString(english(change))},
    };
}

QJsonObject lintJson(const Lint& lint)
{
    return {
        {u"code"_s, QString::fromLatin1(codeName(lint.code))},
        {u"severity"_s, severityText(lint.severity)},
        {u"expression"_s, static_cast<qint64>(lint.line)},
        {u"column"_s, static_cast<qint64>(lint.column)},
        {u"length"_s, static_cast<qint64>(lint.length)},
        {u"message"_s, toQString(lint.message)},
        {u"fix"_s, QJsonArray::fromStringList(toQStringList(lint.fix))},
    };
}

} // namespace

QString explanationText(const NextQuestion& question, Instant now)
{
    const calendar::Explanation all = explanationOf(question, now);
    QStringList lines{sentence(toQString(english(all.words)))};
    if (all.rate) {
        const QStringList rate = toQStringList(english(*all.rate));
        lines.append(sentence(rate.join(rate.first().contains(u',') ? u"; "_s : u", "_s)));
    }

    std::vector<const Lint*> said;
    for (const ClockChange& change : all.clockChanges) {
        const Lint* lint = lintOf(change, all.lints);
        if (lint != nullptr)
            said.push_back(lint);
        lines.append(u"- "_s + sentence(toQString(english(change))) +
                     (lint != nullptr ? insteadText(*lint) : QString()));
    }
    const bool several = question.timetable.lines().size() > 1;
    for (const Lint& lint : all.lints) {
        if (std::find(said.begin(), said.end(), &lint) != said.end())
            continue;
        const QString about =
            several ? u"“%1”: "_s.arg(toQString(question.timetable.lines().at(lint.line).text())) : QString();
        lines.append(u"- %1: %2%3%4"_s.arg(sentence(severityText(lint.severity)).chopped(1), about,
                                           toQString(lint.message), insteadText(lint)));
    }
    return lines.join(u'\n');
}

QJsonObject explanationJson(const NextQuestion& question, Instant now)
{
    const calendar::Explanation all = explanationOf(question, now);
    QJsonArray changes;
    for (const ClockChange& change : all.clockChanges)
        changes.append(changeJson(change));
    QJsonArray lints;
    for (const Lint& lint : all.lints)
        lints.append(lintJson(lint));
    return {
        {u"words"_s, toQString(english(all.words))},
        {u"rate"_s, all.rate ? QJsonValue(rateJson(*all.rate)) : QJsonValue()},
        {u"clock_changes"_s, changes},
        {u"lints"_s, lints},
    };
}

} // namespace reveille::cli
