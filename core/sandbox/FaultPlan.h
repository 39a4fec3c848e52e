#pragma once

#include "core/model/Result.h"
#include "core/sandbox/HttpMessage.h"
#include "core/sandbox/SandboxFault.h"

#include <initializer_list>
#include <optional>
#include <vector>

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>
#include <QString>

namespace reveille::sandbox {

/// Holds the faults to come and counts them down. Without faults every question costs one look at an empty
/// list.
class FaultPlan
{
public:
    using Kind = SandboxFault::Kind;

    void add(const SandboxFault& fault);
    void clear() { m_entries.clear(); }

    /// The first fault of one of these kinds that hits this request; counts it.
    [[nodiscard]] std::optional<SandboxFault> request(std::initializer_list<Kind> kinds,
                                                      const HttpRequest& request);
    /// The same for what happens to a machine or its executions.
    [[nodiscard]] std::optional<SandboxFault> machine(std::initializer_list<Kind> kinds,
                                                      const QString& machineId);

    [[nodiscard]] QJsonArray toJson() const;

private:
    struct Entry
    {
        SandboxFault fault;
        QRegularExpression path;
        int skip;
        int left;
    };
    [[nodiscard]] std::optional<SandboxFault> hit(std::initializer_list<Kind> kinds, const QString* method,
                                                  const QString& subject);

    std::vector<Entry> m_entries;
};

/// {"kind":"answer","method":"POST","path":"/wake$","skip":0,"times":1,"status":503,"delay_ms":…,
/// "retry_after_ms":…,"bytes":…,"code":…}. Errors: InvalidArgument with the field as subject.
[[nodiscard]] Result<SandboxFault> faultFromJson(const QJsonObject& object);
[[nodiscard]] QJsonObject toJson(const SandboxFault& fault);

} // namespace reveille::sandbox
