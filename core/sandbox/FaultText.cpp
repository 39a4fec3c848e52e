#include "core/sandbox/FaultText.h"

#include "core/model/TimeText.h"

#include <algorithm>
#include <array>
#include <optional>

#include <QMap>
#include <QRegularExpression>

namespace reveille {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

using Kind = SandboxFault::Kind;

/// A name's value and the settings after it, taken apart.
struct Words
{
    QString value;
    QMap<QString, QString> settings;
};

tl::unexpected<Error> wrong(const QString& text, const QString& what)
{
    return fail(ErrorCode::InvalidArgument, text, what);
}

Result<milliseconds> duration(const QString& text, milliseconds otherwise)
{
    if (text.isEmpty())
        return otherwise;
    const auto read = durationFromText(text);
    if (!read || read->count() < 0)
        return wrong(text, u"a duration like 500ms or 2s"_s);
    return *read;
}

Result<qint64> number(const QString& text, qint64 otherwise)
{
    if (text.isEmpty())
        return otherwise;
    bool ok = false;
    const qint64 read = text.toLongLong(&ok);
    if (!ok || read < 0)
        return wrong(text, u"a whole number"_s);
    return read;
}

enum class Value
{
    None,
    Delay,      ///< how long
    RetryAfter, ///< when to try again
    Status,
    Bytes,
    Code,
};

/// A name that stands for one counted fault.
struct Row
{
    QLatin1String name;
    Kind kind;
    Value value;
    const char* otherwise; ///< the value where none is given
    const char* path;
    const char* method;
    int times;
    int status;
    const char* code;
    const char* help;
};

constexpr const char* kExecutions = "/executions$";

constexpr Row kRows[] = {
    {QLatin1String("latency"), Kind::Latency, Value::Delay, "1s", "", "", 1, 0, "",
     "[:TIME]  the work waits (1s); the request's key is in flight meanwhile"},
    {QLatin1String("rate-limit"), Kind::Answer, Value::RetryAfter, "1s", "", "", 1, 429, "",
     "[:TIME]  429 with retry_after_ms in the body and both headers"},
    {QLatin1String("rate-limit-header"), Kind::Answer, Value::RetryAfter, "1s", "", "", 1, 429, "",
     "[:TIME]  429 with Retry-After in whole seconds only"},
    {QLatin1String("rate-limit-body"), Kind::Answer, Value::RetryAfter, "1s", "", "", 1, 429, "",
     "[:TIME]  429 with retry_after_ms in the body only"},
    {QLatin1String("server-error"), Kind::Answer, Value::Status, "500", "", "", 1, 500, "",
     "[:STATUS]  500 to 599 (500)"},
    {QLatin1String("status"), Kind::Answer, Value::Status, "503", "", "", 1, 503, "",
     ":STATUS  any status from 400 on, with the API's own body"},
    {QLatin1String("html"), Kind::Page, Value::Status, "502", "", "", 1, 502, "",
     "[:STATUS]  a page for people, as a gateway sends (502)"},
    {QLatin1String("redirect"), Kind::Redirect, Value::Code, "https://elsewhere.invalid/", "", "", 1, 302, "",
     "[:ADDRESS]  302 to another host"},
    {QLatin1String("unauthorized-wake"), Kind::Answer, Value::None, "", "/wake$", "POST", 0, 401,
     "AUTH_REQUIRED", "  401 on wake, every time"},
    {QLatin1String("unauthorized-sleep"), Kind::Answer, Value::None, "", "/sleep$", "POST", 0, 401,
     "AUTH_REQUIRED", "  401 on sleep, every time"},
    {QLatin1String("beta"), Kind::Answer, Value::None, "", "/v1/machines$", "POST", 0, 403,
     "BETA_ACCESS_REQUIRED", "  403 on creating a machine, every time"},
    {QLatin1String("drop"), Kind::Drop, Value::None, "", "", "", 1, 0, "",
     "  the work is done, then the connection is reset"},
    {QLatin1String("drop-start"), Kind::Drop, Value::None, "", kExecutions, "POST", 1, 0, "",
     "  the same for starting an execution"},
    {QLatin1String("drop-request"), Kind::DropRequest, Value::None, "", "", "", 1, 0, "",
     "  the connection is reset before the work"},
    {QLatin1String("truncate"), Kind::Truncate, Value::Bytes, "20", "", "", 1, 0, "",
     "[:BYTES]  the work is done, the body is cut (20)"},
    {QLatin1String("drip"), Kind::Drip, Value::Bytes, "16", "", "", 1, 0, "",
     "[:BYTES]  the answer comes in small pieces, with delay=TIME between (50ms)"},
    {QLatin1String("hang"), Kind::Hang, Value::None, "", "", "", 1, 0, "",
     "  the work is done, no answer ever comes"},
    {QLatin1String("refuse"), Kind::Refuse, Value::Code, "machine_not_routable", "", "", 1, 0, "",
     "[:CODE]  an execution fails before it runs: machine_not_routable, machine_not_found, "
     "host_agent_execute_failed"},
    {QLatin1String("expire"), Kind::Expire, Value::Delay, "100ms", "", "", 1, 0, "",
     "[:TIME]  an execution expires so long after its start"},
    {QLatin1String("cancel"), Kind::Cancel, Value::Delay, "100ms", "", "", 1, 0, "",
     "[:TIME]  an execution is cancelled so long after its start"},
    {QLatin1String("wake-fails"), Kind::WakeFails, Value::Code, "RuntimeWakeFailed", "", "", 1, 0, "",
     "[:REASON]  a machine fails instead of waking"},
    {QLatin1String("wake-slow"), Kind::WakeSlow, Value::Delay, "5s", "", "", 1, 0, "",
     "[:TIME]  waking takes so much longer (5s)"},
    {QLatin1String("item-fails"), Kind::ItemFails, Value::Code, "10", "", "", 1, 0, "",
     "[:NUMBER]  one instance of a request about several fails with this error (10); path=/METRO/NAME$"},
    {QLatin1String("forget"), Kind::Forget, Value::None, "", "", "", 1, 0, "",
     "  an occurrence of an instance's schedule does not happen; path=/METRO/NAME/SCHEDULE$"},
};

/// A name that stands for a way of the sandbox, for as long as it runs.
struct Way
{
    QLatin1String name;
    const char* help;
};

constexpr Way kWays[] = {
    {QLatin1String("hold-window"), "[:TIME]  sleep is refused so soon after a wake (5m)"},
    {QLatin1String("gate-lifecycle"), "  wake and sleep answer 401 to every key"},
    {QLatin1String("wake-conflict"), "  waking a running machine is a 409"},
    {QLatin1String("idempotency-lifetime"), "[:TIME]  keys are forgotten after so long (0s)"},
    {QLatin1String("shape"), ":g1|g2|g3  answers of one generation of the API only"},
};

Result<Words> takenApart(const QString& text, const QString& rest)
{
    Words words;
    const QStringList parts = rest.split(u',');
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const qsizetype equals = parts[i].indexOf(u'=');
        if (equals > 0)
            words.settings.insert(parts[i].left(equals), parts[i].mid(equals + 1));
        else if (i == 0)
            words.value = parts[i];
        else
            return wrong(text, u"settings look like times=3"_s);
    }
    return words;
}

