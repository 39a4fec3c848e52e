#include "core/sandbox/unikraft/PluginLogs.h"

#include "core/sandbox/Answers.h"
#include "core/sandbox/unikraft/Call.h"
#include "core/sandbox/unikraft/Envelope.h"
#include "core/sandbox/unikraft/Targets.h"

#include <algorithm>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

Outcome<QByteArray> partOf(const QByteArray& all, const QJsonValue& range)
{
    const QJsonObject wanted = range.toObject();
    const auto offset = integerOf(wanted, u"offset"_s, 0);
    const auto limit = integerOf(wanted, u"limit"_s, all.size());
    if (!offset || !limit || *offset < 0 || *limit < 0)
        return refuse(Code::Malformed, u"Invalid range"_s);
    return all.mid(std::min<qint64>(*offset, all.size()), *limit);
}

HttpResponse gone()
{
    HttpResponse response;
    response.status = 410;
    return response;
}

} // namespace

HttpResponse logsOf(const PluginDesk::Command& command, const QByteArray& body)
{
    if (command.logsDeleted)
        return gone();
    const auto wanted = objectOf(body);
    if (!wanted)
        return rejected(400, wanted.error());
    const auto out = partOf(command.out, wanted->value(u"stdout"_s));
    const auto err = partOf(command.err, wanted->value(u"stderr"_s));
    if (!out || !err)
        return rejected(400, out ? err.error() : out.error());
    const QJsonObject data{{u"stdout"_s, QString::fromLatin1(out->toBase64())},
                           {u"stderr"_s, QString::fromLatin1(err->toBase64())},
                           {u"stdout_available"_s, qint64(command.out.size())},
                           {u"stderr_available"_s, qint64(command.err.size())}};
    return json(200, {{u"status"_s, u"success"_s}, {u"data"_s, data}});
}

HttpResponse rawLogOf(const PluginDesk::Command& command, const QString& stream, const QByteArray& range)
{
    if (command.logsDeleted)
        return gone();
    if (stream != u"stdout" && stream != u"stderr")
        return rejected(404, {Code::NoEndpoint, u"No such API endpoint"_s});
    const QByteArray& all = stream == u"stdout" ? command.out : command.err;
    HttpResponse response;
    response.headers.append(HttpHeader{"Content-Type", "application/octet-stream"});
    if (!range.startsWith("bytes=") || range.contains(',')) {
        response.body = all;
        return response;
    }
    const QByteArray asked = range.mid(6);
    const qsizetype dash = asked.indexOf('-');
    bool number = false;
    const qint64 from = asked.left(dash).toLongLong(&number);
    bool limited = false;
    const qint64 last = asked.mid(dash + 1).toLongLong(&limited);
    if (!number || from < 0 || from >= all.size() || (limited && last < from)) {
        response.status = 416;
        response.headers.append(HttpHeader{"Content-Range", "bytes */" + QByteArray::number(all.size())});
        return response;
    }
    const qint64 end = limited ? std::min<qint64>(last, all.size() - 1) : all.size() - 1;
    response.status = 206;
    response.body = all.mid(from, end - from + 1);
    response.headers.append(HttpHeader{"Content-Range", "bytes " + QByteArray::number(from) + '-' +
                                                            QByteArray::number(end) + '/' +
                                                            QByteArray::number(all.size())});
    return response;
}

} // namespace reveille::sandbox::unikraft
