#include "tests/architecture/Source.h"

#include <algorithm>

#include <QDir>
#include <QDirIterator>
#include <QFile>

namespace reveille::architecture {

using namespace Qt::StringLiterals;

namespace {

/// Walks C++ text once and blanks what is asked for; newlines stay, so that lines keep their numbers.
class Blanker
{
public:
    Blanker(const QString& text, bool literalsToo) : m_text(text), m_literalsToo(literalsToo) {}

    QString run()
    {
        while (m_at < m_text.size()) {
            if (startsWith("//"))
                blankUntil(lineEnd());
            else if (startsWith("/*"))
                blankUntil(endOf(u"*/"_s, m_at + 2));
            else if (startsWith("R\"") && !isWord(m_at - 1, "LuU8"))
                literalUntil(rawStringEnd());
            else if (m_text[m_at] == u'"')
                literalUntil(quotedEnd(u'"'));
            else if (m_text[m_at] == u'\'' && !isWord(m_at - 1, "LuU"))
                literalUntil(quotedEnd(u'\''));
            else
                m_out += m_text[m_at++];
        }
        return m_out;
    }

private:
    [[nodiscard]] bool startsWith(const char* what) const
    {
        return QStringView(m_text).mid(m_at).startsWith(QLatin1String(what));
    }
    /// Whether a letter or digit stands at `at`, other than a literal's prefix: then ' is a digit separator
    /// and R ends an identifier.
    [[nodiscard]] bool isWord(qsizetype at, const char* prefixes) const
    {
        return at >= 0 && m_text[at].isLetterOrNumber() && !QLatin1String(prefixes).contains(m_text[at]);
    }
    [[nodiscard]] qsizetype lineEnd() const
    {
        const auto end = m_text.indexOf(u'\n', m_at);
        return end < 0 ? m_text.size() : end;
    }
    [[nodiscard]] qsizetype endOf(const QString& mark, qsizetype from) const
    {
        const auto end = m_text.indexOf(mark, from);
        return end < 0 ? m_text.size() : end + mark.size();
    }
    [[nodiscard]] qsizetype rawStringEnd() const
    {
        const auto open = m_text.indexOf(u'(', m_at);
        return open < 0 ? m_text.size() : endOf(u')' + m_text.mid(m_at + 2, open - m_at - 2) + u'"', open);
    }
    [[nodiscard]] qsizetype quotedEnd(QChar quote) const
    {
        auto at = m_at + 1;
        while (at < m_text.size() && m_text[at] != quote && m_text[at] != u'\n')
            at += m_text[at] == u'\\' ? 2 : 1;
        return std::min(at + 1, m_text.size());
    }
    void blankUntil(qsizetype end)
    {
        for (; m_at < end; ++m_at)
            m_out += m_text[m_at] == u'\n' ? u'\n' : u' ';
    }
    void literalUntil(qsizetype end)
    {
        if (m_literalsToo) {
            blankUntil(end);
            return;
        }
        m_out += QStringView(m_text).mid(m_at, end - m_at);
        m_at = end;
    }

    const QString& m_text;
    QString m_out;
    qsizetype m_at = 0;
    bool m_literalsToo;
};

} // namespace

QString toText(const QVector<Finding>& findings)
{
    QString text;
    for (const Finding& finding : findings)
        text += u"\n%1:%2: %3"_s.arg(finding.path).arg(finding.line).arg(finding.what);
    return text;
}

QVector<SourceFile> filesBelow(const QString& root, const QStringList& folders, const QStringList& patterns)
{
    QVector<SourceFile> files;
    for (const QString& folder : folders) {
        QDirIterator walk(QDir(root).filePath(folder), patterns, QDir::Files, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            QFile file(walk.next());
            if (file.open(QFile::ReadOnly))
                files.append(
                    {QDir(root).relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll())});
        }
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

QString withoutComments(const QString& text)
{
    return Blanker(text, false).run();
}

QString withoutCommentsAndLiterals(const QString& text)
{
    return Blanker(text, true).run();
}

int lineAt(const QString& text, qsizetype position)
{
    return 1 + int(QStringView(text).left(position).count(u'\n'));
}

} // namespace reveille::architecture
