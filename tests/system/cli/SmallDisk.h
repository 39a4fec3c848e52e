#pragma once

#include <QString>

namespace reveille::test {

/// Lets this process and its children mount file systems that nobody else sees: as root in a mount namespace,
/// otherwise in a user namespace too. Call at the beginning of main(), before there are threads. False where
/// the system allows neither.
bool enterOwnMountNamespace();

/// A real file system of two megabytes, to be filled up. Mounted until the object dies.
class SmallDisk
{
public:
    /// `directory` must exist and be empty.
    explicit SmallDisk(const QString& directory);
    ~SmallDisk();
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    [[nodiscard]] bool isMounted() const { return m_mounted; }
    [[nodiscard]] QString path() const { return m_path; }
    /// Takes all space that is left; false if nothing refused in the end.
    [[nodiscard]] bool fill();
    void free();

private:
    QString m_path;
    bool m_mounted = false;
};

} // namespace reveille::test
