#include "ui/builder/CaretText.h"

#include "core/calendar/TimeZone.h"

#include <array>

#include <QCoreApplication>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using calendar::Part;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("CaretText", text);
}

QString partName(Part part)
{
    switch (part) {
    case Part::Year:
        return say(QT_TRANSLATE_NOOP("CaretText", "year"));
    case Part::Month:
        return say(QT_TRANSLATE_NOOP("CaretText", "month"));
    case Part::Day:
        return say(QT_TRANSLATE_NOOP("CaretText", "day"));
    case Part::Hour:
        return say(QT_TRANSLATE_NOOP("CaretText", "hour"));
    case Part::Minute:
        return say(QT_TRANSLATE_NOOP("CaretText", "minute"));
    case Part::Second:
        return say(QT_TRANSLATE_NOOP("CaretText", "second"));
    case Part::Weekdays:
        return say(QT_TRANSLATE_NOOP("CaretText", "weekdays"));
    case Part::Shorthand:
        return say(QT_TRANSLATE_NOOP("CaretText", "shorthand"));
    case Part::Epoch:
        return say(QT_TRANSLATE_NOOP("CaretText", "seconds since 1970"));
    case Part::Zone:
        return say(QT_TRANSLATE_NOOP("CaretText", "zone"));
    case Part::Separator:
        break;
    }
    return {};
}

QString ruleOf(Part part, bool fromEnd)
{
    switch (part) {
    case Part::Year:
        return say(
            QT_TRANSLATE_NOOP("CaretText", "Year: 1970 to 2199 or *, lists a,b, ranges a..b, steps a/n"));
    case Part::Month:
        return say(QT_TRANSLATE_NOOP("CaretText", "Month: 1 to 12 or *, lists a,b, ranges a..b, steps a/n"));
    case Part::Day:
        return fromEnd ? say(QT_TRANSLATE_NOOP("CaretText",
                                               "Day from the end: 1 (the last) to 28, lists, ranges, steps"))
                       : say(QT_TRANSLATE_NOOP("CaretText",
                                               "Day: 1 to 31 or *; ~ before it counts from the month's end"));
    case Part::Hour:
        return say(QT_TRANSLATE_NOOP("CaretText", "Hour: 0 to 23 or *, lists a,b, ranges a..b, steps a/n"));
    case Part::Minute:
        return say(QT_TRANSLATE_NOOP("CaretText", "Minute: 0 to 59 or *, lists a,b, ranges a..b, steps a/n"));
    case Part::Second:
        return say(QT_TRANSLATE_NOOP("CaretText", "Second: 0 to 59, also fractions; lists, ranges, steps"));
    case Part::Weekdays:
        return say(QT_TRANSLATE_NOOP("CaretText", "Weekdays: Mon to Sun, lists a,b, ranges a..b"));
    case Part::Shorthand:
        return say(QT_TRANSLATE_NOOP("CaretText", "minutely, hourly, daily, weekly, monthly, quarterly, "
                                                  "semiannually or yearly"));
    case Part::Epoch:
        return say(QT_TRANSLATE_NOOP("CaretText", "One instant, as seconds since 1970 UTC"));
    case Part::Zone:
        return say(QT_TRANSLATE_NOOP("CaretText", "Zone of this line: a name like Europe/Berlin, or UTC"));
    case Part::Separator:
        break;
    }
    return say(QT_TRANSLATE_NOOP("CaretText", "Weekdays year-month-day hour:minute:second zone"));
}

/// At most this many values are listed before "…".
constexpr std::size_t kListed = 8;

QString valuesText(const calendar::SyntaxTree& tree, Part part)
{
    if (part > Part::Weekdays)
        return {};
    constexpr std::array<const char*, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const std::vector<int> values = tree.values(part);
    if (tree.textOf(part) == "*")
        return say(QT_TRANSLATE_NOOP("CaretText", "any"));
    QStringList words;
    for (std::size_t i = 0; i < values.size() && i < kListed; ++i) {
        const auto value = values[i];
        words += part == Part::Weekdays
                     ? QString::fromLatin1(kDays[static_cast<std::size_t>(value)])
                     : QString::number(value).rightJustified(part >= Part::Hour ? 2 : 1, u'0');
    }
    QString text = words.join(u", "_s);
    if (values.size() > kListed)
        text = say(QT_TRANSLATE_NOOP("CaretText", "%1 … %2 (%3 values)"))
                   .arg(words.mid(0, 3).join(u", "_s))
                   .arg(values.back())
                   .arg(values.size());
    return text;
}

