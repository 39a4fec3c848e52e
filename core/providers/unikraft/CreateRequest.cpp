#include "core/providers/unikraft/CreateRequest.h"

#include "core/model/TimeText.h"
#include "core/providers/unikraft/ScheduleJson.h"
#include "core/providers/unikraft/ScheduleRules.h"
#include "core/providers/unikraft/UnikraftErrors.h"

#include <algorithm>
#include <cmath>

#include <QCryptographicHash>
#include <QUuid>

namespace reveille::unikraft {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

/// Clocks of two computers need not agree to the second.
constexpr minutes kClockSlack{2};

/// {"uuid":…} or {"name":…}, whichever the text is; a machine's id gives its uuid.
QJsonObject referenceTo(const QString& text)
{
    const auto instance = instanceNameOf({text});
    const QString id = instance ? instance->uuid : text;
    const bool isUuid = !QUuid::fromString(id).isNull();
    return {{isUuid ? u"uuid"_s : u"name"_s, id}};
}

/// "oci://unikraft.io/acme/nginx:latest@sha256:…" gives "nginx".
QString stemOf(const QString& image)
{
    const QString last = image.section(u'@', 0, 0).section(u'/', -1).section(u':', 0, 0).toLower();
    QString stem;
    for (const QChar c : last) {
        const bool isPlain = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        stem.append(isPlain ? c : u'-');
    }
    stem.truncate(40);
    while (stem.startsWith(u'-'))
        stem.remove(0, 1);
    while (stem.endsWith(u'-'))
        stem.chop(1);
    return stem.isEmpty() ? u"instance"_s : stem;
}

QString nameFor(const MachineSpec& spec, const IdempotencyKey& key)
{
    if (!spec.name.isEmpty() || key.isEmpty())
        return spec.name;
    const QByteArray hash = QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha256).toHex();
    return stemOf(spec.image) + u'-' + QString::fromLatin1(hash.first(8));
}

void addSource(QJsonObject& body, const MachineSpec& spec)
{
    if (!spec.image.isEmpty()) {
        body.insert(u"image"_s, spec.image);
        body.insert(u"memory_mb"_s, spec.memoryMib);
        body.insert(u"vcpus"_s, std::max(1, static_cast<int>(std::lround(spec.vcpu))));
    } else if (!spec.templateId.isEmpty()) {
        body.insert(u"template"_s, referenceTo(spec.templateId));
    } else if (!spec.branchOf.isEmpty()) {
        body.insert(u"branch_from"_s, referenceTo(spec.branchOf));
    } else {
        body.insert(u"checkpoint"_s, referenceTo(spec.checkpoint));
    }
}

Result<void> addAutosleep(QJsonObject& body, const QString& autosleep)
{
    if (autosleep.isEmpty())
        return {};
    if (autosleep == u"never"_s) {
        body.insert(u"scale_to_zero"_s, QJsonObject{{u"policy"_s, u"off"_s}});
        return {};
    }
    const auto cooldown = durationFromText(autosleep);
    if (!cooldown || cooldown->count() <= 0)
        return fail(ErrorCode::InvalidArgument, autosleep, u"not a duration"_s);
    body.insert(
        u"scale_to_zero"_s,
        QJsonObject{{u"policy"_s, u"on"_s}, {u"cooldown_time_ms"_s, static_cast<qint64>(cooldown->count())}});
    return {};
}

Call readCreated(const Link& link, const Metro& metro, const QString& uuid, const QJsonObject& told,
                 Reply<Machine> reply)
{
    const Target target{link, metro, uuid, machineIdOf(metro.code, uuid)};
    return readMachine(target, [target, told, reply = std::move(reply)](Result<Machine> read) {
        reply(read ? std::move(read) : machineOf(target, told)); // it exists, whatever the reading says
    });
}

