#include "ui/usage/UsageTableModel.h"

#include "core/model/TimeText.h"
#include "core/text/DurationText.h"
#include "core/text/UsageText.h"

#include <QLocale>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr double kHour = 3600;

QString hours(double seconds)
{
    return QLocale().toString(seconds / kHour, 'f', 2);
}

} // namespace

QString dayText(std::chrono::sys_days day)
{
    return toRfc3339(calendar::Instant(day.time_since_epoch())).left(10);
}

QString UsageRow::key() const
{
    return dayText(usage.day) + u' ' + usage.machine.value;
}

int UsageTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant UsageTableModel::data(const QModelIndex& index, int role) const
{
    const UsageRow* row = index.isValid() ? rowAt(index.row()) : nullptr;
    if (row == nullptr)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (index.column() <= Machine ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ToolTipRole && index.column() == Machine)
        return row->usage.machine.value;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Day:
        return dayText(row->usage.day);
    case Machine:
        return row->name;
    case Awake:
        return durationText(row->usage.awake);
    case Processor:
        return hours(row->usage.vcpuSeconds);
    case Memory:
        return hours(row->usage.memoryGibSeconds);
    case Disk:
        return hours(row->usage.storageGibSeconds);
    case Cost:
        return row->rates.isSet() ? costText(usageCost(row->usage, row->rates), row->rates) : u"–"_s;
    default:
        return {};
    }
}

QVariant UsageTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (section <= Machine ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ToolTipRole && section == Processor)
        return tr("Of the processor's work, not of the time awake");
    if (role == Qt::ToolTipRole && section == Day)
        return tr("Days are UTC, as the provider counts them");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Day:
        return tr("Day (UTC)");
    case Machine:
        return tr("Machine");
    case Awake:
        return tr("Awake");
    case Processor:
        return tr("vCPU hours");
    case Memory:
        return tr("Memory GiB h");
    case Disk:
        return tr("Disk GiB h");
    case Cost:
        return tr("Cost");
    default:
        return {};
    }
}

} // namespace reveille::ui
