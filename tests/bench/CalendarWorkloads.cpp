#include "tests/bench/CalendarWorkloads.h"

#include "core/calendar/Timetable.h"
#include "core/calendar/batch/Batch.h"
#include "tests/bench/Stopwatch.h"

#include <array>
#include <cstdio>
#include <string>
#include <vector>

using namespace reveille::calendar;

namespace {

constexpr Instant kBase{std::chrono::microseconds(1'767'225'600'000'000)}; // 2026-01-01
constexpr std::array kLines = {"minutely",      "*:0/15",      "Mon..Fri 09:00", "*-*~1 18:00",
                               "Mon *-05~07/1", "Mon *-02-29", "*-02-30",        "09:00 Europe/Berlin"};

Timetable tableOf(const std::vector<std::string>& lines)
{
    return Timetable::parse(lines, TimeZone::load("America/New_York").value()).value();
}

void preview()
{
    std::printf("\nPreview of 200 runs, from the text on (µs):");
    for (const char* line : kLines) {
        const double nanos = bestNanos(25, [&] {
            keep(tableOf({line}).upcoming(kBase, 200));
            return 1;
        });
        std::printf("  %s %.1f", line, nanos / 1000);
    }
    const double nanos = bestNanos(25, [&] {
        keep(tableOf({"Mon..Fri 09:00", "Sat 10:00", "*-*~1 18:00"}).upcoming(kBase, 200));
        return 1;
    });
    std::printf("  three lines %.1f\n", nanos / 1000);
}

void heatMap()
{
    std::printf("Heat map, runs per day over 365 days, from the text on (µs):");
    for (const char* line : kLines) {
        const double nanos = bestNanos(25, [&] {
            const Timetable table = tableOf({line});
            for (int day = 0; day < 365; ++day)
                keep(table.countIn(kBase + std::chrono::days(day), kBase + std::chrono::days(day + 1)));
            return 1;
        });
        std::printf("  %s %.1f", line, nanos / 1000);
    }
    std::printf("\n");
}

void count()
{
    std::printf("Count from 2026 to 2199 without listing (µs):");
    constexpr Instant kEnd{std::chrono::microseconds(7'258'118'400'000'000)};
    for (const char* line : kLines) {
        const Timetable table = tableOf({line});
        std::size_t found = 0;
        const double nanos = bestNanos(25, [&] {
            found = table.countIn(kBase, kEnd);
            keep(found);
            return 1;
        });
        std::printf("  %s %.1f (%zu)", line, nanos / 1000, found);
    }
    std::printf("\n");
}

/// One JSON line in, one JSON line out, as `reveillectl next --batch` does it.
void batch()
{
    constexpr int kRounds = 1000;
    std::string input;
    for (int i = 0; i < kRounds; ++i) {
        for (const char* line : kLines) {
            input += R"({"expr":")";
            input += line;
            input += R"(","tz":"America/New_York","base_usec":1767225600000000,"count":5})";
            input += '\n';
        }
    }
    std::printf("Batch of JSON lines, five elapses each, in New York: ");
    const double nanos = bestNanos(15, [&] {
        std::size_t written = 0;
        Batch batch({TimeZone::utc(), kBase, 5}, [&written](std::string_view answers) {
            written += answers.size();
            return true;
        });
        keep(batch.feed(input));
        keep(written);
        return kRounds * static_cast<int>(kLines.size());
    });
    std::printf("%.2f million lines per second\n", 1000 / nanos);
}

} // namespace

void runWorkloads()
{
    preview();
    heatMap();
    count();
    batch();
}
