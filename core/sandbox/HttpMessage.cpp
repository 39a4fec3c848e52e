#include "core/sandbox/HttpMessage.h"

#include <QByteArrayView>

namespace reveille::sandbox {

namespace {

QByteArray find(const QVector<HttpHeader>& headers, const char* name)
{
    for (const HttpHeader& header : headers) {
        if (header.name.compare(name, Qt::CaseInsensitive) == 0)
            return header.value.isNull() ? QByteArray("") : header.value;
    }
    return {};
}

} // namespace

QByteArray HttpRequest::header(const char* name) const
{
    return find(headers, name);
}

QByteArray HttpResponse::header(const char* name) const
{
    return find(headers, name);
}

} // namespace reveille::sandbox
