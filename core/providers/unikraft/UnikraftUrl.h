#pragma once

#include "core/model/Result.h"

#include <utility>

#include <QString>
#include <QUrl>
#include <QVector>

namespace reveille::unikraft {

/// One region of the platform with an address of its own.
struct Metro
{
    QString code; ///< "fra"; never with a slash
    QUrl base;    ///< without the "/v1" at its end
    friend bool operator==(const Metro&, const Metro&) = default;
};

/// The public control plane, which lists the metros.
[[nodiscard]] QUrl publicControlPlane();

/// An address without the slashes and the "/v1" at its end: the control plane lists metros with it, paths
/// carry it already.
[[nodiscard]] QUrl withoutVersion(const QUrl& address);

/// A metro as a person writes it: a code ("fra", any case) is one of the public ones, anything with "://" is
/// a base address, whose code is that of a public host name, else the last part of its path, else host and
/// port. InvalidArgument for what is neither.
[[nodiscard]] Result<Metro> metroFromText(const QString& text);

/// Whether a metro is written as an address, which needs no control plane to be found.
[[nodiscard]] bool isMetroAddress(const QString& text);

using Query = QVector<std::pair<QString, QString>>;

/// "<base>/v1<path>?<query>": `path` begins with a slash and is made of parts that are safe as they are;
/// commas in values stay commas, because the platform splits them before it decodes.
[[nodiscard]] QUrl urlOf(const QUrl& base, const QString& path, const Query& query = {});

/// An identifier as one part of a path. InvalidArgument where it would change which thing is meant.
[[nodiscard]] Result<QString> pathPart(const QString& identifier);

} // namespace reveille::unikraft