bool restricts(const calendar::SyntaxTree& tree, Part part)
{
    if (part == Part::Second)
        return tree.textOf(part) != "00" && tree.textOf(part) != "0";
    if (part <= Part::Second)
        return tree.textOf(part) != "*";
    return true;
}

/// Zone names change only with the system's database.
const QStringList& zoneNames()
{
    static const QStringList names = [] {
        QStringList all;
        for (const std::string& name : calendar::TimeZone::names())
            all += QString::fromStdString(name);
        return all;
    }();
    return names;
}

} // namespace

CaretText caretText(const BuilderModel::Line& line, int column)
{
    CaretText told;
    if (!line.tree) {
        told.rule = ruleOf(Part::Separator, false);
        return told;
    }
    const calendar::SyntaxTree& tree = *line.tree;
    const auto node = tree.nodeAt(bytesOf(line.text, column));
    told.rule = ruleOf(node.part, tree.countsFromMonthEnd());
    if (node.part == Part::Separator)
        return told;
    told.begin = columnOf(line.text, node.begin);
    told.length = columnOf(line.text, node.begin + node.length) - told.begin;
    told.here = partName(node.part) + u' ' + line.text.mid(told.begin, told.length);
    told.means = valuesText(tree, node.part);
    return told;
}

QVector<ColorSpan> colorSpans(const BuilderModel::Line& line)
{
    QVector<ColorSpan> spans;
    if (line.error) {
        const int begin = columnOf(line.text, line.error->column);
        const int end = columnOf(line.text, line.error->column + line.error->length);
        spans.append({begin, std::max(1, end - begin), Color::Failed});
        return spans;
    }
    if (!line.tree)
        return spans;
    for (const auto& node : line.tree->nodes()) {
        const int begin = columnOf(line.text, node.begin);
        Color color = Color::Faint;
        switch (node.part) {
        case Part::Separator:
            break;
        case Part::Weekdays:
        case Part::Shorthand:
        case Part::Epoch:
            color = Color::Accent;
            break;
        case Part::Zone:
            color = Color::Running;
            break;
        case Part::Year:
        case Part::Month:
        case Part::Day:
            color = restricts(*line.tree, node.part) ? Color::Ok : Color::Faint;
            break;
        default:
            color = restricts(*line.tree, node.part) ? Color::Text : Color::Faint;
        }
        spans.append({begin, columnOf(line.text, node.begin + node.length) - begin, color});
    }
    return spans;
}

Completion completionsAt(const QString& text, int column)
{
    Completion found;
    int begin = column;
    const auto isWord = [](QChar c) { return c.isLetter() || c == u'/' || c == u'_' || c == u'@'; };
    while (begin > 0 && isWord(text[begin - 1]))
        --begin;
    found.begin = begin;
    const QString word = text.mid(begin, column - begin);
    found.length = column - begin;
    const bool atEnd = column == text.size();
    if (word.isEmpty() || !atEnd)
        return found;
    const auto offer = [&found, &word](const QString& candidate) {
        if (candidate.startsWith(word, Qt::CaseInsensitive))
            found.words += candidate;
    };
    const bool first = text.left(begin).trimmed().isEmpty();
    const QChar before = begin > 0 ? text[begin - 1] : QChar();
    if (first || before == u',' || before == u'.') {
        for (const char* day : {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"})
            offer(QString::fromLatin1(day));
    }
    if (first) {
        for (const char* shorthand : {"minutely", "hourly", "daily", "weekly", "monthly", "quarterly",
                                      "semiannually", "yearly", "@hourly", "@daily", "@weekly", "@monthly"})
            offer(QString::fromLatin1(shorthand));
    } else if (before == u' ') {
        for (const QString& zone : zoneNames()) {
            offer(zone);
            // "Berlin" finds Europe/Berlin.
            if (word.size() >= 2 && zone.section(u'/', -1).startsWith(word, Qt::CaseInsensitive) &&
                zone.contains(u'/') && !found.words.contains(zone))
                found.words += zone;
            if (found.words.size() >= 12)
                break;
        }
    }
    // A whole word needs no completion, though others begin with it.
    if (found.words.contains(word, Qt::CaseInsensitive))
        found.words.clear();
    return found;
}

} // namespace reveille::ui
