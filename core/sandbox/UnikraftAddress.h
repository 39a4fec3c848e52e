#pragma once

#include <QMap>
#include <QString>
#include <QUrl>

namespace reveille {

/// Where the sandbox's second platform is and what it lets in.
struct UnikraftAddress
{
    QMap<QString, QUrl> metros; ///< by name; without /v1
    QUrl controlPlane;
    QString token;
};

} // namespace reveille
