#pragma once

#include "core/model/Result.h"

#include <QString>
#include <QStringList>
#include <QUrl>
#include <QVector>

namespace reveille {

/// Where the public service answers.
[[nodiscard]] QUrl dedalusPublicEndpoint();

struct QueryItem
{
    QString name;
    QString value;
};

/// "<endpoint>/v1/<segments>?<query>", every part percent-encoded. A slash or a "/v1" at the endpoint's end
/// is tolerated. InvalidArgument for an empty segment, "." or "..": they would change which thing is meant.
[[nodiscard]] Result<QUrl> dedalusUrl(const QUrl& endpoint, const QStringList& segments,
                                      const QVector<QueryItem>& query = {});

} // namespace reveille
