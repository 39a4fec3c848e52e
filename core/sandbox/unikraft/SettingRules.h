#pragma once

#include "core/sandbox/unikraft/Refusal.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace reveille::sandbox::unikraft {

inline constexpr int kLeastMemoryMb = 16;
inline constexpr int kMostMemoryMb = 8192;
inline constexpr int kMostVcpus = 32;

/// Type and range of a setting, of a create as of a PATCH. Settings this knows nothing about pass.
[[nodiscard]] Outcome<void> checkSetting(const QString& name, const QJsonValue& value);

/// As a reader sees it: an image pinned to a digest, scale_to_zero with all its members.
[[nodiscard]] QJsonValue normalized(const QString& name, const QJsonValue& value);

/// What an instance has if nothing is said; undefined: the setting is not there.
[[nodiscard]] QJsonValue defaultOf(const QString& name);

/// "nginx" for "oci://unikraft.io/acme/nginx:latest@sha256:…" and "acme/nginx:1.2".
[[nodiscard]] QString applicationOf(const QString& image);

} // namespace reveille::sandbox::unikraft
