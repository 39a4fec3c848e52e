#include "ui/models/MachineTreeModel.h"

#include "core/text/ErrorText.h"
#include "core/text/RunText.h"
#include "ui/models/ScheduleClip.h"
#include "ui/text/PolicyText.h"

#include <QCoreApplication>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("MachineTree", text);
}

} // namespace

MachineTree makeMachineTree(const EngineState& state, const QVector<ScheduleRow>& schedules,
                            const TimeView& view)
{
    QHash<MachineKey, calendar::Instant> next;
    QHash<MachineKey, QString> scheduleNames;
    for (const ScheduleRow& row : schedules) {
        scheduleNames[row.schedule.machine] += u'\n' + row.schedule.name.toLower();
        if (!row.next)
            continue;
        const auto found = next.find(row.schedule.machine);
        if (found == next.end())
            next.insert(row.schedule.machine, *row.next);
        else if (*row.next < *found)
            *found = *row.next;
    }
    QSet<MachineKey> busy;
    for (const Run& run : state.runs()) {
        if (run.isOpen() && run.state >= RunState::Waking)
            busy.insert(run.machine);
    }
    MachineTree tree;
    for (const Account& account : state.accounts()) {
        const AccountStatus status = state.accountStatus(account.id);
        AccountRow row{account.id, account.name, 0, status.state == AccountStatus::State::Failed, {}};
        if (row.failed && status.error)
            row.toolTip = describe(*status.error).what;
        tree.accounts.append(row);
        tree.machines.insert(account.id, {});
    }
    for (const Machine& machine : state.machines()) {
        const auto rows = tree.machines.find(machine.key.account);
        if (rows == tree.machines.end())
            continue;
        MachineRow row;
        row.machine = machine;
        row.stateText = phaseText(machine.phase).toLower();
        row.look = lookOf(machine.phase);
        if (busy.contains(machine.key))
            row.nextText = say(QT_TRANSLATE_NOOP("MachineTree", "running job"));
        else if (const auto at = next.constFind(machine.key); at != next.constEnd())
            row.nextText = shortRelativeText(*at, view.now);
        row.toolTip = machine.displayName() + u" · "_s + row.stateText;
        if (!machine.reason.isEmpty())
            row.toolTip += u'\n' + machine.reason;
        if (const auto at = next.constFind(machine.key); at != next.constEnd())
            row.toolTip +=
                u'\n' +
                say(QT_TRANSLATE_NOOP("MachineTree", "Next firing: %1")).arg(exactTimeText(*at, view.local));
        row.searchText = (machine.displayName() + u'\n' + machine.key.machine.value).toLower() +
                         scheduleNames.value(machine.key);
        rows->append(row);
    }
    for (AccountRow& account : tree.accounts)
        account.machines = static_cast<int>(tree.machines.value(account.id).size());
    return tree;
}

struct MachineTreeModel::Notify
{
    MachineTreeModel* model;
    QModelIndex parent;
    int offset; ///< rows above those that are diffed
    void beginInsert(int first, int last) { model->beginInsertRows(parent, first + offset, last + offset); }
    void endInsert() { model->endInsertRows(); }
    void beginRemove(int first, int last) { model->beginRemoveRows(parent, first + offset, last + offset); }
    void endRemove() { model->endRemoveRows(); }
    void beginMove(int from, int to)
    {
        model->beginMoveRows(parent, from + offset, from + offset, parent, to + offset);
    }
    void endMove() { model->endMoveRows(); }
    void changed(int row)
    {
        const QModelIndex index = model->index(row + offset, 0, parent);
        Q_EMIT model->dataChanged(index, index);
    }
};

void MachineTreeModel::setTree(const MachineTree& tree)
{
    for (const AccountRow& account : tree.accounts) {
        if (!m_serials.contains(account.id))
            m_serials.insert(account.id, ++m_lastSerial);
    }
    applyRowDiff(m_accounts, tree.accounts, Notify{this, {}, 1});
    m_machines.removeIf([&](const auto& entry) { return !tree.machines.contains(entry.key()); });
    int total = 0;
    for (const AccountRow& account : tree.accounts) {
        applyRowDiff(m_machines[account.id], tree.machines.value(account.id),
                     Notify{this, indexOf(account.id), 0});
        total += account.machines;
    }
    if (total != m_total) {
        m_total = total;
        Q_EMIT dataChanged(index(0, 0), index(0, 0));
    }
}

QModelIndex MachineTreeModel::indexOf(const AccountId& account) const
{
    for (qsizetype i = 0; i < m_accounts.size(); ++i) {
        if (m_accounts[i].id == account)
            return index(static_cast<int>(i) + 1, 0);
    }
    return {};
}

