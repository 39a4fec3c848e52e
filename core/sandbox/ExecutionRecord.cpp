#include "core/sandbox/ExecutionRecord.h"

#include "core/model/TimeText.h"

#include <QJsonArray>

#include <array>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;

namespace {

struct StatusWord
{
    ExecutionStatus status;
    const char16_t* word;
};

constexpr std::array<StatusWord, 7> kStatuses{{{ExecutionStatus::WakeInProgress, u"wake_in_progress"},
                                               {ExecutionStatus::Queued, u"queued"},
                                               {ExecutionStatus::Running, u"running"},
                                               {ExecutionStatus::Succeeded, u"succeeded"},
                                               {ExecutionStatus::Failed, u"failed"},
                                               {ExecutionStatus::Cancelled, u"cancelled"},
                                               {ExecutionStatus::Expired, u"expired"}}};

template <typename Int> void insert(QJsonObject& object, const QString& name, const std::optional<Int>& value)
{
    if (value)
        object.insert(name, *value);
}

qint64 usec(calendar::Instant at)
{
    return at.time_since_epoch().count();
}

calendar::Instant instant(const QJsonValue& value)
{
    return calendar::Instant(std::chrono::microseconds(value.toInteger()));
}

std::optional<calendar::Instant> instantIf(const QJsonObject& object, const QString& name)
{
    return object.contains(name) ? std::optional(instant(object.value(name))) : std::nullopt;
}

std::optional<int> intIf(const QJsonObject& object, const QString& name)
{
    return object.contains(name) ? std::optional(object.value(name).toInt()) : std::nullopt;
}

QStringList strings(const QJsonValue& value)
{
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const QJsonValue& item : array)
        list.append(item.toString());
    return list;
}

QJsonArray eventsToDisk(const QVector<ExecutionEvent>& events)
{
    QJsonArray array;
    for (const ExecutionEvent& event : events) {
        array.append(QJsonArray{static_cast<int>(event.type), usec(event.at), wireWord(event.status),
                                event.from, event.length});
    }
    return array;
}

QVector<ExecutionEvent> eventsFromDisk(const QJsonArray& array)
{
    QVector<ExecutionEvent> events;
    for (const QJsonValue& item : array) {
        const QJsonArray fields = item.toArray();
        events.append({static_cast<ExecutionEvent::Type>(qBound(0, fields.at(0).toInt(), 2)),
                       instant(fields.at(1)), statusFromWireWord(fields.at(2).toString()),
                       fields.at(3).toInteger(), fields.at(4).toInteger()});
    }
    return events;
}

/// Silent streams are left out altogether.
void insertStream(QJsonObject& object, const QString& name, const StreamSize& size)
{
    if (size.bytes == 0)
        return;
    object.insert(name + u"_bytes"_s, size.bytes);
    if (size.truncated)
        object.insert(name + u"_truncated"_s, true);
}

} // namespace

QString wireWord(ExecutionStatus status)
{
    for (const StatusWord& entry : kStatuses) {
        if (entry.status == status)
            return QString::fromUtf16(entry.word);
    }
    return {};
}

ExecutionStatus statusFromWireWord(const QString& word)
{
    for (const StatusWord& entry : kStatuses) {
        if (word == QStringView(entry.word))
            return entry.status;
    }
    return ExecutionStatus::Unknown;
}

