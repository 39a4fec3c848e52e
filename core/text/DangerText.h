#pragma once

#include "core/model/ScheduleDangers.h"

#include <QString>

namespace reveille {

/// A danger for people: what would happen, and what to do instead. Whole, plain-text sentences without times:
/// the window and the command line write `at` in their own way.
struct DangerText
{
    QString what;
    QString advice;
};
[[nodiscard]] DangerText describe(const ScheduleDanger& danger);

} // namespace reveille
