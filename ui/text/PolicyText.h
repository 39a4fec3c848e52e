#pragma once

#include "core/model/Schedule.h"

#include <vector>

#include <QString>
#include <QVector>

namespace reveille::ui {

/// One line of "If something goes wrong": what may happen, and what Reveille then does.
struct PolicyLine
{
    QString what;
    QString then;

    friend bool operator==(const PolicyLine&, const PolicyLine&) = default;
};
/// `upcoming`: the next two firings, if there are that many; the start deadline depends on how far apart they
/// are.
[[nodiscard]] QVector<PolicyLine> policyLines(const Schedule& schedule,
                                              const std::vector<calendar::Instant>& upcoming);

/// "1 vCPU, 2 GiB memory, 10 GiB disk"; only what is known.
[[nodiscard]] QString sizeText(double vcpu, qint64 memoryMib, qint64 storageGib);

} // namespace reveille::ui
