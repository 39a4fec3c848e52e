#pragma once

#include "core/model/Result.h"
#include "core/model/RunnerStatus.h"
#include "core/store/Database.h"

#include <optional>

#include <QString>

namespace reveille {

/// The pause and small remembered facts.
class SettingTable
{
public:
    explicit SettingTable(Database& database) : m_database(database) {}

    [[nodiscard]] Result<std::optional<Pause>> pause() const;
    [[nodiscard]] Result<void> setPause(const std::optional<Pause>& pause);

    [[nodiscard]] Result<QString> value(const QString& key) const;
    [[nodiscard]] Result<void> setValue(const QString& key, const QString& value);

private:
    Database& m_database;
};

} // namespace reveille
