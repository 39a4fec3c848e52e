#include "ui/builder/Sentence.h"

#include <algorithm>
#include <map>
#include <set>

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using calendar::Part;
using calendar::SyntaxTree;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("Sentence", text);
}

std::vector<int> sequence(int from, int to, int step = 1)
{
    std::vector<int> values;
    for (int value = from; value <= to; value += step)
        values.push_back(value);
    return values;
}

bool isRun(const std::vector<int>& values)
{
    return values.back() - values.front() + 1 == static_cast<int>(values.size());
}

/// The distance of evenly spaced values; 0 if they are not.
int spacing(const std::vector<int>& values)
{
    if (values.size() < 2)
        return 0;
    const int step = values[1] - values[0];
    for (std::size_t i = 1; i < values.size(); ++i) {
        if (values[i] - values[i - 1] != step)
            return 0;
    }
    return step;
}

constexpr std::size_t kMostTimes = 12;
constexpr std::size_t kFewHours = 6;

bool readDays(const SyntaxTree& tree, Sentence& sentence)
{
    const std::vector<int> weekdays = tree.values(Part::Weekdays);
    const std::vector<int> days = tree.values(Part::Day);
    const bool anyWeekday = weekdays.size() == 7;
    const bool fromEnd = tree.countsFromMonthEnd() && tree.textOf(Part::Day) != "*";
    const bool anyDay = !fromEnd && days.size() == 31;
    if (anyDay) {
        sentence.days = anyWeekday ? Sentence::Days::Every : Sentence::Days::Weekdays;
        if (!anyWeekday)
            sentence.weekdays = weekdays;
        return true;
    }
    if (anyWeekday) {
        sentence.days = Sentence::Days::OfMonth;
        sentence.monthDays = fromEnd ? std::vector<int>{Sentence::kLast} : days;
        return !fromEnd || days == std::vector<int>{1};
    }
    if (weekdays.size() != 1)
        return false;
    sentence.days = Sentence::Days::Nth;
    sentence.weekdays = weekdays;
    if (fromEnd) {
        sentence.nth = Sentence::kLast;
        return days == sequence(1, 7);
    }
    sentence.nth = (days.front() - 1) / 7 + 1;
    return sentence.nth <= 4 && days == sequence(7 * sentence.nth - 6, 7 * sentence.nth);
}

bool readTimes(const SyntaxTree& tree, Sentence& sentence)
{
    const std::vector<int> hours = tree.values(Part::Hour);
    const std::vector<int> minutes = tree.values(Part::Minute);
    const int step = spacing(minutes);
    const bool beats =
        step > 0 && minutes.front() == 0 && 60 % step == 0 && static_cast<int>(minutes.size()) == 60 / step;
    const int hourStep = spacing(hours);
    if (beats && isRun(hours)) {
        sentence.times = Sentence::Times::Every;
        sentence.step = step;
    } else if (minutes == std::vector<int>{0} && hours.size() > kFewHours && hourStep > 0) {
        sentence.times = Sentence::Times::Every;
        sentence.step = 60 * hourStep;
    } else {
        if (hours.size() * minutes.size() > kMostTimes)
            return false;
        for (const int hour : hours) {
            for (const int minute : minutes)
                sentence.at.push_back(60 * hour + minute);
        }
        return true;
    }
    sentence.first = hours.front();
    sentence.last = hours.back();
    return true;
}

SyntaxTree::Edit withPart(const SyntaxTree::Edit& tree, Part part, const std::vector<int>& values)
{
    if (!tree)
        return tree;
    const bool fromEnd = part == Part::Day && tree->countsFromMonthEnd() && tree->textOf(part) != "*";
    if (!fromEnd && tree->values(part) == values)
        return tree;
    return tree->withValues(part, values);
}

SyntaxTree::Edit withDaysFromEnd(const SyntaxTree::Edit& tree, const std::vector<int>& values)
{
    if (!tree || (tree->countsFromMonthEnd() && tree->values(Part::Day) == values))
        return tree;
    return tree->withDaysFromMonthEnd(values);
}

SyntaxTree::Edit withDays(const SyntaxTree& tree, const Sentence& sentence)
{
    const std::vector<int> week = sequence(0, 6);
    const std::vector<int> month = sequence(1, 31);
    switch (sentence.days) {
    case Sentence::Days::Every:
        return withPart(withPart(tree, Part::Weekdays, week), Part::Day, month);
    case Sentence::Days::Weekdays:
        return withPart(withPart(tree, Part::Weekdays, sentence.weekdays), Part::Day, month);
    case Sentence::Days::OfMonth:
        if (sentence.monthDays == std::vector<int>{Sentence::kLast})
            return withDaysFromEnd(withPart(tree, Part::Weekdays, week), {1});
        return withPart(withPart(tree, Part::Weekdays, week), Part::Day, sentence.monthDays);
    case Sentence::Days::Nth:
        break;
    }
    const auto weekday = withPart(tree, Part::Weekdays, sentence.weekdays);
    return sentence.nth == Sentence::kLast
               ? withDaysFromEnd(weekday, sequence(1, 7))
               : withPart(weekday, Part::Day, sequence(7 * sentence.nth - 6, 7 * sentence.nth));
}

