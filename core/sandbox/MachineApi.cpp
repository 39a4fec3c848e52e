#include "core/sandbox/MachineApi.h"

#include "core/model/TimeText.h"
#include "core/sandbox/Answers.h"
#include "core/sandbox/Autosleep.h"
#include "core/sandbox/RequestBody.h"
#include "core/sandbox/StatusStream.h"

#include <QJsonArray>

#include <cmath>
#include <utility>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

// What this "cloud" can place at all; beyond it a request is refused as over capacity.
constexpr double kMaxVcpu = 64;
constexpr qint64 kMaxMemoryMib = 129'024;
constexpr qint64 kMaxStorageGib = 1'024;

QString observed(const MachineRecord& machine)
{
    switch (machine.phase) {
    case Phase::Failed:
        return u"error"_s;
    case Phase::Destroying:
        return u"destroyed"_s;
    default:
        return toWord(machine.phase);
    }
}

HttpResponse invalidState(const MachineRecord& machine, const QString& action, const QString& message)
{
    ApiError error;
    error.code = u"INVALID_STATE"_s;
    error.message = message;
    error.details = {{u"current_desired_state"_s, machine.desired},
                     {u"current_observed_state"_s, observed(machine)},
                     {u"current_phase"_s, toWord(machine.phase)},
                     {u"requested_action"_s, action}};
    return apiError(error);
}

HttpResponse gated()
{
    ApiError error;
    error.status = 401;
    error.code = u"AUTH_REQUIRED"_s;
    error.message = u"missing internal route signature"_s;
    return apiError(error);
}

HttpResponse storageFailed(const Error& error)
{
    return problem(500, error.detail);
}

/// Reads the size fields into `machine`; `over` is set when one is more than there is.
void readSize(RequestBody& body, MachineRecord& machine, std::optional<HttpResponse>& over)
{
    const auto capacity = [&](const char* name) {
        if (!over)
            over = problem(400, QString::fromLatin1(name) + u" exceeds capacity"_s,
                           u"body."_s + QString::fromLatin1(name), body.value(name));
    };
    if (const auto vcpu = body.number("vcpu")) {
        if (*vcpu <= 0 || std::fmod(*vcpu, 0.25) != 0)
            body.complain("vcpu", u"must be a positive multiple of 0.25"_s);
        else if (*vcpu > kMaxVcpu)
            capacity("vcpu");
        machine.vcpu = *vcpu;
    }
    if (const auto memory = body.integer("memory_mib", 1)) {
        if (*memory > kMaxMemoryMib)
            capacity("memory_mib");
        machine.memoryMib = *memory;
    }
    if (const auto storage = body.integer("storage_gib", 1)) {
        if (*storage > kMaxStorageGib)
            capacity("storage_gib");
        machine.storageGib = *storage;
    }
    if (const auto text = body.text("autosleep")) {
        if (const auto seconds = autosleepFromText(*text))
            machine.autosleepSeconds = *seconds;
        else
            body.complain("autosleep", u"expected a duration such as 5m or 1h30m, seconds, or never"_s);
    }
}

RequestBody sizeBody(const HttpRequest& request, SandboxShape shape)
{
    if (shape == SandboxShape::G1)
        return {request.body, {"vcpu", "memory_mib", "storage_gib"}};
    return {request.body, {"vcpu", "memory_mib", "storage_gib", "autosleep"}};
}

} // namespace

HttpResponse noSuchMachine(const QString& id)
{
    return problem(404, u"no machine "_s + id);
}

MachineApi::MachineApi(const SandboxOptions& options, const Pace& pace, MachineStore& store,
                       MachineLifecycle& lifecycle)
    : m_options(options), m_pace(pace), m_store(store), m_lifecycle(lifecycle)
{}

