#pragma once

#include "core/model/Schedule.h"

#include <vector>

#include <QString>
#include <QVector>

namespace reveille {

/// One policy of a schedule: what may happen, and what Reveille then does.
struct PolicyLine
{
    QString what;
    QString then;

    friend bool operator==(const PolicyLine&, const PolicyLine&) = default;
};

enum class PolicyDetail
{
    Unusual, ///< the main ones, and what else differs from the default
    All,
};

/// The policies of a schedule. `upcoming`: the next two firings, if there are that many; the start deadline
/// depends on how far apart they are.
[[nodiscard]] QVector<PolicyLine> policyLines(const Schedule& schedule,
                                              const std::vector<calendar::Instant>& upcoming,
                                              PolicyDetail detail = PolicyDetail::Unusual);

/// What a person should know about the policies they chose: values that cannot do what they seem to, and what
/// the command must bear. Whole sentences; none when all is plain. `upcoming` and `now` as above.
[[nodiscard]] QStringList policyNotes(const Schedule& schedule,
                                      const std::vector<calendar::Instant>& upcoming, calendar::Instant now);

} // namespace reveille
