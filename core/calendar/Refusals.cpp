#include "core/calendar/Refusals.h"

namespace reveille::calendar {

ParseError explain(std::string_view text, const Refusal& refusal)
{
    static_cast<void>(text);
    return {refusal.reason, refusal.column, refusal.length, className(refusal.reason), std::nullopt};
}

} // namespace reveille::calendar