/// After a create of unknown fate: the instance of that name, if it is not older than the attempt.
Call findCreated(const Link& link, const Metro& metro, const QString& name, calendar::Instant since,
                 const Error& lost, Reply<Machine> reply)
{
    Ask ask;
    ask.path = u"/instances"_s;
    ask.query = {{u"name"_s, name}};
    ask.subject = name;
    return link.channel->ask(
        metro.base, ask,
        [link, metro, name, since, lost, reply = std::move(reply)](const Result<Envelope>& answer) {
            const auto item = answer.and_then([&](const Envelope& envelope) {
                return onlyItem(envelope, u"instances"_s, name, link.redactor());
            });
            SharedTexts texts;
            const auto machine = item.and_then([&](const QJsonObject& object) {
                return machineOf(object, link.account, metro.code, texts);
            });
            if (machine && machine->name == name && machine->createdAt >= since)
                reply(machine);
            else
                reply(tl::unexpected(lost));
        });
}

} // namespace

Result<QString> metroOf(const MachineSpec& spec)
{
    QString metro = spec.metro.toLower();
    for (const QString& source : {spec.templateId, spec.branchOf, spec.checkpoint}) {
        const auto instance = instanceNameOf({source});
        if (!instance)
            continue;
        if (!metro.isEmpty() && metro != instance->metro)
            return fail(ErrorCode::InvalidArgument, source, u"it is in another metro than "_s + metro);
        metro = instance->metro;
    }
    return metro;
}

Result<QJsonObject> createBody(const MachineSpec& spec, const IdempotencyKey& key, calendar::Instant now)
{
    const QStringList sources{spec.image, spec.templateId, spec.branchOf, spec.checkpoint};
    if (sources.size() - sources.count(QString()) != 1)
        return fail(ErrorCode::InvalidArgument, {},
                    u"an instance is made from exactly one of image, template, branch and checkpoint"_s);
    QJsonObject body;
    addSource(body, spec);
    if (const QString name = nameFor(spec, key); !name.isEmpty())
        body.insert(u"name"_s, name);
    if (!spec.args.isEmpty())
        body.insert(u"args"_s, QJsonArray::fromStringList(spec.args));
    QJsonObject env;
    for (auto it = spec.env.cbegin(); it != spec.env.cend(); ++it)
        env.insert(it.key(), it.value());
    if (!env.isEmpty())
        body.insert(u"env"_s, env);
    if (!spec.tags.isEmpty())
        body.insert(u"tags"_s, QJsonArray::fromStringList(spec.tags));
    if (spec.start)
        body.insert(u"autostart"_s, true);
    if (auto autosleep = addAutosleep(body, spec.autosleep); !autosleep)
        return tl::unexpected(autosleep.error());
    ProviderScheduleEdit edit;
    edit.schedules = spec.schedules;
    const auto schedules = listAfterEdit({}, edit, now);
    if (!schedules)
        return tl::unexpected(schedules.error());
    if (!schedules->isEmpty())
        body.insert(u"schedules"_s, schedulesToSend(*schedules));
    return body;
}

Call createInstance(const Link& link, const Metro& metro, const MachineSpec& spec, const IdempotencyKey& key,
                    Reply<Machine> reply)
{
    const calendar::Instant now = link.clock->now();
    const auto body = createBody(spec, key, now);
    if (!body)
        return deferredReply<Machine>(tl::unexpected(body.error()), std::move(reply));
    const QString name = (*body)[u"name"_s].toString();
    const bool nameIsOurs = spec.name.isEmpty() && !name.isEmpty();
    Ask ask;
    ask.method = HttpMethod::Post;
    ask.path = u"/instances"_s;
    ask.subject = name;
    ask.body = jsonOf(*body);
    auto talk = std::make_unique<Conversation>();
    talk->step(link.channel->ask(
        metro.base, ask,
        [step = talk.get(), link, metro, name, nameIsOurs, now,
         reply = std::move(reply)](const Result<Envelope>& answer) {
            const auto item = answer.and_then([&](const Envelope& envelope) {
                return onlyItem(envelope, u"instances"_s, name, link.redactor());
            });
            if (item) {
                step->step(readCreated(link, metro, (*item)[u"uuid"_s].toString(), *item, reply));
                return;
            }
            const Error error = item.error();
            // A name made from the key is taken only by an earlier send of this same call.
            const bool isOurs = nameIsOurs && error.code == ErrorCode::AlreadyExists;
            if (!name.isEmpty() && (isOurs || leavesOpen(error)))
                step->step(findCreated(link, metro, name, isOurs ? calendar::Instant() : now - kClockSlack,
                                       error, reply));
            else
                reply(tl::unexpected(error));
        }));
    return talk;
}

} // namespace reveille::unikraft
