#pragma once

#include "core/sandbox/HttpMessage.h"

#include <optional>

#include <QString>
#include <QtGlobal>

namespace reveille::sandbox {

/// Pages are cut at a number that every item has and that never changes: what is added or removed meanwhile
/// neither doubles nor hides another item.
struct PageRequest
{
    qsizetype limit = 50;
    std::optional<qint64> after; ///< the last item the client has seen
};

/// `limit` <= 0: the default 50; above 200: 200; not a number: 422. A cursor that is not ours: 400.
/// `kind` keeps the cursors of different lists apart.
struct PageOrError
{
    PageRequest page;
    std::optional<HttpResponse> error;
};
[[nodiscard]] PageOrError pageFrom(const HttpRequest& request, char kind);
[[nodiscard]] QString cursorFor(char kind, qint64 last);

} // namespace reveille::sandbox
