#include "tests/system/cli/CliBed.h"

#include "core/model/TimeText.h"
#include "tests/support/CliRunner.h"

#include <chrono>

#include <sys/types.h>

#include <csignal>

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QMap>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

namespace reveille::test {

namespace {

constexpr int kPatience = 30'000;

qint64 secondsOf(const QJsonValue& time)
{
    const auto at = fromRfc3339(time.toString());
    return at ? std::chrono::floor<std::chrono::seconds>(at->time_since_epoch()).count() : 0;
}

} // namespace

Cloud startCloud(const QString& directory, const QString& speed, const QStringList& options)
{
    Cloud cloud;
    cloud.process =
        CliRunner::start(QStringList{u"sandbox"_s, u"--data"_s, directory, u"--speed"_s, speed} + options);
    if (!QTest::qWaitFor([&cloud] { return cloud.process->canReadLine(); }, kPatience))
        return cloud;
    const QJsonObject said = QJsonDocument::fromJson(cloud.process->readLine()).object();
    cloud.endpoint = said.value(u"dedalus"_s).toObject().value(u"endpoint"_s).toString();
    cloud.key = said.value(u"dedalus"_s).toObject().value(u"key"_s).toString();
    cloud.truth = said.value(u"truth"_s).toString();
    cloud.unikraft = said.value(u"unikraft"_s).toObject();
    return cloud;
}

QString furnish(const Cloud& cloud, const QStringList& when, const QStringList& command,
                const QStringList& options)
{
    qputenv("CLOUD_KEY", cloud.key.toUtf8());
    const auto added = CliRunner::run({u"account"_s, u"add"_s, u"cloud"_s, u"--provider"_s, u"sandbox"_s,
                                       u"--endpoint"_s, cloud.endpoint, u"--key-env"_s, u"CLOUD_KEY"_s});
    const auto machines = CliRunner::run({u"machine"_s, u"list"_s, u"--json"_s});
    const QString machine = machines.json().array().first().toObject().value(u"id"_s).toString();
    QStringList arguments{u"schedule"_s, u"add"_s, u"job"_s, u"--machine"_s, machine};
    for (const QString& expression : when)
        arguments += {u"--when"_s, expression};
    const auto scheduled = CliRunner::run(arguments + options + QStringList{u"--"_s} + command);
    if (added.exitCode != 0 || machines.exitCode != 0 || scheduled.exitCode != 0)
        qWarning("%s%s%s", added.err.constData(), machines.err.constData(), scheduled.err.constData());
    return scheduled.exitCode == 0 ? machine : QString();
}

qint64 endedAfter(QProcess& process, int signal)
{
    QElapsedTimer timer;
    timer.start();
    ::kill(static_cast<pid_t>(process.processId()), signal);
    const bool ended =
        QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, kPatience);
    return ended ? timer.elapsed() : -1;
}

bool says(QProcess& process, QProcess::ProcessChannel channel, const QByteArray& text)
{
    QByteArray said;
    return QTest::qWaitFor(
        [&] {
            process.setReadChannel(channel);
            said += process.readAll();
            return said.contains(text);
        },
        kPatience);
}

QVector<QJsonObject> truthOf(const QString& path, const QString& event)
{
    QVector<QJsonObject> found;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return found;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        if (line.value(u"event"_s) == event)
            found.append(line);
    }
    return found;
}

QJsonArray allRuns()
{
    return CliRunner::run({u"runs"_s, u"--limit"_s, u"-1"_s, u"--json"_s}).json().array();
}

bool anyOpen(const QJsonArray& runs)
{
    for (const QJsonValue& run : runs) {
        if (run.toObject().value(u"state"_s) != u"closed"_s)
            return true;
    }
    return false;
}

bool machineAwake(const QString& machine)
{
    const auto shown = CliRunner::run({u"machine"_s, u"show"_s, machine, u"--json"_s});
    return shown.exitCode != 0 || shown.json().object().value(u"awake"_s).toBool(true);
}

QString accountedFor(const QJsonArray& runs, calendar::Instant from, int step)
{
    QMap<qint64, int> rows; // seconds → how many rows stand for it
    for (const QJsonValue& value : runs) {
        const QJsonObject run = value.toObject();
        if (run.value(u"kind"_s) != u"scheduled"_s)
            continue;
        const qint64 first = secondsOf(run.value(u"scheduled_at"_s));
        const QJsonValue last = run.value(u"last_scheduled_at"_s);
        const qint64 end = last.isNull() ? first : secondsOf(last);
        for (qint64 at = first; at <= end; at += step)
            ++rows[at];
    }
    if (rows.isEmpty())
        return u"no row at all"_s;
    const qint64 begin = std::chrono::floor<std::chrono::seconds>(from.time_since_epoch()).count();
    QStringList wrong;
    for (qint64 at = begin - begin % step + step; at <= rows.lastKey(); at += step) {
        if (rows.value(at) != 1)
            wrong.append(u"%1 stands in %2 rows"_s.arg(at).arg(rows.value(at)));
        rows.remove(at);
        if (rows.isEmpty())
            break;
    }
    for (auto it = rows.cbegin(); it != rows.cend(); ++it)
        wrong.append(u"%1 is no occurrence"_s.arg(it.key()));
    return wrong.join(u"; "_s);
}

QString executedTwice(const Cloud& cloud, const QString& ran)
{
    QSet<QString> keys;
    for (const QJsonObject& execution : truthOf(cloud.truth, u"execution_created"_s)) {
        const QString key = execution.value(u"key"_s).toString();
        if (key.isEmpty() || keys.contains(key))
            return u"key "_s + key;
        keys.insert(key);
    }
    QFile file(ran);
    if (!file.open(QIODevice::ReadOnly))
        return u"nothing was executed"_s;
    QSet<QByteArray> occurrences;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine().trimmed();
        if (occurrences.contains(line))
            return u"occurrence "_s + QString::fromUtf8(line);
        occurrences.insert(line);
    }
    for (const QJsonValue& value : allRuns()) {
        const QJsonObject run = value.toObject();
        const QString at = run.value(u"scheduled_at"_s).toString();
        if (run.value(u"outcome"_s) == u"succeeded"_s && !occurrences.contains(at.toUtf8()))
            return u"never executed: "_s + at;
    }
    return occurrences.isEmpty() ? u"nothing was executed"_s : QString();
}

calendar::Instant effectiveFrom()
{
    const auto shown = CliRunner::run({u"schedule"_s, u"show"_s, u"job"_s, u"--json"_s});
    return fromRfc3339(shown.json().object().value(u"effective_from"_s).toString())
        .value_or(calendar::Instant{});
}

} // namespace reveille::test
