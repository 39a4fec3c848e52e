#include "ui/text/PlainOutput.h"

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

bool turnsDirection(char16_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
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
