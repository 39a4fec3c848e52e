#pragma once

#include "core/model/Ids.h"

#include <algorithm>
#include <optional>

#include <QSet>
#include <QSortFilterProxyModel>
#include <QVector>

namespace reveille::ui {

/// What the sidebar has selected: one machine, several, one account, or everything.
struct Scope
{
    std::optional<AccountId> account;
    std::optional<MachineKey> machine;
    QSet<MachineKey> several; ///< two or more machines, or those of a place; `machine` is nothing then
    QString place;            ///< whose machines `several` are, when none of them is selected as such

    [[nodiscard]] bool contains(const MachineKey& key) const
    {
        if (machine)
            return *machine == key;
        if (!several.isEmpty() || !place.isEmpty())
            return several.contains(key);
        return !account || *account == key.account;
    }
    /// Each machine that is selected as such, always in the same order.
    [[nodiscard]] QVector<MachineKey> machines() const
    {
        if (machine)
            return {*machine};
        if (!place.isEmpty())
            return {};
        QVector<MachineKey> keys(several.begin(), several.end());
        std::sort(keys.begin(), keys.end());
        return keys;
    }
    friend bool operator==(const Scope&, const Scope&) = default;
};

/// Narrows a table to a scope and a search text.
class ScopeFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setScope(const Scope& scope);
    void setSearch(const QString& text);
    [[nodiscard]] const Scope& scope() const { return m_scope; }
    [[nodiscard]] const QString& search() const { return m_search; }

private:
    Scope m_scope;
    QString m_search;
};

class RunFilter final : public ScopeFilter
{
    Q_OBJECT

public:
    explicit RunFilter(QObject* parent = nullptr);

    /// Only these runs, whatever else is asked for; nothing lifts that again.
    void setFound(const std::optional<QSet<RunId>>& runs);
    [[nodiscard]] const std::optional<QSet<RunId>>& found() const { return m_found; }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    std::optional<QSet<RunId>> m_found;
};

/// Narrows the sidebar to machines that match the search text by their name or a schedule's. Groups and the
/// selected machine always stay, so that a search never changes what is selected.
class MachineFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setSearch(const QString& text);
    void setKept(const std::optional<MachineKey>& machine);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString m_search;
    std::optional<MachineKey> m_kept;
};

} // namespace reveille::ui
