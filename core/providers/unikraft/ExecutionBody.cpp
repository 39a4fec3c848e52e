#include "core/providers/unikraft/ExecutionBody.h"

#include "core/model/SecretEntry.h"
#include "core/providers/unikraft/JsonValues.h"

#include <algorithm>

#include <QJsonArray>
#include <QJsonDocument>

namespace reveille::unikraft {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

/// POSIX 2.2.2: within single quotes every character stands for itself.
QString quoted(const QString& argument)
{
    QString inner = argument;
    inner.replace(u'\'', u"'\\''"_s);
    return u'\'' + inner + u'\'';
}

QJsonObject toObject(const QMap<QString, QString>& env)
{
    QJsonObject object;
    for (auto it = env.cbegin(); it != env.cend(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

bool isOurs(const QString& variable)
{
    return variable.startsWith(u"REVEILLE_"_s);
}

} // namespace

QByteArray executionBodyFor(const ExecutionSpec& spec)
{
    QJsonObject body{{u"command"_s, QJsonArray::fromStringList(spec.argv)},
                     {u"timeout_ms"_s, static_cast<qint64>(spec.timeout.count())}};
    if (!spec.cwd.isEmpty())
        body.insert(u"cwd"_s, spec.cwd);
    if (!spec.env.isEmpty())
        body.insert(u"env"_s, toObject(spec.env));
    if (!spec.stdinText.isEmpty())
        body.insert(u"stdin"_s, spec.stdinText);
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

Result<ExecutionSpec> executionSpecIn(const QByteArray& body)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    ExecutionSpec spec;
    spec.argv = stringsOf(object[u"command"_s]);
    if (spec.argv.isEmpty() || spec.argv.first().isEmpty())
        return fail(ErrorCode::InvalidArgument, {}, u"there is no command to run"_s);
    spec.cwd = object[u"cwd"_s].toString();
    spec.stdinText = object[u"stdin"_s].toString();
    spec.timeout = milliseconds(integerOf(object[u"timeout_ms"_s]).value_or(0));
    const QJsonObject env = object[u"env"_s].toObject();
    for (auto it = env.constBegin(); it != env.constEnd(); ++it)
        spec.env.insert(it.key(), it.value().toString());
    return spec;
}

QJsonObject pluginCommand(const ExecutionSpec& spec)
{
    QStringList words;
    for (const QString& argument : spec.argv)
        words.append(quoted(argument));
    const QString command = words.join(u' ');
    const QString line = spec.stdinText.isEmpty()
                             ? QString(command + u" </dev/null"_s)
                             : QString(u"printf %s "_s + quoted(spec.stdinText) + u" | "_s + command);
    QJsonObject object{{u"cmd"_s, line}};
    if (!spec.cwd.isEmpty())
        object.insert(u"cwd"_s, spec.cwd);
    if (!spec.env.isEmpty())
        object.insert(u"env"_s, toObject(spec.env));
    return object;
}

Result<QStringList> bareCommand(const ExecutionSpec& spec, const QString& machine)
{
    const bool hasVariables = !std::all_of(spec.env.keyBegin(), spec.env.keyEnd(), isOurs);
    if (!spec.cwd.isEmpty() || !spec.stdinText.isEmpty() || hasVariables)
        return fail(ErrorCode::NotSupported, machine,
                    u"without the sandbox plugin only a bare command can be run: no working directory, "
                    "input or environment of its own"_s);
    return spec.argv;
}

Result<void> checkNoSecrets(const ExecutionSpec& spec, const QString& machine)
{
    for (auto it = spec.env.cbegin(); it != spec.env.cend(); ++it) {
        if (it->startsWith(kSecretPrefix))
            return fail(ErrorCode::NotSupported, machine,
                        u"the value of %1 would be kept with the instance, where everybody who may read the "
                        "instance sees it, and copied into its clones; make the instance with a volume or a "
                        "file that holds it, or run the command on a machine"_s.arg(it.key()));
    }
    return {};
}

} // namespace reveille::unikraft
