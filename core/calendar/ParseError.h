#pragma once

#include <optional>
#include <string>

namespace reveille::calendar {

/// Why a text is not a calendar event: one class per kind of mistake. The names in kebab-case are
/// className()'s.
enum class ErrorClass
{
    Empty,
    NumberExpected,
    NumberOverflow,
    BadCharacter,
    TrailingGarbage,
    DateOrTimeExpected,
    DateTimeSeparator,
    DateTooManyParts,
    IsoT,
    TildeNotBeforeDay,
    TimeIncomplete,
    TimeTooManyParts,
    WeekdaySuffix,
    WeekdayExpected,
    WeekdaySingleDot,
    WeekdayRangeOpen,
    WeekdayRangeChained,
    WeekdayRangeBackwards,
    StarWithStep,
    StarInList,
    StarInRange,
    RangeChained,
    RangeBackwards,
    SecondsRangeTooShort,
    StepMissing,
    StepZero,
    StepTooLarge,
    StepNeverRepeats,
    EomStepPastEnd,
    EomDayOutOfRange,
    EomListLimit,
    YearOutOfRange,
    MonthOutOfRange,
    DayOutOfRange,
    HourOutOfRange,
    MinuteOutOfRange,
    SecondOutOfRange,
    FractionEmpty,
    FractionNotAllowed,
    EpochMissing,
    EpochOverflow,
    EpochTrailing,
    TooManyItems,
    UnknownZone,
    TooLong,
};

/// A refusal with its place. Columns and lengths count bytes of the text, from 0.
struct ParseError
{
    ErrorClass reason = ErrorClass::Empty;
    std::size_t column = 0;
    std::size_t length = 0;
    /// One plain English sentence; the window translates by `reason`.
    std::string message;
    /// A whole expression that means what was most likely meant, where one exists. It always parses.
    std::optional<std::string> fix;
};

/// "star-with-step" for ErrorClass::StarWithStep, and so on.
[[nodiscard]] const char* className(ErrorClass reason) noexcept;

} // namespace reveille::calendar
