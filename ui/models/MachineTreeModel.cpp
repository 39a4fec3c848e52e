#include "ui/models/MachineTreeModel.h"

#include "core/text/ErrorText.h"
#include "core/text/RunText.h"
#include "core/text/RunnerText.h"
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

namespace {

/// The account's row; and one for each metro where there are several.
void addAccount(MachineTree& tree, const Account& account, const EngineState& state)
{
    const AccountStatus status = state.accountStatus(account.id);
    AccountRow row;
    row.id = account.id;
    row.name = account.name;
    row.failed = status.state == AccountStatus::State::Failed;
    if (row.failed && status.error)
        row.toolTip = describe(*status.error).what;
    const QString skew = status.skew ? clockSkewText(*status.skew, account.name) : QString();
    QStringList metros;
    QHash<QString, QString> failures;
    for (const MetroStatus& metro : status.metros) {
        if (!metro.error) // one that answers is told of by its machines
            continue;
        metros += metro.metro;
        failures.insert(metro.metro, describe(*metro.error).what);
    }
    bool elsewhere = false; // the sandbox has machines of both kinds
    for (const Machine& machine : state.machines()) {
        if (machine.key.account != account.id)
            continue;
        elsewhere = elsewhere || machine.metro.isEmpty();
        if (!machine.metro.isEmpty() && !metros.contains(machine.metro))
            metros += machine.metro;
    }
    metros.sort();
    metros.removeAll({});
    if (metros.size() == 1 && !elsewhere)
        row.name += u" · "_s + metros.first();
    if (metros.size() == 1 && failures.contains(metros.first())) {
        row.failed = true;
        row.toolTip = failures.value(metros.first());
    }
    if (!skew.isEmpty())
        row.toolTip += row.toolTip.isEmpty() ? skew : u'\n' + skew;
    tree.accounts.append(row);
    tree.machines.insert(row.key(), {});
    if (metros.size() < 2)
        return;
    for (const QString& metro : std::as_const(metros)) {
        AccountRow place;
        place.id = account.id;
        place.metro = metro;
        place.name = metro;
        place.failed = failures.contains(metro);
        place.toolTip = failures.value(metro);
        tree.accounts.append(place);
        tree.machines.insert(place.key(), {});
    }
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
    for (const Account& account : state.accounts())
        addAccount(tree, account, state);
    for (const Machine& machine : state.machines()) {
        auto rows = tree.machines.find({machine.key.account, machine.metro});
        if (rows == tree.machines.end())
            rows = tree.machines.find({machine.key.account, {}});
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
    QHash<AccountId, int> totals;
    for (AccountRow& group : tree.accounts) {
        group.machines = static_cast<int>(tree.machines.value(group.key()).size());
        totals[group.id] += group.machines;
    }
    for (AccountRow& group : tree.accounts) {
        if (group.metro.isEmpty())
            group.machines = totals.value(group.id);
    }
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
    for (const AccountRow& group : tree.accounts) {
        if (!m_serials.contains(group.key()))
            m_serials.insert(group.key(), ++m_lastSerial);
    }
    applyRowDiff(m_accounts, tree.accounts, Notify{this, {}, 1});
    m_machines.removeIf([&](const auto& entry) { return !tree.machines.contains(entry.key()); });
    int total = 0;
    for (const AccountRow& group : tree.accounts) {
        const QVector<MachineRow> wanted = tree.machines.value(group.key());
        applyRowDiff(m_machines[group.key()], wanted, Notify{this, indexOf(group.key()), 0});
        total += static_cast<int>(wanted.size());
    }
    if (total != m_total) {
        m_total = total;
        Q_EMIT dataChanged(index(0, 0), index(0, 0));
    }
}

QModelIndex MachineTreeModel::indexOf(const GroupKey& group) const
{
    for (qsizetype i = 0; i < m_accounts.size(); ++i) {
        if (m_accounts[i].key() == group)
            return index(static_cast<int>(i) + 1, 0);
    }
    return {};
}

QModelIndex MachineTreeModel::indexOf(const MachineKey& key) const
{
    for (const AccountRow& group : m_accounts) {
        if (!(group.id == key.account))
            continue;
        const auto rows = m_machines.constFind(group.key());
        for (qsizetype i = 0; rows != m_machines.constEnd() && i < rows->size(); ++i) {
            if ((*rows)[i].machine.key == key)
                return index(static_cast<int>(i), 0, indexOf(group.key()));
        }
    }
    return {};
}

QModelIndex MachineTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (row < 0 || column != 0 || row >= rowCount(parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, 0, quintptr(0));
    return createIndex(row, 0, m_serials.value(m_accounts[parent.row() - 1].key()));
}

QModelIndex MachineTreeModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    for (qsizetype i = 0; i < m_accounts.size(); ++i) {
        if (m_serials.value(m_accounts[i].key()) == child.internalId())
            return createIndex(static_cast<int>(i) + 1, 0, quintptr(0));
    }
    return {};
}

int MachineTreeModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_accounts.size()) + 1;
    const AccountRow* account = accountAt(parent);
    return account == nullptr ? 0 : static_cast<int>(m_machines.value(account->key()).size());
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
    const auto rows = m_machines.constFind(account->key());
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
        return static_cast<int>(row.metro.isEmpty() ? Kind::Account : Kind::Metro);
    case MetroRole:
        return row.metro;
    case AccountRole:
        return row.id.value;
    case RightTextRole:
        return row.failed ? tr("not reachable") : QString::number(row.machines);
    case ColorRole:
        return static_cast<int>(row.failed ? Color::Failed : Color::Faint);
    case IconNameRole:
        return row.failed ? u"warning"_s : QString();
    case Qt::AccessibleTextRole:
        if (!row.metro.isEmpty())
            return row.failed ? tr("Metro %1, not reachable").arg(row.name)
                              : tr("Metro %1, %n machines", nullptr, row.machines).arg(row.name);
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
    case InstanceRole:
        return row.machine.providerSchedules.has_value() || !row.machine.metro.isEmpty();
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
