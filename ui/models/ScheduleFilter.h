#pragma once

#include "ui/models/Filters.h"
#include "ui/models/ScheduleOrder.h"
#include "ui/models/SearchTexts.h"

#include <functional>
#include <vector>

#include <QAbstractProxyModel>
#include <QHash>

namespace reveille::ui {

class ScheduleTableModel;

/// The schedules that a scope and a search text leave, sorted and grouped: a flat list in which each group
/// begins with a row of its own. What is shown follows the source by rows coming, going and changing places,
/// never by a reset. A search of 100,000 schedules is one pass over their texts; the order is kept between
/// searches.
class ScheduleFilter final : public QAbstractProxyModel
{
    Q_OBJECT

public:
    enum Role
    {
        GroupRole = Qt::UserRole + 100, ///< the group's title on its row; nothing on a schedule's
        GroupCountRole,
        GroupOpenRole,
    };

    explicit ScheduleFilter(QObject* parent = nullptr);

    void setSourceModel(QAbstractItemModel* source) override; ///< a ScheduleTableModel
    void setScope(const Scope& scope);
    void setSearch(const QString& text);
    [[nodiscard]] const Scope& scope() const { return m_scope; }
    [[nodiscard]] const QString& search() const { return m_search; }

    void setGrouping(Grouping grouping);
    [[nodiscard]] Grouping grouping() const { return m_grouping; }
    [[nodiscard]] bool isGroup(const QModelIndex& index) const;
    void setGroupOpen(const QModelIndex& index, bool open);
    /// The rows that begin a group, ascending.
    [[nodiscard]] QVector<int> groupRows() const;
    /// How many schedules pass, also those in closed groups.
    [[nodiscard]] int scheduleCount() const { return static_cast<int>(m_passing.size()); }

    [[nodiscard]] QModelIndex mapToSource(const QModelIndex& proxy) const override;
    [[nodiscard]] QModelIndex mapFromSource(const QModelIndex& source) const override;
    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex buddy(const QModelIndex& index) const override { return index; }
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    /// Of the source's rows as they are now.
    [[nodiscard]] const SearchTexts& searchTexts();

Q_SIGNALS:
    /// Rows came, went or changed places.
    void arranged();

private:
    /// A schedule by its source row, or a group: -1 - its place in m_groups.
    using Entry = int;
    struct Group
    {
        QString key;
        QString title;
        int count = 0;
        bool open = true;
    };
    enum class Among
    {
        All,
        Passing, ///< only what passed before can pass
    };

    [[nodiscard]] int rowOf(Entry entry) const;
    [[nodiscard]] int groupOf(const ScheduleRow& row);
    void sortRows();
    void makeTexts();
    void filter(Among among);
    void assignGroups();
    /// Shows what passes.
    void arrange();
    [[nodiscard]] std::vector<Entry> target();
    void become(const std::vector<Entry>& target);
    void permute(std::vector<Entry> order);
    void remove(std::size_t first, std::size_t last);
    void locate();
    void refresh();
    void renumber(const std::function<int(int)>& now);
    void sourceInserted(int first, int last);
    void sourceAboutToRemove(int first, int last);
    void sourceMoved(int first, int last, int to);
    void sourceChanged(int first, int last);

    ScheduleTableModel* m_source = nullptr;
    Scope m_scope;
    QString m_search;
    Grouping m_grouping = Grouping::None;
    int m_column = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    QVector<Group> m_groups; ///< in the order they were met: places never change
    QHash<QString, int> m_groupAt;
    std::vector<int> m_groupOf;   ///< of each source row, while there is a grouping
    std::vector<int> m_sorted;    ///< all source rows in the order of the table
    std::vector<int> m_passing;   ///< those of them that pass
    std::vector<Entry> m_entries; ///< what is shown
    SearchTexts m_texts;          ///< by source row
    bool m_textsAreStale = true;
    std::vector<int> m_rowOf;      ///< of each source row, or -1
    std::vector<int> m_rowOfGroup; ///< of each group, or -1
};

} // namespace reveille::ui
