#include "tests/support/TempHome.h"

#include <QDir>
#include <QFile>

namespace reveille::test {

using namespace Qt::StringLiterals;

TempHome::TempHome()
{
    if (!m_directory.isValid())
        qFatal("no temporary directory: %s", qUtf8Printable(m_directory.errorString()));
    set("HOME", path());
    set("REVEILLE_HOME", dataDirectory());
    const std::pair<const char*, QString> places[] = {
        {"XDG_DATA_HOME", u"data"_s},   {"XDG_CONFIG_HOME", u"config"_s},  {"XDG_CACHE_HOME", u"cache"_s},
        {"XDG_STATE_HOME", u"state"_s}, {"XDG_RUNTIME_DIR", u"runtime"_s},
    };
    for (const auto& [name, folder] : places) {
        const QString directory = m_directory.filePath(folder);
        QDir().mkdir(directory);
        // The XDG base directory specification asks for this mode on the runtime directory.
        QFile::setPermissions(directory, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        set(name, directory);
    }
}

TempHome::~TempHome()
{
    for (const auto& [name, value] : m_before) {
        if (value)
            qputenv(name.constData(), *value);
        else
            qunsetenv(name.constData());
    }
}

void TempHome::set(const char* name, const QString& value)
{
    m_before.emplace_back(name,
                          qEnvironmentVariableIsSet(name) ? std::optional(qgetenv(name)) : std::nullopt);
    qputenv(name, QFile::encodeName(value));
}

} // namespace reveille::test
