#include "core/calendar/ParseError.h"

namespace reveille::calendar {

const char* className(ErrorClass reason) noexcept
{
    switch (reason) {
    case ErrorClass::Empty:
        return "empty";
    case ErrorClass::NumberExpected:
        return "number-expected";
    case ErrorClass::NumberOverflow:
        return "number-overflow";
    case ErrorClass::BadCharacter:
        return "bad-character";
    case ErrorClass::TrailingGarbage:
        return "trailing-garbage";
    case ErrorClass::DateOrTimeExpected:
        return "date-or-time-expected";
    case ErrorClass::DateTimeSeparator:
        return "date-time-separator";
    case ErrorClass::DateTooManyParts:
        return "date-too-many-parts";
    case ErrorClass::IsoT:
        return "iso-T";
    case ErrorClass::TildeNotBeforeDay:
        return "tilde-not-before-day";
    case ErrorClass::TimeIncomplete:
        return "time-incomplete";
    case ErrorClass::TimeTooManyParts:
        return "time-too-many-parts";
    case ErrorClass::WeekdaySuffix:
        return "weekday-suffix";
    case ErrorClass::WeekdayExpected:
        return "weekday-expected";
    case ErrorClass::WeekdaySingleDot:
        return "weekday-single-dot";
    case ErrorClass::WeekdayRangeOpen:
        return "weekday-range-open";
    case ErrorClass::WeekdayRangeChained:
        return "weekday-range-chained";
    case ErrorClass::WeekdayRangeBackwards:
        return "weekday-range-backwards";
    case ErrorClass::StarWithStep:
        return "star-with-step";
    case ErrorClass::StarInList:
        return "star-in-list";
    case ErrorClass::StarInRange:
        return "star-in-range";
    case ErrorClass::RangeChained:
        return "range-chained";
    case ErrorClass::RangeBackwards:
        return "range-backwards";
    case ErrorClass::SecondsRangeTooShort:
        return "seconds-range-too-short";
    case ErrorClass::StepMissing:
        return "step-missing";
    case ErrorClass::StepZero:
        return "step-zero";
    case ErrorClass::StepTooLarge:
        return "step-too-large";
    case ErrorClass::StepNeverRepeats:
        return "step-never-repeats";
    case ErrorClass::EomStepPastEnd:
        return "eom-step-past-end";
    case ErrorClass::EomDayOutOfRange:
        return "eom-day-out-of-range";
    case ErrorClass::EomListLimit:
        return "eom-list-limit";
    case ErrorClass::YearOutOfRange:
        return "year-out-of-range";
    case ErrorClass::MonthOutOfRange:
        return "month-out-of-range";
    case ErrorClass::DayOutOfRange:
        return "day-out-of-range";
    case ErrorClass::HourOutOfRange:
        return "hour-out-of-range";
    case ErrorClass::MinuteOutOfRange:
        return "minute-out-of-range";
    case ErrorClass::SecondOutOfRange:
        return "second-out-of-range";
    case ErrorClass::FractionEmpty:
        return "fraction-empty";
    case ErrorClass::FractionNotAllowed:
        return "fraction-not-allowed";
    case ErrorClass::EpochMissing:
        return "epoch-missing";
    case ErrorClass::EpochOverflow:
        return "epoch-overflow";
    case ErrorClass::EpochTrailing:
        return "epoch-trailing";
    case ErrorClass::TooManyItems:
        return "too-many-items";
    case ErrorClass::UnknownZone:
        return "unknown-zone";
    case ErrorClass::TooLong:
        return "too-long";
    }
    return "unknown";
}

} // namespace reveille::calendar
