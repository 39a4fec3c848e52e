#pragma once

#include "ui/models/RowDiff.h"
#include "ui/models/ScheduleRow.h"
#include "ui/state/EngineState.h"
#include "ui/text/StateLook.h"
#include "ui/text/TimeView.h"

#include <QAbstractItemModel>
#include <QHash>
#include <QMimeData>
#include <QPair>

namespace reveille::ui {

struct MachineRow
{
    Machine machine;
    QString stateText;
    StateLook look;
    QString nextText; ///< "in 4 min", "running job"; empty: nothing is coming
    QString toolTip;
    QString searchText; ///< its own name and what its schedules are called, lower case

    [[nodiscard]] MachineKey key() const { return machine.key; }
    friend bool operator==(const MachineRow& a, const MachineRow& b)
    {
        return a.machine == b.machine && a.nextText == b.nextText && a.toolTip == b.toolTip &&
               a.searchText == b.searchText;
    }
};

/// An account, or one of the places its machines are at.
using GroupKey = QPair<AccountId, QString>;

struct AccountRow
{
    AccountId id;
    QString metro; ///< empty: the account itself
    QString name;
    int machines = 0;
    bool failed = false;
    QString toolTip;

    [[nodiscard]] GroupKey key() const { return {id, metro}; }
    friend bool operator==(const AccountRow&, const AccountRow&) = default;
};

/// What the sidebar shows: accounts with their machines. Where an account's machines are at several metros,
/// its own row is a heading and those of the metros that follow it have the machines.
struct MachineTree
{
    QVector<AccountRow> accounts;
    QHash<GroupKey, QVector<MachineRow>> machines;
};
[[nodiscard]] MachineTree makeMachineTree(const EngineState& state, const QVector<ScheduleRow>& schedules,
                                          const TimeView& view);

/// Row 0 is "All machines"; then one row per account, and per metro of it, with their machines below.
class MachineTreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum class Kind
    {
        All,
        Account,
        Metro,
        Machine
    };
    enum Role
    {
        KindRole = Qt::UserRole,
        AccountRole, ///< AccountId as QString
        MetroRole,
        MachineRole,   ///< MachineKey
        RightTextRole, ///< next firing or count
        StateTextRole,
        IconNameRole,
        ColorRole,
        SearchRole,
        InstanceRole, ///< started and stopped rather than woken
    };

    using QAbstractItemModel::QAbstractItemModel;

    void setTree(const MachineTree& tree);
    [[nodiscard]] QModelIndex indexOf(const MachineKey& key) const;
    [[nodiscard]] QModelIndex indexOf(const AccountId& account) const
    {
        return indexOf(GroupKey(account, QString()));
    }
    [[nodiscard]] QModelIndex indexOf(const GroupKey& group) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override { return Qt::CopyAction; }
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

Q_SIGNALS:
    /// Schedules were dropped on a machine; `data` lives as long as the call. The model stays as it is.
    void dropped(const QMimeData* data, const reveille::MachineKey& machine);

private:
    struct Notify;
    [[nodiscard]] const AccountRow* accountAt(const QModelIndex& index) const;
    [[nodiscard]] const MachineRow* machineAt(const QModelIndex& index) const;
    [[nodiscard]] QVariant accountData(const AccountRow& row, int role) const;
    [[nodiscard]] QVariant machineData(const MachineRow& row, int role) const;
    [[nodiscard]] QVariant allData(int role) const;

    QVector<AccountRow> m_accounts;
    QHash<GroupKey, QVector<MachineRow>> m_machines;
    /// What a machine's index carries to find its group again when groups have moved.
    QHash<GroupKey, quintptr> m_serials;
    quintptr m_lastSerial = 0;
    int m_total = 0;
};

} // namespace reveille::ui
