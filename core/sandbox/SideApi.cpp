#include "core/sandbox/SideApi.h"

#include "core/model/TimeText.h"
#include "core/sandbox/Answers.h"
#include "core/sandbox/Identifiers.h"
#include "core/sandbox/MachineApi.h"
#include "core/sandbox/Paging.h"
#include "core/sandbox/RequestBody.h"

#include <algorithm>
#include <utility>

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestHashed = 64LL * 1024 * 1024;

/// The name a file is told under; the bytes of its path are nobody's business.
QString artifactId(const QString& name)
{
    return u"art-"_s +
           QString::fromLatin1(
               QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex().left(16));
}

QJsonObject artifactJson(const QString& machine, const QFileInfo& file)
{
    const auto at = calendar::Instant(std::chrono::milliseconds(file.lastModified().toMSecsSinceEpoch()));
    QJsonObject object{{u"artifact_id"_s, artifactId(file.fileName())},
                       {u"machine_id"_s, machine},
                       {u"name"_s, file.fileName()},
                       {u"size_bytes"_s, file.size()},
                       {u"created_at"_s, toRfc3339(at)}};
    QFile content(file.filePath());
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (file.size() <= kLargestHashed && content.open(QFile::ReadOnly) && hash.addData(&content))
        object.insert(u"sha256"_s, QString::fromLatin1(hash.result().toHex()));
    return object;
}

/// Plain files only: a link could lead anywhere.
QFileInfoList artifactsOf(const QString& home)
{
    return QDir(home + u"/artifacts"_s).entryInfoList(QDir::Files | QDir::NoSymLinks, QDir::Name);
}

/// A page of items that are in the order of their sequence, newest last.
template <typename Item, typename Write>
HttpResponse pageOf(const HttpRequest& request, const QVector<Item>& items, Write write)
{
    const PageOrError asked = pageFrom(request, 's');
    if (asked.error)
        return *asked.error;
    QJsonArray array;
    qint64 last = 0;
    bool more = false;
    for (auto it = items.crbegin(); it != items.crend(); ++it) {
        if (asked.page.after && it->sequence >= *asked.page.after)
            continue;
        if (array.size() == asked.page.limit) {
            more = true;
            break;
        }
        array.append(write(*it));
        last = it->sequence;
    }
    QJsonObject object{{u"items"_s, array}};
    if (more)
        object.insert(u"next_cursor"_s, cursorFor('s', last));
    return json(200, object);
}

} // namespace

SideApi::SideApi(const Clock& clock, MachineStore& machines, MachineLifecycle& lifecycle)
    : m_clock(clock), m_machines(machines), m_lifecycle(lifecycle)
{}

const QVector<SideApi::Kind>& SideApi::kinds()
{
    static const QVector<Kind> kAll{
        {u"previews"_s, u"preview_id"_s, {u"port"_s, u"protocol"_s, u"visibility"_s}, {u"port"_s}},
        {u"ports"_s, u"port_id"_s, {u"port"_s, u"protocol"_s}, {u"port"_s}},
        {u"ssh"_s, u"session_id"_s, {u"public_key"_s}, {u"public_key"_s}},
        {u"terminals"_s,
         u"terminal_id"_s,
         {u"width"_s, u"height"_s, u"shell"_s, u"cwd"_s, u"env"_s},
         {u"width"_s, u"height"_s}},
    };
    return kAll;
}

void SideApi::addRoutes(Router& router)
{
    for (const Kind& kind : kinds())
        addKind(router, kind);
    addArtifacts(router);
}

void SideApi::addKind(Router& router, const Kind& kind)
{
    const QByteArray all = "/v1/machines/{}/" + kind.path.toLatin1();
    const QByteArray one = all + "/{}";
    const auto known = [this](auto action) {
        return [this, action](const HttpRequest& request, const QStringList& variables) {
            return m_machines.find(variables[0]) ? action(request, variables) : noSuchMachine(variables[0]);
        };
    };
    router.add("POST", all.constData(),
               known([this, &kind](const HttpRequest& request, const QStringList& variables) {
                   return create(request, kind, variables[0]);
               }));
    router.add("GET", all.constData(),
               known([this, &kind](const HttpRequest& request, const QStringList& variables) {
                   return list(request, kind, variables[0]);
               }));
    router.add("GET", one.constData(), known([this, &kind](const HttpRequest&, const QStringList& variables) {
                   return this->one(kind, variables[0], variables[1], false);
               }));
    router.add("DELETE", one.constData(),
               known([this, &kind](const HttpRequest&, const QStringList& variables) {
                   return this->one(kind, variables[0], variables[1], true);
               }));
}

