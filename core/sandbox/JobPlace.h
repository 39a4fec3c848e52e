#pragma once

#include <optional>

#include <QMap>
#include <QString>
#include <QStringList>

namespace reveille::sandbox {

/// Where and with what a machine's commands run. A machine is a directory; its homes "/root" and
/// "/home/machine" and every other absolute path of a request's cwd lie below it.
class JobPlace
{
public:
    explicit JobPlace(QString home) : m_home(std::move(home)) {}

    /// The real directory of a request's cwd; empty cwd: the home. Nothing leads out of the home by "..".
    [[nodiscard]] QString directory(const QString& cwd) const;
    /// PATH, HOME, LANG and what the request adds or replaces; nothing of the sandbox's own.
    [[nodiscard]] QMap<QString, QString> environment(const QMap<QString, QString>& asked) const;

    struct Program
    {
        QString path;
        int exitCode = 0; ///< 0: found; 127: not found, 126: not executable, as a shell would say
    };
    /// As execvp(3) searches: the environment's PATH for a bare name, else relative to the directory.
    [[nodiscard]] static Program find(const QString& name, const QString& directory,
                                      const QMap<QString, QString>& environment);

private:
    QString m_home;
};

} // namespace reveille::sandbox