QModelIndex MachineTreeModel::indexOf(const MachineKey& key) const
{
    const auto rows = m_machines.constFind(key.account);
    if (rows == m_machines.constEnd())
        return {};
    for (qsizetype i = 0; i < rows->size(); ++i) {
        if ((*rows)[i].machine.key == key)
            return index(static_cast<int>(i), 0, indexOf(key.account));
    }
    return {};
}

QModelIndex MachineTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (row < 0 || column != 0 || row >= rowCount(parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, 0, quintptr(0));
    return createIndex(row, 0, m_serials.value(m_accounts[parent.row() - 1].id));
}

QModelIndex MachineTreeModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    for (qsizetype i = 0; i < m_accounts.size(); ++i) {
        if (m_serials.value(m_accounts[i].id) == child.internalId())
            return createIndex(static_cast<int>(i) + 1, 0, quintptr(0));
    }
    return {};
}

int MachineTreeModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_accounts.size()) + 1;
    const AccountRow* account = accountAt(parent);
    return account == nullptr ? 0 : static_cast<int>(m_machines.value(account->id).size());
}

int MachineTreeModel::columnCount(const QModelIndex&) const
{
    return 1;
}

const AccountRow* MachineTreeModel::accountAt(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() != 0 || index.row() < 1 || index.row() > m_accounts.size())
        return nullptr;
    return &m_accounts[index.row() - 1];
}

const MachineRow* MachineTreeModel::machineAt(const QModelIndex& index) const
{
    const AccountRow* account = accountAt(parent(index));
    if (account == nullptr)
        return nullptr;
    const auto rows = m_machines.constFind(account->id);
    return rows != m_machines.constEnd() && index.row() < rows->size() ? &(*rows)[index.row()] : nullptr;
}

QVariant MachineTreeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (const MachineRow* machine = machineAt(index))
        return machineData(*machine, role);
    if (const AccountRow* account = accountAt(index))
        return accountData(*account, role);
    return allData(role);
}

QVariant MachineTreeModel::allData(int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return tr("All machines");
    case KindRole:
        return static_cast<int>(Kind::All);
    case RightTextRole:
        return QString::number(m_total);
    case IconNameRole:
        return u"bell"_s;
    case ColorRole:
        return static_cast<int>(Color::Dim);
    case Qt::AccessibleTextRole:
        return tr("All machines, %n in total", nullptr, m_total);
    default:
        return {};
    }
}

QVariant MachineTreeModel::accountData(const AccountRow& row, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return row.name;
    case Qt::ToolTipRole:
        return row.toolTip;
    case KindRole:
        return static_cast<int>(Kind::Account);
    case AccountRole:
        return row.id.value;
    case RightTextRole:
        return row.failed ? tr("not reachable") : QString::number(row.machines);
    case ColorRole:
        return static_cast<int>(row.failed ? Color::Failed : Color::Faint);
    case IconNameRole:
        return row.failed ? u"warning"_s : QString();
    case Qt::AccessibleTextRole:
        return row.failed ? tr("Account %1, not reachable").arg(row.name)
                          : tr("Account %1, %n machines", nullptr, row.machines).arg(row.name);
    default:
        return {};
    }
}

QVariant MachineTreeModel::machineData(const MachineRow& row, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return row.machine.displayName();
    case Qt::ToolTipRole:
        return row.toolTip;
    case KindRole:
        return static_cast<int>(Kind::Machine);
    case AccountRole:
        return row.machine.key.account.value;
    case MachineRole:
        return QVariant::fromValue(row.machine.key);
    case RightTextRole:
        return row.nextText;
    case StateTextRole:
        return row.stateText;
    case IconNameRole:
        return row.look.icon;
    case ColorRole:
        return static_cast<int>(row.look.color);
    case SearchRole:
        return row.searchText;
    case Qt::AccessibleTextRole:
        return row.nextText.isEmpty()
                   ? tr("%1, %2").arg(row.machine.displayName(), row.stateText)
                   : tr("%1, %2, next firing %3").arg(row.machine.displayName(), row.stateText, row.nextText);
    default:
        return {};
    }
}

Qt::ItemFlags MachineTreeModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (index.internalId() != 0)
        flags |= Qt::ItemIsEditable | Qt::ItemIsDropEnabled | Qt::ItemNeverHasChildren;
    return flags;
}

QStringList MachineTreeModel::mimeTypes() const
{
    return {QLatin1String(kSchedulesMime)};
}

bool MachineTreeModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int, int,
                                    const QModelIndex& parent)
{
    const MachineRow* machine = machineAt(parent);
    if (machine == nullptr || action != Qt::CopyAction || !data->hasFormat(QLatin1String(kSchedulesMime)))
        return false;
    Q_EMIT dropped(data, machine->key());
    return true;
}

} // namespace reveille::ui
