#pragma once

#include "core/calendar/SyntaxTree.h"

#include <optional>
#include <vector>

#include <QString>
#include <QStringList>

namespace reveille::ui {

/// What the sentence mode can say: "On [the last] [Friday] of [every month] at [18:00]".
struct Sentence
{
    enum class Days
    {
        Every,
        Weekdays, ///< `weekdays`
        OfMonth,  ///< `monthDays`
        Nth       ///< the `nth` of `weekdays` (one)
    };
    enum class Times
    {
        At,   ///< `at`
        Every ///< each `step` minutes from `first` to `last` o'clock
    };
    static constexpr int kLast = -1; ///< as nth and as day of the month

    Days days = Days::Every;
    std::vector<int> weekdays; ///< 0 is Monday, ascending
    std::vector<int> monthDays;
    int nth = 1;
    std::vector<int> months; ///< empty: every month
    Times times = Times::At;
    std::vector<int> at; ///< minutes of the day, ascending
    int step = 60;
    int first = 0;
    int last = 23;

    friend bool operator==(const Sentence&, const Sentence&) = default;
};

/// The sentence that means exactly what the text does; nothing if there is none, and then `why` says why.
[[nodiscard]] std::optional<Sentence> sentenceOf(const calendar::SyntaxTree& tree, QString* why = nullptr);

/// The text with another sentence's days, months or times; parts that mean the same already are not touched.
/// Times that no single line can have are refused.
[[nodiscard]] calendar::SyntaxTree::Edit withSentence(const calendar::SyntaxTree& tree,
                                                      const Sentence& sentence);

/// A sentence whose times no single line can have, as lines that have them together.
[[nodiscard]] QStringList linesFor(const calendar::SyntaxTree& tree, const Sentence& sentence);

/// "09:30, 17:30" as minutes of the day; nothing if one of them is no time.
[[nodiscard]] std::optional<std::vector<int>> timesFromText(const QString& text);
[[nodiscard]] QString timesText(const std::vector<int>& at);

} // namespace reveille::ui
