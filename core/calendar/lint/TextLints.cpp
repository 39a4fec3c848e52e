#include "core/calendar/lint/TextLints.h"

#include "core/calendar/words/EnglishText.h"

#include <algorithm>
#include <charconv>

namespace reveille::calendar {
namespace {

constexpr int kLastHour = 23;
/// Nobody steps hours by more; longer steps are meant as minutes.
constexpr int kLargestHourStep = 12;

/// A plain number; -1 for anything else.
int numberOf(std::string_view text)
{
    int value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : -1;
}

struct Split
{
    std::string_view first;
    std::string_view second;
};

std::optional<Split> splitOnce(std::string_view text, std::string_view by)
{
    const std::size_t at = text.find(by);
    if (at == std::string_view::npos || text.find(by, at + by.size()) != std::string_view::npos)
        return std::nullopt;
    return Split{text.substr(0, at), text.substr(at + by.size())};
}

class TextLints
{
public:
    explicit TextLints(const SyntaxTree& tree) : m_tree(tree) {}

    std::vector<Lint> find()
    {
        times();
        dates();
        if (m_tree.textOf(Part::Second) == "0..59") {
            add(Part::Second, LintCode::EverySecondSpelt, Severity::Note, "This is every second.");
            withFix(m_tree.withText(Part::Second, "*"));
        }
        return std::move(m_lints);
    }

private:
    void add(Part part, LintCode code, Severity severity, std::string message)
    {
        m_lints.push_back(lintOn(m_tree, part, code, severity, std::move(message)));
    }
    void withFix(const SyntaxTree::Edit& edit)
    {
        if (edit)
            m_lints.back().fix = {edit->text()};
    }

    /// The text with another time of day; nothing if that does not parse.
    [[nodiscard]] std::optional<std::string> withTime(const std::string& time) const
    {
        const auto begin = m_tree.node(Part::Hour);
        const auto end = m_tree.node(m_tree.has(Part::Second) ? Part::Second : Part::Minute);
        if (!begin || !end)
            return std::nullopt;
        std::string text = m_tree.text();
        text.replace(begin->begin, end->begin + end->length - begin->begin, time);
        if (!SyntaxTree::parse(text))
            return std::nullopt;
        return text;
    }
    void fixTimes(const std::vector<std::string>& times)
    {
        std::vector<std::string> lines;
        for (const std::string& time : times) {
            auto text = withTime(time);
            if (!text)
                return;
            lines.push_back(std::move(*text));
        }
        m_lints.back().fix = std::move(lines);
    }
    void spanTime()
    {
        const auto begin = m_tree.node(Part::Hour);
        const auto end = m_tree.node(m_tree.has(Part::Second) ? Part::Second : Part::Minute);
        m_lints.back().column = begin->begin;
        m_lints.back().length = end->begin + end->length - begin->begin;
    }

    void times()
    {
        const std::string hour(m_tree.textOf(Part::Hour));
        const std::string_view minute = m_tree.textOf(Part::Minute);
        const std::string second(m_tree.textOf(Part::Second));
        if (numberOf(hour) < 0)
            return;
        if (m_tree.has(Part::Second) && numberOf(second) >= 0) {
            if (const auto pair = splitOnce(minute, ","))
                timesInList(hour, *pair, second);
            else if (const auto range = splitOnce(minute, ".."))
                timesInRange(hour, *range);
        } else if (!m_tree.has(Part::Second)) {
            if (const auto step = splitOnce(minute, "/"))
                stepOfMinutes(hour, *step);
        }
    }

