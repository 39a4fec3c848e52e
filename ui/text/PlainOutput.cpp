#include "ui/text/PlainOutput.h"

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

bool turnsDirection(char16_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

/// How long the colour sequence (ECMA-48 SGR: "ESC [", digits and separators, "m") at `at` is; 0: none is
/// there.
qsizetype colourLength(const QString& text, qsizetype at)
{
    if (text[at].unicode() != 0x1B || at + 1 >= text.size() || text[at + 1] != u'[')
        return 0;
    qsizetype end = at + 2;
    while (end < text.size() && text[end].unicode() >= u'0' && text[end].unicode() <= u';')
        ++end;
    return end < text.size() && text[end] == u'm' ? end + 1 - at : 0;
}

} // namespace

QString plainOutput(const QByteArray& bytes)
{
    const QString text = QString::fromUtf8(bytes);
    QString plain;
    plain.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t c = text[i].unicode();
        if (c == u'\r' && i + 1 < text.size() && text[i + 1] == u'\n')
            continue;
        if (const qsizetype length = colourLength(text, i); length > 0) {
            i += length - 1;
            continue;
        }
        if (c == u'\n' || c == u'\t')
            plain += QChar(c);
        else if (c < 0x20)
            plain += QChar(static_cast<char16_t>(0x2400 + c)); // the block of control pictures
        else if (c == 0x7F)
            plain += QChar(u'\u2421');
        else if ((c >= 0x80 && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF || turnsDirection(c))
            plain += u"‹U+"_s + QString::number(c, 16).toUpper().rightJustified(4, u'0') + u'›';
        else
            plain += QChar(c);
    }
    return plain;
}

} // namespace reveille::ui
