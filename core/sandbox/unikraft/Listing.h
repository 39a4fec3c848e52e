#pragma once

#include "core/sandbox/unikraft/Call.h"
#include "core/sandbox/unikraft/InstanceStore.h"
#include "core/sandbox/unikraft/Targets.h"

#include <optional>
#include <vector>

#include <QString>
#include <QStringList>

namespace reveille::sandbox::unikraft {

/// What a list request asks for.
struct ListRequest
{
    bool details = true;
    qsizetype count = 0; ///< 0: all
    std::optional<QString> from;
    bool descending = false;
    QStringList tags;

    /// Errors: Malformed.
    [[nodiscard]] static Outcome<ListRequest> read(const Query& query);
};

/// The things of one kind that it asks for, in its order. `from` (a uuid or a time) is the first that may
/// come; of a uuid that is gone, nothing comes.
[[nodiscard]] std::vector<const InstanceRecord*> listOf(const InstanceStore& store, Kind kind,
                                                        const ListRequest& request);

} // namespace reveille::sandbox::unikraft
