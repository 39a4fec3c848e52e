#pragma once

#include "core/model/Execution.h"
#include "core/model/Machine.h"
#include "core/model/Result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringView>
#include <QVector>

namespace reveille {

/// One page of a list; no more pages when `nextCursor` is empty.
template <typename T> struct Page
{
    QVector<T> items;
    QString nextCursor;
};

// Reading is lenient where the API's generations differ (fields may be absent, null or new) and strict where
// a value would be wrong: BadAnswer when an object has no id.

[[nodiscard]] MachinePhase dedalusPhase(QStringView word);
[[nodiscard]] ExecutionStatus dedalusStatus(QStringView word);

[[nodiscard]] Result<Machine> machineFromJson(const QJsonObject& object, const AccountId& account);
[[nodiscard]] Result<Page<Machine>> machinePageFromJson(const QJsonObject& object, const AccountId& account);
[[nodiscard]] Result<Execution> executionFromJson(const QJsonObject& object);
[[nodiscard]] Result<Page<Execution>> executionPageFromJson(const QJsonObject& object);
[[nodiscard]] Result<ExecutionOutput> outputFromJson(const QJsonObject& object);

/// {"autosleep"?,"memory_mib","storage_gib","vcpu"}
[[nodiscard]] QByteArray machineBody(const MachineSpec& spec);
/// {"command":[…],"cwd"?,"env"?,"stdin"?,"timeout_ms":n}: compact, names sorted, the same bytes each time.
[[nodiscard]] QByteArray executionBodyOf(const ExecutionSpec& spec);

} // namespace reveille
