#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Ids.h"

#include <optional>

#include <QJsonObject>
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille {

/// A schedule as a provider keeps it on its side: words and members as they came, so that what this version
/// does not know survives an edit.
struct ProviderSchedule
{
    QString name; ///< unique on its machine
    QString when; ///< a calendar event, in UTC
    QString action;
    QStringList args;
    std::optional<calendar::Instant> nextAt; ///< told by the provider, never sent
    QJsonObject otherMembers;                ///< sent back unchanged

    /// The same order to the provider; what it tells of the future is not part of it.
    [[nodiscard]] bool asks(const ProviderSchedule& other) const
    {
        return name == other.name && when == other.when && action == other.action && args == other.args &&
               otherMembers == other.otherMembers;
    }
    friend bool operator==(const ProviderSchedule&, const ProviderSchedule&) = default;
};

/// One change of a machine's list of schedules.
struct ProviderScheduleEdit
{
    enum class Operation
    {
        Add,    ///< `schedules` join the list; a name that is there already is refused
        Set,    ///< `schedules` become the list
        Remove, ///< `names` leave the list
    };
    Operation operation = Operation::Add;
    QVector<ProviderSchedule> schedules;
    QStringList names;
};

/// How what the provider keeps differs from what was last agreed on.
enum class Drift
{
    None,
    ChangedThere, ///< somebody else edited it
    RemovedThere, ///< somebody else removed it
};

/// A further entry of the provider's list that stands for the same schedule.
struct ProviderPart
{
    ProviderSchedule agreed;
    std::optional<ProviderSchedule> seen;

    friend bool operator==(const ProviderPart&, const ProviderPart&) = default;
};

/// The clocks of the schedule's zone changed: what was there was replaced by what is right since.
struct ProviderResend
{
    calendar::Instant at{}; ///< when it was read again, or refused
    QStringList from;       ///< expressions in UTC
    QStringList to;
    bool verified = false; ///< it was read back as sent
    QString refusal;       ///< what the provider said otherwise

    friend bool operator==(const ProviderResend&, const ProviderResend&) = default;
};

/// The provider's side of a schedule that the provider fires.
struct ProviderSide
{
    /// As it was last sent and read back, or adopted: the version both sides agreed on.
    ProviderSchedule agreed;
    /// As it was last read; nothing while it is not there.
    std::optional<ProviderSchedule> seen;
    Drift drift = Drift::None; ///< of all parts together
    /// Our own reckoning of the next elapse differs from the provider's by more than a second.
    bool nextDiffers = false;
    /// What else the provider keeps for it, where one expression in UTC does not do.
    QVector<ProviderPart> more;
    QVector<ProviderResend> resends; ///< oldest first

    /// All entries in order: those agreed on, and those of them that were seen.
    [[nodiscard]] QVector<ProviderSchedule> allAgreed() const
    {
        QVector<ProviderSchedule> all{agreed};
        for (const ProviderPart& part : more)
            all.append(part.agreed);
        return all;
    }
    [[nodiscard]] QVector<ProviderSchedule> allSeen() const
    {
        QVector<ProviderSchedule> all;
        if (seen)
            all.append(*seen);
        for (const ProviderPart& part : more) {
            if (part.seen)
                all.append(*part.seen);
        }
        return all;
    }

    friend bool operator==(const ProviderSide&, const ProviderSide&) = default;
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::ProviderSchedule)