    void timesInList(const std::string& hour, const Split& minutes, const std::string& second)
    {
        const std::string first(minutes.first);
        const std::string other(minutes.second);
        if (numberOf(first) < 0 || numberOf(other) < 0 || numberOf(other) > kLastHour)
            return;
        const std::string late = padded(numberOf(second)) == "00" ? "" : ':' + second;
        add(Part::Minute, LintCode::TimesInList, Severity::Warning,
            "This is " + hour + ':' + first + late + " and " + hour + ':' + other + late +
                ", not two times of day. For " + hour + ':' + first + " and " + other + ':' + second +
                (first == second ? " list the hours." : " write two lines."));
        spanTime();
        if (first == second)
            fixTimes({hour + ',' + other + ':' + first});
        else
            fixTimes({hour + ':' + first, other + ':' + second});
    }

    void timesInRange(const std::string& hour, const Split& minutes)
    {
        const std::string first(minutes.first);
        const std::string last(minutes.second);
        if (numberOf(first) < 0 || numberOf(last) < 0 || numberOf(last) > kLastHour ||
            numberOf(last) < numberOf(hour))
            return;
        add(Part::Minute, LintCode::TimesInRange, Severity::Warning,
            "This is every minute from " + hour + ':' + first + " to " + hour + ':' + last +
                ". For every hour from " + hour + " to " + last + " write the range before the colon.");
        spanTime();
        fixTimes({hour + ".." + last + ':' + first});
    }

    void stepOfMinutes(const std::string& hour, const Split& minutes)
    {
        const int step = numberOf(minutes.second);
        if (numberOf(minutes.first) < 0 || step < 2 || step > kLargestHourStep)
            return;
        const std::string first(minutes.first);
        add(Part::Minute, LintCode::StepOfMinutes, Severity::Warning,
            "This steps minutes: " + hour + ':' + padded(numberOf(first)) + ", " + hour + ':' +
                padded(numberOf(first) + step) + " and so on. For every " + std::to_string(step) +
                " hours write the step before the colon.");
        spanTime();
        fixTimes({hour + '/' + std::to_string(step) + ':' + first});
    }

    void dates()
    {
        const int month = numberOf(m_tree.textOf(Part::Month));
        const int day = numberOf(m_tree.textOf(Part::Day));
        if (!m_tree.has(Part::Year) && month > 0 && day > 0 && !m_tree.countsFromMonthEnd())
            add(Part::Month, LintCode::MonthAndDay, Severity::Note,
                "A date without a year is month and day: " + std::to_string(day) + ' ' + monthName(month) +
                    " of every year.");
        const std::string_view year = m_tree.textOf(Part::Year);
        if (!year.empty() && year.size() <= 2 && numberOf(year) >= 0) {
            const std::string full = std::to_string(numberOf(year) + (numberOf(year) < 70 ? 2000 : 1900));
            add(Part::Year, LintCode::ShortYear, Severity::Note, "This is the year " + full + '.');
            withFix(m_tree.withText(Part::Year, full));
        }
        daysFromEnd();
    }

    void daysFromEnd()
    {
        const auto items = m_tree.expression().items(Field::Day);
        if (!m_tree.countsFromMonthEnd() || m_tree.has(Part::Weekdays) || items.size() != 1)
            return;
        const Item& item = items.front();
        if (item.start != 1 || item.stop < 2 || item.step > 1)
            return;
        add(Part::Day, LintCode::DaysFromEnd, Severity::Note,
            "After ~ days count from the end: these are the last " + std::to_string(item.stop) +
                " days of the month.");
        withFix(m_tree.withText(Part::Day, '-' + std::string(m_tree.textOf(Part::Day))));
    }

    const SyntaxTree& m_tree;
    std::vector<Lint> m_lints;
};

} // namespace

Lint lintOn(const SyntaxTree& tree, Part part, LintCode code, Severity severity, std::string message)
{
    Lint lint{code, severity, 0, 0, 0, std::move(message), {}};
    if (const auto node = tree.node(part)) {
        lint.column = node->begin;
        lint.length = node->length;
    }
    return lint;
}

std::vector<Lint> textLints(const SyntaxTree& tree)
{
    return TextLints(tree).find();
}

} // namespace reveille::calendar