Result<void> takeValue(const Row& row, const QString& given, SandboxFault& fault)
{
    const QString value = given.isEmpty() ? QString::fromLatin1(row.otherwise) : given;
    switch (row.value) {
    case Value::None:
        if (!given.isEmpty())
            return wrong(given, row.name + u" takes no value"_s);
        return {};
    case Value::Delay:
    case Value::RetryAfter: {
        const auto time = duration(value, {});
        if (!time)
            return tl::unexpected(time.error());
        if (row.value == Value::Delay)
            fault.delay = *time;
        else
            fault.retryAfter = *time;
        return {};
    }
    case Value::Status: {
        const auto status = number(value, 0);
        const bool isServerError = row.name == "server-error"_L1;
        if (!status || *status < (isServerError ? 500 : 400) || *status > 599)
            return wrong(value,
                         isServerError ? u"a status from 500 to 599"_s : u"a status from 400 to 599"_s);
        fault.status = static_cast<int>(*status);
        return {};
    }
    case Value::Bytes: {
        const auto bytes = number(value, 0);
        if (!bytes)
            return tl::unexpected(bytes.error());
        fault.bytes = *bytes;
        return {};
    }
    case Value::Code:
        fault.code = value;
        return {};
    }
    return {};
}

Result<void> takeSettings(const QMap<QString, QString>& settings, SandboxFault& fault)
{
    for (auto it = settings.cbegin(); it != settings.cend(); ++it) {
        if (it.key() == u"times" && *it == u"always") {
            fault.times = 0;
        } else if (it.key() == u"times" || it.key() == u"skip") {
            const auto count = number(*it, 0);
            if (!count || *count > 1'000'000'000)
                return wrong(*it, u"a whole number"_s);
            (it.key() == u"times" ? fault.times : fault.skip) = static_cast<int>(*count);
        } else if (it.key() == u"path") {
            if (!QRegularExpression(*it).isValid())
                return wrong(*it, u"not a regular expression"_s);
            fault.path = *it;
        } else if (it.key() == u"method") {
            fault.method = it->toUpper();
        } else if (it.key() == u"delay") {
            const auto delay = duration(*it, {});
            if (!delay)
                return tl::unexpected(delay.error());
            fault.delay = *delay;
        } else {
            return wrong(it.key(), u"the settings are times, skip, path, method and delay"_s);
        }
    }
    return {};
}

Result<SandboxFault> faultOf(const Row& row, const Words& words)
{
    SandboxFault fault;
    fault.kind = row.kind;
    fault.path = QString::fromLatin1(row.path);
    fault.method = QString::fromLatin1(row.method);
    fault.times = row.times;
    if (row.status != 0)
        fault.status = row.status;
    fault.code = QString::fromLatin1(row.code);
    if (row.kind == Kind::Drip)
        fault.delay = milliseconds(50);
    if (row.name == "rate-limit-header"_L1)
        fault.retryIn = SandboxFault::RetryIn::Header;
    else if (row.name == "rate-limit-body"_L1)
        fault.retryIn = SandboxFault::RetryIn::Body;
    if (auto taken = takeValue(row, words.value, fault); !taken)
        return tl::unexpected(taken.error());
    if (auto taken = takeSettings(words.settings, fault); !taken)
        return tl::unexpected(taken.error());
    return fault;
}

Result<void> takeWay(QLatin1String name, const Words& words, SandboxOptions& options)
{
    if (!words.settings.isEmpty())
        return wrong(words.settings.firstKey(), name + u" has no settings"_s);
    if (name == "shape"_L1) {
        static const QMap<QString, SandboxShape> kShapes{{u"g1"_s, SandboxShape::G1},
                                                         {u"g2"_s, SandboxShape::G2},
                                                         {u"g3"_s, SandboxShape::G3},
                                                         {u"superset"_s, SandboxShape::Superset}};
        if (!kShapes.contains(words.value))
            return wrong(words.value, u"g1, g2, g3 or superset"_s);
        options.shape = kShapes.value(words.value);
        return {};
    }
    if (name == "hold-window"_L1 || name == "idempotency-lifetime"_L1) {
        const bool isHold = name == "hold-window"_L1;
        const auto time = duration(words.value, isHold ? milliseconds(minutes(5)) : milliseconds(0));
        if (!time)
            return tl::unexpected(time.error());
        (isHold ? options.holdWindow : options.idempotencyLifetime) = *time;
        return {};
    }
    if (!words.value.isEmpty())
        return wrong(words.value, name + u" takes no value"_s);
    if (name == "gate-lifecycle"_L1)
        options.gateLifecycle = true;
    else
        options.wakeOnRunning = WakeOnRunning::Conflict;
    return {};
}

} // namespace

