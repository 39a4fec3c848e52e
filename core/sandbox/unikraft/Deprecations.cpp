#include "core/sandbox/unikraft/Deprecations.h"

#include "core/sandbox/unikraft/Targets.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

Call warningOf(const Call& call, std::initializer_list<const char*> members)
{
    const QJsonDocument document = QJsonDocument::fromJson(call.request.body);
    const QJsonArray objects = document.isArray() ? document.array() : QJsonArray{document.object()};
    QJsonArray warnings;
    for (const char* const member : members) {
        for (const QJsonValue& object : objects) {
            if (!object.toObject().contains(QLatin1String(member)))
                continue;
            warnings.append(QJsonObject{{u"type"_s, u"deprecated"_s},
                                        {u"message"_s, u"%1 is deprecated"_s.arg(QLatin1String(member))}});
            break;
        }
    }
    if (warnings.isEmpty())
        return call;
    Call warned = call;
    warned.reply = [warnings, reply = call.reply](HttpResponse response) {
        if (response.body.endsWith('}')) {
            response.body.chop(1);
            response.body += ",\"warnings\":" + QJsonDocument(warnings).toJson(QJsonDocument::Compact) + '}';
        }
        reply(response);
    };
    return warned;
}

Outcome<qint64> timeoutSecondsOf(const QJsonObject& object, const QString& milliseconds)
{
    if (object.contains(u"timeout_s"_s) || !object.contains(milliseconds))
        return integerOf(object, u"timeout_s"_s, 0);
    return integerOf(object, milliseconds, 0).map([](qint64 ms) { return ms < 0 ? -1 : (ms + 999) / 1000; });
}

} // namespace reveille::sandbox::unikraft
