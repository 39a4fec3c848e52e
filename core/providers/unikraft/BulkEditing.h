#pragma once

#include "core/providers/unikraft/ScheduleEditing.h"

#include <utility>
#include <vector>

namespace reveille::unikraft {

/// Edits the schedules of instances of any metros, all metros at once, each with one PATCH. One result per
/// edit, in the order asked.
class BulkEditing final : public CallHandle
{
public:
    using Edits = QVector<std::pair<MachineId, ProviderScheduleEdit>>;
    using Results = QVector<Result<void>>;

    BulkEditing(const Link& link, const Edits& edits, Reply<Results> reply);

private:
    struct Group
    {
        QString metro;
        QVector<ScheduleEditing::Edit> edits;
        QVector<qsizetype> places; ///< in the results
    };

    void start(std::size_t index, const Result<Metro>& metro);
    void take(std::size_t index, const Result<ScheduleEditing::Results>& results);
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
