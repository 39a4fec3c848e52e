#include "ui/models/ScheduleTableModel.h"

#include "core/text/DurationText.h"
#include "ui/models/ScheduleClip.h"

#include <limits>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

using Column = ScheduleTableModel::Column;

QString firstLine(const ScheduleRow& row, Column column)
{
    switch (column) {
    case Column::Name:
        return row.schedule.name;
    case Column::When:
        return row.expression;
    case Column::Action:
        return row.command;
    case Column::Next:
        return row.nextText;
    case Column::Last:
        return row.lastText;
    case Column::Machine:
        return row.machineName;
    case Column::FiredBy:
        return row.schedule.firedBy == FiredBy::Reveille ? ScheduleTableModel::tr("Reveille")
                                                         : ScheduleTableModel::tr("the provider");
    case Column::Zone:
        return row.schedule.zone;
    case Column::Timeout:
        return row.schedule.firedBy == FiredBy::Reveille ? durationText(row.schedule.timeout) : QString();
    case Column::Note:
        return row.schedule.note;
    case Column::Enabled:
    case Column::Count:
        break;
    }
    return {};
}

QString secondLine(const ScheduleRow& row, Column column)
{
    switch (column) {
    case Column::Name:
        return row.note;
    case Column::When:
        return row.meaning;
    case Column::Action:
        return row.machineName;
    case Column::Next:
        return row.nextExact;
    case Column::Machine:
        return row.accountName;
    default:
        return {};
    }
}

QString badgeTexts(const ScheduleRow& row)
{
    QStringList texts;
    for (const Badge& badge : row.badges)
        texts += badge.text;
    return texts.join(u'\n');
}

QString toolTip(const ScheduleRow& row, Column column)
{
    switch (column) {
    case Column::Name:
        return badgeTexts(row);
    case Column::When:
        return row.schedule.when.join(u'\n') + u'\n' + row.meaning;
    case Column::Action:
        return row.command;
    case Column::Next:
        return row.nextTip;
    case Column::Last:
        return row.lastTip;
    default:
        return {};
    }
}

QVariant sortKey(const ScheduleRow& row, Column column)
{
    switch (column) {
    case Column::Enabled:
        return row.schedule.enabled ? 0 : 1;
    case Column::Next:
        return row.next ? qint64(row.next->time_since_epoch().count()) : std::numeric_limits<qint64>::max();
    default:
        return firstLine(row, column).toLower();
    }
}

} // namespace

int ScheduleTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QVariant ScheduleTableModel::data(const QModelIndex& index, int role) const
{
    const ScheduleRow* row = rowAt(index.row());
    if (row == nullptr)
        return {};
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return firstLine(*row, column);
    case Qt::EditRole:
        return column == Column::Name ? QVariant(row->schedule.name) : QVariant();
    case Qt::ToolTipRole:
        return toolTip(*row, column);
    case Qt::CheckStateRole:
        return column == Column::Enabled ? QVariant(row->schedule.enabled ? Qt::Checked : Qt::Unchecked)
                                         : QVariant();
    case Qt::AccessibleTextRole:
        if (column == Column::Enabled)
            return row->schedule.enabled ? tr("%1 is on").arg(row->schedule.name)
                                         : tr("%1 is off").arg(row->schedule.name);
        if (column == Column::Name && !row->badges.isEmpty())
            return QString(firstLine(*row, column) + u' ' + secondLine(*row, column) + u' ' +
                           tr("Look out: %1").arg(badgeTexts(*row)));
        return QString(firstLine(*row, column) + u' ' + secondLine(*row, column));
    case SecondLineRole:
        return secondLine(*row, column);
    case IconNameRole:
        return column == Column::Last     ? row->lastLook.icon
               : column == Column::Action ? iconOf(row->schedule.action)
                                          : QString();
    case ColorRole:
        return static_cast<int>(column == Column::Last ? row->lastLook.color : Color::Text);
    case SortRole:
        return sortKey(*row, column);
    case BadgesRole:
        return row->badges.size();
    case IdRole:
        return row->schedule.id.value;
    default:
        return {};
    }
}

QVariant ScheduleTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Column::Enabled:
        return role == Qt::DisplayRole ? QString() : tr("On or off");
    case Column::Name:
        return tr("Name");
    case Column::When:
        return tr("When");
    case Column::Action:
        return tr("Action");
    case Column::Next:
        return tr("Next");
    case Column::Last:
        return tr("Last");
    case Column::Machine:
        return tr("Machine");
    case Column::FiredBy:
        return tr("Fired by");
    case Column::Zone:
        return tr("Time zone");
    case Column::Timeout:
        return tr("Time-out");
    case Column::Note:
        return tr("Note");
    case Column::Count:
        break;
    }
    return {};
}

Qt::ItemFlags ScheduleTableModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags =
        Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren;
    if (!index.isValid())
        return Qt::NoItemFlags;
    if (static_cast<Column>(index.column()) == Column::Name)
        flags |= Qt::ItemIsEditable;
    return flags;
}

QStringList ScheduleTableModel::mimeTypes() const
{
    return {QLatin1String(kSchedulesMime)};
}

QMimeData* ScheduleTableModel::mimeData(const QModelIndexList& indexes) const
{
    QVector<Schedule> schedules;
    QSet<int> seen;
    for (const QModelIndex& index : indexes) {
        const ScheduleRow* row = rowAt(index.row());
        if (row == nullptr || seen.contains(index.row()))
            continue;
        seen.insert(index.row());
        schedules.append(row->schedule);
    }
    return schedules.isEmpty() ? nullptr : schedulesToMime(schedules).release();
}

} // namespace reveille::ui
