#include "tests/architecture/Builds.h"

#include <algorithm>

#include <QDir>
#include <QHash>
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

/// The CMakeLists.txt responsible for a file: the nearest one at or above its folder.
QString responsibleList(const QHash<QString, QSet<QString>>& lists, const QString& path)
{
    QString folder = folderOf(path);
    while (!lists.contains(folder) && folder.contains(u'/'))
        folder = folderOf(folder);
    return folder;
}

} // namespace

QVector<Finding> unlistedSources(const QVector<SourceFile>& tree)
{
    static const QRegularExpression comment(u"#[^\\n]*"_s);
    static const QRegularExpression source(u"(?<![\\w/.}-])([\\w./-]+\\.(?:cpp|h))(?![\\w.])"_s);
    static const QRegularExpression glob(u"\\bfile\\s*\\(\\s*GLOB|\\baux_source_directory\\b"_s);
    QVector<Finding> findings;
    QSet<QString> onDisk;
    QHash<QString, QSet<QString>> lists;
    for (const SourceFile& file : tree) {
        if (isSource(file.path))
            onDisk.insert(file.path);
        if (!file.path.endsWith("CMakeLists.txt"_L1))
            continue;
        const QString folder = folderOf(file.path);
        QString text = file.text;
        text.replace(comment, QString());
        auto& listed = lists[folder];
        for (auto match = source.globalMatch(text); match.hasNext();)
            listed.insert(QDir::cleanPath(folder + u'/' + match.next().captured(1)));
        if (text.contains(glob))
            findings.append({file.path, 1, u"collects sources by itself; list them"_s});
    }
    for (auto list = lists.cbegin(); list != lists.cend(); ++list) {
        for (const QString& path : list.value()) {
            if (!onDisk.contains(path))
                findings.append(
                    {list.key() + u"/CMakeLists.txt"_s, 1, u"lists %1, which does not exist"_s.arg(path)});
        }
    }
    for (const QString& path : onDisk) {
        const QString folder = responsibleList(lists, path);
        if (!lists.value(folder).contains(path))
            findings.append({path, 1, u"is not listed in %1/CMakeLists.txt"_s.arg(folder)});
    }
    std::sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return findings;
}

} // namespace reveille::architecture
