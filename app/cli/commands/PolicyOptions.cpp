#include "app/cli/commands/PolicyOptions.h"

#include "app/cli/Invocation.h"
#include "app/cli/TimeInput.h"
#include "core/model/AllDayEvents.h"
#include "core/model/TimeText.h"
#include "core/model/Words.h"

#include <QDate>
#include <QFile>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestFile = 1024 * 1024;

tl::unexpected<Error> refused(const char* option, const QString& value, const QString& sentence)
{
    return reveille::fail(ErrorCode::InvalidArgument, QLatin1String(option) + u' ' + value, sentence);
}

/// "queue-all:5": the word, and its number where there is one.
struct Counted
{
    QString word;
    std::optional<int> number;
};

Result<Counted> countedFrom(const char* option, const std::string& text)
{
    const QString whole = toQString(text);
    const auto colon = whole.indexOf(u':');
    if (colon < 0)
        return Counted{whole, std::nullopt};
    bool isNumber = false;
    const int number = whole.mid(colon + 1).toInt(&isNumber);
    if (!isNumber)
        return refused(option, whole, u"after the colon comes a number"_s);
    return Counted{whole.left(colon), number};
}

Result<void> readOverlap(SchedulePolicy& policy, const std::string& text)
{
    if (text.empty())
        return {};
    const auto counted = countedFrom("--overlap", text);
    if (!counted)
        return tl::unexpected<Error>(counted.error());
    const auto overlap = fromWord<OverlapPolicy>(counted->word);
    if (!overlap)
        return refused("--overlap", toQString(text),
                       u"it is skip, queue-one, queue-all[:N], replace or allow[:K]"_s);
    const bool takesNumber = *overlap == OverlapPolicy::QueueAll || *overlap == OverlapPolicy::Allow;
    if (counted->number && !takesNumber)
        return refused("--overlap", toQString(text), u"only queue-all and allow take a number"_s);
    policy.overlap = *overlap;
    if (takesNumber)
        policy.overlapLimit = counted->number.value_or(SchedulePolicy{}.overlapLimit);
    return {};
}

Result<void> readOnMiss(SchedulePolicy& policy, const std::string& text)
{
    if (text.empty())
        return {};
    const auto counted = countedFrom("--on-miss", text);
    if (!counted)
        return tl::unexpected<Error>(counted.error());
    const auto onMiss = fromWord<OnMissPolicy>(counted->word);
    if (!onMiss)
        return refused("--on-miss", toQString(text), u"it is skip, latest or all[:N]"_s);
    if (counted->number && *onMiss != OnMissPolicy::All)
        return refused("--on-miss", toQString(text), u"only all takes a number"_s);
    policy.onMiss = *onMiss;
    if (*onMiss == OnMissPolicy::All)
        policy.missLimit = counted->number.value_or(SchedulePolicy{}.missLimit);
    return {};
}

template <typename Enum>
Result<void> readWord(const char* option, const std::string& text, Enum& value, const QString& sentence)
{
    if (text.empty())
        return {};
    const auto read = fromWord<Enum>(toQString(text));
    if (!read)
        return refused(option, toQString(text), sentence);
    value = *read;
    return {};
}

Result<void> readDuration(const char* option, const std::string& text, std::chrono::seconds& value)
{
    if (text.empty())
        return {};
    const auto duration = durationFromText(toQString(text));
    if (!duration)
        return refused(option, toQString(text), u"write a duration like 30s, 10m or 1h30m"_s);
    value = std::chrono::ceil<std::chrono::seconds>(*duration);
    return {};
}

/// "5m" puts each firing off by its own share, "5m,fixed" all by the same.
Result<void> readJitter(SchedulePolicy& policy, const std::string& text)
{
    constexpr std::string_view kFixed = ",fixed";
    if (text.empty())
        return {};
    const bool fixed = text.size() > kFixed.size() && text.ends_with(kFixed);
    const std::string time = fixed ? text.substr(0, text.size() - kFixed.size()) : text;
    if (const auto read = readDuration("--jitter", time, policy.jitter); !read)
        return read;
    policy.fixedJitter = fixed;
    return {};
}

Result<void> readTimes(SchedulePolicy& policy, const PolicyOptions& options)
{
    if (const auto read = readDuration("--miss-window", options.missWindow, policy.missWindow); !read)
        return read;
    if (const auto read = readJitter(policy, options.jitter); !read)
        return read;
    if (options.deadline == "auto") {
        policy.startDeadline.reset();
    } else if (!options.deadline.empty()) {
        std::chrono::seconds deadline{};
        if (const auto read = readDuration("--deadline", options.deadline, deadline); !read)
            return read;
        policy.startDeadline = deadline;
    }
    return {};
}

Result<void> readEnd(SchedulePolicy& policy, const PolicyOptions& options, const QString& zoneName,
                     calendar::Instant now)
{
    if (options.until == "never") {
        policy.until.reset();
    } else if (!options.until.empty()) {
        const auto zone = zoneFromArgument(zoneName);
        const auto until =
            timeFromArgument(toQString(options.until), zone.value_or(calendar::TimeZone::utc()), now);
        if (!until)
            return tl::unexpected<Error>(until.error());
        policy.until = *until;
    }
    if (options.runLimit == "none") {
        policy.runLimit.reset();
    } else if (!options.runLimit.empty()) {
        bool isNumber = false;
        const qint64 limit = toQString(options.runLimit).toLongLong(&isNumber);
        if (!isNumber)
            return refused("--limit", toQString(options.runLimit),
                           u"it is a number of runs from 1 on, or none"_s);
        policy.runLimit = limit;
    }
    return {};
}

