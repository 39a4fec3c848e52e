#pragma once

#include "core/providers/unikraft/ManyInstances.h"
#include "core/providers/unikraft/PatchRequest.h"
#include "core/providers/unikraft/Target.h"

#include <optional>
#include <vector>

#include <QVector>

namespace reveille::unikraft {

/// Edits the schedules of instances of one metro: reads them, checks each edit against what is there, sends
/// one PATCH with all that is left to do, and reads again. The second reading decides: it settles a lost
/// answer, and where the platform said yes but keeps something else the result is NotKept. One result per
/// edit, in order; several edits of one instance follow one another.
class ScheduleEditing final : public CallHandle
{
public:
    struct Edit
    {
        QString uuid;
        ProviderScheduleEdit edit;
    };
    using Results = QVector<Result<Machine>>;

    ScheduleEditing(const Link& link, Metro metro, QVector<Edit> edits, Reply<Results> reply);

private:
    struct Item
    {
        Target target;
        ProviderScheduleEdit edit;
        QVector<ProviderSchedule> wanted;
        bool isSent = false;
        std::optional<Error> refusal;          ///< that may only mean that it has been done already
        std::optional<Result<Machine>> result; ///< set where nothing has to be sent, or it was refused
    };

    [[nodiscard]] QStringList uuids(bool onlySent) const;
    void plan(const Result<InstanceItems>& read);
    void planItem(Item& item, const Result<QJsonObject>& read);
    [[nodiscard]] const Item* plannedBefore(const Item& item) const;
    void sent(const Result<Envelope>& answer);
    static void takeRefusal(Item& item, const Result<void>& result);
    void verify(const Result<InstanceItems>& read);
    [[nodiscard]] Result<Machine> judge(const Item& item, const Result<QJsonObject>& read) const;
    void refuseSent(const Error& error);
    void finish();

    Link m_link;
    Metro m_metro;
    std::vector<Item> m_items;
    QVector<PatchItem> m_patch;
    std::optional<Error> m_lost; ///< the PATCH was sent and what became of it is not known
    Reply<Results> m_reply;
    Conversation m_talk;
};

} // namespace reveille::unikraft
