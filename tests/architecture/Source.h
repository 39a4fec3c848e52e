#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille::architecture {

/// One file of the tree; `path` is relative to the root, with forward slashes.
struct SourceFile
{
    QString path;
    QString text;
};

/// A rule that a file breaks, and where (lines count from 1).
struct Finding
{
    QString path;
    int line = 0;
    QString what;
};

/// "path:line: what", one per line, for the test's message.
[[nodiscard]] QString toText(const QVector<Finding>& findings);

/// The files below `folders` of `root` whose names match one of `patterns` ("*.h"), sorted by path.
[[nodiscard]] QVector<SourceFile> filesBelow(const QString& root, const QStringList& folders,
                                             const QStringList& patterns);

/// C++ text with comments blanked out; every line keeps its number.
[[nodiscard]] QString withoutComments(const QString& text);
/// As above, and what stands in string and character literals blanked out as well.
[[nodiscard]] QString withoutCommentsAndLiterals(const QString& text);

/// The line on which the character at `position` stands.
[[nodiscard]] int lineAt(const QString& text, qsizetype position);

} // namespace reveille::architecture
