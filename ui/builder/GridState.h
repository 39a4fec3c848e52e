#pragma once

#include "ui/builder/BuilderModel.h"

#include <vector>

#include <QString>

namespace reveille::ui {

/// What one row of the grid shows of the line in hand, and why it cannot be used if so.
struct GridRow
{
    std::vector<int> selected; ///< empty if everything is let through
    bool all = false;          ///< the part lets everything through
    bool implied = false;      ///< the part is not written and means its default
    QString lock;              ///< why the row is locked; empty if it is not

    [[nodiscard]] bool has(int value) const;
    friend bool operator==(const GridRow&, const GridRow&) = default;
};

/// Never rounds: what cells cannot show exactly is locked. For days, `fromEnd` chooses the row that counts
/// from the month's end; the other one is empty then.
[[nodiscard]] GridRow gridRow(const BuilderModel& model, calendar::Part part, bool fromEnd = false);

/// The values once the cells from `from` to `to` (both named by value) are set to the opposite of the first
/// one. Where all are let through, or none is written, they are what is chosen first; where none would be
/// left, dates let everything through again and times stay as they are.
[[nodiscard]] std::vector<int> paintedValues(const GridRow& row, calendar::Part part, int from, int to,
                                             bool fromEnd = false);
/// All values of the part's cells.
[[nodiscard]] std::vector<int> cellValues(calendar::Part part, bool fromEnd = false);

} // namespace reveille::ui
