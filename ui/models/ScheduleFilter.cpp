#include "ui/models/ScheduleFilter.h"

#include "ui/models/ScheduleOrder.h"
#include "ui/models/ScheduleTableModel.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace reveille::ui {

using namespace Qt::StringLiterals;

ScheduleFilter::ScheduleFilter(QObject* parent) : QAbstractProxyModel(parent) {}

void ScheduleFilter::setSourceModel(QAbstractItemModel* source)
{
    beginResetModel();
    if (m_source != nullptr)
        m_source->disconnect(this);
    QAbstractProxyModel::setSourceModel(source);
    m_source = qobject_cast<ScheduleTableModel*>(source);
    m_entries.clear();
    m_sorted.clear();
    m_passing.clear();
    locate();
    endResetModel();
    if (m_source == nullptr)
        return;
    using Model = QAbstractItemModel;
    connect(m_source, &Model::rowsInserted, this,
            [this](const QModelIndex&, int first, int last) { sourceInserted(first, last); });
    connect(m_source, &Model::rowsAboutToBeRemoved, this,
            [this](const QModelIndex&, int first, int last) { sourceAboutToRemove(first, last); });
    connect(m_source, &Model::rowsRemoved, this, [this](const QModelIndex&, int first, int last) {
        renumber([=](int row) { return row > last ? row - (last - first + 1) : row; });
    });
    connect(m_source, &Model::rowsMoved, this,
            [this](const QModelIndex&, int first, int last, const QModelIndex&, int to) {
                sourceMoved(first, last, to);
            });
    connect(m_source, &Model::dataChanged, this, [this](const QModelIndex& first, const QModelIndex& last) {
        sourceChanged(first.row(), last.row());
    });
    connect(m_source, &ScheduleTableModel::settled, this, &ScheduleFilter::refresh);
    refresh();
}

// --- What is wanted ---

void ScheduleFilter::setScope(const Scope& scope)
{
    if (m_scope == scope)
        return;
    m_scope = scope;
    filter(Among::All);
    arrange();
}

void ScheduleFilter::setSearch(const QString& text)
{
    const QString search = text.trimmed().toLower();
    if (m_search == search)
        return;
    const bool narrower = search.contains(m_search);
    m_search = search;
    filter(narrower ? Among::Passing : Among::All);
    arrange();
}

void ScheduleFilter::setGrouping(Grouping grouping)
{
    if (m_grouping == grouping)
        return;
    m_grouping = grouping;
    assignGroups();
    arrange();
}

void ScheduleFilter::setGroupOpen(const QModelIndex& index, bool open)
{
    if (!isGroup(index))
        return;
    Group& group = m_groups[-1 - m_entries[static_cast<std::size_t>(index.row())]];
    if (group.open == open)
        return;
    group.open = open;
    Q_EMIT dataChanged(this->index(index.row(), 0), this->index(index.row(), columnCount() - 1));
    arrange();
}

void ScheduleFilter::sort(int column, Qt::SortOrder order)
{
    m_column = column;
    m_order = order;
    sortRows();
    filter(Among::All);
    arrange();
}

void ScheduleFilter::sortRows()
{
    const auto less = [this](int a, int b) {
        const int by = compareRows(*m_source->rowAt(a), *m_source->rowAt(b), m_column);
        return by == 0 ? a < b : (m_order == Qt::AscendingOrder) == (by < 0);
    };
    const auto count = static_cast<std::size_t>(m_source == nullptr ? 0 : m_source->rowCount());
    if (m_sorted.size() != count) {
        m_sorted.resize(count);
        std::iota(m_sorted.begin(), m_sorted.end(), 0);
    }
    if (!std::is_sorted(m_sorted.begin(), m_sorted.end(), less))
        std::sort(m_sorted.begin(), m_sorted.end(), less);
}

void ScheduleFilter::makeTexts()
{
    if (!m_textsAreStale || m_source == nullptr)
        return;
    m_textsAreStale = false;
    m_texts.clear();
    for (const ScheduleRow& row : m_source->rows())
        m_texts.append(row.searchText);
}

const SearchTexts& ScheduleFilter::searchTexts()
{
    makeTexts();
    return m_texts;
}

