#include "core/runner/FailurePause.h"

using namespace Qt::StringLiterals;

namespace reveille {

int failuresAfter(int failuresInRow, Outcome outcome)
{
    switch (outcome) {
    case Outcome::Succeeded:
        return 0;
    case Outcome::Failed:
    case Outcome::TimedOut:
    case Outcome::Expired:
        return failuresInRow + 1;
    default:
        return failuresInRow;
    }
}

QString failurePauseNote(int failures, const RunId& last)
{
    return u"after-failures %1 %2"_s.arg(failures).arg(last.value);
}

} // namespace reveille
