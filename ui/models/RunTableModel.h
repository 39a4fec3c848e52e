#pragma once

#include "core/model/Run.h"
#include "ui/models/RowTableModel.h"
#include "ui/state/EngineState.h"
#include "ui/text/StateLook.h"
#include "ui/text/TimeView.h"

namespace reveille::ui {

/// One run with everything its row shows.
struct RunRow
{
    Run run;
    QString machineName;
    QString outcome;
    StateLook look;
    QString scheduledFor;
    QString lateness;
    QString duration;
    QString awake;
    QString exitCode;
    QString reason;
    QString searchText;

    [[nodiscard]] RunId key() const { return run.id; }
    friend bool operator==(const RunRow& a, const RunRow& b)
    {
        return a.run == b.run && a.machineName == b.machineName && a.scheduledFor == b.scheduledFor;
    }
};

[[nodiscard]] RunRow makeRunRow(const Run& run, const QString& machineName, const TimeView& view);
[[nodiscard]] QVector<RunRow> makeRunRows(const EngineState& state, const TimeView& view);

/// The history as a table, a row for every instant that ran and for every one that did not.
class RunTableModel final : public RowTableModel<RunRow>
{
    Q_OBJECT

public:
    enum class Column
    {
        Outcome,
        Schedule,
        Machine,
        ScheduledFor,
        Lateness,
        Duration,
        Awake,
        ExitCode,
        Reason,
        Count
    };
    enum Role
    {
        IconNameRole = Qt::UserRole,
        ColorRole,
        SortRole,
        IdRole,
    };

    using RowTableModel::RowTableModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace reveille::ui
