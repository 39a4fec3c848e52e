#include "ui/accounts/SecretTableModel.h"

#include "ui/schedules/EnvironmentTable.h"

#include <algorithm>

namespace reveille::ui {

using namespace Qt::StringLiterals;

QVector<SecretRow> secretRows(const QVector<SecretEntry>& entries, const QVector<Schedule>& schedules)
{
    QVector<SecretRow> rows;
    for (const SecretEntry& entry : entries) {
        SecretRow row{entry, {}};
        for (const Schedule& schedule : schedules) {
            if (std::ranges::any_of(schedule.env,
                                    [&](const QString& value) { return secretNameOf(value) == entry.name; }))
                row.users += schedule.name;
        }
        rows.append(row);
    }
    std::ranges::sort(rows, {}, [](const SecretRow& row) { return row.entry.name; });
    return rows;
}

QStringList missingSecrets(const QVector<SecretEntry>& entries, const QVector<Schedule>& schedules)
{
    QStringList missing;
    for (const Schedule& schedule : schedules) {
        for (const QString& value : schedule.env) {
            const QString name = secretNameOf(value);
            if (!name.isEmpty() && !missing.contains(name) &&
                std::ranges::none_of(entries, [&](const SecretEntry& entry) { return entry.name == name; }))
                missing += name;
        }
    }
    missing.sort();
    return missing;
}

int SecretTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SecretTableModel::data(const QModelIndex& index, int role) const
{
    const SecretRow* row = index.isValid() ? rowAt(index.row()) : nullptr;
    if (row == nullptr)
        return {};
    if (role == Qt::ToolTipRole && index.column() == Users && !row->users.isEmpty())
        return row->users.join(u'\n');
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Name:
        return row->entry.name;
    case Kept:
        return row->entry.kept == KeySource::KeyFile ? tr("a file of your own") : tr("your keychain");
    case Users:
        return row->users.isEmpty() ? tr("no schedule") : row->users.join(u", "_s);
    default:
        return {};
    }
}

QVariant SecretTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Kept:
        return tr("Kept in");
    case Users:
        return tr("Used by");
    default:
        return {};
    }
}

} // namespace reveille::ui