void MachineApi::addRoutes(Router& router)
{
    router.add("POST", "/v1/machines",
               [this](const HttpRequest& request, const QStringList&) { return create(request); });
    router.add("GET", "/v1/machines",
               [this](const HttpRequest& request, const QStringList&) { return list(request); });
    router.add("GET", "/v1/machines/{}", [this](const HttpRequest&, const QStringList& variables) {
        const MachineRecord* machine = m_store.find(variables[0]);
        return machine ? answer(200, *machine, MachinePlace::Get) : noSuchMachine(variables[0]);
    });
    router.add("GET", "/v1/machines/{}/status/stream",
               [this](const HttpRequest& request, const QStringList& variables) {
                   return watch(request, variables[0]);
               });
    router.add("PATCH", "/v1/machines/{}",
               mutation([this](const HttpRequest& request, MachineRecord& machine) {
                   return patch(request, machine);
               }));
    router.add("DELETE", "/v1/machines/{}",
               mutation([this](const HttpRequest&, MachineRecord& machine) { return destroy(machine); }));
    router.add("POST", "/v1/machines/{}/wake",
               mutation([this](const HttpRequest&, MachineRecord& machine) { return wake(machine); }));
    router.add("POST", "/v1/machines/{}/sleep",
               mutation([this](const HttpRequest&, MachineRecord& machine) { return sleep(machine); }));
}

RouteHandler MachineApi::mutation(Action action)
{
    return [this, action = std::move(action)](const HttpRequest& request, const QStringList& variables) {
        MachineRecord* machine = m_store.find(variables[0]);
        if (!machine)
            return noSuchMachine(variables[0]);
        if (auto refused = checkRevision(request, *machine))
            return *std::move(refused);
        return action(request, *machine);
    };
}

std::optional<HttpResponse> MachineApi::checkRevision(const HttpRequest& request,
                                                      const MachineRecord& machine) const
{
    QByteArray wanted = request.header("If-Match");
    if (wanted.isNull()) {
        if (m_options.shape != SandboxShape::G1)
            return std::nullopt;
        return problem(422, u"required header is missing"_s, u"header.If-Match"_s);
    }
    if (wanted.size() >= 2 && wanted.startsWith('"') && wanted.endsWith('"'))
        wanted = wanted.mid(1, wanted.size() - 2);
    const QByteArray current = QByteArray::number(machine.revision);
    if (wanted == "*" || wanted == current)
        return std::nullopt;
    ApiError error;
    error.code = u"REVISION_MISMATCH"_s;
    error.message = u"revision mismatch"_s;
    error.retryable = true;
    error.details = {{u"expected_revision"_s, QString::fromLatin1(current)},
                     {u"provided_revision"_s, QString::fromUtf8(wanted)}};
    return apiError(error);
}

HttpResponse MachineApi::answer(int status, const MachineRecord& machine, MachinePlace place) const
{
    HttpResponse response = json(status, wireJson(machine, m_options.shape, place));
    response.headers.append(HttpHeader{"ETag", '"' + QByteArray::number(machine.revision) + '"'});
    return response;
}

HttpResponse MachineApi::create(const HttpRequest& request)
{
    RequestBody body = sizeBody(request, m_options.shape);
    if (m_options.shape == SandboxShape::G1 || m_options.shape == SandboxShape::G2) {
        for (const char* name : {"vcpu", "memory_mib", "storage_gib"})
            body.require(name);
    }
    MachineRecord machine;
    machine.vcpu = 1;
    machine.memoryMib = 4096;
    machine.storageGib = 10;
    machine.autosleepSeconds = kDefaultAutosleepSeconds;
    std::optional<HttpResponse> over;
    readSize(body, machine, over);
    if (body.error())
        return *body.error();
    if (over)
        return *over;
    const auto created = m_lifecycle.create(std::move(machine));
    if (!created)
        return storageFailed(created.error());
    HttpResponse response = answer(202, **created, MachinePlace::Mutation);
    response.headers.append(HttpHeader{"Location", "/v1/machines/" + (*created)->id.toUtf8()});
    return response;
}