void ScheduleFilter::filter(Among among)
{
    const QByteArray needle = m_search.toUtf8();
    const bool all = among == Among::All;
    std::vector<char> found;
    if (!needle.isEmpty()) {
        makeTexts();
        found.resize(all && m_source != nullptr ? static_cast<std::size_t>(m_source->rowCount()) : 0);
        if (all)
            m_texts.find(needle, [&](qsizetype row, qsizetype) { found[static_cast<std::size_t>(row)] = 1; });
    }
    const auto matches = [&](int row) {
        return needle.isEmpty() ||
               (all ? found[static_cast<std::size_t>(row)] != 0 : m_texts.contains(row, needle));
    };
    // The rows themselves lie far apart; only those that match are looked at, and only for a scope.
    const bool everywhere = m_scope == Scope();
    const auto isInScope = [&](int row) {
        return everywhere || m_scope.contains(m_source->rowAt(row)->schedule.machine);
    };
    std::vector<int> passing;
    std::copy_if(all ? m_sorted.begin() : m_passing.begin(), all ? m_sorted.end() : m_passing.end(),
                 std::back_inserter(passing), [&](int row) { return matches(row) && isInScope(row); });
    m_passing = std::move(passing);
}

int ScheduleFilter::groupOf(const ScheduleRow& row)
{
    const GroupName name = groupName(row, m_grouping);
    const auto found = m_groupAt.constFind(name.key);
    if (found != m_groupAt.constEnd()) {
        m_groups[*found].title = name.title;
        return *found;
    }
    const int at = static_cast<int>(m_groups.size());
    m_groups.append({name.key, name.title});
    m_groupAt.insert(name.key, at);
    return at;
}

void ScheduleFilter::assignGroups()
{
    m_groupOf.clear();
    if (m_grouping == Grouping::None || m_source == nullptr)
        return;
    m_groupOf.reserve(static_cast<std::size_t>(m_source->rowCount()));
    for (const ScheduleRow& row : m_source->rows())
        m_groupOf.push_back(groupOf(row));
    m_rowOfGroup.resize(static_cast<std::size_t>(m_groups.size()), -1);
}

std::vector<ScheduleFilter::Entry> ScheduleFilter::target()
{
    if (m_grouping == Grouping::None)
        return m_passing;
    std::vector<std::vector<int>> members(static_cast<std::size_t>(m_groups.size()));
    for (const int row : m_passing)
        members[static_cast<std::size_t>(m_groupOf[static_cast<std::size_t>(row)])].push_back(row);
    std::vector<int> order;
    for (int group = 0; group < m_groups.size(); ++group) {
        m_groups[group].count = static_cast<int>(members[static_cast<std::size_t>(group)].size());
        if (m_groups[group].count > 0)
            order.push_back(group);
    }
    std::sort(order.begin(), order.end(), [this](int a, int b) {
        const int by = QString::localeAwareCompare(m_groups[a].title, m_groups[b].title);
        return by == 0 ? a < b : by < 0;
    });
    std::vector<Entry> entries;
    for (const int group : order) {
        entries.push_back(-1 - group);
        const auto& rows = members[static_cast<std::size_t>(group)];
        if (m_groups[group].open)
            entries.insert(entries.end(), rows.begin(), rows.end());
    }
    return entries;
}

void ScheduleFilter::arrange()
{
    const QVector<Group> before = m_groups;
    const std::vector<Entry> wanted = target();
    const bool moved = wanted != m_entries;
    become(wanted);
    for (qsizetype group = 0; group < before.size(); ++group) {
        const int row = m_rowOfGroup[static_cast<std::size_t>(group)];
        if (row >= 0 && (before[group].count != m_groups[group].count))
            Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    }
    if (moved)
        Q_EMIT arranged();
}

void ScheduleFilter::refresh()
{
    sortRows();
    assignGroups();
    m_textsAreStale = true;
    filter(Among::All);
    arrange();
    // Ready before the next key stroke needs them.
    QMetaObject::invokeMethod(this, &ScheduleFilter::makeTexts, Qt::QueuedConnection);
}

// --- From what is shown to what is wanted ---

int ScheduleFilter::rowOf(Entry entry) const
{
    return entry >= 0 ? m_rowOf[static_cast<std::size_t>(entry)]
                      : m_rowOfGroup[static_cast<std::size_t>(-1 - entry)];
}

