#include "core/providers/unikraft/Snapshots.h"

#include <algorithm>

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

namespace {

QString pathOf(Snapshot::Kind kind)
{
    return kind == Snapshot::Kind::Template ? u"/instances/templates"_s : u"/instances/checkpoints"_s;
}

/// The list may be named after the kind or, as everywhere else, after instances.
QJsonArray listIn(const Envelope& envelope, Snapshot::Kind kind)
{
    const QString own = kind == Snapshot::Kind::Template ? u"templates"_s : u"checkpoints"_s;
    return itemsOf(envelope, envelope.data.contains(own) ? own : u"instances"_s);
}

Call makeSnapshot(const Target& target, Snapshot::Kind kind, const QByteArray& body, Reply<Snapshot> reply)
{
    Ask ask;
    ask.method = HttpMethod::Post;
    ask.path = pathOf(kind);
    ask.body = body;
    return target.ask(ask, [target, kind, reply = std::move(reply)](const Result<Envelope>& answer) {
        if (!answer) {
            reply(tl::unexpected(answer.error()));
            return;
        }
        const QJsonArray items = listIn(*answer, kind);
        if (items.isEmpty()) {
            reply(fail(ErrorCode::BadAnswer, target.id.value, u"the answer names nothing that was made"_s));
            return;
        }
        reply(checkItem(items.first().toObject(), *answer, target.id.value, target.link.redactor())
                  .map([&](const QJsonObject& item) { return snapshotOf(item, kind, target.metro.code); }));
    });
}

} // namespace

Snapshot snapshotOf(const QJsonObject& item, Snapshot::Kind kind, const QString& metro)
{
    Snapshot snapshot;
    snapshot.kind = kind;
    snapshot.id = machineIdOf(metro, item[u"uuid"_s].toString());
    snapshot.name = item[u"name"_s].toString();
    snapshot.state = item[u"state"_s].toString();
    snapshot.createdAt = instantOf(item[u"created_at"_s]);
    return snapshot;
}

Call listMetroSnapshots(const Link& link, const Metro& metro, Snapshot::Kind kind,
                        Reply<QVector<Snapshot>> reply)
{
    Ask ask;
    ask.path = pathOf(kind);
    ask.subject = metro.code;
    ask.maxBytes = 16 * 1024 * 1024;
    return link.channel->ask(metro.base, ask,
                             [metro, kind, reply = std::move(reply)](const Result<Envelope>& answer) {
                                 reply(answer.map([&](const Envelope& envelope) {
                                     QVector<Snapshot> snapshots;
                                     for (const QJsonValue item : listIn(envelope, kind))
                                         snapshots.append(snapshotOf(item.toObject(), kind, metro.code));
                                     return snapshots;
                                 }));
                             });
}

Call makeCheckpointOf(const Target& target, const QString& name, Reply<Snapshot> reply)
{
    QJsonObject body{{u"from"_s, QJsonObject{{u"uuid"_s, target.uuid}}}};
    if (!name.isEmpty())
        body.insert(u"name"_s, name);
    return makeSnapshot(target, Snapshot::Kind::Checkpoint, jsonOf(body), std::move(reply));
}

Call makeTemplateOf(const Target& target, Reply<Snapshot> reply)
{
    return makeSnapshot(target, Snapshot::Kind::Template,
                        jsonOf(QJsonArray{QJsonObject{{u"uuid"_s, target.uuid}}}), std::move(reply));
}

Call readHistory(const Target& target, Reply<QVector<Snapshot>> reply)
{
    Ask ask;
    ask.path = u"/instances/"_s + target.uuid + u"/history"_s;
    return target.ask(ask, [target, reply = std::move(reply)](const Result<Envelope>& answer) {
        reply(answer
                  .and_then([&](const Envelope& envelope) {
                      return onlyItem(envelope, u"instances"_s, target.id.value, target.link.redactor());
                  })
                  .map([&](const QJsonObject& item) {
                      QVector<Snapshot> snapshots;
                      for (const QJsonValue one : item[u"history"_s].toArray())
                          snapshots.append(
                              snapshotOf(one.toObject(), Snapshot::Kind::Checkpoint, target.metro.code));
                      std::ranges::stable_sort(snapshots, std::ranges::greater(), &Snapshot::createdAt);
                      return snapshots;
                  }));
    });
}

Call removeSnapshotAt(const Target& target, Snapshot::Kind kind, Reply<void> reply)
{
    Ask ask;
    ask.method = HttpMethod::Delete;
    ask.path = pathOf(kind) + u'/' + target.uuid;
    return target.ask(ask, [target, kind, reply = std::move(reply)](const Result<Envelope>& answer) {
        const auto removed = answer.and_then([&](const Envelope& envelope) {
            const QJsonObject item = listIn(envelope, kind).first().toObject();
            return checkItem(item, envelope, target.id.value, target.link.redactor());
        });
        if (removed || removed.error().code == ErrorCode::NotFound)
            reply({});
        else
            reply(tl::unexpected(removed.error()));
    });
}

} // namespace reveille::unikraft
