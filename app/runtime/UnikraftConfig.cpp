#include "app/runtime/UnikraftConfig.h"

#include "core/providers/unikraft/UnikraftUrl.h"

#include <yaml-cpp/yaml.h>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

QString textOf(const YAML::Node& node, const char* member)
{
    const YAML::Node value = node[member];
    return value && value.IsScalar() ? QString::fromStdString(value.Scalar()) : QString();
}

QString metroText(const YAML::Node& metro)
{
    const QString name = textOf(metro, "name").toLower();
    const QUrl endpoint = unikraft::withoutVersion(QUrl(textOf(metro, "endpoint")));
    const auto byCode = unikraft::metroFromText(name);
    if (endpoint.host().isEmpty() || (byCode && byCode->base == endpoint))
        return name;
    return endpoint.toString();
}

/// The place of a metro has two names among versions of the file; neither says how it is reached.
UnikraftProfile profileFrom(const QString& name, const YAML::Node& node)
{
    UnikraftProfile profile;
    profile.name = name;
    profile.token = textOf(node, "token").trimmed();
    profile.organization = textOf(node, "organization");
    const QUrl controlPlane = unikraft::withoutVersion(QUrl(textOf(node, "controlplane")));
    if (!controlPlane.host().isEmpty() && controlPlane != unikraft::publicControlPlane())
        profile.controlPlane = controlPlane;
    const QString first = textOf(node, "metro_default").toLower();
    for (const YAML::Node& metro : node["metros"]) {
        const QString text = metro.IsMap() ? metroText(metro) : QString();
        if (text.isEmpty() || profile.metros.contains(text))
            continue;
        if (textOf(metro, "name").toLower() == first)
            profile.metros.prepend(text);
        else
            profile.metros.append(text);
    }
    return profile;
}

QVector<UnikraftProfile> profilesIn(const YAML::Node& root)
{
    QVector<UnikraftProfile> profiles;
    const QString selected = textOf(root, "profile");
    for (const auto& entry : root["profiles"]) {
        const QString name = QString::fromStdString(entry.first.Scalar());
        const QString type = entry.second.IsMap() ? textOf(entry.second, "type") : u"local"_s;
        if (type == u"local"_s || type == u"legacy"_s)
            continue;
        UnikraftProfile profile = profileFrom(name, entry.second);
        profile.isSelected = name == selected;
        if (!profile.token.isEmpty())
            profiles.append(std::move(profile));
    }
    return profiles;
}

} // namespace

Result<QVector<UnikraftProfile>> unikraftProfiles(const QByteArray& yaml)
{
    try {
        const YAML::Node root = YAML::Load(yaml.toStdString());
        if (!root.IsMap() || !root["profiles"] || !root["profiles"].IsMap())
            return fail(ErrorCode::BadAnswer, {}, u"no profiles in it"_s);
        QVector<UnikraftProfile> profiles = profilesIn(root);
        if (profiles.isEmpty())
            return fail(ErrorCode::NotFound, u"profile with a token"_s);
        return profiles;
    } catch (const YAML::Exception& problem) { // the library's only way to say so; it ends here
        return fail(ErrorCode::BadAnswer, {},
                    u"line %1: %2"_s.arg(problem.mark.line + 1).arg(QString::fromStdString(problem.msg)));
    }
}

} // namespace reveille