HttpResponse MachineApi::list(const HttpRequest& request) const
{
    const PageOrError asked = pageFrom(request, 'm');
    if (asked.error)
        return *asked.error;
    const MachineStore::Page page = m_store.page(asked.page);
    QJsonArray items;
    for (const MachineRecord* machine : page.items)
        items.append(wireJson(*machine, m_options.shape, MachinePlace::List));
    QJsonObject object{{u"items"_s, items}};
    if (page.more)
        object.insert(u"next_cursor"_s, cursorFor('m', page.items.back()->sequence));
    return json(200, object);
}

HttpResponse MachineApi::patch(const HttpRequest& request, MachineRecord& machine)
{
    RequestBody body = sizeBody(request, m_options.shape);
    MachineRecord edited = machine;
    std::optional<HttpResponse> over;
    readSize(body, edited, over);
    if (edited.storageGib < machine.storageGib)
        body.complain("storage_gib", u"storage cannot shrink"_s);
    if (body.error())
        return *body.error();
    if (over)
        return *over;
    if (machine.isEnding())
        return invalidState(machine, u"patch"_s, u"machine is being destroyed"_s);
    const bool changed = edited.vcpu != machine.vcpu || edited.memoryMib != machine.memoryMib ||
                         edited.storageGib != machine.storageGib ||
                         edited.autosleepSeconds != machine.autosleepSeconds;
    if (changed) {
        machine = edited;
        m_lifecycle.edited(machine);
    }
    return answer(200, machine, MachinePlace::Mutation);
}

HttpResponse MachineApi::destroy(MachineRecord& machine)
{
    if (!machine.isEnding())
        m_lifecycle.destroy(machine);
    return answer(machine.phase == Phase::Destroyed ? 200 : 202, machine, MachinePlace::Mutation);
}

HttpResponse MachineApi::wake(MachineRecord& machine)
{
    if (m_options.gateLifecycle)
        return gated();
    if (machine.phase == Phase::Sleeping) {
        m_lifecycle.wake(machine);
        return answer(202, machine, MachinePlace::Mutation);
    }
    const bool awake = machine.phase == Phase::Running;
    const bool onItsWay = machine.phase == Phase::Accepted || machine.phase == Phase::PlacementPending ||
                          machine.phase == Phase::Starting;
    if (m_options.wakeOnRunning == WakeOnRunning::Ok && (awake || onItsWay))
        return answer(awake ? 200 : 202, machine, MachinePlace::Mutation);
    return invalidState(machine, u"wake"_s, u"machine can only be woken from the sleeping state"_s);
}

HttpResponse MachineApi::sleep(MachineRecord& machine)
{
    if (m_options.gateLifecycle)
        return gated();
    if (machine.phase != Phase::Running) {
        return invalidState(machine, u"sleep"_s,
                            u"machine can only be put to sleep from the running state"_s);
    }
    if (const auto hold = m_lifecycle.holdWindow(machine.id)) {
        const QString window = QString::number(hold->window.count());
        ApiError error;
        error.code = u"SLEEP_HOLD_WINDOW_ACTIVE"_s;
        error.message = u"sleep hold window is active"_s;
        error.retryable = true;
        error.retryAfter = hold->remaining;
        error.details = {{u"hold_window_ms"_s, window},
                         {u"jitter_ms"_s, u"0"_s},
                         {u"effective_hold_window_ms"_s, window},
                         {u"last_wake_at"_s, toRfc3339(hold->lastWake)},
                         {u"next_sleep_eligible_at"_s, toRfc3339(hold->lastWake + hold->window)},
                         {u"remaining_ms"_s, QString::number(hold->remaining.count())}};
        return apiError(error);
    }
    m_lifecycle.sleep(machine);
    return answer(202, machine, MachinePlace::Mutation);
}

HttpResponse MachineApi::watch(const HttpRequest& request, const QString& id) const
{
    if (!m_store.find(id))
        return noSuchMachine(id);
    HttpResponse response;
    response.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-cache"}};
    response.stream = std::make_shared<StatusStream>(
        StatusStream::Parts{m_options, m_pace, m_store, m_lifecycle}, id, request.header("Last-Event-ID"));
    return response;
}

} // namespace reveille::sandbox