Result<void> addFaultText(QStringView view, FaultOrder& order)
{
    const QString text = view.toString();
    const qsizetype colon = text.indexOf(u':');
    const qsizetype comma = text.indexOf(u',');
    const qsizetype end = colon < 0 || (comma >= 0 && comma < colon) ? comma : colon;
    const QString name = end < 0 ? text : text.left(end);
    // "drop,times=2" has settings and no value.
    const auto words = takenApart(text, end < 0 ? QString() : text.mid(end == colon ? end + 1 : end));
    if (!words)
        return tl::unexpected(words.error());
    const auto* const row =
        std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return name == r.name; });
    if (row != std::end(kRows)) {
        auto fault = faultOf(*row, *words);
        if (!fault)
            return tl::unexpected(fault.error());
        order.faults.append(*fault);
        return {};
    }
    const auto* const way =
        std::find_if(std::begin(kWays), std::end(kWays), [&](const Way& w) { return name == w.name; });
    if (way == std::end(kWays))
        return wrong(text, u"there is no fault of that name"_s);
    return takeWay(way->name, *words, order.options);
}

QString faultHelp()
{
    QString help;
    for (const Row& row : kRows)
        help += u"  "_s + row.name + QString::fromLatin1(row.help) + u'\n';
    for (const Way& way : kWays)
        help += u"  "_s + way.name + QString::fromLatin1(way.help) + u'\n';
    return help;
}

} // namespace reveille
