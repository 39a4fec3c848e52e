#include "core/providers/dedalus/ExecutionEvents.h"

#include "core/model/TimeText.h"

#include <algorithm>

#include <QJsonArray>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

std::optional<int> number(const QJsonValue& value)
{
    return value.isDouble() ? std::optional(value.toInt()) : std::nullopt;
}

} // namespace

Result<Page<ExecutionEvent>> eventPageFromJson(const QJsonObject& object)
{
    const QJsonValue items = object[u"items"_s];
    if (!items.isArray() && !items.isNull())
        return fail(ErrorCode::BadAnswer, {}, u"the answer has no items"_s);
    Page<ExecutionEvent> page;
    for (const QJsonValue item : items.toArray()) {
        ExecutionEvent event;
        if (!item[u"sequence"_s].isDouble())
            return fail(ErrorCode::BadAnswer, {}, u"the answer has no sequence"_s);
        event.sequence = item[u"sequence"_s].toInteger();
        event.type = item[u"type"_s].toString();
        event.at = fromRfc3339(item[u"at"_s].toString());
        event.chunk = item[u"chunk"_s].toString().toUtf8();
        event.status = dedalusStatus(item[u"status"_s].toString());
        event.exitCode = number(item[u"exit_code"_s]);
        event.signal = number(item[u"signal"_s]);
        event.errorCode = item[u"error_code"_s].toString();
        event.errorMessage = item[u"error_message"_s].toString();
        page.items.append(event);
    }
    // An empty page is the last one, whatever its cursor says: of a live execution there is always a cursor.
    if (!page.items.isEmpty())
        page.nextCursor = object[u"next_cursor"_s].toString();
    return page;
}

ExecutionOutput outputOf(QVector<ExecutionEvent> events, qsizetype most)
{
    const bool mayBeCut = events.size() >= most;
    const auto isEarlier = [](const ExecutionEvent& a, const ExecutionEvent& b) {
        return a.sequence < b.sequence;
    };
    const auto isSame = [](const ExecutionEvent& a, const ExecutionEvent& b) {
        return a.sequence == b.sequence;
    };
    std::stable_sort(events.begin(), events.end(), isEarlier);
    events.erase(std::unique(events.begin(), events.end(), isSame), events.end());
    ExecutionOutput output;
    for (const ExecutionEvent& event : std::as_const(events)) {
        if (event.type == u"stdout"_s)
            output.stdoutText += event.chunk;
        else if (event.type == u"stderr"_s)
            output.stderrText += event.chunk;
    }
    output.stdoutTruncated = output.stderrTruncated = mayBeCut;
    return output;
}

} // namespace reveille
