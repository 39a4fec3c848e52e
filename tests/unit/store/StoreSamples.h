#pragma once

#include "core/store/Store.h"

#include <memory>

#include <QByteArray>
#include <QString>

/// Values with every field set to something that is not its default.
namespace samples {

[[nodiscard]] reveille::calendar::Instant instant(qint64 microseconds);
[[nodiscard]] reveille::Account account(const QString& id, const QString& name);
[[nodiscard]] reveille::Schedule schedule(const QString& id, const QString& name, const QString& account);
[[nodiscard]] reveille::Run run(const QString& id, const QByteArray& firing);
[[nodiscard]] reveille::MachineLease lease(const QString& machine);

/// Opens the store or ends the test.
[[nodiscard]] std::unique_ptr<reveille::Store> open(const QString& directory);

} // namespace samples