void ScheduleFilter::locate()
{
    m_rowOf.assign(static_cast<std::size_t>(m_source == nullptr ? 0 : m_source->rowCount()), -1);
    m_rowOfGroup.assign(static_cast<std::size_t>(m_groups.size()), -1);
    for (std::size_t row = 0; row < m_entries.size(); ++row) {
        const Entry entry = m_entries[row];
        (entry >= 0 ? m_rowOf[static_cast<std::size_t>(entry)]
                    : m_rowOfGroup[static_cast<std::size_t>(-1 - entry)]) = static_cast<int>(row);
    }
}

void ScheduleFilter::permute(std::vector<Entry> order)
{
    if (order == m_entries)
        return;
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList held = persistentIndexList();
    const std::vector<Entry> before = std::exchange(m_entries, std::move(order));
    locate();
    QModelIndexList now;
    now.reserve(held.size());
    for (const QModelIndex& old : held)
        now.append(index(rowOf(before[static_cast<std::size_t>(old.row())]), old.column()));
    changePersistentIndexList(held, now);
    Q_EMIT layoutChanged();
}

void ScheduleFilter::remove(std::size_t first, std::size_t last)
{
    beginRemoveRows({}, static_cast<int>(first), static_cast<int>(last));
    m_entries.erase(m_entries.begin() + static_cast<std::ptrdiff_t>(first),
                    m_entries.begin() + static_cast<std::ptrdiff_t>(last + 1));
    locate();
    endRemoveRows();
}

// However far apart the rows are that come and go, a view hears of it in at most one removal, one insertion
// and two changes of places: telling each stretch of 100,000 rows by itself would take seconds.
void ScheduleFilter::become(const std::vector<Entry>& target)
{
    std::vector<char> wantedRow(m_rowOf.size(), 0);
    std::vector<char> wantedGroup(m_rowOfGroup.size(), 0);
    for (const Entry entry : target)
        (entry >= 0 ? wantedRow[static_cast<std::size_t>(entry)]
                    : wantedGroup[static_cast<std::size_t>(-1 - entry)]) = 1;
    const auto isWanted = [&](Entry entry) {
        return entry >= 0 ? wantedRow[static_cast<std::size_t>(entry)] != 0
                          : wantedGroup[static_cast<std::size_t>(-1 - entry)] != 0;
    };
    std::vector<Entry> order = m_entries;
    const auto gone = std::stable_partition(order.begin(), order.end(), isWanted);
    if (gone != order.end()) {
        const auto kept = static_cast<std::size_t>(gone - order.begin());
        const auto first = static_cast<std::size_t>(
            std::find_if_not(m_entries.begin(), m_entries.end(), isWanted) - m_entries.begin());
        const std::size_t count = order.size() - kept;
        if (std::none_of(m_entries.begin() + static_cast<std::ptrdiff_t>(first),
                         m_entries.begin() + static_cast<std::ptrdiff_t>(first + count), isWanted)) {
            remove(first, first + count - 1);
        } else {
            permute(order);
            remove(kept, order.size() - 1);
        }
    }
    std::vector<Entry> kept;
    std::vector<Entry> added;
    std::size_t firstAdded = target.size();
    for (std::size_t row = 0; row < target.size(); ++row) {
        if (rowOf(target[row]) >= 0) {
            kept.push_back(target[row]);
            continue;
        }
        if (added.empty())
            firstAdded = row;
        added.push_back(target[row]);
    }
    permute(kept);
    if (added.empty())
        return;
    const bool together =
        std::equal(added.begin(), added.end(), target.begin() + static_cast<std::ptrdiff_t>(firstAdded));
    const std::size_t at = together ? firstAdded : m_entries.size();
    beginInsertRows({}, static_cast<int>(at), static_cast<int>(at + added.size() - 1));
    m_entries.insert(m_entries.begin() + static_cast<std::ptrdiff_t>(at), added.begin(), added.end());
    locate();
    endInsertRows();
    permute(target);
}

// --- The source changes; what that means for the order is worked out when it has settled ---

void ScheduleFilter::renumber(const std::function<int(int)>& now)
{
    for (auto* rows : {&m_sorted, &m_passing, &m_entries}) {
        for (int& row : *rows)
            row = row >= 0 ? now(row) : row;
    }
    m_textsAreStale = true;
    locate();
}

