#pragma once

#include "ui/models/RowTableModel.h"
#include "ui/models/ScheduleRow.h"

namespace reveille::ui {

/// The schedules as a table. Cells show what ScheduleRow holds; nothing is worked out here.
class ScheduleTableModel final : public RowTableModel<ScheduleRow>
{
    Q_OBJECT

public:
    enum class Column
    {
        Enabled,
        Name,
        When,
        Action,
        Next,
        Last,
        Machine,
        FiredBy,
        Zone,
        Timeout,
        Note,
        Count
    };
    enum Role
    {
        SecondLineRole = Qt::UserRole,
        IconNameRole,
        ColorRole, ///< ui::Color as int
        SortRole,
        IdRole,
        BadgesRole, ///< how many there are
    };

    using RowTableModel::RowTableModel;

    void setRows(const QVector<ScheduleRow>& rows)
    {
        RowTableModel::setRows(rows);
        Q_EMIT settled();
    }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData* mimeData(const QModelIndexList& indexes) const override;
    [[nodiscard]] Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

Q_SIGNALS:
    /// All changes of a setRows() have been told.
    void settled();
};

} // namespace reveille::ui
