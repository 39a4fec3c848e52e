#pragma once

#include "core/model/Schedule.h"
#include "core/model/SecretEntry.h"
#include "ui/models/RowTableModel.h"

#include <QString>
#include <QStringList>

namespace reveille::ui {

/// A secret as it may be shown: never with its value.
struct SecretRow
{
    SecretEntry entry;
    QStringList users; ///< the schedules that get it

    [[nodiscard]] QString key() const { return entry.name; }
    friend bool operator==(const SecretRow&, const SecretRow&) = default;
};

/// The secrets that are kept, by name, with the schedules that get them.
[[nodiscard]] QVector<SecretRow> secretRows(const QVector<SecretEntry>& entries,
                                            const QVector<Schedule>& schedules);
/// The names that schedules refer to and nothing is kept for.
[[nodiscard]] QStringList missingSecrets(const QVector<SecretEntry>& entries,
                                         const QVector<Schedule>& schedules);

class SecretTableModel final : public RowTableModel<SecretRow>
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Kept,
        Users,
        ColumnCount
    };
    using RowTableModel::RowTableModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace reveille::ui
