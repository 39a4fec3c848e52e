#pragma once

#include "core/model/Run.h"

#include <QByteArray>
#include <QString>
#include <QVector>

namespace reveille {

/// One field as RFC 4180 has it: in quotes where it holds a comma, a quote or a line's end. A text that a
/// spreadsheet would take for a formula (it begins with = + - @, a tab or a carriage return) gets an
/// apostrophe in front; numbers stay numbers.
[[nodiscard]] QString csvField(const QString& text);

/// A table of runs for spreadsheets: UTF-8, CRLF, a line of titles first. Times are RFC 3339 in UTC,
/// durations seconds. Never with output or requests.
[[nodiscard]] QByteArray runsCsv(const QVector<Run>& runs);

} // namespace reveille
