#include "tests/architecture/Builds.h"

#include <algorithm>

#include <QDir>
#include <QRegularExpression>
#include <QSet>

namespace reveille::architecture {

using namespace Qt::StringLiterals;

namespace {

QString folderOf(const QString& path)
{
    return path.left(path.lastIndexOf(u'/'));
}

bool isSource(const QString& path)
{
    return path.endsWith(".cpp"_L1) || path.endsWith(".h"_L1);
}

/// Headers of the tests need no list: who includes them compiles them, and nobody else uses them.
bool needsList(const QString& path)
{
    return !path.startsWith("tests/"_L1) || path.endsWith(".cpp"_L1);
}

/// The sources that a CMakeLists.txt names, as paths from the root.
QStringList listedIn(const SourceFile& list)
{
    static const QRegularExpression comment(u"#[^\\n]*"_s);
    static const QRegularExpression source(
        u"(\\$\\{CMAKE_SOURCE_DIR\\}/)?(?<![\\w.-])([\\w.-][\\w./-]*\\.(?:cpp|h))(?![\\w.])"_s);
    QString text = list.text;
    text.replace(comment, QString());
    QStringList paths;
    for (auto match = source.globalMatch(text); match.hasNext();) {
        const auto hit = match.next();
        const QString folder = hit.captured(1).isEmpty() ? folderOf(list.path) + u'/' : QString();
        paths += QDir::cleanPath(folder + hit.captured(2));
    }
    return paths;
}

} // namespace

QVector<Finding> unlistedSources(const QVector<SourceFile>& tree)
{
    static const QRegularExpression glob(u"\\bfile\\s*\\(\\s*GLOB|\\baux_source_directory\\b"_s);
    QVector<Finding> findings;
    QSet<QString> onDisk;
    for (const SourceFile& file : tree) {
        if (isSource(file.path))
            onDisk.insert(file.path);
    }
    QSet<QString> listed;
    for (const SourceFile& file : tree) {
        if (!file.path.endsWith("CMakeLists.txt"_L1))
            continue;
        for (const QString& path : listedIn(file)) {
            listed.insert(path);
            if (!onDisk.contains(path))
                findings.append({file.path, 1, u"lists %1, which does not exist"_s.arg(path)});
        }
        if (file.text.contains(glob))
            findings.append({file.path, 1, u"collects sources by itself; list them"_s});
    }
    for (const QString& path : onDisk) {
        if (needsList(path) && !listed.contains(path))
            findings.append({path, 1, u"stands in no CMakeLists.txt"_s});
    }
    std::sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return findings;
}

} // namespace reveille::architecture
