#include "core/sandbox/ExecutionApi.h"

#include "core/model/TimeText.h"
#include "core/sandbox/Answers.h"
#include "core/sandbox/MachineApi.h"
#include "core/sandbox/RequestBody.h"

#include <QJsonArray>
#include <QJsonObject>

#include <utility>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr milliseconds kDefaultTimeout{3'600'000};

bool hasNul(const QString& text)
{
    return text.contains(QChar(u'\0'));
}

void readCommand(RequestBody& body, ExecutionOrder& order)
{
    const QJsonValue command = body.value("command");
    if (!command.isArray() || command.toArray().isEmpty()) {
        body.complain("command", u"expected a non-empty array of strings"_s);
        return;
    }
    const QJsonArray words = command.toArray();
    for (const QJsonValue& word : words) {
        if (!word.isString() || hasNul(word.toString())) {
            body.complain("command", u"expected strings without NUL"_s);
            return;
        }
        order.command.append(word.toString());
    }
    if (order.command.first().isEmpty())
        body.complain("command", u"the program is empty"_s);
}

void readEnvironment(RequestBody& body, ExecutionOrder& order)
{
    if (!body.has("env"))
        return;
    const QJsonObject env = body.value("env").toObject();
    bool good = body.value("env").isObject();
    for (auto it = env.constBegin(); it != env.constEnd(); ++it) {
        const QString name = it.key();
        good = good && it->isString() && !name.isEmpty() && !name.contains(u'=') && !hasNul(name) &&
               !hasNul(it->toString());
        order.environment.insert(name, it->toString());
    }
    // The values are secrets: the complaint does not repeat them.
    if (!good)
        body.complainWithoutValue("env", u"expected an object of strings with usable names"_s);
}

QJsonObject eventJson(const ExecutionRecord& execution, qsizetype index, const ExecutionText& text)
{
    const ExecutionEvent& event = execution.events[index];
    QJsonObject object{{u"sequence"_s, qint64(index + 1)}, {u"at"_s, toRfc3339(event.at)}};
    if (event.type != ExecutionEvent::Type::Lifecycle) {
        const bool out = event.type == ExecutionEvent::Type::Out;
        object.insert(u"type"_s, out ? u"stdout"_s : u"stderr"_s);
        object.insert(u"chunk"_s, textOf((out ? text.out : text.err).mid(event.from, event.length)));
        return object;
    }
    object.insert(u"type"_s, u"lifecycle"_s);
    object.insert(u"status"_s, wireWord(event.status));
    if (isTerminal(event.status)) {
        if (execution.exitCode)
            object.insert(u"exit_code"_s, *execution.exitCode);
        if (execution.signal)
            object.insert(u"signal"_s, *execution.signal);
        if (!execution.errorCode.isEmpty())
            object.insert(u"error_code"_s, execution.errorCode);
        if (!execution.errorMessage.isEmpty())
            object.insert(u"error_message"_s, execution.errorMessage);
    }
    return object;
}

/// A cut in the middle of a character is not the command's invalid output.
QString shown(const QByteArray& head, bool truncated)
{
    return textOf(truncated ? head.left(completeUtf8(head)) : head);
}

} // namespace

ExecutionApi::ExecutionApi(MachineStore& machines, ExecutionStore& store, ExecutionService& service)
    : m_machines(machines), m_store(store), m_service(service)
{}

RouteHandler ExecutionApi::known(Action action) const
{
    return [this, action = std::move(action)](const HttpRequest& request, const QStringList& variables) {
        if (!m_machines.find(variables[0]))
            return noSuchMachine(variables[0]);
        ExecutionRecord* execution = m_store.find(variables[0], variables[1]);
        return execution ? action(request, *execution) : problem(404, u"no execution "_s + variables[1]);
    };
}