void ScheduleFilter::sourceInserted(int first, int last)
{
    renumber([=](int row) { return row >= first ? row + (last - first + 1) : row; });
}

void ScheduleFilter::sourceAboutToRemove(int first, int last)
{
    const auto goes = [=](int row) { return row >= first && row <= last; };
    std::vector<Entry> left = m_entries;
    std::erase_if(left, goes);
    become(left);
    std::erase_if(m_sorted, goes);
    std::erase_if(m_passing, goes);
}

void ScheduleFilter::sourceMoved(int first, int last, int to)
{
    const int count = last - first + 1;
    renumber([=](int row) {
        if (row >= first && row <= last)
            return to < first ? to + (row - first) : to - count + (row - first);
        if (to <= row && row < first)
            return row + count;
        if (last < row && row < to)
            return row - count;
        return row;
    });
}

void ScheduleFilter::sourceChanged(int first, int last)
{
    // Neighbours there may stand anywhere here; those that stand together are told together.
    std::vector<int> rows;
    for (int row = first; row <= last; ++row) {
        if (const int mine = m_rowOf[static_cast<std::size_t>(row)]; mine >= 0)
            rows.push_back(mine);
    }
    std::sort(rows.begin(), rows.end());
    for (std::size_t i = 0; i < rows.size();) {
        std::size_t end = i + 1;
        while (end < rows.size() && rows[end] == rows[end - 1] + 1)
            ++end;
        Q_EMIT dataChanged(index(rows[i], 0), index(rows[end - 1], columnCount() - 1));
        i = end;
    }
}

// --- The model ---

bool ScheduleFilter::isGroup(const QModelIndex& index) const
{
    return index.isValid() && index.model() == this && m_entries[static_cast<std::size_t>(index.row())] < 0;
}

QVector<int> ScheduleFilter::groupRows() const
{
    QVector<int> rows;
    for (const int row : m_rowOfGroup) {
        if (row >= 0)
            rows.append(row);
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

QModelIndex ScheduleFilter::mapToSource(const QModelIndex& proxy) const
{
    if (!proxy.isValid() || isGroup(proxy) || m_source == nullptr)
        return {};
    return m_source->index(m_entries[static_cast<std::size_t>(proxy.row())], proxy.column());
}

QModelIndex ScheduleFilter::mapFromSource(const QModelIndex& source) const
{
    if (!source.isValid() || static_cast<std::size_t>(source.row()) >= m_rowOf.size())
        return {};
    return index(m_rowOf[static_cast<std::size_t>(source.row())], source.column());
}

QModelIndex ScheduleFilter::index(int row, int column, const QModelIndex& parent) const
{
    return !parent.isValid() && row >= 0 && row < rowCount() && column >= 0 && column < columnCount()
               ? createIndex(row, column)
               : QModelIndex();
}

QModelIndex ScheduleFilter::parent(const QModelIndex&) const
{
    return {};
}

int ScheduleFilter::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

bool ScheduleFilter::hasChildren(const QModelIndex& parent) const
{
    return rowCount(parent) > 0 && columnCount(parent) > 0;
}

int ScheduleFilter::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_source == nullptr ? 0 : m_source->columnCount();
}

QVariant ScheduleFilter::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (!isGroup(index))
        return role == GroupRole ? QVariant() : QAbstractProxyModel::data(index, role);
    const Group& group = m_groups[-1 - m_entries[static_cast<std::size_t>(index.row())]];
    switch (role) {
    case GroupRole:
        return group.title;
    case Qt::AccessibleTextRole:
        return group.open ? tr("Group %1, %n schedules", nullptr, group.count).arg(group.title)
                          : tr("Group %1, %n schedules, closed", nullptr, group.count).arg(group.title);
    case GroupCountRole:
        return group.count;
    case GroupOpenRole:
        return group.open;
    default:
        return {};
    }
}

QVariant ScheduleFilter::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_source == nullptr || orientation != Qt::Horizontal
               ? QVariant()
               : m_source->headerData(section, orientation, role);
}

Qt::ItemFlags ScheduleFilter::flags(const QModelIndex& index) const
{
    if (isGroup(index))
        return Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    return QAbstractProxyModel::flags(index);
}

} // namespace reveille::ui
