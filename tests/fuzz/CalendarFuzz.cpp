#include "core/calendar/SyntaxTree.h"
#include "core/calendar/SystemdSafety.h"
#include "core/calendar/Timetable.h"
#include "core/calendar/batch/Batch.h"
#include "core/calendar/batch/JsonText.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace reveille::calendar;

namespace {

void require(bool holds, const char* what, const std::string& text)
{
    if (holds)
        return;
    std::fprintf(stderr, "violated: %s\n  by: %s\n", what, text.c_str());
    std::abort();
}

void checkRefusal(const ParseError& error, const std::string& text)
{
    require(error.column <= text.size(), "the place of a refusal is in the text", text);
    require(error.column + error.length <= text.size() || text.size() > 4096, "so is its end", text);
    require(!error.message.empty(), "a refusal says why", text);
    if (error.fix)
        require(CalendarEvent::parse(*error.fix).has_value(), "a fix can be read", *error.fix);
}

void checkTree(const std::string& text)
{
    const auto tree = SyntaxTree::parse(text);
    require(tree.has_value(), "event and tree read the same texts", text);
    require(tree->text() == text, "open and save keeps every byte", text);
    std::string joined;
    for (const SyntaxTree::Node& node : tree->nodes())
        joined += text.substr(node.begin, node.length);
    require(joined == text, "the nodes are the whole text", text);
    for (int p = 0; p < static_cast<int>(Part::Separator); ++p) {
        const auto part = static_cast<Part>(p);
        if (tree->has(part) && part != Part::Shorthand && part != Part::Epoch &&
            !(tree->has(Part::Epoch) && part != Part::Zone)) {
            const auto same = tree->withText(part, tree->textOf(part));
            require(same && *same == *tree, "writing a part as it is changes nothing", text);
        }
        const auto values = tree->values(part);
        if (part > Part::Weekdays || values.empty() || tree->countsFromMonthEnd() ||
            tree->matches().hasFractions())
            continue;
        const auto edit = tree->withValues(part, values);
        if (!edit)
            continue; // the text may have become too long
        require(edit->values(part) == values, "values written are the values read", edit->text());
        require(SyntaxTree::parse(edit->text()).value() == *edit, "an edit reads back as itself",
                edit->text());
    }
}

void checkElapses(const CalendarEvent& event, const TimeZone& zone, Instant base)
{
    const auto next = event.next(base, zone);
    if (next) {
        require(*next > base, "next is strictly after", event.text());
        require(event.countIn(base, *next, zone) == 1, "nothing elapses in between", event.text());
        const auto back = event.previous(*next, zone);
        require(!back || *back < *next, "previous is strictly before", event.text());
    }
    const auto previous = event.previous(base, zone);
    if (previous) {
        const auto after = event.next(*previous, zone);
        require(!after || *after >= base, "there is nothing between previous and base", event.text());
    }
}

/// Asked in JSON, a text gets the same verdict; as a line of its own, one answer and no more.
void checkBatch(const std::string& text, bool accepted)
{
    std::string answers;
    Batch batch({TimeZone::utc(), Instant{}, 1}, [&answers](std::string_view piece) {
        answers += piece;
        return true;
    });
    std::string question = "{\"expr\":";
    appendJsonString(question, text);
    question += "}\n";
    batch.feed(question);
    const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
    require(!ascii || answers.starts_with("{\"valid\":true") == accepted, "a batch reads as an event does",
            text);
    batch.feed(text);
    batch.finish();
    const auto lines = [](const std::string& all) { return std::count(all.begin(), all.end(), '\n'); };
    const bool open = !text.empty() && text.back() != '\n';
    require(lines(answers) == 1 + lines(text) + (open ? 1 : 0), "every line gets one answer", text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const TimeZone kZones[] = {TimeZone::utc(),
                                      TimeZone::load("America/New_York").value_or(TimeZone()),
                                      TimeZone::load("Australia/Lord_Howe").value_or(TimeZone())};
    if (size < 4)
        return 0;
    // The first bytes choose where and when, the rest is the text.
    const TimeZone& zone = kZones[data[0] % 3];
    const std::int64_t second = (data[1] | data[2] << 8 | data[3] << 16) * std::int64_t{433};
    const Instant base{std::chrono::seconds(second)};
    const std::string text(data + 4, data + size);
    const auto event = CalendarEvent::parse(text);
    checkBatch(text, event.has_value());
    if (!event) {
        checkRefusal(event.error(), text);
        require(!SyntaxTree::parse(text), "event and tree refuse the same texts", text);
        return 0;
    }
    const std::string normal = event->toText();
    const auto again = CalendarEvent::parse(normal);
    // systemd prints any list of seconds that holds 0/1 as *, which may mean less than the list did.
    require(normal.size() > 4096 || again, "the normal form can be read", normal);
    if (again)
        require(again->toText() == normal, "the normal form is stable", normal);
    checkTree(text);
    checkElapses(*event, zone, base);
    const auto report = checkOnSystemd(*event, zone, base);
    if (report.safeText)
        require(CalendarEvent::parse(*report.safeText).has_value(), "the safe form can be read",
                *report.safeText);
    return 0;
}