HttpResponse SideApi::create(const HttpRequest& request, const Kind& kind, const QString& machine)
{
    RequestBody body(request.body, kind.fields);
    for (const QString& name : kind.required)
        body.require(name.toLatin1().constData());
    for (const char* number : {"port", "width", "height"}) {
        const auto value = body.integer(number, 1);
        if (value && *value > 65'535)
            body.complain(number, u"must be at most 65535"_s);
    }
    for (const char* text : {"protocol", "visibility", "public_key", "shell", "cwd"})
        static_cast<void>(body.text(text));
    if (body.error())
        return *body.error();
    MachineRecord* record = m_machines.find(machine);
    if (record->phase == Phase::Sleeping)
        m_lifecycle.wake(*record);
    Item item = make(kind, machine, newSideId(kind.path), body.object());
    Items& items = m_items[machine][kind.path];
    items.append(item);
    return json(200, told(kind, machine, item));
}

SideApi::Item SideApi::make(const Kind& kind, const QString& machine, const QString& id, QJsonObject wanted)
{
    wanted.remove(u"env"_s);
    const QString key = wanted.take(u"public_key"_s).toString();
    wanted.insert(kind.id, id);
    wanted.insert(u"machine_id"_s, machine);
    wanted.insert(u"created_at"_s, toRfc3339(m_clock.now()));
    if (wanted.contains(u"port"_s)) {
        if (!wanted.contains(u"protocol"_s))
            wanted.insert(u"protocol"_s, u"http"_s);
        if (kind.path == u"previews" && !wanted.contains(u"visibility"_s))
            wanted.insert(u"visibility"_s, u"private"_s);
        wanted.insert(
            u"url"_s,
            u"%1://127.0.0.1:%2/"_s.arg(wanted[u"protocol"_s].toString()).arg(wanted[u"port"_s].toInt()));
    }
    if (kind.path == u"ssh") {
        wanted.insert(u"connection"_s,
                      QJsonObject{{u"endpoint"_s, u"ssh.sandbox.invalid"_s},
                                  {u"port"_s, 22},
                                  {u"ssh_username"_s, u"machine"_s},
                                  {u"user_certificate"_s, QString(u"certificate of "_s + key.section(u' ', 0, 0))}});
    }
    if (kind.path == u"terminals")
        wanted.insert(u"protocol"_s, u"websocket"_s);
    return {++m_lastSequence, id, wanted};
}

QJsonObject SideApi::told(const Kind&, const QString& machine, const Item& item) const
{
    QJsonObject object = item.told;
    const MachineRecord* const record = m_machines.find(machine);
    const bool ready = record && record->phase == Phase::Running;
    if (ready) {
        object.insert(u"status"_s, u"ready"_s);
        object.insert(u"ready_at"_s, toRfc3339(record->lastTransitionAt));
        return object;
    }
    object.remove(u"connection"_s);
    object.remove(u"url"_s);
    const bool onItsWay = record && (record->phase == Phase::Starting || record->phase == Phase::Accepted ||
                                     record->phase == Phase::PlacementPending);
    object.insert(u"status"_s, onItsWay ? u"wake_in_progress"_s : u"closed"_s);
    if (onItsWay)
        object.insert(u"retry_after_ms"_s, 250);
    return object;
}

HttpResponse SideApi::list(const HttpRequest& request, const Kind& kind, const QString& machine)
{
    return pageOf(request, m_items[machine][kind.path],
                  [&](const Item& item) { return told(kind, machine, item); });
}

HttpResponse SideApi::one(const Kind& kind, const QString& machine, const QString& id, bool remove)
{
    Items& items = m_items[machine][kind.path];
    const auto it = std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.id == id; });
    if (it == items.end())
        return problem(404, u"no %1 %2"_s.arg(kind.id, id));
    QJsonObject object = told(kind, machine, *it);
    if (remove) {
        object.insert(u"status"_s, u"closed"_s);
        items.erase(it);
    }
    return json(200, object);
}

void SideApi::addArtifacts(Router& router)
{
    const auto find = [this](const QStringList& variables) -> std::optional<QFileInfo> {
        for (const QFileInfo& file : artifactsOf(m_machines.homeDir(variables[0]))) {
            if (artifactId(file.fileName()) == variables[1] ||
                (variables[0] == m_placeholders && file.fileName() == variables[1]))
                return file;
        }
        return std::nullopt;
    };
    router.add("GET", "/v1/machines/{}/artifacts",
               [this](const HttpRequest& request, const QStringList& variables) {
                   if (!m_machines.find(variables[0]))
                       return noSuchMachine(variables[0]);
                   struct Listed
                   {
                       qint64 sequence;
                       QFileInfo file;
                   };
                   QVector<Listed> items;
                   for (const QFileInfo& file : artifactsOf(m_machines.homeDir(variables[0])))
                       items.append({items.size() + 1, file});
                   return pageOf(request, items,
                                 [&](const Listed& item) { return artifactJson(variables[0], item.file); });
               });
    const auto one = [this, find](const QStringList& variables, bool remove) {
        if (!m_machines.find(variables[0]))
            return noSuchMachine(variables[0]);
        const auto file = find(variables);
        if (!file)
            return problem(404, u"no artifact "_s + variables[1]);
        QJsonObject object = artifactJson(variables[0], *file);
        if (variables[0] == m_placeholders)
            object.insert(u"artifact_id"_s, variables[1]);
        if (remove)
            QFile::remove(file->filePath());
        return json(200, object);
    };
    router.add("GET", "/v1/machines/{}/artifacts/{}",
               [one](const HttpRequest&, const QStringList& variables) { return one(variables, false); });
    router.add("DELETE", "/v1/machines/{}/artifacts/{}",
               [one](const HttpRequest&, const QStringList& variables) { return one(variables, true); });
}

void SideApi::addPlaceholders(const QString& machine)
{
    m_placeholders = machine;
    for (const Kind& kind : kinds()) {
        const bool hasPort = kind.fields.contains(u"port"_s);
        const QJsonObject wanted = hasPort ? QJsonObject{{u"port"_s, 80}} : QJsonObject();
        m_items[machine][kind.path].append(make(kind, machine, kind.id, wanted));
    }
    const QString directory = m_machines.homeDir(machine) + u"/artifacts"_s;
    QDir().mkpath(directory);
    QFile file(directory + u"/artifact_id"_s);
    static_cast<void>(file.open(QFile::WriteOnly));
}

} // namespace reveille::sandbox
