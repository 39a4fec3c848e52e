#include "ui/models/Filters.h"

#include "ui/models/MachineTreeModel.h"
#include "ui/models/RunTableModel.h"

namespace reveille::ui {

void ScopeFilter::setScope(const Scope& scope)
{
    if (m_scope == scope)
        return;
    m_scope = scope;
    invalidateRowsFilter();
}

void ScopeFilter::setSearch(const QString& text)
{
    const QString search = text.trimmed().toLower();
    if (m_search == search)
        return;
    m_search = search;
    invalidateRowsFilter();
}

RunFilter::RunFilter(QObject* parent) : ScopeFilter(parent)
{
    setSortRole(RunTableModel::SortRole);
}

void RunFilter::setFound(const std::optional<QSet<RunId>>& runs)
{
    if (m_found == runs)
        return;
    m_found = runs;
    invalidateRowsFilter();
}

bool RunFilter::filterAcceptsRow(int row, const QModelIndex&) const
{
    const auto* model = qobject_cast<const RunTableModel*>(sourceModel());
    const RunRow* values = model == nullptr ? nullptr : model->rowAt(row);
    return values != nullptr && scope().contains(values->run.machine) &&
           (!m_found || m_found->contains(values->run.id)) &&
           (search().isEmpty() || values->searchText.contains(search()));
}

void MachineFilter::setSearch(const QString& text)
{
    const QString search = text.trimmed().toLower();
    if (m_search == search)
        return;
    m_search = search;
    invalidateRowsFilter();
}

void MachineFilter::setKept(const std::optional<MachineKey>& machine)
{
    if (m_kept == machine)
        return;
    m_kept = machine;
    if (!m_search.isEmpty())
        invalidateRowsFilter();
}

bool MachineFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const auto kind = static_cast<MachineTreeModel::Kind>(index.data(MachineTreeModel::KindRole).toInt());
    return kind != MachineTreeModel::Kind::Machine || m_search.isEmpty() ||
           index.data(MachineTreeModel::SearchRole).toString().contains(m_search) ||
           (m_kept && index.data(MachineTreeModel::MachineRole).value<MachineKey>() == *m_kept);
}

} // namespace reveille::ui
