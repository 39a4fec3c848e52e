#pragma once

#include "core/model/ProviderSchedule.h"

#include <QString>
#include <QVector>

namespace reveille {

/// The expressions of these entries in one line; empty where there are none.
[[nodiscard]] QString linesText(const QVector<ProviderSchedule>& entries);

/// "Sent again on … since the clocks changed: … instead of …; read back as sent." `at` is its instant as the
/// caller writes times.
[[nodiscard]] QString resendText(const ProviderResend& resend, const QString& at);

} // namespace reveille
