#include "ui/builder/GridState.h"

#include <algorithm>
#include <set>

#include <QCoreApplication>

namespace reveille::ui {

using calendar::Part;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("GridState", text);
}

} // namespace

bool GridRow::has(int value) const
{
    return std::binary_search(selected.begin(), selected.end(), value);
}

std::vector<int> cellValues(Part part, bool fromEnd)
{
    int from = 0;
    int to = 6;
    if (part != Part::Weekdays) {
        const auto limits = calendar::limitsOf(static_cast<calendar::Field>(part), fromEnd);
        from = limits.from;
        to = part == Part::Second ? 59 : limits.to;
    }
    std::vector<int> values;
    for (int value = from; value <= to; ++value)
        values.push_back(value);
    return values;
}

GridRow gridRow(const BuilderModel& model, Part part, bool fromEnd)
{
    GridRow row;
    if (model.line().error) {
        row.lock = say(QT_TRANSLATE_NOOP("GridState", "The text cannot be read yet."));
        return row;
    }
    const auto tree = model.editable();
    if (!tree)
        return row;
    if (tree->has(Part::Epoch)) {
        row.lock = say(QT_TRANSLATE_NOOP("GridState", "One instant, written as seconds since 1970."));
        return row;
    }
    if (part == Part::Second && tree->matches().hasFractions()) {
        row.lock = say(QT_TRANSLATE_NOOP("GridState", "Fractions of a second only stand in the text."));
        return row;
    }
    if (part == Part::Day && tree->countsFromMonthEnd() != fromEnd) {
        row.all = true;
        return row;
    }
    const std::vector<int> values = tree->values(part);
    row.all = values.size() == cellValues(part, fromEnd).size();
    // `~1..28` leaves out the days before: that is not everything.
    if (part == Part::Day && fromEnd)
        row.all = tree->textOf(Part::Day) == "*";
    if (row.all)
        return row;
    row.selected = values;
    row.implied = !tree->has(part);
    // An empty line says nothing yet.
    if (row.implied && model.line().isEmpty())
        row.selected.clear();
    return row;
}

std::vector<int> paintedValues(const GridRow& row, Part part, int from, int to, bool fromEnd)
{
    const bool fresh = row.all || row.implied;
    std::set<int> values;
    if (!fresh)
        values.insert(row.selected.begin(), row.selected.end());
    const bool on = !values.contains(from);
    for (int value = std::min(from, to); value <= std::max(from, to); ++value) {
        if (on)
            values.insert(value);
        else
            values.erase(value);
    }
    if (values.empty())
        return part >= Part::Hour && part <= Part::Second ? row.selected : cellValues(part, fromEnd);
    return {values.begin(), values.end()};
}

} // namespace reveille::ui
