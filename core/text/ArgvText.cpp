#include "core/text/ArgvText.h"

#include <algorithm>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

bool isBareCharacter(QChar c)
{
    return (c.unicode() < 128 && c.isLetterOrNumber()) || QStringView(u"_-./:=@%+,").contains(c);
}

/// Characters that would move the cursor or turn the reading direction of what stands beside them.
bool isUnsafeToShow(QChar c)
{
    const char16_t u = c.unicode();
    return c.category() == QChar::Other_Control || c.category() == QChar::Separator_Line ||
           c.category() == QChar::Separator_Paragraph || u == 0x061C || u == 0x200E || u == 0x200F ||
           (u >= 0x202A && u <= 0x202E) || (u >= 0x2066 && u <= 0x2069);
}

QString escaped(QStringView argument)
{
    QString text = u"$'"_s;
    for (const QChar c : argument) {
        if (c == u'\n')
            text += u"\\n"_s;
        else if (c == u'\t')
            text += u"\\t"_s;
        else if (c == u'\'' || c == u'\\')
            text += u'\\' + QString(c);
        else if (isUnsafeToShow(c))
            text += u"\\u"_s + QString::number(c.unicode(), 16).rightJustified(4, u'0');
        else
            text += c;
    }
    return text + u'\'';
}

} // namespace

QString quotedArgument(QStringView argument)
{
    if (argument.isEmpty())
        return u"''"_s;
    if (std::any_of(argument.begin(), argument.end(), isUnsafeToShow))
        return escaped(argument);
    if (std::all_of(argument.begin(), argument.end(), isBareCharacter))
        return argument.toString();
    return u'\'' + argument.toString().replace(u'\'', u"'\\''"_s) + u'\'';
}

QString quotedArgv(const QStringList& argv)
{
    QStringList words;
    words.reserve(argv.size());
    for (const QString& argument : argv)
        words.append(quotedArgument(argument));
    return words.join(u' ');
}

QString plainLine(QStringView text, qsizetype limit)
{
    QString line = text.toString();
    for (QChar& c : line) {
        if (isUnsafeToShow(c))
            c = u' ';
    }
    line = line.simplified();
    if (line.size() > limit)
        line = line.left(std::max<qsizetype>(limit - 1, 0)) + u'…';
    return line;
}

} // namespace reveille