void ExecutionApi::addRoutes(Router& router)
{
    router.add("POST", "/v1/machines/{}/executions",
               [this](const HttpRequest& request, const QStringList& variables) {
                   return create(request, variables[0]);
               });
    router.add("GET", "/v1/machines/{}/executions",
               [this](const HttpRequest& request, const QStringList& variables) {
                   return list(request, variables[0]);
               });
    router.add(
        "GET", "/v1/machines/{}/executions/{}",
        known([](const HttpRequest&, ExecutionRecord& execution) { return json(200, wireJson(execution)); }));
    router.add("DELETE", "/v1/machines/{}/executions/{}",
               known([this](const HttpRequest&, ExecutionRecord& execution) {
                   return json(200, wireJson(m_service.remove(execution)));
               }));
    router.add("GET", "/v1/machines/{}/executions/{}/output",
               known([this](const HttpRequest&, ExecutionRecord& execution) { return output(execution); }));
    router.add("GET", "/v1/machines/{}/executions/{}/events",
               known([this](const HttpRequest& request, ExecutionRecord& execution) {
                   return events(request, execution);
               }));
}

HttpResponse ExecutionApi::create(const HttpRequest& request, const QString& machine)
{
    MachineRecord* const record = m_machines.find(machine);
    if (!record)
        return noSuchMachine(machine);
    RequestBody body(request.body, {"command", "cwd", "env", "stdin", "timeout_ms"});
    ExecutionOrder order;
    readCommand(body, order);
    readEnvironment(body, order);
    order.cwd = body.text("cwd");
    order.input = body.text("stdin");
    order.timeout = milliseconds(body.integer("timeout_ms", 0).value_or(0));
    if (order.timeout.count() == 0)
        order.timeout = kDefaultTimeout;
    if (order.cwd && hasNul(*order.cwd))
        body.complain("cwd", u"expected a path"_s);
    if (body.error())
        return *body.error();
    order.idempotencyKey = QString::fromUtf8(request.header("Idempotency-Key"));
    const auto created = m_service.create(*record, order);
    if (!created)
        return problem(500, created.error().detail);
    return json(200, wireJson(**created));
}

HttpResponse ExecutionApi::list(const HttpRequest& request, const QString& machine) const
{
    if (!m_machines.find(machine))
        return noSuchMachine(machine);
    const PageOrError asked = pageFrom(request, 'x');
    if (asked.error)
        return *asked.error;
    const ExecutionStore::Page page = m_store.page(machine, asked.page);
    QJsonArray items;
    for (const ExecutionRecord* execution : page.items)
        items.append(wireJson(*execution));
    QJsonObject object{{u"items"_s, items}};
    if (page.more)
        object.insert(u"next_cursor"_s, cursorFor('x', page.items.back()->sequence));
    return json(200, object);
}

HttpResponse ExecutionApi::output(const ExecutionRecord& execution) const
{
    const ExecutionText text = m_service.text(execution);
    QJsonObject object{{u"execution_id"_s, execution.id}};
    const auto insert = [&object](const QString& name, const QByteArray& head, const StreamSize& size) {
        if (size.bytes == 0)
            return;
        object.insert(name, shown(head, size.truncated));
        object.insert(name + u"_bytes"_s, size.bytes);
        if (size.truncated)
            object.insert(name + u"_truncated"_s, true);
    };
    insert(u"stdout"_s, text.out, execution.out);
    insert(u"stderr"_s, text.err, execution.err);
    return json(200, object);
}

HttpResponse ExecutionApi::events(const HttpRequest& request, const ExecutionRecord& execution) const
{
    const PageOrError asked = pageFrom(request, 'e');
    if (asked.error)
        return *asked.error;
    const ExecutionText text = m_service.text(execution);
    const qsizetype from =
        static_cast<qsizetype>(qBound<qint64>(0, asked.page.after.value_or(0), execution.events.size()));
    const qsizetype to = qMin(execution.events.size(), from + asked.page.limit);
    QJsonArray items;
    for (qsizetype i = from; i < to; ++i)
        items.append(eventJson(execution, i, text));
    QJsonObject object{{u"items"_s, items}};
    // While it lives there may always be more: the cursor is where a tailing client goes on.
    if (to < execution.events.size() || !isTerminal(execution.status))
        object.insert(u"next_cursor"_s, cursorFor('e', to));
    return json(200, object);
}

} // namespace reveille::sandbox
