#include "app/cli/commands/NextQuestion.h"

#include "app/cli/Invocation.h"
#include "app/cli/TimeInput.h"
#include "core/calendar/SyntaxTree.h"
#include "core/engine/ScheduleCheck.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace reveille::cli {

using namespace Qt::StringLiterals;
using calendar::Dialect;
using calendar::Instant;
using calendar::TimeZone;

namespace {

struct Named
{
    const char* option;
    Dialect dialect;
};
constexpr std::array<Named, 5> kDialects{{{"cron", Dialect::Cron},
                                          {"rate", Dialect::Rate},
                                          {"rrule", Dialect::RRule},
                                          {"iso", Dialect::IsoRepeat},
                                          {"words", Dialect::Words}}};

/// EventBridge's cron(…) is what a person calls cron, too.
Dialect dialectOf(const std::string& option, const std::string& text)
{
    for (const Named& named : kDialects) {
        if (option == named.option && named.dialect != Dialect::Cron)
            return named.dialect;
    }
    return calendar::detect(text) == Dialect::EventBridge ? Dialect::EventBridge : Dialect::Cron;
}

Error refusal(const std::string& text, const calendar::DialectError& refused)
{
    const auto characters = [&text](std::size_t bytes) {
        return static_cast<int>(QString::fromStdString(text.substr(0, bytes)).size());
    };
    Error error;
    error.code = ErrorCode::Parse;
    error.subject = toQString(text);
    error.detail = u"This cannot be read as %1: %2"_s.arg(
        QString::fromLatin1(calendar::dialectName(refused.dialect)), toQString(refused.message));
    error.column = characters(refused.column);
    error.length = characters(refused.column + refused.length) - error.column;
    return error;
}

Result<Reading> readDialect(const std::string& text, const std::string& option)
{
    auto translation = calendar::translate(text, dialectOf(option, text));
    if (!translation)
        return tl::unexpected<Error>(refusal(text, translation.error()));
    if (translation->zone) {
        for (std::string& line : translation->lines) {
            const auto tree = calendar::SyntaxTree::parse(line);
            if (const auto zoned = tree ? tree->withZone(translation->zone) : tree)
                line = zoned->text();
        }
    }
    return Reading{text, *std::move(translation)};
}

} // namespace

const std::vector<std::string>& dialectOptions()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const Named& named : kDialects)
            all.emplace_back(named.option);
        return all;
    }();
    return names;
}

Result<TimeZone> zoneOf(const NextOptions& options, const TimeZone& otherwise)
{
    if (options.zone.empty())
        return otherwise;
    return zoneFromArgument(toQString(options.zone));
}

Result<Instant> afterOf(const Session& session, const NextOptions& options, const TimeZone& zone)
{
    if (options.after.empty())
        return session.now();
    return timeFromArgument(toQString(options.after), zone, session.now());
}

Result<NextQuestion> understand(const Session& session, const NextOptions& options)
{
    std::vector<std::string> lines;
    std::vector<Reading> readings;
    for (const std::string& expression : options.expressions) {
        if (options.from.empty()) {
            if (const auto checked = checkExpression(toQString(expression)); !checked)
                return tl::unexpected<Error>(checked.error());
            lines.push_back(expression);
            continue;
        }
        auto reading = readDialect(expression, options.from);
        if (!reading)
            return tl::unexpected<Error>(reading.error());
        for (const std::string& line : reading->translation.lines)
            lines.push_back(line);
        readings.push_back(*std::move(reading));
    }
    const TimeZone local = TimeZone::local();
    const auto zone = zoneOf(options, local);
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    const auto after = afterOf(session, options, *zone);
    if (!after)
        return tl::unexpected<Error>(after.error());
    auto timetable = calendar::Timetable::parse(lines, *zone);
    if (!timetable)
        return reveille::fail(ErrorCode::Parse, {}, toQString(timetable.error().error.message));
    return NextQuestion{
        *std::move(timetable), std::move(readings), *zone, local, !options.zone.empty(), *after};
}

QString dialectHint(const QString& expression)
{
    const std::string text = expression.toStdString();
    const auto dialect = calendar::detect(text);
    if (!dialect || *dialect == Dialect::Calendar)
        return {};
    const auto read = calendar::translate(text, *dialect);
    if (!read)
        return {};
    const auto named = std::find_if(kDialects.begin(), kDialects.end(), [&](const Named& each) {
        return each.dialect == (*dialect == Dialect::EventBridge ? Dialect::Cron : *dialect);
    });
    if (named == kDialects.end())
        return {};
    QStringList lines;
    for (const std::string& line : read->lines)
        lines.append(u'“' + toQString(line) + u'”');
    return u"Read as %1 it is %2; say --from %3 for that."_s.arg(
        QString::fromLatin1(calendar::dialectName(*dialect)), lines.join(u" and "_s),
        QString::fromLatin1(named->option));
}

} // namespace reveille::cli
