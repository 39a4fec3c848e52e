#pragma once

#include "core/model/Result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUrl>
#include <QVector>

namespace reveille {

/// One profile of the configuration file of the platform's own command line (~/.config/unikraft/config.yaml).
struct UnikraftProfile
{
    QString name;
    bool isSelected = false;
    QString token; ///< a secret
    QString organization;
    QUrl controlPlane;  ///< empty: the public one
    QStringList metros; ///< codes of public metros, else addresses; the default one first
};

/// Reads such a file. Profiles that hold no token of their own are left out: "legacy" ones read the
/// environment, "local" ones are no cloud. Members this version does not know are passed over. BadAnswer for
/// what is no such file, NotFound where no profile is left. Pure.
[[nodiscard]] Result<QVector<UnikraftProfile>> unikraftProfiles(const QByteArray& yaml);

} // namespace reveille