QJsonObject wireJson(const ExecutionRecord& execution)
{
    QJsonObject object{{u"execution_id"_s, execution.id},
                       {u"machine_id"_s, execution.machine},
                       {u"status"_s, wireWord(execution.status)},
                       {u"command"_s, QJsonArray::fromStringList(execution.command)},
                       {u"created_at"_s, toRfc3339(execution.createdAt)}};
    if (execution.startedAt)
        object.insert(u"started_at"_s, toRfc3339(*execution.startedAt));
    if (execution.completedAt)
        object.insert(u"completed_at"_s, toRfc3339(*execution.completedAt));
    insert(object, u"exit_code"_s, execution.exitCode);
    insert(object, u"signal"_s, execution.signal);
    if (!execution.errorCode.isEmpty())
        object.insert(u"error_code"_s, execution.errorCode);
    if (!execution.errorMessage.isEmpty())
        object.insert(u"error_message"_s, execution.errorMessage);
    insert(object, u"retry_after_ms"_s, execution.retryAfterMs);
    if (execution.cwd)
        object.insert(u"cwd"_s, *execution.cwd);
    if (!execution.envKeys.isEmpty())
        object.insert(u"env_keys"_s, QJsonArray::fromStringList(execution.envKeys));
    insertStream(object, u"stdout"_s, execution.out);
    insertStream(object, u"stderr"_s, execution.err);
    return object;
}

QJsonObject toDisk(const ExecutionRecord& execution)
{
    QJsonObject object{{u"sequence"_s, execution.sequence},
                       {u"id"_s, execution.id},
                       {u"machine"_s, execution.machine},
                       {u"status"_s, wireWord(execution.status)},
                       {u"command"_s, QJsonArray::fromStringList(execution.command)},
                       {u"env_keys"_s, QJsonArray::fromStringList(execution.envKeys)},
                       {u"key"_s, execution.idempotencyKey},
                       {u"created_at"_s, usec(execution.createdAt)},
                       {u"error_code"_s, execution.errorCode},
                       {u"error_message"_s, execution.errorMessage},
                       {u"stdout_bytes"_s, execution.out.bytes},
                       {u"stdout_truncated"_s, execution.out.truncated},
                       {u"stderr_bytes"_s, execution.err.bytes},
                       {u"stderr_truncated"_s, execution.err.truncated},
                       {u"events"_s, eventsToDisk(execution.events)}};
    insert(object, u"cwd"_s, execution.cwd);
    insert(object, u"exit_code"_s, execution.exitCode);
    insert(object, u"signal"_s, execution.signal);
    if (execution.startedAt)
        object.insert(u"started_at"_s, usec(*execution.startedAt));
    if (execution.completedAt)
        object.insert(u"completed_at"_s, usec(*execution.completedAt));
    return object;
}

std::optional<ExecutionRecord> executionFromDisk(const QJsonObject& object)
{
    ExecutionRecord execution;
    execution.id = object.value(u"id"_s).toString();
    execution.status = statusFromWireWord(object.value(u"status"_s).toString());
    if (execution.id.isEmpty() || execution.status == ExecutionStatus::Unknown)
        return std::nullopt;
    execution.sequence = object.value(u"sequence"_s).toInteger();
    execution.machine = object.value(u"machine"_s).toString();
    execution.command = strings(object.value(u"command"_s));
    if (object.contains(u"cwd"_s))
        execution.cwd = object.value(u"cwd"_s).toString();
    execution.envKeys = strings(object.value(u"env_keys"_s));
    execution.idempotencyKey = object.value(u"key"_s).toString();
    execution.createdAt = instant(object.value(u"created_at"_s));
    execution.startedAt = instantIf(object, u"started_at"_s);
    execution.completedAt = instantIf(object, u"completed_at"_s);
    execution.exitCode = intIf(object, u"exit_code"_s);
    execution.signal = intIf(object, u"signal"_s);
    execution.errorCode = object.value(u"error_code"_s).toString();
    execution.errorMessage = object.value(u"error_message"_s).toString();
    execution.out = {object.value(u"stdout_bytes"_s).toInteger(),
                     object.value(u"stdout_truncated"_s).toBool()};
    execution.err = {object.value(u"stderr_bytes"_s).toInteger(),
                     object.value(u"stderr_truncated"_s).toBool()};
    execution.events = eventsFromDisk(object.value(u"events"_s).toArray());
    return execution;
}

} // namespace reveille::sandbox
