#include "ui/builder/ValueChoices.h"

#include "ui/builder/GridState.h"

namespace reveille::ui {

using namespace Qt::StringLiterals;
using calendar::Part;

namespace {

QStringList usualForms(Part part)
{
    switch (part) {
    case Part::Weekdays:
        return {u"Mon..Fri"_s, u"Sat,Sun"_s, u"Mon"_s, u"Tue"_s, u"Wed"_s,
                u"Thu"_s,      u"Fri"_s,     u"Sat"_s, u"Sun"_s};
    case Part::Year:
        return {u"*"_s};
    case Part::Month:
        return {u"*"_s, u"01/3"_s, u"06..08"_s};
    case Part::Day:
        return {u"*"_s, u"01..07"_s, u"01,15"_s};
    case Part::Hour:
        return {u"*"_s, u"09..17"_s, u"0/2"_s, u"0/3"_s, u"0/4"_s, u"0/6"_s, u"0/12"_s};
    case Part::Minute:
        return {u"*"_s, u"0/5"_s, u"0/10"_s, u"0/15"_s, u"0/20"_s, u"0/30"_s};
    case Part::Second:
        return {u"00"_s, u"*"_s, u"0/10"_s, u"0/15"_s, u"0/30"_s};
    default:
        return {};
    }
}

} // namespace

Completion choicesAt(const QString& text, int column)
{
    Completion words = completionsAt(text, column);
    if (!words.words.isEmpty())
        return words;
    const auto tree = calendar::SyntaxTree::parse(text.toStdString());
    if (!tree)
        return {};
    const auto node = tree->nodeAt(bytesOf(text, column));
    Completion found;
    found.begin = columnOf(text, node.begin);
    found.length = columnOf(text, node.begin + node.length) - found.begin;
    const bool fromEnd = node.part == Part::Day && tree->countsFromMonthEnd();
    if (!fromEnd)
        found.words = usualForms(node.part);
    if (node.part == Part::Month || node.part == Part::Day || node.part == Part::Hour ||
        node.part == Part::Minute) {
        for (const int value : cellValues(node.part, fromEnd))
            found.words += QString::number(value).rightJustified(2, u'0');
    }
    return found;
}

} // namespace reveille::ui
