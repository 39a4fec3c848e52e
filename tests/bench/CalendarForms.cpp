#include "tests/bench/CalendarForms.h"

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/MatchSet.h"
#include "core/calendar/Parser.h"
#include "tests/bench/Stopwatch.h"
#include "tests/unit/calendar/SystemdLibrary.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace reveille::calendar;

namespace {

enum class Kind
{
    Everyday,
    UtcInText,
    ZoneInText,
    Never
};

struct Form
{
    const char* text;
    Kind kind;
};

constexpr std::array kForms = {
    Form{"minutely", Kind::Everyday},
    Form{"hourly", Kind::Everyday},
    Form{"daily", Kind::Everyday},
    Form{"weekly", Kind::Everyday},
    Form{"Mon..Fri 09:00", Kind::Everyday},
    Form{"*-*~1", Kind::Everyday},
    Form{"*-02-29", Kind::Everyday},
    Form{"*:0/15", Kind::Everyday},
    Form{"Mon *-05~07/1", Kind::Everyday},
    Form{"2024..2030-01/3-01,15 06,18:30:15", Kind::Everyday},
    Form{"Mon *-02-29", Kind::Everyday},
    Form{"*:*:0/0.25", Kind::Everyday},
    Form{"Mon..Fri 09:00 UTC", Kind::UtcInText},
    Form{"daily UTC", Kind::UtcInText},
    Form{"09:00 America/New_York", Kind::ZoneInText},
    Form{"daily Europe/Berlin", Kind::ZoneInText},
    Form{"*-02-30", Kind::Never},
    Form{"*-02-30 UTC", Kind::Never},
    Form{"*-02,04,06,09,11-31", Kind::Never},
    Form{"Mon 2024-01-02", Kind::Never},
    Form{"2024-01-02 00:00", Kind::Never},
};

constexpr std::int64_t kBase = 1'767'225'600'000'000; // 2026-01-01
constexpr int kChain = 400;

/// Everyday forms walk 400 elapses; a fork per elapse and a walk to 2199 are slow enough for fewer.
int chainOf(Kind kind, bool ours)
{
    return ours || kind <= Kind::UtcInText ? kChain : kind == Kind::ZoneInText ? 20 : 40;
}

template <typename Next> int walk(int length, const Next& next)
{
    std::int64_t at = kBase;
    for (int i = 0; i < length; ++i) {
        if (!next(at))
            at = kBase;
    }
    return length;
}

double oursNext(const Form& form, const TimeZone& zone)
{
    const CalendarEvent event = CalendarEvent::parse(form.text).value();
    return bestNanos(15, [&] {
        return walk(chainOf(form.kind, true) * 10, [&](std::int64_t& at) {
            const auto found = event.next(Instant(std::chrono::microseconds(at)), zone);
            keep(found);
            at = found ? found->time_since_epoch().count() : at;
            return found.has_value();
        });
    });
}

double theirsNext(const SystemdLibrary& library, const Form& form)
{
    const auto spec = library.parse(form.text);
    if (!spec)
        return NAN;
    return bestNanos(form.kind <= Kind::UtcInText ? 15 : 3, [&] {
        return walk(chainOf(form.kind, false), [&](std::int64_t& at) {
            std::int64_t found = 0;
            const bool more = spec->next(at, found) == 0;
            at = more ? found : at;
            return more;
        });
    });
}

double oursParse(const Form& form)
{
    return bestNanos(25, [&] {
        for (int i = 0; i < 1000; ++i)
            keep(CalendarEvent::parse(form.text));
        return 1000;
    });
}

double oursRead(const Form& form)
{
    return bestNanos(25, [&] {
        for (int i = 0; i < 1000; ++i) {
            Expression expression;
            TextParts parts;
            Refusal refusal;
            keep(parseExpression(form.text, expression, parts, refusal));
            keep(expression);
        }
        return 1000;
    });
}

double theirsParse(const SystemdLibrary& library, const Form& form)
{
    return bestNanos(25, [&] {
        for (int i = 0; i < 200; ++i)
            library.rawFree(library.rawParse(form.text));
        return 200;
    });
}

double oursText(const Form& form)
{
    const CalendarEvent event = CalendarEvent::parse(form.text).value();
    return bestNanos(25, [&] {
        for (int i = 0; i < 1000; ++i)
            keep(event.toText());
        return 1000;
    });
}

double theirsText(const SystemdLibrary& library, const Form& form)
{
    void* spec = library.rawParse(form.text);
    const double nanos = bestNanos(25, [&] {
        for (int i = 0; i < 200; ++i)
            std::free(library.rawText(spec));
        return 200;
    });
    library.rawFree(spec);
    return nanos;
}

class Mean
{
public:
    void add(double ratio)
    {
        m_logs += std::log(ratio);
        ++m_count;
    }
    [[nodiscard]] double value() const { return m_count == 0 ? NAN : std::exp(m_logs / m_count); }

private:
    double m_logs = 0;
    int m_count = 0;
};

void cell(double ours, double theirs, Mean& mean)
{
    if (std::isnan(theirs)) {
        std::printf(" | %6.0f          -        -", ours);
        return;
    }
    mean.add(theirs / ours);
    std::printf(" | %6.0f %10.0f %7.1fx", ours, theirs, theirs / ours);
}

} // namespace

void runForms(const SystemdLibrary* systemd)
{
    std::printf("Nanoseconds, best round; ours, systemd's, ratio\n");
    std::printf("%-34s | %-27s | %-27s | %-27s | %-27s | %s\n", "expression", "parse", "to text",
                "next, America/New_York", "next, UTC", "read only");
    Mean parse;
    Mean text;
    std::array<Mean, 4> nextNewYork;
    std::array<Mean, 4> nextUtc;
    const auto newYork = TimeZone::load("America/New_York").value();
    for (const Form& form : kForms) {
        const auto kind = static_cast<std::size_t>(form.kind);
        std::printf("%-34s", form.text);
        if (systemd != nullptr)
            SystemdLibrary::setZone("America/New_York");
        cell(oursParse(form), systemd != nullptr ? theirsParse(*systemd, form) : NAN, parse);
        cell(oursText(form), systemd != nullptr ? theirsText(*systemd, form) : NAN, text);
        cell(oursNext(form, newYork), systemd != nullptr ? theirsNext(*systemd, form) : NAN,
             nextNewYork[kind]);
        if (systemd != nullptr)
            SystemdLibrary::setZone("UTC");
        cell(oursNext(form, TimeZone::utc()), systemd != nullptr ? theirsNext(*systemd, form) : NAN,
             nextUtc[kind]);
        std::printf(" | %6.0f\n", oursRead(form));
        std::fflush(stdout);
    }
    std::printf("\nGeometric means, times faster than systemd: parse %.1f, to text %.1f\n", parse.value(),
                text.value());
    constexpr std::array kNames = {"twelve forms", "UTC in the text", "zone in the text", "never"};
    for (std::size_t i = 0; i < kNames.size(); ++i)
        std::printf("  next, %-17s America/New_York %8.0f   UTC %8.0f\n", kNames[i], nextNewYork[i].value(),
                    nextUtc[i].value());
}