Result<QStringList> datesFrom(const QString& text, QStringList& remarks)
{
    if (const QDate date = QDate::fromString(text, Qt::ISODate); date.isValid() && text.size() == 10)
        return QStringList{text};
    if (!text.endsWith(u".ics"_s, Qt::CaseInsensitive))
        return refused("--exclude", text, u"it is a date like 2026-12-25, a calendar file (.ics) or none"_s);
    QFile file(text);
    if (!file.open(QIODevice::ReadOnly))
        return refused("--exclude", text, file.errorString());
    const auto events = allDayEvents(file.read(kLargestFile + 1), text);
    if (!events)
        return tl::unexpected<Error>(events.error());
    remarks.append(u"%1: %2 dates are excluded."_s.arg(text).arg(events->dates.size()));
    if (events->timed > 0)
        remarks.append(u"%1: %2 events with a time of day were left out."_s.arg(text).arg(events->timed));
    if (events->repeating > 0)
        remarks.append(
            u"%1: %2 events repeat; only the days of their first time are excluded."_s.arg(text).arg(
                events->repeating));
    return events->dates;
}

Result<void> readExcluded(SchedulePolicy& policy, const PolicyOptions& options, QStringList& remarks)
{
    for (const std::string& text : options.exclude) {
        if (text == "none") {
            policy.excludedDates.clear();
            continue;
        }
        const auto dates = datesFrom(toQString(text), remarks);
        if (!dates)
            return tl::unexpected<Error>(dates.error());
        policy.excludedDates += *dates;
    }
    policy.excludedDates.sort();
    policy.excludedDates.removeDuplicates();
    return {};
}

Result<void> readWords(SchedulePolicy& policy, const PolicyOptions& options)
{
    if (const auto read = readOverlap(policy, options.overlap); !read)
        return read;
    if (const auto read = readOnMiss(policy, options.onMiss); !read)
        return read;
    if (const auto read = readWord("--sleep-after", options.sleepAfter, policy.sleepAfter,
                                   u"it is restore, always or never"_s);
        !read)
        return read;
    if (const auto read = readWord("--dst-gap", options.gap, policy.gap, u"it is skip or end-of-gap"_s);
        !read)
        return read;
    return readWord("--dst-fold", options.fold, policy.fold, u"it is first, second or both"_s);
}

} // namespace

void addPolicyOptions(CLI::App& command, PolicyOptions& options)
{
    const char* group = "Policies";
    const auto text = [&](const char* name, std::string& value, const char* type, const char* help) {
        command.add_option(name, value, help)->type_name(type)->group(group);
    };
    const auto number = [&](const char* name, std::optional<int>& value, const char* help) {
        command.add_option(name, value, help)->group(group)->type_name("N");
    };
    text("--overlap", options.overlap, "HOW",
         "While a run is open: skip, queue-one, queue-all[:N], replace or allow[:K]");
    text("--on-miss", options.onMiss, "HOW", "What was missed: skip, latest or all[:N]");
    text("--miss-window", options.missWindow, "TIME", "Missed firings older than this are not caught up");
    text("--deadline,--start-deadline", options.deadline, "TIME", "How late a start may be, or auto");
    number("--retry,--retries", options.retries, "Tries again after failures of the platform");
    number("--retry-command", options.commandRetries,
           "Tries again after the command failed; it must be safe to repeat");
    text("--jitter", options.jitter, "TIME",
         "Put each firing off by its own share of this; TIME,fixed: always by the same");
    number("--pause-after", options.pauseAfter, "Pause after so many failures in a row; 0: never");
    text("--until", options.until, "TIME", "No firing after this, or never");
    text("--limit", options.runLimit, "N", "No more than so many runs, or none");
    number("--skip", options.skipNext, "Skip the next so many firings");
    command
        .add_option(
            "--exclude", options.exclude,
            "Not on this date, or the all-day events of this file; may be repeated; none: on all again")
        ->type_name("DATE|FILE.ics")
        ->allow_extra_args(false)
        ->group(group);
    text("--sleep-after", options.sleepAfter, "HOW",
         "The machine after the last run: restore, always or never");
    text("--dst-gap", options.gap, "HOW", "A time that a clock change skips: skip or end-of-gap");
    text("--dst-fold", options.fold, "HOW", "A time that it repeats: first, second or both");
    command
        .add_flag("--parallel,!--no-parallel", options.parallel,
                  "May run beside other schedules' runs on its machine")
        ->group(group);
}

Result<SchedulePolicy> withPolicyOptions(SchedulePolicy policy, const PolicyOptions& options,
                                         const QString& zone, calendar::Instant now, QStringList& remarks)
{
    if (const auto read = readWords(policy, options); !read)
        return tl::unexpected<Error>(read.error());
    if (const auto read = readTimes(policy, options); !read)
        return tl::unexpected<Error>(read.error());
    if (const auto read = readEnd(policy, options, zone, now); !read)
        return tl::unexpected<Error>(read.error());
    if (const auto read = readExcluded(policy, options, remarks); !read)
        return tl::unexpected<Error>(read.error());
    policy.infrastructureRetries = options.retries.value_or(policy.infrastructureRetries);
    policy.commandRetries = options.commandRetries.value_or(policy.commandRetries);
    policy.pauseAfterFailures = options.pauseAfter.value_or(policy.pauseAfterFailures);
    policy.skipNext = options.skipNext.value_or(policy.skipNext);
    policy.parallelOnMachine = options.parallel.value_or(policy.parallelOnMachine);
    return policy;
}

} // namespace reveille::cli