SyntaxTree::Edit withTimes(const SyntaxTree::Edit& tree, const Sentence& sentence)
{
    if (sentence.times == Sentence::Times::Every) {
        const int hourStep = std::max(1, sentence.step / 60);
        const std::vector<int> minutes =
            sentence.step >= 60 ? std::vector<int>{0} : sequence(0, 59, sentence.step);
        return withPart(withPart(tree, Part::Hour, sequence(sentence.first, sentence.last, hourStep)),
                        Part::Minute, minutes);
    }
    std::set<int> hours;
    std::set<int> minutes;
    for (const int time : sentence.at) {
        hours.insert(time / 60);
        minutes.insert(time % 60);
    }
    if (hours.size() * minutes.size() != sentence.at.size())
        return tl::make_unexpected(calendar::ParseError{calendar::ErrorClass::TimeTooManyParts, 0, 0,
                                                        "These times need a line each.", std::nullopt});
    return withPart(withPart(tree, Part::Hour, {hours.begin(), hours.end()}), Part::Minute,
                    {minutes.begin(), minutes.end()});
}

} // namespace

std::optional<Sentence> sentenceOf(const SyntaxTree& tree, QString* why)
{
    const auto refuse = [why](const char* text) {
        if (why != nullptr)
            *why = say(text);
        return std::nullopt;
    };
    if (tree.has(Part::Epoch))
        return refuse(QT_TRANSLATE_NOOP("Sentence", "One instant in seconds is no sentence."));
    if (!tree.matches().isFull(calendar::Field::Year))
        return refuse(
            QT_TRANSLATE_NOOP("Sentence", "A sentence is about every year; this text names years."));
    if (tree.matches().hasFractions() || tree.values(Part::Second) != std::vector<int>{0})
        return refuse(
            QT_TRANSLATE_NOOP("Sentence", "A sentence is about whole minutes; this text names seconds."));
    Sentence sentence;
    if (!readDays(tree, sentence))
        return refuse(QT_TRANSLATE_NOOP("Sentence", "These days are more than a sentence can say."));
    const std::vector<int> months = tree.values(Part::Month);
    if (months.size() < 12)
        sentence.months = months;
    if (!readTimes(tree, sentence))
        return refuse(QT_TRANSLATE_NOOP("Sentence", "These times are more than a sentence can say."));
    return sentence;
}

SyntaxTree::Edit withSentence(const SyntaxTree& tree, const Sentence& sentence)
{
    auto edit = withDays(tree, sentence);
    edit = withPart(edit, Part::Month, sentence.months.empty() ? sequence(1, 12) : sentence.months);
    edit = withTimes(edit, sentence);
    // "Fri" alone is midnight; a sentence always says its time.
    if (edit && !edit->has(Part::Hour) && !edit->has(Part::Shorthand) && !sentence.at.empty())
        edit = edit->withText(Part::Hour, "00");
    return edit;
}

QStringList linesFor(const SyntaxTree& tree, const Sentence& sentence)
{
    // Hours that share a minute fit into one line, and so do minutes that share all their hours.
    std::map<int, std::vector<int>> hoursOfMinute;
    for (const int time : sentence.at)
        hoursOfMinute[time % 60].push_back(time / 60);
    std::map<std::vector<int>, std::vector<int>> minutesOfHours;
    for (const auto& [minute, hours] : hoursOfMinute)
        minutesOfHours[hours].push_back(minute);
    QStringList lines;
    for (const auto& [hours, minutes] : minutesOfHours) {
        Sentence part = sentence;
        part.at.clear();
        for (const int hour : hours) {
            for (const int minute : minutes)
                part.at.push_back(60 * hour + minute);
        }
        if (const auto edit = withSentence(tree, part))
            lines += QString::fromStdString(edit->text());
    }
    return lines;
}

std::optional<std::vector<int>> timesFromText(const QString& text)
{
    static const QRegularExpression form(u"^([01]?\\d|2[0-3]):([0-5]\\d)$"_s);
    static const QRegularExpression between(u"[,;\\s]+"_s);
    std::set<int> times;
    const QStringList words = text.split(between, Qt::SkipEmptyParts);
    for (const QString& word : words) {
        const auto match = form.match(word);
        if (!match.hasMatch())
            return std::nullopt;
        times.insert(60 * match.captured(1).toInt() + match.captured(2).toInt());
    }
    if (times.empty())
        return std::nullopt;
    return std::vector<int>(times.begin(), times.end());
}

QString timesText(const std::vector<int>& at)
{
    QStringList words;
    for (const int time : at)
        words += QString::number(time / 60).rightJustified(2, u'0') + u':' +
                 QString::number(time % 60).rightJustified(2, u'0');
    return words.join(u", "_s);
}

} // namespace reveille::ui
