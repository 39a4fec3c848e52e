#include "ui/models/ScheduleClip.h"

#include "core/model/TimeText.h"
#include "core/model/Words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kKind = "reveille-schedules"_L1;

QJsonObject toObject(const Schedule& schedule)
{
    QJsonObject env;
    for (auto it = schedule.env.cbegin(); it != schedule.env.cend(); ++it)
        env.insert(it.key(), it.value());
    return {{u"name"_s, schedule.name},
            {u"account"_s, schedule.machine.account.value},
            {u"machine"_s, schedule.machine.machine.value},
            {u"when"_s, QJsonArray::fromStringList(schedule.when)},
            {u"zone"_s, schedule.zone},
            {u"action"_s, toWord(schedule.action)},
            {u"fired_by"_s, toWord(schedule.firedBy)},
            {u"argv"_s, QJsonArray::fromStringList(schedule.argv)},
            {u"cwd"_s, schedule.cwd},
            {u"env"_s, env},
            {u"timeout_ms"_s, qint64(schedule.timeout.count())},
            {u"stdin"_s, schedule.stdinText},
            {u"enabled"_s, schedule.enabled},
            {u"ping_url"_s, schedule.pingUrl},
            {u"note"_s, schedule.note},
            {u"policy"_s, toJson(schedule.policy, JsonDetail::Brief)}};
}

QStringList strings(const QJsonValue& value)
{
    QStringList list;
    for (const QJsonValue& one : value.toArray())
        list += one.toString();
    return list;
}

std::optional<Schedule> fromObject(const QJsonObject& object)
{
    const auto action = fromWord<ScheduleAction>(object[u"action"_s].toString());
    const auto firedBy = fromWord<FiredBy>(object[u"fired_by"_s].toString());
    const auto policy = policyFromJson(object[u"policy"_s].toObject());
    Schedule schedule;
    schedule.name = object[u"name"_s].toString();
    schedule.when = strings(object[u"when"_s]);
    schedule.zone = object[u"zone"_s].toString();
    if (!action || !firedBy || !policy || schedule.name.isEmpty() || schedule.when.isEmpty())
        return std::nullopt;
    schedule.action = *action;
    schedule.firedBy = *firedBy;
    schedule.policy = *policy;
    schedule.machine = {AccountId{object[u"account"_s].toString()},
                        MachineId{object[u"machine"_s].toString()}};
    schedule.argv = strings(object[u"argv"_s]);
    schedule.cwd = object[u"cwd"_s].toString();
    const QJsonObject env = object[u"env"_s].toObject();
    for (auto it = env.begin(); it != env.end(); ++it)
        schedule.env.insert(it.key(), it.value().toString());
    schedule.timeout =
        std::chrono::milliseconds(object[u"timeout_ms"_s].toInteger(qint64(Schedule().timeout.count())));
    schedule.stdinText = object[u"stdin"_s].toString();
    schedule.enabled = object[u"enabled"_s].toBool(true);
    schedule.pingUrl = object[u"ping_url"_s].toString();
    schedule.note = object[u"note"_s].toString();
    return schedule;
}

} // namespace

QByteArray schedulesToJson(const QVector<Schedule>& schedules)
{
    QJsonArray list;
    for (const Schedule& schedule : schedules)
        list.append(toObject(schedule));
    return QJsonDocument(QJsonObject{{u"kind"_s, kKind}, {u"version"_s, 1}, {u"schedules"_s, list}})
        .toJson(QJsonDocument::Indented);
}

QVector<Schedule> schedulesFromJson(const QByteArray& json)
{
    QVector<Schedule> schedules;
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    if (object[u"kind"_s].toString() != kKind)
        return schedules;
    for (const QJsonValue& one : object[u"schedules"_s].toArray()) {
        if (auto schedule = fromObject(one.toObject()))
            schedules.append(std::move(*schedule));
    }
    return schedules;
}

std::unique_ptr<QMimeData> schedulesToMime(const QVector<Schedule>& schedules)
{
    auto mime = std::make_unique<QMimeData>();
    const QByteArray json = schedulesToJson(schedules);
    mime->setData(QLatin1String(kSchedulesMime), json);
    mime->setText(QString::fromUtf8(json));
    return mime;
}

QVector<Schedule> schedulesFromMime(const QMimeData* mime)
{
    if (mime == nullptr)
        return {};
    if (mime->hasFormat(QLatin1String(kSchedulesMime)))
        return schedulesFromJson(mime->data(QLatin1String(kSchedulesMime)));
    return schedulesFromJson(mime->text().toUtf8());
}

QSet<QString> takenNames(const QVector<Schedule>& schedules, const MachineKey& machine, FiredBy firedBy)
{
    QSet<QString> taken;
    for (const Schedule& schedule : schedules) {
        if (schedule.firedBy == firedBy && (firedBy == FiredBy::Reveille || schedule.machine == machine))
            taken.insert(schedule.name.toLower());
    }
    return taken;
}

QString freeName(const QString& wanted, const QSet<QString>& taken, qsizetype longest)
{
    if (!taken.contains(wanted.toLower()))
        return wanted;
    static const QRegularExpression numbered(u"^(.*)-(\\d{1,6})$"_s);
    const auto match = numbered.match(wanted);
    const QString stem = match.hasMatch() ? match.captured(1) : wanted;
    for (int number = match.hasMatch() ? match.captured(2).toInt() + 1 : 2;; ++number) {
        const QString tail = u'-' + QString::number(number);
        const QString name = stem.left(longest - tail.size()) + tail;
        if (!taken.contains(name.toLower()))
            return name;
    }
}

} // namespace reveille::ui
