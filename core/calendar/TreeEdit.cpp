#include "core/calendar/NormalForm.h"
#include "core/calendar/SyntaxTree.h"
#include "core/calendar/ValueText.h"

#include <array>

namespace reveille::calendar {
namespace {

[[nodiscard]] ErrorClass rangeClass(Part part) noexcept
{
    switch (part) {
    case Part::Year:
        return ErrorClass::YearOutOfRange;
    case Part::Month:
        return ErrorClass::MonthOutOfRange;
    case Part::Day:
        return ErrorClass::DayOutOfRange;
    case Part::Hour:
        return ErrorClass::HourOutOfRange;
    case Part::Minute:
        return ErrorClass::MinuteOutOfRange;
    case Part::Second:
        return ErrorClass::SecondOutOfRange;
    default:
        return ErrorClass::WeekdayExpected;
    }
}

[[nodiscard]] SyntaxTree::Edit refuse(ErrorClass reason, std::size_t column, std::size_t length,
                                      std::string message)
{
    return tl::make_unexpected(ParseError{reason, column, length, std::move(message), std::nullopt});
}

[[nodiscard]] bool within(const std::vector<int>& values, int from, int to) noexcept
{
    int before = from - 1;
    for (const int value : values) {
        if (value <= before || value > to)
            return false;
        before = value;
    }
    return true;
}

} // namespace

std::size_t SyntaxTree::bodyLength() const noexcept
{
    const auto zone = node(Part::Zone);
    return zone ? zone->begin - 1 : m_text.size();
}

/// Reads the edited text and makes sure that nothing but the edited part has changed: a month of "5-6" would
/// slip in a day and push the rest along.
SyntaxTree::Edit SyntaxTree::checked(std::string text, Part edited, std::string_view written) const
{
    Edit tree = parse(text);
    if (!tree)
        return tree;
    bool same = tree->textOf(edited) == written;
    for (const Node& node : m_nodes) {
        const bool kept = node.part == Part::Separator || node.part == edited;
        same = same && (kept || tree->textOf(node.part) == textOf(node.part));
    }
    if (same)
        return tree;
    return refuse(ErrorClass::BadCharacter, 0, text.size(),
                  "That would change other parts of the event as well.");
}

SyntaxTree SyntaxTree::spelledOut() const
{
    if (!has(Part::Shorthand) && !has(Part::Epoch))
        return *this;
    std::string text = normalForm(m_expression);
    return parse(text).value_or(*this);
}

SyntaxTree::Edit SyntaxTree::withoutPart(Part part) const
{
    const auto found = node(part);
    if (!found)
        return *this;
    if (part == Part::Zone)
        return checked(m_text.substr(0, found->begin - 1), part, {});
    // Weekdays go with the spaces behind them; if they were all there was, every day remains.
    std::size_t end = found->begin + found->length;
    while (end < bodyLength() && m_text[end] == ' ')
        ++end;
    const std::string rest = m_text.substr(end);
    return checked(end >= bodyLength() ? "*-*-*" + rest : rest, part, {});
}

SyntaxTree::Edit SyntaxTree::withText(Part part, std::string_view written) const
{
    if (part == Part::Separator)
        return refuse(ErrorClass::BadCharacter, 0, 0, "Separators are not edited on their own.");
    if (part <= Part::Weekdays && (has(Part::Shorthand) || has(Part::Epoch)))
        return spelledOut().withText(part, written);
    if (written.empty() && (part == Part::Weekdays || part == Part::Zone))
        return withoutPart(part);
    if (part == Part::Epoch && !written.empty() && written != textOf(part) && written.front() != '@')
        return refuse(ErrorClass::EpochMissing, 0, 0, "An epoch begins with @.");

    std::string text = m_text;
    std::string value(written);
    if (value.empty())
        value = part >= Part::Hour ? "00" : "*";
    char daySeparator = '\0';
    if (part == Part::Day && (value.front() == '~' || value.front() == '-')) {
        daySeparator = value.front();
        value.erase(0, 1);
    }
    if (const auto found = node(part)) {
        text.replace(found->begin, found->length, value);
        if (daySeparator != '\0')
            text[found->begin - 1] = daySeparator;
        return checked(std::move(text), part, value);
    }

    const std::size_t body = bodyLength();
    switch (part) {
    case Part::Weekdays:
        text.insert(0, value + ' ');
        break;
    case Part::Zone:
        text += ' ' + value;
        break;
    case Part::Shorthand:
    case Part::Epoch:
        text.replace(0, body, value);
        return parse(text);
    case Part::Year:
    case Part::Month:
    case Part::Day:
        if (const auto month = node(Part::Month)) {
            text.insert(month->begin, value + '-'); // only the year can be missing then
            break;
        } else {
            std::array<std::string, 3> date = {"*", "*", "*"};
            date[static_cast<std::size_t>(part)] = value;
            const std::string all = date[0] + '-' + date[1] + (daySeparator == '~' ? '~' : '-') + date[2];
            if (const auto hour = node(Part::Hour))
                text.insert(hour->begin, all + ' ');
            else
                text.insert(node(Part::Weekdays)->begin + node(Part::Weekdays)->length, ' ' + all);
        }
        break;
    default:
        if (const auto minute = node(Part::Minute)) {
            text.insert(minute->begin + minute->length, ':' + value);
        } else {
            std::array<std::string, 3> time = {"00", "00", "00"};
            time[static_cast<std::size_t>(part) - static_cast<std::size_t>(Part::Hour)] = value;
            std::string all = time[0] + ':' + time[1] + (part == Part::Second ? ':' + time[2] : "");
            if (text[body - 1] != ' ')
                all.insert(0, 1, ' ');
            text.insert(body, all);
        }
    }
    return checked(std::move(text), part, value);
}

SyntaxTree::Edit SyntaxTree::withValues(Part part, const std::vector<int>& values) const
{
    if (part > Part::Weekdays)
        return refuse(ErrorClass::BadCharacter, 0, 0, "Only fields have values.");
    if (values.empty())
        return refuse(ErrorClass::Empty, 0, 0, "At least one value is needed.");
    if (part == Part::Weekdays) {
        if (!within(values, 0, 6))
            return refuse(rangeClass(part), 0, 0, "Weekdays are 0 to 6, ascending.");
        std::uint8_t bits = 0;
        for (const int day : values)
            bits = static_cast<std::uint8_t>(bits | 1U << day);
        return withText(part, weekdayText(bits));
    }
    const auto field = static_cast<Field>(part);
    const Limits limits = limitsOf(field);
    if (!within(values, limits.from, field == Field::Second ? 59 : limits.to))
        return refuse(rangeClass(part), 0, 0, "A value is out of range or out of order.");
    const std::string text = valueText(values, field);
    return withText(part, part == Part::Day ? '-' + text : text);
}

SyntaxTree::Edit SyntaxTree::withDaysFromMonthEnd(const std::vector<int>& values) const
{
    if (values.empty())
        return refuse(ErrorClass::Empty, 0, 0, "At least one value is needed.");
    if (!within(values, 1, 28))
        return refuse(ErrorClass::EomDayOutOfRange, 0, 0,
                      "Days from the end of the month are 1 to 28, ascending.");
    return withText(Part::Day, '~' + valueText(values, Field::Day, true));
}

SyntaxTree::Edit SyntaxTree::withZone(const std::optional<TimeZone>& zone) const
{
    return withText(Part::Zone, zone ? std::string_view(zone->name()) : std::string_view());
}

} // namespace reveille::calendar
