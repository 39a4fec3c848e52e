#include "core/calendar/Explain.h"
#include "core/calendar/dialect/Dialect.h"
#include "core/calendar/subset/ProviderSubset.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace reveille::calendar;

namespace {

void require(bool holds, const char* what, const std::string& text)
{
    if (holds)
        return;
    std::fprintf(stderr, "violated: %s\n  by: %s\n", what, text.c_str());
    std::abort();
}

void checkDialects(const std::string& text)
{
    static_cast<void>(detect(text));
    for (int d = 0; d <= static_cast<int>(Dialect::Words); ++d) {
        const auto made = translate(text, static_cast<Dialect>(d));
        if (!made) {
            require(!made.error().message.empty(), "a refusal says why", text);
            require(made.error().column + made.error().length <= text.size(), "and where", text);
            continue;
        }
        require(!made->lines.empty() && made->lines.size() <= kMostDialectLines, "lines are made", text);
        require(Timetable::parse(made->lines, TimeZone::utc()).has_value(), "they can be read", text);
    }
}

void checkExplanation(const std::string& text, const TimeZone& zone, Instant now)
{
    const Explanation said = explain({text}, zone, now);
    require(!english(said).empty(), "there is always something to say", text);
    for (const Lint& lint : said.lints) {
        require(!lint.message.empty(), "a lint says what", text);
        require(lint.column + lint.length <= text.size() || text.size() > kMostDialectBytes,
                "a lint is in the text", text);
        for (const std::string& line : lint.fix)
            require(CalendarEvent::parse(line).has_value(), "a fix can be read", line);
    }
    const auto table = Timetable::parse({text}, zone);
    require(table.has_value() == !said.words.empty(), "what can be read has words", text);
    if (!table)
        return;
    const SubsetFit fit = fitTo(ProviderSubset::unikraft(), *table, now, 3);
    require(fit.verdict != SubsetFit::Verdict::Refused || !fit.why.empty(), "a refusal says why", text);
    if (fit.verdict == SubsetFit::Verdict::Refused)
        return;
    const auto sent = Timetable::parse(fit.lines, TimeZone::utc());
    require(sent.has_value(), "what is sent can be read", text);
    require(sent->next(now) == table->next(now), "what is sent elapses the same", text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const TimeZone kZones[] = {TimeZone::utc(),
                                      TimeZone::load("America/New_York").value_or(TimeZone()),
                                      TimeZone::load("Asia/Kolkata").value_or(TimeZone())};
    if (size < 2)
        return 0;
    const Instant now{std::chrono::seconds(1'767'225'600 + data[1] * std::int64_t{1'234'567})};
    const std::string text(data + 2, data + size);
    checkDialects(text);
    checkExplanation(text, kZones[data[0] % 3], now);
    return 0;
}
