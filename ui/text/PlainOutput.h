#pragma once

#include <QByteArray>
#include <QString>

namespace reveille::ui {

/// What a command printed, made safe to show: bytes that are no UTF-8 become replacement characters; control,
/// escape and direction-changing characters become visible signs ("␛", "‹U+202E›"); line ends and tabs stay.
/// A carriage return before a line feed is dropped, and so are sequences that only choose colours (ECMA-48
/// SGR).
[[nodiscard]] QString plainOutput(const QByteArray& bytes);

} // namespace reveille::ui
