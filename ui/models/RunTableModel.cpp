#include "ui/models/RunTableModel.h"

#include "core/text/ArgvText.h"
#include "core/text/DurationText.h"
#include "core/text/RunText.h"

#include <QCoreApplication>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

using Column = RunTableModel::Column;

QString say(const char* text)
{
    return QCoreApplication::translate("RunRow", text);
}

QString text(const RunRow& row, Column column)
{
    switch (column) {
    case Column::Outcome:
        return row.outcome;
    case Column::Schedule:
        return row.run.scheduleName;
    case Column::Machine:
        return row.machineName;
    case Column::ScheduledFor:
        return row.scheduledFor;
    case Column::Lateness:
        return row.lateness;
    case Column::Duration:
        return row.duration;
    case Column::Awake:
        return row.awake;
    case Column::ExitCode:
        return row.exitCode;
    case Column::Reason:
        return row.reason;
    case Column::Count:
        break;
    }
    return {};
}

qint64 milliseconds(const std::optional<std::chrono::milliseconds>& duration)
{
    return duration ? qint64(duration->count()) : -1;
}

QVariant sortKey(const RunRow& row, Column column)
{
    switch (column) {
    case Column::ScheduledFor:
        return qint64(row.run.scheduledAt.time_since_epoch().count());
    case Column::Lateness:
        return milliseconds(row.run.lateness());
    case Column::Duration:
        return milliseconds(runDuration(row.run));
    case Column::Awake:
        return milliseconds(row.run.awake);
    case Column::ExitCode:
        return row.run.exitCode.value_or(-1);
    default:
        return text(row, column).toLower();
    }
}

} // namespace

RunRow makeRunRow(const Run& run, const QString& machineName, const TimeView& view)
{
    RunRow row;
    row.run = run;
    row.machineName = machineName;
    row.outcome = run.outcome == Outcome::None ? runStateText(run.state) : outcomeLabel(run.outcome);
    row.look = lookOf(run);
    row.scheduledFor = dateTimeText(run.scheduledAt, view.local, view.now);
    if (run.occurrences > 1)
        row.scheduledFor += QCoreApplication::translate("RunRow", " and %n more", nullptr,
                                                        static_cast<int>(run.occurrences - 1));
    if (const auto late = run.lateness())
        row.lateness = preciseDurationText(*late);
    if (const auto duration = runDuration(run))
        row.duration = preciseDurationText(*duration);
    if (run.awake)
        row.awake = preciseDurationText(*run.awake);
    if (run.signal)
        row.exitCode = say(QT_TRANSLATE_NOOP("RunRow", "signal %1")).arg(*run.signal);
    else if (run.exitCode)
        row.exitCode = QString::number(*run.exitCode);
    QStringList reasons;
    if (run.kind == RunKind::Manual)
        reasons += say(QT_TRANSLATE_NOOP("RunRow", "Started by you."));
    if (run.attempt > 1)
        reasons += say(QT_TRANSLATE_NOOP("RunRow", "Attempt %1.")).arg(run.attempt);
    // That a command failed stands under Outcome and Exit already.
    const bool told = run.outcome == Outcome::Failed && (run.exitCode || run.signal) &&
                      outcomeWithReason(run) == outcomeText(run);
    if (const QString reason = reasonText(run.reason, run.detail); !reason.isEmpty() && !told)
        reasons += reason;
    row.reason = reasons.join(u' ');
    row.searchText = (run.scheduleName + u'\n' + machineName + u'\n' + row.outcome).toLower();
    return row;
}

QVector<RunRow> makeRunRows(const EngineState& state, const TimeView& view)
{
    QHash<MachineKey, QString> names;
    for (const Machine& machine : state.machines())
        names.insert(machine.key, machine.displayName());
    QVector<RunRow> rows;
    rows.reserve(state.runs().size());
    for (const Run& run : state.runs())
        rows.append(makeRunRow(run, names.value(run.machine, run.machine.machine.value), view));
    return rows;
}

int RunTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const
{
    const RunRow* row = rowAt(index.row());
    if (row == nullptr)
        return {};
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(*row, column);
    case Qt::ToolTipRole:
        return column == Column::Outcome ? outcomeWithReason(row->run) : text(*row, column);
    case IconNameRole:
        return column == Column::Outcome ? row->look.icon : QString();
    case ColorRole:
        return static_cast<int>(column == Column::Outcome    ? row->look.color
                                : column == Column::Schedule ? Color::Text
                                                             : Color::Dim);
    case SortRole:
        return sortKey(*row, column);
    case IdRole:
        return row->run.id.value;
    default:
        return {};
    }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Column::Outcome:
        return tr("Outcome");
    case Column::Schedule:
        return tr("Schedule");
    case Column::Machine:
        return tr("Machine");
    case Column::ScheduledFor:
        return tr("Scheduled for");
    case Column::Lateness:
        return tr("Late by");
    case Column::Duration:
        return tr("Took");
    case Column::Awake:
        return tr("Awake");
    case Column::ExitCode:
        return tr("Exit");
    case Column::Reason:
        return tr("Why");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace reveille::ui
