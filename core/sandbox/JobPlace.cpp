#include "core/sandbox/JobPlace.h"

#include <QDir>
#include <QFileInfo>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;

QString JobPlace::directory(const QString& cwd) const
{
    QString inside = cwd;
    for (const QString& alias : {u"/home/machine"_s, u"/root"_s}) {
        if (inside == alias || inside.startsWith(alias + u'/')) {
            inside.remove(0, alias.size());
            break;
        }
    }
    QStringList steps;
    const QStringList parts = inside.split(u'/', Qt::SkipEmptyParts);
    for (const QString& part : parts) {
        if (part == u"..") {
            if (!steps.isEmpty())
                steps.removeLast(); // above its root there is nothing, as on any machine
        } else if (part != u".") {
            steps.append(part);
        }
    }
    return steps.isEmpty() ? m_home : m_home + u'/' + steps.join(u'/');
}

QMap<QString, QString> JobPlace::environment(const QMap<QString, QString>& asked) const
{
    QMap<QString, QString> all{{u"PATH"_s, u"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"_s},
                               {u"HOME"_s, m_home},
                               {u"LANG"_s, u"C.UTF-8"_s}};
    all.insert(asked);
    return all;
}

JobPlace::Program JobPlace::find(const QString& name, const QString& directory,
                                 const QMap<QString, QString>& environment)
{
    QStringList candidates;
    if (name.contains(u'/')) {
        candidates.append(QDir(directory).absoluteFilePath(name));
    } else {
        for (const QString& dir : environment.value(u"PATH"_s).split(u':'))
            candidates.append(QDir(directory).absoluteFilePath(dir.isEmpty() ? name : dir + u'/' + name));
    }
    Program found{{}, 127};
    for (const QString& candidate : candidates) {
        const QFileInfo info(candidate);
        if (!info.exists())
            continue;
        if (info.isFile() && info.isExecutable())
            return {candidate, 0};
        found.exitCode = 126;
    }
    return found;
}

} // namespace reveille::sandbox
