#pragma once

#include "core/model/ProviderSchedule.h"

#include <optional>

#include <QJsonObject>

namespace reveille {

/// The provider's side as it is stored and printed; nextAt as RFC 3339. What is read may say of what was seen
/// that it is "as_agreed". Nothing for what is no such object.
[[nodiscard]] QJsonObject toJson(const ProviderSchedule& schedule);
[[nodiscard]] QJsonObject toJson(const ProviderSide& side);
[[nodiscard]] QJsonObject toJson(const ProviderResend& resend);
[[nodiscard]] std::optional<ProviderSchedule> providerScheduleFromJson(const QJsonObject& object);
[[nodiscard]] std::optional<ProviderSide> providerSideFromJson(const QJsonObject& object);

/// "none", "changed-there", "removed-there".
[[nodiscard]] QString toWord(Drift drift);

} // namespace reveille
