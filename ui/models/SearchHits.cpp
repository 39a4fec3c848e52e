#include "ui/models/SearchHits.h"

#include "core/text/RunText.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

using Kind = SearchHit::Kind;

/// Collects the best few of a kind: names that begin with the text, names that have it in them, the rest.
template <typename Row> class Best
{
public:
    explicit Best(std::size_t most) : m_most(most) {}

    /// `at` is where a text that begins with the name has what is wanted.
    void offer(const Row& row, qsizetype at, qsizetype nameSize)
    {
        ++m_count;
        auto& rank = m_ranks[at == 0 ? 0 : at < nameSize ? 1 : 2];
        if (rank.size() < m_most)
            rank.push_back(&row);
    }
    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] std::vector<const Row*> rows() const
    {
        std::vector<const Row*> all;
        for (const auto& rank : m_ranks)
            all.insert(all.end(), rank.begin(), rank.end());
        if (all.size() > m_most)
            all.resize(m_most);
        return all;
    }

private:
    std::size_t m_most;
    int m_count = 0;
    std::array<std::vector<const Row*>, 3> m_ranks;
};

void addHeading(QVector<SearchHit>& hits, const QString& title, int count)
{
    SearchHit heading;
    heading.id = title;
    heading.text = title;
    heading.aside = QString::number(count);
    hits.append(heading);
}

} // namespace

QVector<SearchHit> searchHits(const QString& text, const QVector<ScheduleRow>& schedules,
                              const SearchTexts& texts, const QVector<Machine>& machines,
                              const QVector<RunRow>& runs, int most)
{
    const QString wanted = text.trimmed().toLower();
    QVector<SearchHit> hits;
    if (wanted.isEmpty())
        return hits;
    const auto limit = static_cast<std::size_t>(most);
    Best<ScheduleRow> bestSchedules(limit);
    // A row's search text begins with its name, on a line of its own: one look tells whether and where.
    texts.find(wanted.toUtf8(), [&](qsizetype row, qsizetype at) {
        bestSchedules.offer(schedules[row], at, texts.headSize(row));
    });
    Best<Machine> bestMachines(limit);
    for (const Machine& machine : machines) {
        const QString name = machine.displayName();
        const qsizetype at = name.indexOf(wanted, 0, Qt::CaseInsensitive);
        if (at >= 0 || machine.key.machine.value.contains(wanted, Qt::CaseInsensitive))
            bestMachines.offer(machine, at >= 0 ? at : name.size(), name.size());
    }
    Best<RunRow> bestRuns(limit);
    for (const RunRow& row : runs) {
        if (const qsizetype at = row.searchText.indexOf(wanted); at >= 0)
            bestRuns.offer(row, at, row.run.scheduleName.size());
    }
    if (bestSchedules.count() > 0)
        addHeading(hits, QCoreApplication::translate("SearchHits", "Schedules"), bestSchedules.count());
    for (const ScheduleRow* row : bestSchedules.rows())
        hits.append({Kind::Schedule,
                     row->schedule.id.value,
                     row->schedule.machine,
                     row->schedule.name,
                     row->machineName + u" · "_s + row->nextText,
                     {iconOf(row->schedule.action), Color::Dim}});
    if (bestMachines.count() > 0)
        addHeading(hits, QCoreApplication::translate("SearchHits", "Machines"), bestMachines.count());
    for (const Machine* machine : bestMachines.rows())
        hits.append({Kind::Machine,
                     {},
                     machine->key,
                     machine->displayName(),
                     phaseText(machine->phase).toLower(),
                     lookOf(machine->phase)});
    if (bestRuns.count() > 0)
        addHeading(hits, QCoreApplication::translate("SearchHits", "Runs"), bestRuns.count());
    for (const RunRow* row : bestRuns.rows())
        hits.append({Kind::Run, row->run.id.value, row->run.machine,
                     row->run.scheduleName + u" · "_s + row->outcome, row->scheduledFor, row->look});
    return hits;
}

int SearchModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant SearchModel::data(const QModelIndex& index, int role) const
{
    const SearchHit* hit = rowAt(index.row());
    if (hit == nullptr || !index.isValid())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return hit->text;
    case Qt::AccessibleTextRole:
        return QString(hit->text + u", "_s + hit->aside);
    case AsideRole:
        return hit->aside;
    case IconNameRole:
        return hit->look.icon;
    case ColorRole:
        return static_cast<int>(hit->look.color);
    case HeadingRole:
        return hit->kind == Kind::Heading;
    default:
        return {};
    }
}

Qt::ItemFlags SearchModel::flags(const QModelIndex& index) const
{
    const SearchHit* hit = rowAt(index.row());
    if (!index.isValid() || hit == nullptr)
        return Qt::NoItemFlags;
    return hit->kind == Kind::Heading ? Qt::ItemFlags(Qt::ItemNeverHasChildren)
                                      : Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

} // namespace reveille::ui
