#include "core/engine/RunnerNews.h"

#include "core/model/Words.h"

#include <algorithm>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

using calendar::Instant;

/// More than this is read in one go, as after an edit.
constexpr qsizetype kMostRuns = 500;
constexpr int kMostItems = 200;

// Microseconds of this century fit a double exactly.
QJsonValue fromInstant(Instant at)
{
    return QJsonValue(static_cast<qint64>(at.time_since_epoch().count()));
}

Instant toInstant(const QJsonValue& value)
{
    return Instant(Instant::duration(value.toInteger()));
}

QJsonObject fromPause(const Pause& pause)
{
    QJsonObject object{{u"since"_s, fromInstant(pause.since)}, {u"note"_s, pause.note}};
    if (pause.until)
        object.insert(u"until"_s, fromInstant(*pause.until));
    return object;
}

Pause toPause(const QJsonObject& object)
{
    Pause pause;
    pause.since = toInstant(object.value("since"_L1));
    pause.note = object.value("note"_L1).toString();
    if (object.contains("until"_L1))
        pause.until = toInstant(object.value("until"_L1));
    return pause;
}

QJsonObject fromCatchUp(const CatchUp& catchUp)
{
    QJsonArray items;
    for (const CatchUp::Item& item :
         catchUp.items.first(std::min<qsizetype>(catchUp.items.size(), kMostItems)))
        items.append(QJsonObject{{u"schedule"_s, item.schedule.value},
                                 {u"name"_s, item.name},
                                 {u"missed"_s, item.missed},
                                 {u"to_run"_s, item.toRun}});
    return {{u"items"_s, items},
            {u"starts_at"_s, fromInstant(catchUp.startsAt)},
            {u"waits_for_network"_s, catchUp.waitsForNetwork}};
}

CatchUp toCatchUp(const QJsonObject& object)
{
    CatchUp catchUp;
    for (const QJsonValue& value : object.value("items"_L1).toArray()) {
        const QJsonObject item = value.toObject();
        catchUp.items.append({ScheduleId{item.value("schedule"_L1).toString()},
                              item.value("name"_L1).toString(), item.value("missed"_L1).toInteger(),
                              item.value("to_run"_L1).toInt()});
    }
    catchUp.startsAt = toInstant(object.value("starts_at"_L1));
    catchUp.waitsForNetwork = object.value("waits_for_network"_L1).toBool();
    return catchUp;
}

QJsonObject fromStatus(const RunnerStatus& status)
{
    QJsonObject object{{u"state"_s, toWord(status.state)},
                       {u"open_runs"_s, status.openRuns},
                       {u"machines_awake"_s, status.machinesAwake}};
    if (status.pause)
        object.insert(u"pause"_s, fromPause(*status.pause));
    if (status.nextAt) {
        object.insert(u"next_at"_s, fromInstant(*status.nextAt));
        object.insert(u"next_schedule"_s, status.nextSchedule.value);
    }
    if (status.error)
        object.insert(u"error"_s, QJsonObject{{u"code"_s, static_cast<int>(status.error->code)},
                                              {u"subject"_s, status.error->subject},
                                              {u"detail"_s, status.error->detail}});
    if (status.clock)
        object.insert(u"clock"_s, QJsonObject{{u"kind"_s, toWord(status.clock->kind)},
                                              {u"expected"_s, fromInstant(status.clock->expected)},
                                              {u"shown"_s, fromInstant(status.clock->shown)}});
    if (status.catchUp)
        object.insert(u"catch_up"_s, fromCatchUp(*status.catchUp));
    return object;
}

RunnerStatus toStatus(const QJsonObject& object)
{
    RunnerStatus status;
    status.state = fromWord<RunnerState>(object.value("state"_L1).toString()).value_or(RunnerState::On);
    status.openRuns = object.value("open_runs"_L1).toInt();
    status.machinesAwake = object.value("machines_awake"_L1).toInt();
    if (object.contains("pause"_L1))
        status.pause = toPause(object.value("pause"_L1).toObject());
    if (object.contains("next_at"_L1)) {
        status.nextAt = toInstant(object.value("next_at"_L1));
        status.nextSchedule.value = object.value("next_schedule"_L1).toString();
    }
    if (const QJsonObject error = object.value("error"_L1).toObject(); !error.isEmpty()) {
        Error known;
        const int code = error.value("code"_L1).toInt(-1);
        // A newer runner may know errors that this copy does not.
        known.code = code >= 0 && code <= static_cast<int>(ErrorCode::Internal) ? static_cast<ErrorCode>(code)
                                                                                : ErrorCode::Internal;
        known.subject = error.value("subject"_L1).toString();
        known.detail = error.value("detail"_L1).toString();
        status.error = known;
    }
    if (const QJsonObject clock = object.value("clock"_L1).toObject(); !clock.isEmpty()) {
        if (const auto kind = fromWord<ClockTrouble::Kind>(clock.value("kind"_L1).toString()))
            status.clock = ClockTrouble{*kind, toInstant(clock.value("expected"_L1)),
                                        toInstant(clock.value("shown"_L1))};
    }
    if (object.contains("catch_up"_L1))
        status.catchUp = toCatchUp(object.value("catch_up"_L1).toObject());
    return status;
}

} // namespace

QByteArray newsLine(const RunnerNews& news)
{
    QJsonObject object;
    if (news.storeChanged || news.runs.size() > kMostRuns)
        object.insert(u"store"_s, true);
    if (!news.runs.isEmpty() && news.runs.size() <= kMostRuns) {
        QJsonArray runs;
        for (const RunId& run : news.runs)
            runs.append(run.value);
        object.insert(u"runs"_s, runs);
    }
    if (news.leasesChanged)
        object.insert(u"leases"_s, true);
    if (news.status)
        object.insert(u"status"_s, fromStatus(*news.status));
    if (news.skews) {
        QJsonObject skews;
        for (auto it = news.skews->cbegin(); it != news.skews->cend(); ++it)
            skews.insert(it.key().value, qint64{it.value().count()});
        object.insert(u"skews_ms"_s, skews);
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

std::optional<RunnerNews> newsFromLine(const QByteArray& line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (!document.isObject())
        return std::nullopt;
    const QJsonObject object = document.object();
    RunnerNews news;
    news.storeChanged = object.value("store"_L1).toBool();
    for (const QJsonValue& run : object.value("runs"_L1).toArray())
        news.runs.append(RunId{run.toString()});
    news.leasesChanged = object.value("leases"_L1).toBool();
    if (object.contains("skews_ms"_L1)) {
        news.skews.emplace();
        const QJsonObject skews = object.value("skews_ms"_L1).toObject();
        for (auto it = skews.constBegin(); it != skews.constEnd(); ++it)
            news.skews->insert(AccountId{it.key()}, std::chrono::milliseconds(it.value().toInteger()));
    }
    if (object.contains("status"_L1))
        news.status = toStatus(object.value("status"_L1).toObject());
    return news;
}

} // namespace reveille
