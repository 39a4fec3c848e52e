#include "core/calendar/Refusals.h"

#include "core/calendar/Fixes.h"

namespace reveille::calendar {
namespace {

[[nodiscard]] const char* sentence(ErrorClass reason) noexcept
{
    switch (reason) {
    case ErrorClass::Empty:
        return "There is no event here.";
    case ErrorClass::NumberExpected:
        return "A number is missing here.";
    case ErrorClass::NumberOverflow:
        return "This number is far too large.";
    case ErrorClass::BadCharacter:
        return "This character has no meaning here.";
    case ErrorClass::TrailingGarbage:
        return "This does not belong to the event: nothing but the name of a time zone may follow the time.";
    case ErrorClass::DateOrTimeExpected:
        return "A date needs dashes (2026-01-31) and a time needs a colon (09:00).";
    case ErrorClass::DateTimeSeparator:
        return "A space is needed between the date and the time.";
    case ErrorClass::DateTooManyParts:
        return "A date has year, month and day, nothing more.";
    case ErrorClass::IsoT:
        return "Date and time are separated by a space, not by T.";
    case ErrorClass::TildeNotBeforeDay:
        return "~ counts days from the end of the month; it stands directly before the day.";
    case ErrorClass::TimeIncomplete:
        return "An hour needs its minutes, as in 09:00.";
    case ErrorClass::TimeTooManyParts:
        return "A time has hour, minute and second, nothing more.";
    case ErrorClass::WeekdaySuffix:
        return "This is not a weekday: they are Mon, Tue, Wed, Thu, Fri, Sat and Sun, or the full English "
               "names.";
    case ErrorClass::WeekdayExpected:
        return "A weekday is missing here, such as Mon or Friday.";
    case ErrorClass::WeekdaySingleDot:
        return "A range of weekdays is written with two dots, as in Mon..Fri.";
    case ErrorClass::WeekdayRangeOpen:
        return "This range of weekdays has no end.";
    case ErrorClass::WeekdayRangeChained:
        return "A range has one beginning and one end.";
    case ErrorClass::WeekdayRangeBackwards:
        return "A range of weekdays runs from Monday towards Sunday and does not wrap around.";
    case ErrorClass::StarWithStep:
        return "* takes no step: write the first value and the step, as in 0/15.";
    case ErrorClass::StarInList:
        return "* already means every value; it stands alone.";
    case ErrorClass::StarInRange:
        return "* cannot be part of a range.";
    case ErrorClass::RangeChained:
        return "A range has one beginning and one end, and its step comes last.";
    case ErrorClass::RangeBackwards:
        return "This range runs backwards.";
    case ErrorClass::SecondsRangeTooShort:
        return "A range of seconds without a step must span at least one second.";
    case ErrorClass::StepMissing:
        return "The step is missing after the slash.";
    case ErrorClass::StepZero:
        return "A step of zero never gets anywhere.";
    case ErrorClass::StepTooLarge:
        return "This step is larger than the whole field.";
    case ErrorClass::StepNeverRepeats:
        return "This step leaves the field at once, so it would never repeat.";
    case ErrorClass::EomStepPastEnd:
        return "This step goes past the last day of the month at once.";
    case ErrorClass::EomDayOutOfRange:
        return "Days counted from the end of the month are 1 (the last) to 28.";
    case ErrorClass::EomListLimit:
        return "systemd refuses this list of days from the end of the month.";
    case ErrorClass::YearOutOfRange:
        return "Years are 1970 to 2199.";
    case ErrorClass::MonthOutOfRange:
        return "Months are 1 to 12.";
    case ErrorClass::DayOutOfRange:
        return "Days are 1 to 31.";
    case ErrorClass::HourOutOfRange:
        return "Hours are 0 to 23; midnight is 00:00.";
    case ErrorClass::MinuteOutOfRange:
        return "Minutes are 0 to 59.";
    case ErrorClass::SecondOutOfRange:
        return "Seconds are 0 up to, but not including, 60.";
    case ErrorClass::FractionEmpty:
        return "Digits are missing after the decimal point.";
    case ErrorClass::FractionNotAllowed:
        return "Only seconds may have a fraction; a range is written with two dots.";
    case ErrorClass::EpochMissing:
        return "@ is followed by the seconds since 1970, digits only.";
    case ErrorClass::EpochOverflow:
        return "This number of seconds is far too large.";
    case ErrorClass::EpochTrailing:
        return "Nothing may follow the seconds since 1970.";
    case ErrorClass::TooManyItems:
        return "A list has at most 241 items.";
    case ErrorClass::UnknownZone:
        return "Zones that count leap seconds are not supported.";
    case ErrorClass::TooLong:
        return "An event has at most 4096 bytes.";
    }
    return "This is not a calendar event.";
}

} // namespace

ParseError explain(std::string_view text, const Refusal& refusal)
{
    Fix fix = findFix(text, refusal);
    std::string message = fix.message.empty() ? sentence(refusal.reason) : std::move(fix.message);
    return {refusal.reason, refusal.column, refusal.length, std::move(message), std::move(fix.text)};
}

} // namespace reveille::calendar
