#pragma once

#include "core/calendar/SyntaxTree.h"
#include "ui/builder/BuilderModel.h"
#include "ui/theme/Colors.h"

#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille::ui {

/// What the builder says about the place where the caret is.
struct CaretText
{
    QString rule;  ///< "Hour: 0 to 23, lists a,b, ranges a..b, steps a/n"
    QString here;  ///< "hour 09,17"; empty between parts
    QString means; ///< the values let through, "09 and 17"
    int begin = 0; ///< of the part, in characters
    int length = 0;
};

/// `column` in characters. Where the text is refused, only what may stand at such a place is told.
[[nodiscard]] CaretText caretText(const BuilderModel::Line& line, int column);

/// A stretch of the line with the role it is drawn in.
struct ColorSpan
{
    int begin = 0;
    int length = 0;
    Color color = Color::Text;
    friend bool operator==(const ColorSpan&, const ColorSpan&) = default;
};
/// Parts that restrict stand out, those that let all through and those that join step back.
[[nodiscard]] QVector<ColorSpan> colorSpans(const BuilderModel::Line& line);

/// Words that could stand where the caret is, whole words only: weekdays, shorthands, zones. Empty where
/// none begins so.
struct Completion
{
    int begin = 0; ///< where what is replaced starts, in characters
    int length = 0;
    QStringList words;
};
[[nodiscard]] Completion completionsAt(const QString& text, int column);

} // namespace reveille::ui
