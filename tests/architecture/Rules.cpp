#include "tests/architecture/Rules.h"

#include <optional>

#include <QRegularExpression>

namespace reveille::architecture {

using namespace Qt::StringLiterals;

namespace {

QVector<Finding> matches(const SourceFile& file, const QString& text, const QRegularExpression& pattern,
                         const QString& what)
{
    QVector<Finding> findings;
    for (auto match = pattern.globalMatch(text); match.hasNext();) {
        const auto hit = match.next();
        findings.append({file.path, lineAt(text, hit.capturedStart()), what.arg(hit.captured().trimmed())});
    }
    return findings;
}

/// Where a template's argument list that opens at `open` ends, or nothing if `<` compares there.
std::optional<qsizetype> templateEnd(const QString& code, qsizetype open)
{
    int depth = 0;
    for (qsizetype at = open; at < code.size(); ++at) {
        const QChar c = code[at];
        if (c == u'<')
            ++depth;
        else if (c == u'>' && --depth == 0)
            return at;
        else if (c == u';' || c == u'{' || c == u'}')
            return std::nullopt;
    }
    return std::nullopt;
}

/// How many arguments the call has whose parenthesis opens at `open`.
int argumentCount(const QString& code, qsizetype open)
{
    int depth = 0;
    int commas = 0;
    for (qsizetype at = open; at < code.size(); ++at) {
        const QChar c = code[at];
        if (c == u'<' && at > 0 && (code[at - 1].isLetterOrNumber() || code[at - 1] == u'_')) {
            at = templateEnd(code, at).value_or(at);
        } else if (c == u'(' || c == u'{' || c == u'[') {
            ++depth;
        } else if (c == u')' || c == u'}' || c == u']') {
            if (--depth == 0)
                return commas + 1;
        } else if (c == u',' && depth == 1) {
            ++commas;
        }
    }
    return 0;
}

} // namespace

QVector<Finding> tooLong(const SourceFile& file, int limit)
{
    const int lines = int(file.text.count(u'\n'));
    if (lines <= limit)
        return {};
    return {{file.path, lines, u"%1 lines; split it (at most %2)"_s.arg(lines).arg(limit)}};
}

QVector<Finding> wallClock(const SourceFile& file)
{
    static const QRegularExpression pattern(
        u"\\b(currentDateTime(Utc)?|currentDate|currentTime|currentMSecsSinceEpoch|currentSecsSinceEpoch"
        "|system_clock::now|gettimeofday|clock_gettime)\\b|\\btime\\((nullptr|NULL|0)\\)"_s);
    return matches(file, withoutCommentsAndLiterals(file.text), pattern,
                   u"%1 reads the wall clock; take a Clock"_s);
}

QVector<Finding> connections(const SourceFile& file)
{
    const QString code = withoutCommentsAndLiterals(file.text);
    static const QRegularExpression oldStyle(u"\\b(SIGNAL|SLOT)\\s*\\("_s);
    static const QRegularExpression sender(u"(?<![\\w.>])sender\\(\\)"_s);
    static const QRegularExpression connect(u"(?<!\\w)(\\w*::)?connect\\s*\\("_s);
    QVector<Finding> findings = matches(file, code, oldStyle, u"%1…) is checked only at run time"_s);
    findings += matches(file, code, sender, u"%1 hides where a call comes from"_s);
    for (auto match = connect.globalMatch(code); match.hasNext();) {
        const auto hit = match.next();
        const bool systemCall = hit.captured(1) == "::"_L1;
        if (!systemCall && argumentCount(code, hit.capturedEnd() - 1) == 3)
            findings.append(
                {file.path, lineAt(code, hit.capturedStart()), u"connect without a context object"_s});
    }
    return findings;
}

QVector<Finding> blockingWaits(const SourceFile& file)
{
    static const QRegularExpression pattern(
        u"\\bQEventLoop\\b|\\bprocessEvents\\s*\\("
        "|\\bwaitFor(ReadyRead|BytesWritten|Connected|Disconnected|Started|Finished|NewConnection)\\s*\\("
        "|\\bQThread::m?u?sleep\\b|\\bsleep_(for|until)\\b"_s);
    return matches(file, withoutCommentsAndLiterals(file.text), pattern,
                   u"%1 blocks the thread it is called on"_s);
}

QVector<Finding> colourLiterals(const SourceFile& file)
{
    const QString code = withoutComments(file.text);
    static const QRegularExpression hex(u"\"#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\\b"_s);
    static const QRegularExpression named(
        u"\\bQt::(black|white|(dark)?(Red|Green|Blue|Cyan|Magenta|Yellow|Gray)|red|green|blue|cyan|magenta"
        "|yellow|gray|lightGray)\\b"_s);
    static const QRegularExpression numbers(
        u"\\b(QColor(\\s+\\w+)?\\s*[({]\\s*(0x)?\\d|qRgba?\\s*\\(\\s*(0x)?\\d"
        "|QColor::from\\w+\\s*\\(\\s*(0x)?\\d)"_s);
    const QString what = u"%1: a colour outside ui/theme"_s;
    return matches(file, code, hex, what) + matches(file, code, named, what) +
           matches(file, code, numbers, what);
}

QVector<Finding> headerManners(const SourceFile& file)
{
    if (!file.path.endsWith(".h"_L1))
        return {};
    static const QRegularExpression usingNamespace(u"\\busing\\s+namespace\\s+[\\w:]+"_s);
    auto findings = matches(file, withoutCommentsAndLiterals(file.text), usingNamespace, u"%1 in a header"_s);
    if (!file.text.startsWith("#pragma once"_L1))
        findings.append({file.path, 1, u"does not begin with #pragma once"_s});
    return findings;
}

QVector<Finding> nakedNew(const SourceFile& file)
{
    static const QRegularExpression pattern(
        u"(?<![\\w#])(new|delete)\\s+[A-Za-z_:(][\\w:]*|\\bdelete\\s*\\["_s);
    // The way to a private constructor, which std::make_unique cannot call, and an object with a Qt parent.
    static const QRegularExpression owned(
        u"\\bunique_ptr<[\\w:]+>( \\w+)?\\(new\\b|\\bnew Q\\w+\\(\\w+\\)"_s);
    QString code = withoutCommentsAndLiterals(file.text);
    code.replace(owned, u"owned"_s);
    return matches(file, code, pattern, u"%1: say who owns it in the type"_s);
}

QVector<Finding> singletons(const SourceFile& file)
{
    static const QRegularExpression pattern(
        u"(?<!QCoreApplication::)(?<!QGuiApplication::)(?<!QApplication::)\\b(instance|self)\\s*\\(\\s*\\)"_s);
    return matches(file, withoutCommentsAndLiterals(file.text), pattern,
                   u"%1 fetches a singleton; hand it in"_s);
}

QVector<Finding> exceptions(const SourceFile& file)
{
    static const QRegularExpression pattern(u"\\b(throw|try|catch)\\b"_s);
    return matches(file, withoutCommentsAndLiterals(file.text), pattern, u"%1: errors are values (Result)"_s);
}

QVector<Finding> sleepsAndSkips(const SourceFile& file)
{
    // A machine's sleep(), called or declared, waits for nothing.
    static const QRegularExpression pattern(
        u"\\bQSKIP\\b|\\bQEXPECT_FAIL\\b|\\bq(Sleep|Wait)\\s*\\(|\\bsleep_(for|until)\\b"
        "|\\busleep\\s*\\(|(?<!\\w)::sleep\\s*\\(|\\bQThread::m?u?sleep\\s*\\("_s);
    return matches(file, withoutCommentsAndLiterals(file.text), pattern, u"%1 in a test"_s);
}

QVector<Finding> strayWords(const SourceFile& file)
{
    const bool binary = file.text.contains(QChar(u'\0'));
    if (binary)
        return {};
    static const QRegularExpression pattern(
        u"\\b(TOD[O]|FIXM[E]|XX[X])\\b|\\.\\./share[d]\\b|(?<![\\w.}-])/wor[k]/|(?<![\\w.}-])/(home|Users)/(?!machine/)[a-z]+/"_s);
    return matches(file, file.text, pattern, u"\"%1\" does not belong in the tree"_s);
}

} // namespace reveille::architecture
