#pragma once

#include "core/model/MachineExtras.h"
#include "ui/models/RowTableModel.h"

#include <QString>

namespace reveille::ui {

/// A machine's day.
struct UsageRow
{
    MachineUsage usage;
    QString name; ///< the machine's, for people
    UsageRates rates;

    [[nodiscard]] QString key() const;
    friend bool operator==(const UsageRow&, const UsageRow&) = default;
};

/// What machines used, day by day, and what that cost at the person's own rates.
class UsageTableModel final : public RowTableModel<UsageRow>
{
    Q_OBJECT

public:
    enum Column
    {
        Day,
        Machine,
        Awake,
        Processor,
        Memory,
        Disk,
        Cost,
        ColumnCount
    };
    using RowTableModel::RowTableModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

/// "2026-11-22"
[[nodiscard]] QString dayText(std::chrono::sys_days day);

} // namespace reveille::ui
