#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <QByteArray>
#include <QProcessEnvironment>
#include <QString>
#include <QTemporaryDir>

namespace reveille::test {

/// A private home for one test: HOME, the XDG directories and Reveille's data directory point into a
/// temporary directory until the object dies, which also removes it. One at a time, on the main thread,
/// before any other thread reads the environment.
class TempHome
{
public:
    TempHome();
    ~TempHome();
    TempHome(const TempHome&) = delete;
    TempHome& operator=(const TempHome&) = delete;

    [[nodiscard]] QString path() const { return m_directory.path(); }
    /// What REVEILLE_HOME says. Not created here: that is the store's business, with the right mode.
    [[nodiscard]] QString dataDirectory() const { return path() + QLatin1String("/reveille"); }
    /// For a child process: the test's own environment with the private home in it.
    [[nodiscard]] QProcessEnvironment environment() const { return QProcessEnvironment::systemEnvironment(); }

private:
    void set(const char* name, const QString& value);

    QTemporaryDir m_directory;
    std::vector<std::pair<QByteArray, std::optional<QByteArray>>> m_before;
};

} // namespace reveille::test
