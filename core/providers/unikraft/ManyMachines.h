#pragma once

#include "core/providers/unikraft/InstanceList.h"
#include "core/providers/unikraft/ManyInstances.h"

#include <vector>

namespace reveille::unikraft {

/// Reads machines of any metros, all metros at once: a few by one call with their names, more of them by the
/// list of their metro. One result per machine, in the order asked.
class ManyMachines final : public CallHandle
{
public:
    using Results = QVector<Result<Machine>>;

    ManyMachines(const Link& link, const QVector<MachineId>& machines, Reply<Results> reply);

private:
    struct Group
    {
        QString metro;
        QStringList uuids;
        QVector<qsizetype> places; ///< in the results
    };

    void start(std::size_t index, const Result<Metro>& metro);
    void takeItems(std::size_t index, const Metro& metro, const Result<InstanceItems>& items);
    void takeList(std::size_t index, const Result<QVector<Machine>>& machines);
    void failed(std::size_t index, const Error& error);
    void groupDone();

    Link m_link;
    Reply<Results> m_reply;
    Results m_results;
    std::vector<Group> m_groups;
    std::vector<Conversation> m_talks;
    std::size_t m_open = 0;
    Conversation m_end; ///< where there is nothing to ask
};

} // namespace reveille::unikraft
